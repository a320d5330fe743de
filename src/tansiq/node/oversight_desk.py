"""The first screen of data protection: reads to ask about, what is due, recalls overdue.

Promises: one reading, noted before it is given out; ids, dates and reasons alone, never a title or
a text of a case; a recall stands here until its answer has come, however late it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tansiq.cases import queries as cases
from tansiq.desk import queries as desk
from tansiq.desk.boards import NoticeLine
from tansiq.node import audits, erasures
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.class_files import on_files
from tansiq.node.compose import Node
from tansiq.node.erasures import ErasureSeen
from tansiq.node.partners import reaches
from tansiq.node.read_log import names_of
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.oversight import queries
from tansiq.oversight.commands import ClassNow
from tansiq.oversight.queries import Hold
from tansiq.oversight.unusual import Pattern, patterns, thin_reasons
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp

WINDOW = timedelta(days=30)
NEWEST_ORDERS = 50
MOST_WALKED = 50_000
"""Reads that one screen walks; `tansiq audit unusual` walks all."""
ASKED_BY_PERSON = "rights_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDue:
    """A recall or correction of ours that partners have not answered; overdue when late."""

    kind: str
    release: str
    channel: str
    time: str
    due: str
    silent: tuple[str, ...]
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept and until when: due for review or erasure, orders, holds.

    `open_to` are the orders and holds whose files the officer needs to know; of others only
    classes, dates and states are told, never what somebody wrote.
    """

    reviews: tuple[ClassNow, ...]
    erasures: tuple[ClassNow, ...]
    orders: tuple[ErasureSeen, ...]
    holds: tuple[Hold, ...]
    open_to: frozenset[str]
    told: Mapping[str, tuple[queries.Told, ...]]
    names: Mapping[str, str]

    @property
    def waiting(self) -> tuple[ErasureSeen, ...]:
        """Orders that wait for a second officer."""
        return tuple(one for one in self.orders if one.state == "waiting")

    @property
    def asked(self) -> tuple[ErasureSeen, ...]:
        """Orders that somebody asked for on the ground of their own rights."""
        return tuple(one for one in self.orders if one.order.ground == ASKED_BY_PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncategorised:
    """A person of a case without a data-subject category: by reference, with the countdown."""

    entity: str
    channel: str
    since: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightDesk:
    """What waits for the data-protection officer."""

    uncategorised: tuple[Uncategorised, ...]
    recalls: tuple[RecallDue, ...]
    kept: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadsToAsk:
    """Reads of the last days that met a rule, and those whose reason says little.

    `walked` is how many were looked at; `all_walked` is false when older ones were left.
    """

    walked: int
    all_walked: bool
    unusual: tuple[Pattern, ...]
    thin: tuple[Pattern, ...]
    names: Mapping[str, str]


def desk_of(node: Node, reader: Reader) -> OversightDesk:
    """The whole screen; Refused `access_*`."""
    orders = erasures.listed(node, NEWEST_ORDERS)

    def query(tx: Tx, officer: Officer) -> tuple[OversightDesk, Sequence[str]]:
        recalls = _recalls(node, tx)
        found = OversightDesk(
            uncategorised=_uncategorised(node, tx),
            recalls=recalls,
            kept=_kept(node, tx, officer, orders),
        )
        persons = [one.entity for one in found.uncategorised]
        return found, [*persons, *(one.release for one in found.recalls), *_ids(found.kept)]

    return read(node, reader, Look(action=Action.READ_LOG), query)


def _uncategorised(node: Node, tx: Tx) -> tuple[Uncategorised, ...]:
    """In every case of ours, soonest due first (LAW L8)."""
    found = []
    for channel in node.shared_channels(tx):
        bound = cases.binding(tx, channel)
        if bound is None:
            continue
        days = bound.terms.rules.uncategorised_days
        for entity, since in cases.uncategorised(tx, channel).items():
            until = stamp(cases.countdown(since, days))
            found.append(Uncategorised(entity=entity, channel=channel, since=since, until=until))
    return tuple(sorted(found, key=lambda one: (one.until, one.entity)))


def reads_to_ask(node: Node, reader: Reader) -> ReadsToAsk:
    """The rules at work on every read of the last days; asked apart, since it walks them all."""

    def query(tx: Tx, _officer: Officer) -> tuple[ReadsToAsk, Sequence[str]]:
        return _reads(node, tx), []

    return read(node, reader, Look(action=Action.READ_LOG), query)


def kept(node: Node, reader: Reader) -> Kept:
    """Dates, orders and holds, for those who order and confirm erasures; Refused `access_*`."""
    orders = erasures.listed(node, NEWEST_ORDERS)

    def query(tx: Tx, officer: Officer) -> tuple[Kept, Sequence[str]]:
        found = _kept(node, tx, officer, orders)
        return found, _ids(found)

    return read(node, reader, Look(action=Action.ORDER_ERASURE), query)


def held(node: Node, reader: Reader) -> Kept:
    """Holds and waiting orders, for those who may hold a class back; Refused `access_*`."""
    orders = tuple(one for one in erasures.listed(node, NEWEST_ORDERS) if one.state == "waiting")

    def query(tx: Tx, officer: Officer) -> tuple[Kept, Sequence[str]]:
        every = _kept(node, tx, officer, orders, Action.PLACE_HOLD)
        found = replace(every, reviews=(), erasures=())
        return found, _ids(found)

    return read(node, reader, Look(action=Action.PLACE_HOLD), query)


def _kept(
    node: Node,
    tx: Tx,
    officer: Officer,
    orders: tuple[ErasureSeen, ...],
    asks: Action = Action.CONFIRM_ERASURE,
) -> Kept:
    now = node.clock.now()
    holds = tuple(one for one in queries.holds(tx, now) if one.stands)
    known = {one.order.order: one.order.classes for one in orders}
    known |= {one.hold: (one.class_id,) for one in holds}
    open_to = frozenset(
        name for name, classes in known.items() if _may_know(node, tx, officer, classes, asks)
    )
    return Kept(
        reviews=queries.reviews_due(tx, node.me, now),
        erasures=queries.erasures_due(tx, node.me, now),
        orders=tuple(_bare(one, open_to) for one in orders),
        holds=tuple(one if one.hold in open_to else replace(one, ground="") for one in holds),
        open_to=open_to,
        told=queries.erasures_told(tx, [one.order.order for one in orders]),
        names=names_of(node, tx),
    )


def _may_know(node: Node, tx: Tx, officer: Officer, classes: Sequence[str], asks: Action) -> bool:
    subject = Subject(on_file=on_files(node, tx, officer, "", classes))
    return may(node.roles(officer), asks, subject)


def _bare(one: ErasureSeen, open_to: frozenset[str]) -> ErasureSeen:
    """An order without what its officer wrote, unless the files of its classes are open."""
    if one.order.order in open_to:
        return one
    return replace(one, order=replace(one.order, explanation=""))


def _ids(found: Kept) -> list[str]:
    ids = [one.class_id for one in (*found.reviews, *found.erasures)]
    ids += [one.class_id for one in found.holds]
    ids += [one.order.order for one in found.orders]
    ids += [one.hold for one in found.holds]
    return list(dict.fromkeys(ids))


def _reads(node: Node, tx: Tx) -> ReadsToAsk:
    now = node.clock.now()
    found = queries.reads_between(tx, now - WINDOW, now, MOST_WALKED + 1)
    reads = found[-MOST_WALKED:]
    return ReadsToAsk(
        walked=len(reads),
        all_walked=len(found) == len(reads),
        unusual=patterns(audits.judged(node, tx, reads), reads),
        thin=patterns(thin_reasons(reads), reads),
        names=names_of(node, tx),
    )


def _recalls(node: Node, tx: Tx) -> tuple[RecallDue, ...]:
    now = node.clock.now()
    notices = desk.notices_out(tx, reaches(node, tx), node.me, now)
    return tuple(_recall(one) for one in notices if any(not who.outcome for who in one.recipients))


def _recall(line: NoticeLine) -> RecallDue:
    silent = tuple(one for one in line.recipients if not one.outcome)
    return RecallDue(
        kind=line.kind,
        release=line.release,
        channel=line.channel,
        time=line.time,
        due=line.due,
        silent=tuple(one.recipient for one in silent),
        overdue=any(one.due is not None and one.due.seconds_left < 0 for one in silent),
    )
