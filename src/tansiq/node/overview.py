"""The first screen of the liaison desk: everything that waits, of every channel the officer is on.

Promises: one reading, noted with every id it shows before it is given out; nothing of a channel the
officer is not on. Links are told as they are known now; whoever is away keeps nobody waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.desk import overview as desk
from tansiq.desk import queries
from tansiq.desk.boards import NoticeLine, ReleaseLine
from tansiq.desk.duties import Duty
from tansiq.desk.overview import About, Missing
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.health import PartnerState, partner_state
from tansiq.node.partners import links, reaches
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME

NEWEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One duty with what it is about; `incoming` when the answer is ours to give."""

    duty: Duty
    about: About | None
    incoming: bool

    @property
    def other(self) -> str:
        """The agency on the other side."""
        return self.duty.owed_to if self.incoming else self.duty.owed_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What waits, what came, what went, and how the links are."""

    waiting: tuple[Waiting, ...]
    missing: tuple[Missing, ...]
    notices: tuple[NoticeLine, ...]
    inbox: tuple[ReleaseLine, ...]
    outbox: tuple[ReleaseLine, ...]
    partners: tuple[PartnerState, ...]
    channels: tuple[str, ...]

    @property
    def overdue(self) -> int:
        """Answers of ours whose time is over."""
        return sum(one.incoming and one.duty.due.seconds_left < 0 for one in self.waiting)


def overview(node: Node, reader: Reader) -> Overview:
    """The desk as this officer may see it; Refused `access_*`."""

    def query(tx: Tx, officer: Officer) -> tuple[Overview, Sequence[str]]:
        found = _found(node, tx, officer.files - {HOME})
        return found, _ids(found)

    return read(node, reader, Look(action=Action.LIST_REPORTS), query)


def _found(node: Node, tx: Tx, channels: frozenset[str]) -> Overview:
    now, partners = node.clock.now(), links(node, tx)
    ring, known = node.ring(tx), reaches(node, tx, partners)
    duties = [one for one in queries.duties(tx, node.me, now) if one.channel in channels]
    about = desk.about(tx, duties)
    return Overview(
        waiting=tuple(_waiting(node, one, about) for one in duties),
        missing=desk.receipts_missing(tx, known, node.me, channels),
        notices=_among(queries.notices_out(tx, known, node.me, now, unanswered=True), channels),
        inbox=queries.inbox(tx, node.me, channels, NEWEST),
        outbox=queries.outbox(tx, node.me, channels, NEWEST),
        partners=tuple(partner_state(ring, one, now) for one in partners),
        channels=tuple(sorted(channels)),
    )


def _among(notices: Sequence[NoticeLine], channels: frozenset[str]) -> tuple[NoticeLine, ...]:
    """Our recalls and corrections in these channels."""
    return tuple(one for one in notices if one.channel in channels)


def _waiting(node: Node, duty: Duty, about: dict[tuple[str, str, str], About]) -> Waiting:
    incoming = duty.owed_by == node.me
    # A notice is written by whom the answer is owed to; so is a question.
    return Waiting(
        duty=duty, about=about.get((duty.kind, duty.identifier, duty.owed_to)), incoming=incoming
    )


def _ids(found: Overview) -> list[str]:
    ids = [one.duty.identifier for one in found.waiting]
    ids += [one.release for one in found.missing]
    ids += [one.release for one in found.notices]
    ids += [one.release for one in (*found.inbox, *found.outbox)]
    return list(dict.fromkeys(ids))
