"""An id of a record is accepted once in a log (DESIGN: records).

Promises: of two entries of one log that say the record of one id, the one that was read first
counts and the other is set aside for good, so a writer cannot use an officer's act twice. Does not
compare logs: an id used by another agency takes nothing from its owner.
"""

from __future__ import annotations

from collections.abc import Sequence

from tansiq.store.connect import Tx
from tansiq.store.projection import Failure, Opened
from tansiq.terms.errors import Conflict


def repeated(tx: Tx, opened: Sequence[Opened]) -> list[Failure]:
    """Note the ids of arriving records; return the entries whose id was taken by another before."""
    wanted = [one for one in opened if one.said is not None and not one.mine]
    if not wanted or _all_new(tx, wanted):
        return []
    known = _known(tx, wanted)
    fresh: dict[tuple[str, str], int] = {}
    failures: list[Failure] = []
    for one in wanted:
        named = one.origin, one.said.record_id if one.said else ""
        first = known.get(named, fresh.setdefault(named, one.seq))
        if first != one.seq:
            failures.append(Failure(one, "record_repeated"))
    _note(tx, {named: seq for named, seq in fresh.items() if named not in known})
    return failures


def _all_new(tx: Tx, wanted: Sequence[Opened]) -> bool:
    """Note all ids at once; False, with nothing noted, when any of them was taken before.

    What honest writers send is all new, and the unique index says so without a look beforehand.
    """
    ids = {(one.origin, one.said.record_id if one.said else ""): one.seq for one in wanted}
    if len(ids) != len(wanted):
        return False
    try:
        with tx.savepoint():
            _note(tx, ids)
    except Conflict as error:
        if error.code != "store_duplicate":
            raise
        return False
    return True


def _known(tx: Tx, wanted: Sequence[Opened]) -> dict[tuple[str, str], int]:
    rows = tx.rows(
        "SELECT l.origin, r.record_id, r.seq FROM ledger.record_id r"
        " JOIN ledger.log l ON l.id = r.log_id"
        " WHERE l.origin = ANY(%s) AND r.record_id = ANY(%s)",
        (
            list({one.origin for one in wanted}),
            [one.said.record_id for one in wanted if one.said],
        ),
    )
    return {(row["origin"], row["record_id"]): row["seq"] for row in rows}


def _note(tx: Tx, fresh: dict[tuple[str, str], int]) -> None:
    if not fresh:
        return
    rows = tx.rows(
        "SELECT id, origin FROM ledger.log WHERE origin = ANY(%s)",
        (list({origin for origin, _ in fresh}),),
    )
    logs = {row["origin"]: row["id"] for row in rows}
    tx.copy(
        "ledger.record_id",
        ("log_id", "record_id", "seq"),
        [(logs[origin], record, seq) for (origin, record), seq in fresh.items()],
    )
