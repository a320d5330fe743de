"""Taking over a verified piece of a log: a partner's, or our own coming back from partners.

Promises: idempotent; the log stays gap-free; another entry at a place already taken is never
written, both are handed to the caller as the material of a fork proof. Does not: verify signatures
and checkpoints, or fold; the caller verified before and folds after, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tansiq.ledger.merkle import Frontier
from tansiq.store.connect import Tx
from tansiq.store.entries import Arrival, Stored, entries, stored, write, write_bodies
from tansiq.store.heads import save_note
from tansiq.store.log_rows import LogRow, grow, lock
from tansiq.terms.errors import Conflict, Damaged, Invalid, Missing, Refused


class SameSeq(Conflict):
    """Two entries claim one place of a log; both are at hand."""

    def __init__(self, origin: str, seq: int, held: bytes, offered: bytes) -> None:
        """Keep both entries beside the code ``fork_same_seq``."""
        super().__init__("fork_same_seq", origin=origin, seq=seq)
        self.held = held
        self.offered = offered


@dataclass(frozen=True, slots=True)
class Taken:
    """What was new: entries to fold, old entries whose missing body came, the log as it is now."""

    stored: tuple[Stored, ...]
    completed: tuple[Stored, ...]
    log: LogRow


def put_mirror(  # noqa: PLR0913 - one verified chunk, part by part
    tx: Tx,
    origin: str,
    arrivals: Sequence[Arrival],
    *,
    received: datetime,
    frontier: Frontier | None = None,
    note: str | None = None,
    allow_frozen: bool = False,
) -> Taken:
    """Write a verified chunk in order of seq; ``frontier`` is what the log must be after it.

    Raises SameSeq (Conflict ``fork_same_seq``), Invalid ``mirror_gap``, Refused ``log_frozen``,
    Damaged ``log_root``, Missing ``log_missing``.
    """
    log = lock(tx, [origin]).get(origin)
    if log is None:
        raise Missing("log_missing", origin=origin)
    known = [one for one in arrivals if one.seq < log.size]
    fresh = [one for one in arrivals if one.seq >= log.size]
    if fresh and log.state == "frozen" and not allow_frozen:
        raise Refused("log_frozen", origin=origin)
    _check_run(log, fresh)
    completed = _complete(tx, log, known)
    grown = log.frontier.extend(one.leaf for one in fresh)
    if frontier is not None and frontier.size == grown.size and frontier.root() != grown.root():
        raise Damaged("log_root", origin=origin, size=grown.size)
    written: list[Stored] = []
    if fresh:
        written = write(tx, log, fresh, received)
        grow(tx, log.id, grown)
    if note is not None:
        save_note(tx, log, note)
    now = replace(log, size=grown.size, frontier=grown)
    return Taken(tuple(written), tuple(completed), now)


def _check_run(log: LogRow, fresh: Sequence[Arrival]) -> None:
    for expected, one in enumerate(fresh, log.size):
        if one.seq != expected:
            raise Invalid("mirror_gap", origin=log.origin, seq=one.seq, expected=expected)


def _complete(tx: Tx, log: LogRow, known: Sequence[Arrival]) -> list[Stored]:
    """Compare known places and add bodies that were missing; return the entries completed."""
    if not known:
        return []
    first, last = known[0].seq, known[-1].seq
    held = {seq: (entry, body) for seq, entry, body in entries(tx, log, first, last - first + 1)}
    bodies: list[tuple[int, bytes]] = []
    for one in known:
        entry, body = held[one.seq]
        if entry != one.entry:
            raise SameSeq(log.origin, one.seq, entry, one.entry)
        if one.body and body is None:
            bodies.append((one.seq, one.body))
    if not bodies:
        return []
    write_bodies(tx, log, bodies)
    return [one for seq, _ in bodies for one in stored(tx, log, seq, 1)]
