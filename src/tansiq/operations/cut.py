"""The facts of a cut: everything about one operation that lies below named positions of the logs.

Promises: gives exactly what `decision.decide` may look at, now or as it was at a cut that was
recorded; a stop counts as the exchange counts it, even unopened, from a frozen log or beside the
history held. An entry that was lawfully erased is no trouble unless decisions rest on its kind. A
fork and a stop beside the history stand at no place of a log: they count now, not in a named cut.
"""

from collections.abc import Iterator, Mapping

import msgspec

from tansiq.exchange.stops import every_stop
from tansiq.operations.facts import (
    ClosedFact,
    CommitmentFact,
    Facts,
    OfficerFact,
    Place,
    PlanFact,
    ShownFact,
    StopFact,
    Trouble,
    VoteFact,
)
from tansiq.operations.projection import COUNTED
from tansiq.record.operations import CutLog, OperationPlan
from tansiq.store.connect import Row, Tx
from tansiq.terms.ids import ChannelId, channel_kind
from tansiq.terms.operating import DecisionReason, StopGround

Cut = Mapping[str, int]

_REASONS = {
    "unknown_kind": DecisionReason.ENTRY_UNKNOWN,
    "parked": DecisionReason.ENTRY_UNKNOWN,
    "quarantined": DecisionReason.ENTRY_QUARANTINED,
    "unopenable": DecisionReason.ENTRY_UNREADABLE,
    "erased": DecisionReason.ENTRY_UNREADABLE,
}


def cut_now(tx: Tx, channel: str) -> dict[str, int]:
    """How far each log of a channel is held."""
    rows = tx.rows(
        "SELECT origin, size FROM ledger.log WHERE channel = %s AND size > 0 ORDER BY origin",
        (channel,),
    )
    return {str(row["origin"]): int(row["size"]) for row in rows}


def facts(tx: Tx, channel: str, operation: str, cut: Cut | None = None) -> Facts:
    """The facts of a cut, of what is held now when none is named."""
    whole = cut_now(tx, channel)
    at = whole if cut is None else dict(cut)
    about = (channel, operation)
    return Facts(
        operation=operation,
        cut=at,
        plans=tuple(_plans(tx, about, at)),
        votes=tuple(_votes(tx, about, at)),
        commitments=tuple(_commitments(tx, about, at)),
        stops=_stops(tx, about, at, late=cut is None),
        shown=tuple(_shown(tx, about, at)),
        closed=tuple(_closed(tx, about, at)),
        officers=tuple(_officers(tx, channel, at)),
        troubles=tuple(_troubles(tx, channel, at)),
        forked=_forked(tx, channel) if cut is None else frozenset(),
        exercise=channel_kind(ChannelId(channel)) == "exercise",
    )


def _rows(tx: Tx, table: str, about: tuple[str, str], at: Cut) -> Iterator[Row]:
    rows = tx.rows(
        f"SELECT * FROM {table} WHERE channel = %s AND operation = %s"
        " ORDER BY generation, epoch, seq, part",
        about,
    )
    return (row for row in rows if row["seq"] < at.get(row["origin"], 0))


def word_of(row: Row) -> Row:
    """The fields of a `Word` from a row."""
    names = ("agency", "origin", "seq", "time", "officer", "received")
    return {name: row[name] for name in names}


def _plans(tx: Tx, about: tuple[str, str], at: Cut) -> Iterator[PlanFact]:
    for row in _rows(tx, "operation_plan", about, at):
        plan = msgspec.json.decode(row["record"], type=OperationPlan)
        yield PlanFact(digest=row["digest"], plan=plan, changed=row["changed"], **word_of(row))


def _votes(tx: Tx, about: tuple[str, str], at: Cut) -> Iterator[VoteFact]:
    for row in _rows(tx, "operation_vote", about, at):
        yield VoteFact(plan=row["plan"], choice=row["choice"], key=row["key"], **word_of(row))


def _commitments(tx: Tx, about: tuple[str, str], at: Cut) -> Iterator[CommitmentFact]:
    for row in _rows(tx, "operation_commitment", about, at):
        yield CommitmentFact(commitment=row["commitment"], **word_of(row))


