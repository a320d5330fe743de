"""What is kept and until when: which classes hold a report, what is due, and that one was reviewed.

Promises: whoever erases a report learns every class that holds its words, copies released to
partners included; what is due names classes and dates, never content.
"""

from dataclasses import dataclass

from tansiq.desk import queries as desk
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read
from tansiq.node.recalls import Noted, notice_dates
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.oversight import commands, queries
from tansiq.oversight.commands import ClassNow, Deciding
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ClassId


@dataclass(frozen=True, slots=True)
class Due:
    """Retention classes whose review date or erase date has come."""

    reviews: tuple[ClassNow, ...]
    erasures: tuple[ClassNow, ...]


def due(node: Node) -> Due:
    """What waits for a review and what should be erased, oldest first."""
    now = node.clock.now()
    with node.store.reading() as tx:
        return Due(
            queries.reviews_due(tx, node.me, now),
            queries.erasures_due(tx, node.me, now),
        )


def classes_of(node: Node, reader: Reader, report: str) -> tuple[ClassNow, ...]:
    """The classes to erase so that no word of a report of ours (or of AGENCY/RELEASE) is left.

    Missing("report_unknown") when we hold none.
    """
    agency, slash, release = report.partition("/")
    with node.store.reading() as tx:
        if slash:
            named = desk.classes_of_release(tx, agency, release)
        else:
            named = desk.classes_of_report(tx, node.me, report)

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[ClassNow, ...], list[str]]:
        found = queries.classes(tx, node.me, named, node.clock.now())
        return tuple(found[one] for one in named if one in found), [release or report]

    absent = Missing("report_unknown")
    look = Look(action=Action.ORDER_ERASURE, classes=named, absent=absent)
    found = read(node, reader, look, query)
    if not found:
        raise absent
    return found


def review(node: Node, signer: Signer, target: ClassId, ground: str, following: str) -> Noted:
    """Record that a class was looked at and is still needed, until the day `following`."""
    deciding = Deciding(signer.officer, node.clock.now(), notice_dates(node))

    def plan(tx: Tx) -> tuple[Planned, ...]:
        state = queries.state_for_hold(tx, node.me, deciding, target, "")
        return commands.record_review(state, ground, following)

    absent = Missing("class_unknown")
    task = Task(action=Action.RECORD_REVIEW, plan=plan, classes=(target,), absent=absent)
    done = perform(node, (signer,), task)[0]
    return Noted(str(target), str(done.entry.entry_id), done.class_id, done.code)
