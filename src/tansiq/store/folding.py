"""Folding opened entries into the tables of all slices, and keeping what could not be folded.

Promises: an entry's changes are applied whole or not at all; one entry that no fold can take is set
aside with its reason and never stops the next. Does not: commit; the caller's transaction does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tansiq.store.changes import LIVE, Target, apply
from tansiq.store.collecting import without_collection
from tansiq.store.connect import Tx
from tansiq.store.entries import Stored
from tansiq.store.opening import Reader, Unopened
from tansiq.store.projection import Change, Failure, Opened, Projection
from tansiq.store.record_ids import repeated
from tansiq.terms.errors import Conflict, Invalid, TansiqError

# What a fold may raise when a partner's record is not what it expects.
FOLD_FAULTS = (TansiqError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class Folded(NamedTuple):
    """What became of the entries of one batch."""

    opened: tuple[Opened, ...]
    unopened: tuple[Unopened, ...]


def fold_many(
    tx: Tx,
    projections: Sequence[Projection],
    opened: Sequence[Opened],
    target: Target = LIVE,
) -> list[Failure]:
    """Fold entries in order; return those set aside."""
    wanted = by_kind(projections)
    failures: list[Failure] = []
    made: list[tuple[Opened, list[Change]]] = []
    for one in opened:
        try:
            made.append((one, changes_by(wanted.get(one.header.kind, ()), one)))
        except FOLD_FAULTS as error:
            failures.append(Failure(one, fold_code(error)))
    changes = [change for _, found in made for change in found]
    if not changes:
        return failures
    try:
        with tx.savepoint():
            apply(tx, changes, target)
    except (Conflict, Invalid):
        failures.extend(_one_by_one(tx, made, target))
    return failures


def fold_judged(
    tx: Tx, projections: Sequence[Projection], opened: Sequence[Opened]
) -> list[Failure]:
    """Fold entries that arrive, but those said before or named by a judge; return what is not."""
    named = repeated(tx, opened)
    named += [f for one in projections if one.judge for f in one.judge(tx, opened)]
    lost = {id(failure.opened) for failure in named}
    sound = [one for one in opened if id(one) not in lost] if lost else opened
    return [*named, *fold_many(tx, projections, sound)]


def _one_by_one(
    tx: Tx, made: Iterable[tuple[Opened, list[Change]]], target: Target
) -> Iterable[Failure]:
    for one, changes in made:
        try:
            with tx.savepoint():
                apply(tx, changes, target)
        except (Conflict, Invalid) as error:
            if error.code == "store_busy":
                raise
            yield Failure(one, fold_code(error))


def changes_of(projections: Sequence[Projection], opened: Sequence[Opened]) -> list[Change]:
    """Return what folding these entries changes; Invalid with a fold's code when it fails."""
    wanted = by_kind(projections)
    made: list[Change] = []
    for one in opened:
        try:
            made.extend(changes_by(wanted.get(one.header.kind, ()), one))
        except FOLD_FAULTS as error:
            code = fold_code(error).removeprefix("fold_")
            raise Invalid(code, kind=one.header.kind) from error
    return made


def by_kind(projections: Sequence[Projection]) -> dict[str, tuple[Projection, ...]]:
    """Return which projections want to see each kind."""
    found: dict[str, tuple[Projection, ...]] = {}
    for projection in projections:
        for kind in projection.kinds:
            found[kind] = (*found.get(kind, ()), projection)
    return found


def changes_by(projections: Sequence[Projection], opened: Opened) -> list[Change]:
    """Return what these projections make of one entry."""
    return [change for projection in projections for change in projection.fold(opened)]


def fold_code(error: Exception) -> str:
    """Return the reason kept with an entry that a fold could not take."""
    name = error.code if isinstance(error, TansiqError) else type(error).__name__
    return f"fold_{name}"


def fold_stored(
    tx: Tx, projections: Sequence[Projection], reader: Reader, stored: Sequence[Stored]
) -> Folded:
    """Open and fold entries just written; note the state of those that stay closed."""
    with without_collection():
        return _fold_stored(tx, projections, reader, stored)


def _fold_stored(
    tx: Tx, projections: Sequence[Projection], reader: Reader, stored: Sequence[Stored]
) -> Folded:
    batch = reader.remembering()
    read = [batch.read(one) for one in stored]
    opened = [one for one in read if isinstance(one, Opened)]
    closed = [one for one in read if isinstance(one, Unopened)]
    failures = fold_judged(tx, projections, opened)
    if failures:
        closed.extend(set_aside(stored, failures))
        lost = {id(failure.opened) for failure in failures}
        opened = [one for one in opened if id(one) not in lost]
    note_states(tx, closed)
    if stored:
        note_position(tx, projections, stored[-1].arrival)
    return Folded(tuple(opened), tuple(closed))


def set_aside(stored: Sequence[Stored], failures: Sequence[Failure]) -> list[Unopened]:
    """Name the entries of failures with the state they get."""
    by_place = {(one.origin, one.seq): one for one in stored}
    return [
        Unopened(by_place[failed.origin, failed.seq], "quarantined", code)
        for failed, code in failures
    ]


def note_states(tx: Tx, closed: Sequence[Unopened]) -> None:
    """Write why entries stay closed; a later reason replaces an earlier one."""
    note_state_rows(tx, [(c.stored.log_id, c.stored.seq, c.state, c.reason) for c in closed])


def note_state_rows(tx: Tx, closed: Sequence[tuple[int, int, str, str]]) -> None:
    """The same from (log id, seq, state, reason)."""
    if closed:
        tx.many(
            "INSERT INTO ledger.entry_state (log_id, seq, state, reason, since)"
            " VALUES (%s, %s, %s, %s, now()) ON CONFLICT (log_id, seq)"
            " DO UPDATE SET state = excluded.state, reason = excluded.reason",
            closed,
        )


def note_position(tx: Tx, projections: Sequence[Projection], arrival: int) -> None:
    """Note up to which arrival the projections are folded."""
    names = [projection.name for projection in projections]
    if names:
        tx.run("UPDATE ledger.projection SET folded = %s WHERE name = ANY(%s)", (arrival, names))
