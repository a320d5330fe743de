"""The logs as people can read them: what was entered when, by whom, after what, cosigned by whom.

Promises: what is shown of an entry is its signed header and its state here, never its content. Who
looks after the node or oversees it sees every log; anybody else those of the channels they are on,
and is told of no other that it exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.ledger.entry import parse_entry
from tansiq.node import access, exchanging, logs
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.exchanging import Parked, Quarantined
from tansiq.node.logs import LogChecked
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.store.logs import LogRow, Stored, find_log, stored
from tansiq.store.logs import logs as log_rows
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import entry_id

PAGE = 50
VERIFIED_HERE = 200_000
"""Entries of a log that a page verifies while somebody waits; longer ones are for the terminal."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Who cosigned a log, and how many entries its newest cosignature covers."""

    node: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A log in a list; `forked` since when, empty when it is one history."""

    origin: str
    agency: str
    channel: str
    generation: int
    epoch: int
    size: int
    root: str
    state: str
    frozen_at: int
    forked: str
    witnesses: tuple[Witness, ...]
    parked: int
    quarantined: int
    newest: str

    @property
    def covered(self) -> int:
        """Entries that somebody besides the author has cosigned."""
        others = [one.size for one in self.witnesses if one.node != self.agency]
        return max(others, default=0)


@dataclass(frozen=True, slots=True)
class Cause:
    """An entry that another one names as coming before it."""

    origin: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry; `state` is empty when it was opened and applied."""

    seq: int
    entry: str
    kind: str
    time: str
    received: str
    after: tuple[Cause, ...]
    state: str
    reason: str
    body: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Logbook:
    """All logs this officer sees, and what was set aside."""

    logs: tuple[LogLine, ...]
    quarantined: tuple[Quarantined, ...]
    parked: tuple[Parked, ...]

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels, `home` first."""
        found = {one.channel for one in self.logs}
        return tuple(sorted(found, key=lambda one: (one != "home", one)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """One log, a page of its entries from the newest down; `older` continues, None at the end."""

    log: LogLine
    entries: tuple[EntryLine, ...]
    older: int | None
    newer: int | None


def listed(node: Node, officer: Officer) -> Logbook:
    """Every log this officer sees; Refused `access_role`."""
    access.decide(node.roles(officer), Action.SEE_LOGS)
    with node.store.reading() as tx:
        found = _lines(tx, [one for one in log_rows(tx) if sees(node, officer, one.channel)])
    seen = {one.origin for one in found}
    every = access.may(node.roles(officer), Action.SEE_HEALTH)
    return Logbook(
        logs=found,
        quarantined=tuple(
            one for one in exchanging.quarantined(node) if every or one.origin in seen
        ),
        parked=tuple(one for one in exchanging.parked(node) if one.origin in seen),
    )


def shown(node: Node, officer: Officer, origin: str, before: int | None = None) -> LogPage:
    """One log below a position, or its end; Missing `log_missing`, also when it is not theirs."""
    with node.store.reading() as tx:
        row = _row(node, tx, officer, origin)
        end = row.size if before is None else min(max(before, 0), row.size)
        first = max(end - PAGE, 0)
        found = stored(tx, row, first, end - first) if end > first else []
        states = _states(tx, row, first, end)
        lines = tuple(_entry(one, states) for one in reversed(found))
        return LogPage(
            log=_lines(tx, [row])[0],
            entries=lines,
            older=first or None,
            newer=min(end + PAGE, row.size) if end < row.size else None,
        )


def verify(node: Node, officer: Officer, origin: str) -> LogChecked:
    """Check every byte of a log here and now; Refused `log_long` when nobody should wait for it."""
    with node.store.reading() as tx:
        row = _row(node, tx, officer, origin)
    if row.size > VERIFIED_HERE:
        raise Refused("log_long", entries=row.size, most=VERIFIED_HERE)
    return logs.verify(node, origin)


def _row(node: Node, tx: Tx, officer: Officer, origin: str) -> LogRow:
    access.decide(node.roles(officer), Action.SEE_LOGS)
    row = find_log(tx, origin)
    if row is None or not sees(node, officer, row.channel):
        raise Missing("log_missing", origin=origin[:120])
    return row


def channel_of(origin: str) -> str:
    """The channel that an origin names, empty when it is no origin."""
    parts = origin.split("/")
    return parts[1] if len(parts) > 1 else ""


def sees(node: Node, officer: Officer, channel: str) -> bool:
    """Whether an officer is told of a channel's logs: who is on it, or looks after the node."""
    return channel in officer.files or access.may(node.roles(officer), Action.SEE_HEALTH)


def _lines(tx: Tx, rows: Sequence[LogRow]) -> tuple[LogLine, ...]:
    ids = [one.id for one in rows]
    witnesses, states = _witnesses(tx, ids), _set_aside(tx, ids)
    forks = tx.rows("SELECT origin, min(found) AS found FROM ledger.fork GROUP BY origin")
    forked = {row["origin"]: stamp(row["found"]) for row in forks}
    return tuple(
        LogLine(
            origin=one.origin,
            agency=one.agency,
            channel=one.channel,
            generation=one.generation,
            epoch=one.epoch,
            size=one.size,
            root=one.root.hex(),
            state=one.state,
            frozen_at=one.frozen_at or 0,
            forked=forked.get(one.origin, ""),
            witnesses=tuple(witnesses.get(one.id, ())),
            parked=states.get((one.id, "parked"), 0),
            quarantined=states.get((one.id, "quarantined"), 0),
            newest=_newest(tx, one),
        )
        for one in rows
    )


def _witnesses(tx: Tx, ids: list[int]) -> dict[int, list[Witness]]:
    rows = tx.rows(
        "SELECT log_id, witness, max(size) AS size FROM ledger.cosignature"
        " WHERE log_id = ANY(%s) GROUP BY log_id, witness ORDER BY witness",
        (ids,),
    )
    found: dict[int, list[Witness]] = {}
    for row in rows:
        one = Witness(row["witness"].removesuffix("/w"), int(row["size"]))
        found.setdefault(row["log_id"], []).append(one)
    return found


def _set_aside(tx: Tx, ids: list[int]) -> dict[tuple[int, str], int]:
    rows = tx.rows(
        "SELECT log_id, state, count(*) AS n FROM ledger.entry_state WHERE log_id = ANY(%s)"
        " AND state IN ('parked', 'quarantined') GROUP BY log_id, state",
        (ids,),
    )
    return {(row["log_id"], row["state"]): int(row["n"]) for row in rows}


def _newest(tx: Tx, row: LogRow) -> str:
    found = stored(tx, row, row.size - 1, 1) if row.size else []
    return parse_entry(found[0].entry).header.time if found else ""


def _states(tx: Tx, row: LogRow, first: int, end: int) -> dict[int, tuple[str, str]]:
    rows = tx.rows(
        "SELECT seq, state, reason FROM ledger.entry_state WHERE log_id = %s"
        " AND seq >= %s AND seq < %s",
        (row.id, first, end),
    )
    return {int(one["seq"]): (one["state"], one["reason"]) for one in rows}


def _entry(one: Stored, states: dict[int, tuple[str, str]]) -> EntryLine:
    header = parse_entry(one.entry).header
    state, reason = states.get(one.seq, ("", ""))
    return EntryLine(
        seq=one.seq,
        entry=entry_id(one.leaf),
        kind=header.kind,
        time=header.time,
        received=stamp(one.received),
        after=tuple(Cause(ref.origin, ref.seq) for ref in header.after),
        state="" if state == "opened" else state,
        reason=reason,
        body=one.body is not None,
    )
