r"""The read log: who read what and why, each row chained to the one before.

Promises: a row is written before its caller shows anything (it is part of the caller's
transaction); a changed, removed or reordered row is found by ``verify``; what was typed into a
search can be purged without breaking the chain, which holds only its salted digest. Does not:
judge the reason; the data-protection officer does.

digest = SHA-256("tansiq-read-v1\\n" || digest before || canonical JSON of the row), the first row
after 32 zero bytes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.record import canonical
from tansiq.store.connect import Row, Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Damaged

_START = bytes(32)
_DOMAIN = b"tansiq-read-v1\n"
_SALT_BYTES = 16
_BATCH = 5000
# Any number but those of the other locks of a node.
_TURN = 7_431_003


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One reading: an officer's pseudonym, the action, the file, the reason, every id shown.

    ``text`` is what was typed into a search, if anything.
    """

    time: datetime
    officer: str
    action: str
    place: str
    reason: str
    shown: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReadHead:
    """The last row's number (0 when there is none) and digest."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it is kept; ``text`` is empty once purged."""

    number: int
    time: datetime
    officer: str
    action: str
    place: str
    reason: str
    shown: tuple[str, ...]
    text: str
    digest: bytes


_APPEND = """
WITH noted AS (
  INSERT INTO ledger.read_log
    (number, time, officer, action, place, reason, shown, text_digest, digest)
  VALUES (%(number)s, %(time)s, %(officer)s, %(action)s, %(place)s, %(reason)s, %(shown)s::text[],
    %(text_digest)s, %(digest)s) RETURNING number)
INSERT INTO ledger.read_text (number, salt, text) SELECT number, %(salt)s, %(text)s FROM noted
"""


def append_read(tx: Tx, read: Read) -> ReadHead:
    """Write one row at the end of the chain."""
    # A turn of its own, so that pages do not wait for entries that arrive, nor entries for pages.
    # Before the head is looked at: a statement sees what was there when it began.
    tx.run("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
    before = head(tx)
    salt = secrets.token_bytes(_SALT_BYTES)
    row: Row = {
        "number": before.number + 1,
        "time": read.time.replace(microsecond=0),
        "officer": read.officer,
        "action": read.action,
        "place": read.place,
        "reason": read.reason,
        "shown": list(read.shown),
        "text_digest": hashlib.sha256(salt + read.text.encode()).digest(),
    }
    digest = _digest(before.digest, row)
    tx.run(_APPEND, {**row, "digest": digest, "salt": salt, "text": read.text})
    return ReadHead(before.number + 1, digest)


def head(tx: Tx) -> ReadHead:
    """Return the end of the chain."""
    row = tx.one("SELECT number, digest FROM ledger.read_log ORDER BY number DESC LIMIT 1")
    return ReadHead(row["number"], bytes(row["digest"])) if row else ReadHead(0, _START)


def reads(tx: Tx, first: int = 1, limit: int = 1000) -> list[ReadRow]:
    """Return rows from number ``first`` on."""
    rows = tx.rows(
        "SELECT r.*, coalesce(t.text, '') AS text FROM ledger.read_log r"
        " LEFT JOIN ledger.read_text t USING (number)"
        " WHERE number >= %s ORDER BY number LIMIT %s",
        (first, limit),
    )
    return [
        ReadRow(
            number=row["number"],
            time=row["time"],
            officer=row["officer"],
            action=row["action"],
            place=row["place"],
            reason=row["reason"],
            shown=tuple(row["shown"]),
            text=row["text"],
            digest=bytes(row["digest"]),
        )
        for row in rows
    ]


def verify(tx: Tx, sealed: Sequence[ReadHead] = ()) -> ReadHead:
    """Walk the whole chain, and compare it with heads sealed into a log earlier.

    Damaged ``read_log_broken`` names the first row that does not fit.
    """
    known = {one.number: one.digest for one in sealed if one.number}
    digest, number = _START, 0
    while rows := _rows_after(tx, number):
        for row in rows:
            number += 1
            digest = _digest(digest, row)
            fits = row["number"] == number and bytes(row["digest"]) == digest
            if not fits or known.pop(number, digest) != digest:
                raise Damaged("read_log_broken", number=number)
    if known:
        raise Damaged("read_log_broken", number=number + 1)
    _verify_texts(tx)
    return ReadHead(number, digest)


def purge_texts(tx: Tx, before: datetime) -> int:
    """Delete what was typed into searches before a moment; return how many rows."""
    return tx.run(
        "DELETE FROM ledger.read_text t USING ledger.read_log r"
        " WHERE r.number = t.number AND r.time < %s",
        (before,),
    )


def _rows_after(tx: Tx, number: int) -> list[Row]:
    return tx.rows(
        "SELECT number, time, officer, action, place, reason, shown, text_digest, digest"
        " FROM ledger.read_log WHERE number > %s ORDER BY number LIMIT %s",
        (number, _BATCH),
    )


def _verify_texts(tx: Tx) -> None:
    row = tx.one(
        "SELECT min(t.number) AS number FROM ledger.read_text t"
        " LEFT JOIN ledger.read_log r ON r.number = t.number"
        " WHERE r.text_digest IS DISTINCT FROM sha256(t.salt || convert_to(t.text, 'UTF8'))"
    )
    if row and row["number"] is not None:
        raise Damaged("read_log_broken", number=row["number"])


def _digest(before: bytes, row: Row) -> bytes:
    body = canonical.encode(
        {
            "number": row["number"],
            "time": stamp(row["time"]),
            "officer": row["officer"],
            "action": row["action"],
            "place": row["place"],
            "reason": row["reason"],
            "shown": list(row["shown"]),
            "text_digest": bytes(row["text_digest"]).hex(),
        }
    )
    return hashlib.sha256(_DOMAIN + before + body).digest()
