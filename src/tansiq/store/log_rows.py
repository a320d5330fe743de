"""The rows of logs: which logs there are, how far they are, and what state they are in.

Promises: ``lock`` takes the node's write order first and then the logs by id, so two writers
never wait for each other in a circle. Does not: append or judge why a log is frozen.

States: ``open``; ``frozen`` (its author forked: nothing but a stop is added); ``blocked`` (this
node is behind its own signed head); ``closed`` (a later generation or epoch took over).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tansiq.ledger.merkle import Frontier
from tansiq.store.connect import Row, Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import Origin

# The channel of NOTIFY: a log's number and its new size, nothing else.
CHANNEL = "tansiq_entry"
State = Literal["open", "frozen", "blocked", "closed"]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One log as this node holds it; ``size`` entries, of which the last has seq ``size - 1``."""

    id: int
    origin: str
    agency: str
    channel: str
    generation: int
    epoch: int
    size: int
    frontier: Frontier
    state: State
    frozen_at: int | None
    suspect_from: int | None

    @property
    def root(self) -> bytes:
        """The Merkle root over all entries held."""
        return self.frontier.root()


def ensure_log(tx: Tx, origin: str | Origin) -> LogRow:
    """Return the log's row, made open and empty when it is new; Invalid ``id_invalid``."""
    place = origin if isinstance(origin, Origin) else Origin.parse(origin)
    name = str(place)
    tx.run(
        "INSERT INTO ledger.log (origin, agency, channel, generation, epoch)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (origin) DO NOTHING",
        (name, place.agency, place.channel, place.generation, place.epoch),
    )
    return log(tx, name)


def find_log(tx: Tx, origin: str) -> LogRow | None:
    """Return the log's row, or None."""
    row = tx.one("SELECT * FROM ledger.log WHERE origin = %s", (origin,))
    return None if row is None else _log_row(row)


def log(tx: Tx, origin: str) -> LogRow:
    """Return the log's row; Missing ``log_missing``."""
    found = find_log(tx, origin)
    if found is None:
        raise Missing("log_missing", origin=origin)
    return found


def log_by_id(tx: Tx, log_id: int) -> LogRow:
    """Return a log's row by its number; Missing ``log_missing``."""
    row = tx.one("SELECT * FROM ledger.log WHERE id = %s", (log_id,))
    if row is None:
        raise Missing("log_missing", origin=str(log_id))
    return _log_row(row)


def logs(tx: Tx, channel: str | None = None) -> list[LogRow]:
    """Return all logs, or those of one channel, by origin."""
    rows = tx.rows(
        "SELECT * FROM ledger.log WHERE channel = %s OR %s::text IS NULL"
        " ORDER BY channel, agency, generation, epoch",
        (channel, channel),
    )
    return [_log_row(row) for row in rows]


def current_log(tx: Tx, agency: str, channel: str) -> LogRow | None:
    """Return the agency's newest log of a channel: highest generation, then highest epoch."""
    row = tx.one(
        "SELECT * FROM ledger.log WHERE agency = %s AND channel = %s"
        " ORDER BY generation DESC, epoch DESC LIMIT 1",
        (agency, channel),
    )
    return None if row is None else _log_row(row)


def take_turn(tx: Tx) -> int:
    """Wait for the node's write order, held until commit; return the last arrival number."""
    row = tx.one("SELECT last FROM ledger.arrival FOR UPDATE")
    return int(row["last"]) if row else 0


def use_arrivals(tx: Tx, count: int) -> int:
    """Take ``count`` arrival numbers; return the first. The turn is taken if it was not."""
    row = tx.one("UPDATE ledger.arrival SET last = last + %s RETURNING last", (count,))
    return int(row["last"]) - count + 1 if row else 1


def lock(tx: Tx, origins: Iterable[str]) -> dict[str, LogRow]:
    """Lock the logs until commit and return their rows; unknown origins are left out."""
    take_turn(tx)
    rows = tx.rows(
        "SELECT * FROM ledger.log WHERE origin = ANY(%s) ORDER BY id FOR UPDATE",
        (sorted(set(origins)),),
    )
    return {str(row["origin"]): _log_row(row) for row in rows}


def lock_current(tx: Tx, agency: str, channels: Iterable[str]) -> dict[str, LogRow]:
    """Lock the agency's newest log of each channel until commit; channels without one are left out.

    The write order is taken first, so no newer log opens between looking and locking.
    """
    take_turn(tx)
    rows = tx.rows(
        "SELECT * FROM ledger.log WHERE id IN (SELECT DISTINCT ON (channel) id FROM ledger.log"
        " WHERE agency = %s AND channel = ANY(%s)"
        " ORDER BY channel, generation DESC, epoch DESC) ORDER BY id FOR UPDATE",
        (agency, sorted(set(channels))),
    )
    return {str(row["channel"]): _log_row(row) for row in rows}


def set_state(
    tx: Tx,
    origin: str,
    state: State,
    *,
    frozen_at: int | None = None,
    suspect_from: int | None = None,
) -> None:
    """Move a log to a state; positions not given keep their value. Missing ``log_missing``."""
    touched = tx.run(
        "UPDATE ledger.log SET state = %s, frozen_at = coalesce(%s, frozen_at),"
        " suspect_from = coalesce(%s, suspect_from) WHERE origin = %s",
        (state, frozen_at, suspect_from, origin),
    )
    if not touched:
        raise Missing("log_missing", origin=origin)


def grow(tx: Tx, log_id: int, frontier: Frontier) -> None:
    """Note a log's new size and frontier and announce it; the caller holds its lock."""
    tx.run(
        "WITH grown AS (UPDATE ledger.log SET size = %s, frontier = %s WHERE id = %s)"
        " SELECT pg_notify(%s, %s)",
        (frontier.size, frontier.pack(), log_id, CHANNEL, f"{log_id}:{frontier.size}"),
    )


def grow_signed(tx: Tx, log_id: int, frontier: Frontier, note: str) -> None:
    """The same with the signed head of the new size, in one step."""
    tx.run(
        "WITH grown AS (UPDATE ledger.log SET size = %s, frontier = %s WHERE id = %s), kept AS"
        " (INSERT INTO ledger.checkpoint (log_id, size, root, note) VALUES (%s, %s, %s, %s))"
        " SELECT pg_notify(%s, %s)",
        (
            *(frontier.size, frontier.pack(), log_id),
            *(log_id, frontier.size, frontier.root(), note),
            *(CHANNEL, f"{log_id}:{frontier.size}"),
        ),
    )


def _log_row(row: Row) -> LogRow:
    size = int(row["size"])
    return LogRow(
        id=row["id"],
        origin=row["origin"],
        agency=row["agency"],
        channel=row["channel"],
        generation=row["generation"],
        epoch=row["epoch"],
        size=size,
        frontier=Frontier.unpack(size, bytes(row["frontier"])),
        state=row["state"],
        frozen_at=row["frozen_at"],
        suspect_from=row["suspect_from"],
    )
