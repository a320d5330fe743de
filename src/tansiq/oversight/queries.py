"""What oversight asks: what is due, who saw a person and to whom it was sent, what the log counts.

Promises: one question answers "who saw this person, why, to whom was it sent" (REQUIREMENTS 11.2)
from the read log and the records of disclosure, without opening a report. Reads alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tansiq.oversight.commands import Deciding, SealState
from tansiq.oversight.names import name_digest
from tansiq.oversight.retention import (
    ErasureOrder,
    Hold,
    Told,
    classes,
    erasure_orders,
    erasures_due,
    erasures_told,
    erasures_told_done,
    holds,
    reviews_due,
    state_for_erasure,
    state_for_hold,
)
from tansiq.oversight.unusual import Read
from tansiq.store.connect import Tx
from tansiq.store.readlog import ReadHead, head, verify
from tansiq.terms.clock import stamp

Row = Mapping[str, Any]

__all__ = [
    "Count",
    "Disclosure",
    "ErasureOrder",
    "Hold",
    "Seal",
    "Told",
    "WhoSaw",
    "check_read_log",
    "classes",
    "erasure_orders",
    "erasures_due",
    "erasures_told",
    "erasures_told_done",
    "holds",
    "reads_between",
    "reviews_due",
    "seals",
    "state_for_erasure",
    "state_for_hold",
    "state_for_seal",
    "statistics",
    "who_saw",
    "who_saw_records",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One time that something was sent: by whom, to whom, why, on what ground."""

    shown: str
    kind: str
    agency: str
    officer: str
    recipients: tuple[str, ...]
    purpose: str
    legal_basis: str
    grounds: str
    handling: str
    channel: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoSaw:
    """The answer about one person: records that name them, reads of these, and disclosures."""

    shown: tuple[str, ...]
    reads: tuple[Read, ...]
    disclosures: tuple[Disclosure, ...]


def who_saw(tx: Tx, name: str) -> WhoSaw:
    """Who saw this person, why, and to whom it was sent; the order of the words is free."""
    key = name_digest(name)
    rows = tx.rows("SELECT DISTINCT shown FROM oversight_mention WHERE name_digest = %s", (key,))
    return who_saw_records(tx, (row["shown"] for row in rows))


def who_saw_records(tx: Tx, identifiers: Iterable[str]) -> WhoSaw:
    """The same for reports, releases or requests named by id, with the copies made of them."""
    named = sorted(set(identifiers))
    copies = tx.rows(
        "SELECT release, report FROM oversight_copy WHERE report = ANY(%s) OR release = ANY(%s)",
        (named, named),
    )
    shown = sorted(
        {*named, *(row["release"] for row in copies), *(row["report"] for row in copies)}
    )
    return WhoSaw(
        shown=tuple(shown), reads=_reads_of(tx, shown), disclosures=_disclosures(tx, shown)
    )


def _reads_of(tx: Tx, shown: list[str]) -> tuple[Read, ...]:
    rows = tx.rows(
        "SELECT * FROM ledger.read_log WHERE shown && %s::text[] ORDER BY number", (shown,)
    )
    return tuple(_read(row) for row in rows)


def reads_between(
    tx: Tx, start: datetime, end: datetime, newest: int | None = None
) -> tuple[Read, ...]:
    """The read log from `start` (with) to `end` (without), or the newest of it, in its order."""
    rows = tx.rows(
        "SELECT * FROM ledger.read_log WHERE time >= %s AND time < %s"
        " ORDER BY number DESC LIMIT %s",
        (start, end, newest),
    )
    return tuple(_read(row) for row in reversed(rows))


def _read(row: Row) -> Read:
    return Read(
        number=row["number"],
        time=row["time"],
        officer=row["officer"],
        action=row["action"],
        place=row["place"],
        reason=row["reason"],
        shown=tuple(row["shown"]),
    )


def _disclosures(tx: Tx, shown: list[str]) -> tuple[Disclosure, ...]:
    rows = tx.rows(
        "SELECT * FROM oversight_disclosure WHERE shown = ANY(%s) ORDER BY time, origin, seq",
        (shown,),
    )
    return tuple(
        Disclosure(
            shown=row["shown"],
            kind=row["kind"],
            agency=row["agency"],
            officer=row["officer"],
            recipients=msgspec.json.decode(row["recipients"], type=tuple[str, ...]),
            purpose=row["purpose"],
            legal_basis=row["legal_basis"],
            grounds=row["grounds"],
            handling=row["handling"],
            channel=row["channel"],
            time=row["time"],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of one verb and kind an agency wrote."""

    verb: str
    kind: str
    agency: str
    count: int


def statistics(tx: Tx, start: datetime, end: datetime) -> tuple[Count, ...]:
    """What was done from `start` (with) to `end` (without), by verb, kind and agency; no names."""
    rows = tx.rows(
        "SELECT verb, kind, agency, count(*) AS count FROM oversight_deed"
        " WHERE time >= %s AND time < %s GROUP BY verb, kind, agency ORDER BY verb, kind, agency",
        (stamp(start), stamp(end)),
    )
    return tuple(Count(row["verb"], row["kind"], row["agency"], row["count"]) for row in rows)


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal of the read log in `home`."""

    first: int
    last: int
    digest: str
    previous: str
    time: str


def seals(tx: Tx) -> tuple[Seal, ...]:
    """All seals, oldest first."""
    rows = tx.rows("SELECT * FROM oversight_seal ORDER BY generation, epoch, seq")
    return tuple(
        Seal(row["first"], row["last"], row["digest"], row["previous"], row["time"]) for row in rows
    )


def check_read_log(tx: Tx) -> int:
    """Walk the read log and compare it with every seal; the number of rows that stand.

    Damaged `read_log_broken` names the first row that was changed, removed or moved.
    """
    sealed = [ReadHead(one.last, bytes.fromhex(one.digest)) for one in seals(tx)]
    return verify(tx, sealed).number


def state_for_seal(tx: Tx, deciding: Deciding) -> SealState:
    """For `seal_read_log`."""
    now, last = head(tx), seals(tx)[-1:]
    return SealState(
        deciding=deciding,
        head=now.number,
        digest=now.digest.hex(),
        sealed_to=last[0].last if last else 0,
        sealed_digest=last[0].digest if last else "",
    )
