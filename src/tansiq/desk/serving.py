"""What we released to one partner in one channel, for a reader of that partner that is no node.

Promises: our own releases alone, and of those only what names the partner among its recipients;
none that has expired; of one that was taken back nothing but that it was; words as last corrected.
The order is that in which things came to be so, and a second is told only once it is over, so that
whoever asks for what came after a moment misses nothing of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from tansiq.desk.lookup import newest_correction, release_row
from tansiq.record.desk import ReportReleased
from tansiq.record.material import Content
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp

SETTLED = timedelta(seconds=5)
"""How long a release waits before it is told: longer than an append takes."""
_BATCH = 100

_SERVED = """
SELECT * FROM (
  SELECT r.release, r.record, r.time AS released, n.recalled IS TRUE AS recalled,
    greatest(r.time, coalesce(n.newest, '')) AS added
  FROM desk_release r LEFT JOIN LATERAL (
    SELECT max(time) AS newest, bool_or(kind = 'recall') AS recalled FROM desk_notice
    WHERE release = r.release AND agency = r.agency AND channel = r.channel) n ON true
  WHERE r.agency = %(me)s AND r.channel = %(channel)s AND %(recipient)s = ANY(r.recipients)
    AND r.expiry > %(now)s) AS served
WHERE added <= %(settled)s AND (added, release) > (%(after)s, %(last)s)
ORDER BY added, release LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A release as it reads now; `added` is when it came to read so."""

    release: str
    record: ReportReleased
    content: Content
    released: str
    added: str
    recalled: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Whose releases, in which channel, for which partner, as of when."""

    me: str
    channel: str
    recipient: str
    now: datetime


def served(tx: Tx, shelf: Shelf, after: str = "", last: str = "") -> Iterator[Served]:
    """The releases told after a moment and an id, in their order; read batch by batch."""
    keys = {
        "me": shelf.me,
        "channel": shelf.channel,
        "recipient": shelf.recipient,
        "now": stamp(shelf.now),
        "settled": stamp(shelf.now - SETTLED),
        "limit": _BATCH,
    }
    while True:
        rows = tx.rows(_SERVED, {**keys, "after": after, "last": last})
        for row in rows:
            record = msgspec.json.decode(row["record"], type=ReportReleased)
            whole = release_row(tx, shelf.me, row["release"])
            corrected = None if whole is None else newest_correction(tx, whole)
            yield Served(
                release=row["release"],
                record=record,
                content=record.content if corrected is None else corrected.content,
                released=row["released"],
                added=row["added"],
                recalled=row["recalled"],
            )
        if len(rows) < _BATCH:
            return
        after, last = rows[-1]["added"], rows[-1]["release"]
