"""What is asked and answered in every channel of an officer, with the clocks, most pressing first.

Promises: requests, recalls, corrections and permissions, ours and partners', each noted as read;
nothing of a channel the officer is not on, nothing handled in a way they may not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.desk import overview, queries
from tansiq.desk.duties import Duty
from tansiq.node import asked
from tansiq.node.actions import Action
from tansiq.node.asked import AskedShown
from tansiq.node.compose import Node
from tansiq.node.overview import Waiting
from tansiq.node.reading import Look, Reader, officer_of, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME, entry_id

MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The newest part of a list, and how many there are in all."""

    lines: tuple[Waiting, ...]
    count: int


def listed(node: Node, reader: Reader, kinds: frozenset[str], *, closed: bool) -> Lines:
    """Duties of these kinds: those that wait, or those that were answered."""
    now = node.clock.now()

    def query(tx: Tx, officer: Officer) -> tuple[Lines, Sequence[str]]:
        found = [
            one
            for one in queries.duties(tx, node.me, now, closed=closed)
            if one.kind in kinds
            and one.channel in officer.files - {HOME}
            and bool(one.outcome) == closed
        ]
        if closed:
            found.sort(key=lambda one: one.due.due, reverse=True)
        about = overview.about(tx, found[:MOST])
        lines = [
            Waiting(
                duty=one,
                about=about.get((one.kind, one.identifier, _author(one))),
                incoming=one.owed_by == node.me,
            )
            for one in found[:MOST]
        ]
        kept = tuple(one for one in lines if _may(node, officer, one))
        return Lines(lines=kept, count=len(found)), [one.duty.identifier for one in kept]

    return read(node, reader, Look(action=Action.LIST_REPORTS), query)


def _author(duty: Duty) -> str:
    """Who wrote what is to be answered: always the one the answer is owed to."""
    return duty.owed_to


def _may(node: Node, officer: Officer, line: Waiting) -> bool:
    code = line.about.handling if line.about else "H3"
    return node.may(officer, Action.LIST_REPORTS, line.duty.channel, handling=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedHistory:
    """One thing that was asked, its clock, and what this officer may do about it."""

    seen: AskedShown
    duty: Duty | None
    answering: tuple[str, ...]
    entry: str
    offered: frozenset[Action]


_OFFERED = (
    Action.ACKNOWLEDGE_REQUEST,
    Action.ANSWER_REQUEST,
    Action.REFUSE_REQUEST,
    Action.ANSWER_RECALL,
    Action.ANSWER_CORRECTION,
    Action.GIVE_PERMISSION,
    Action.REFUSE_PERMISSION,
    Action.EXPORT_PROOF,
)


def one(node: Node, reader: Reader, kind: str, agency: str, identifier: str) -> AskedHistory:
    """One of them whole; `answering` are standing releases of ours that answer this request."""
    seen, now = asked.show(node, reader, kind, agency, identifier), node.clock.now()
    channel = seen.asked.channel
    with node.store.reading() as tx:
        officer = officer_of(node, tx, reader)
        duty = next(
            (
                found
                for found in queries.duties(tx, node.me, now, closed=True, about=identifier)
                if (found.kind, found.identifier, found.owed_to) == (kind, identifier, agency)
            ),
            None,
        )
        answering: tuple[str, ...] = ()
        if kind == "request" and agency != node.me:
            answering = queries.answering(tx, node.me, channel, identifier)
    return AskedHistory(
        seen=seen,
        duty=duty,
        answering=answering,
        entry=entry_id(bytes.fromhex(seen.asked.entry.leaf)),
        offered=frozenset(
            one for one in _OFFERED if node.may(officer, one, channel, handling=seen.asked.handling)
        ),
    )