def _shown(tx: Tx, about: tuple[str, str], at: Cut) -> Iterator[ShownFact]:
    for row in _rows(tx, "operation_shown", about, at):
        told = {name: row[name] for name in ("plan", "outcome", "reason")}
        named = msgspec.json.decode(row["cut"], type=tuple[CutLog, ...])
        yield ShownFact(cut=tuple((one.origin, one.size) for one in named), **told, **word_of(row))


def _closed(tx: Tx, about: tuple[str, str], at: Cut) -> Iterator[ClosedFact]:
    for row in _rows(tx, "operation_closed", about, at):
        yield ClosedFact(plan=row["plan"], outcome=row["outcome"], **word_of(row))


def _officers(tx: Tx, channel: str, at: Cut) -> Iterator[OfficerFact]:
    for row in tx.rows("SELECT * FROM operation_officer WHERE channel = %s", (channel,)):
        if row["seq"] < at.get(row["origin"], 0):
            told = word_of(row) | {"officer": row["who"]}
            roles = frozenset(row["roles"])
            yield OfficerFact(key=row["key"], roles=roles, withdrawn=row["withdrawn"], **told)


def _stops(tx: Tx, about: tuple[str, str], at: Cut, *, late: bool) -> tuple[StopFact, ...]:
    """Stops of this operation, and of the whole channel where one names nothing.

    `late` ones lie outside what is held (beside the history, in a log cut off): they count now.
    """
    channel, operation = about
    found = []

    def within(origin: str, seq: int) -> bool:
        return late or seq < at.get(origin, 0)

    for one in every_stop(tx, ChannelId(channel), within):
        stop, lift = one.stop, one.lifted_at
        if stop.plan not in {"", operation}:
            continue
        found.append(
            StopFact(
                # Ordered again it is another stop: a version that resumed after it knew the first.
                stop=stop.stop if one.times == 1 else f"{stop.stop}#{one.times}",
                lifted=lift is not None,
                lifted_at=None if lift is None else Place.of(*lift),
                agency=stop.agency,
                origin=stop.origin,
                seq=stop.seq,
                time=stop.time,
                ground=_ground(stop.ground),
                reason=stop.reason,
            )
        )
    return tuple(found)


def _ground(told: str) -> str:
    """The ground as this node knows it: a word of a later release is another reason."""
    known = told in set(StopGround)
    return told if known or not told else StopGround.ANOTHER.value


def _troubles(tx: Tx, channel: str, at: Cut) -> Iterator[Trouble]:
    """Entries of the cut that cannot be counted, oldest arrival first; stops never wait."""
    rows = tx.rows(
        "SELECT l.origin, s.seq, s.state, s.reason, e.kind FROM ledger.entry_state s"
        " JOIN ledger.log l ON l.id = s.log_id JOIN ledger.entry e USING (log_id, seq)"
        " WHERE l.channel = %s AND s.state <> 'opened' ORDER BY e.arrival",
        (channel,),
    )
    for row in rows:
        harmless = row["kind"] == "stop_ordered" or (
            row["state"] == "erased" and row["kind"] not in COUNTED
        )
        if row["seq"] < at.get(row["origin"], 0) and not harmless:
            yield Trouble(row["origin"], row["seq"], _REASONS[row["state"]].value, row["reason"])


def _forked(tx: Tx, channel: str) -> frozenset[str]:
    """The agencies with a frozen log that no later epoch of theirs has taken over from."""
    rows = tx.rows(
        "SELECT l.agency FROM ledger.log l WHERE l.channel = %s AND l.state = 'frozen'"
        " AND NOT EXISTS (SELECT FROM ledger.log n WHERE n.channel = l.channel"
        " AND n.agency = l.agency AND n.state = 'open'"
        " AND (n.generation, n.epoch) > (l.generation, l.epoch) AND n.size > 0)",
        (channel,),
    )
    return frozenset(str(row["agency"]) for row in rows)
