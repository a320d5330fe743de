"""Where attachments are named: so that a partner gets those of the logs it may read, and no others.

Promises: an attachment is served only because an entry of a log the partner hears names it; one we
lack is asked for until it is held, of those alone who hear that log, and what its own entries name
is asked of a partner first; an address that is none makes no row. Does not open attachments.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from tansiq.ledger.blob import check_blob
from tansiq.record import cases, custody, desk, intake, matches, watches
from tansiq.record.base import Record
from tansiq.record.material import Attachment
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Tx
from tansiq.store.notify import TOLD, notify
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.errors import Invalid, TansiqError
from tansiq.terms.ids import HOME, NodeId

KINDS: Final = frozenset(
    {
        cases.DocumentFiled.KIND,
        custody.ItemSeized.KIND,
        desk.ReportFiled.KIND,
        desk.ReportReleased.KIND,
        desk.ReportCorrected.KIND,
        intake.DraftTaken.KIND,
        matches.IdentifiersListed.KIND,
        matches.MatchAccepted.KIND,
        matches.MatchAnswered.KIND,
        matches.MatchAsked.KIND,
        watches.IdentifiersChanged.KIND,
        watches.MatchRekeyed.KIND,
        watches.MatchRoundAnswered.KIND,
        watches.MatchRoundAsked.KIND,
        watches.MatchRoundPrepared.KIND,
    }
)
MAX_ASKED: Final = 200
"""Attachments asked for in one bundle."""
_DEPTH: Final = 6
_ADDRESS: Final = re.compile("[0-9a-f]{64}")


def fold(opened: Opened) -> Iterable[Change]:
    """Note which attachments an entry of a shared channel names."""
    if opened.said is None or opened.channel == HOME:
        return
    named = {one.blob: one for one in _within(opened.said.payload, _DEPTH)}
    for address, one in named.items():
        if _ADDRESS.fullmatch(address) is None:
            raise Invalid("blob_address", address=address[:80])
        row: dict[str, object] = {
            "entry_id": opened.entry_id,
            "address": address,
            "origin": opened.origin,
            "agency": opened.agency,
            "class_id": opened.header.class_id,
            "seq": opened.seq,
            "size": one.size,
        }
        yield Insert("attachment_place", row)


ATTACHMENTS: Final = Projection(
    name="exchange_attachments",
    version=6,
    tables=(
        """CREATE TABLE attachment_place (
            entry_id text NOT NULL,
            address  text NOT NULL,
            origin   text NOT NULL,
            agency   text NOT NULL,
            class_id text NOT NULL,
            seq      bigint NOT NULL,
            size     bigint NOT NULL,
            PRIMARY KEY (entry_id, address)
        )""",
        "CREATE INDEX attachment_place_address ON attachment_place (address)",
    ),
    kinds=KINDS,
    fold=fold,
)


def wanted(
    tx: Tx, ends: tuple[NodeId, NodeId], blobs: BlobStore, origins: Sequence[str]
) -> tuple[str, ...]:
    """Return addresses that entries of these logs name and this node does not hold.

    `ends` are this node and the partner to be asked, whose own entries come first: attachments
    that another invented keep none of its own from being asked for.
    """
    me, partner = ends
    rows = tx.rows(
        "SELECT a.address FROM attachment_place a WHERE a.agency <> %s AND a.origin = ANY(%s)"
        " AND NOT EXISTS (SELECT FROM ledger.blob_ref r WHERE r.address = a.address)"
        " AND NOT EXISTS (SELECT FROM ledger.erasure e WHERE e.class_id = a.class_id)"
        " GROUP BY a.address ORDER BY bool_or(a.agency = %s) DESC, a.address LIMIT %s",
        (me, list(origins), partner, MAX_ASKED),
    )
    return tuple(row["address"] for row in rows if not blobs.has(row["address"]))


def served(
    tx: Tx, blobs: BlobStore, asked: Iterable[str], origins: list[str], room: int
) -> dict[str, bytes]:
    """Return those of the attachments asked for that logs of `origins` name, as far as they fit.

    What an author calls their size orders them; what they weigh here fills the room.
    """
    rows = tx.rows(
        "SELECT address, min(size) AS size FROM attachment_place"
        " WHERE address = ANY(%s) AND origin = ANY(%s) GROUP BY address ORDER BY 2",
        (list(asked), origins),
    )
    found: dict[str, bytes] = {}
    for row in rows:
        data = blobs.find(row["address"])
        if data is None:
            continue
        room -= len(data)
        if found and room < 0:
            break
        found[row["address"]] = data
    return found


def keep(tx: Tx, blobs: BlobStore, files: dict[str, bytes]) -> tuple[str, ...]:
    """Keep attachments that an entry names.

    Return the addresses of those that are not what they say.
    """
    altered: list[str] = []
    for address, data in files.items():
        try:
            check_blob(data, address)
        except TansiqError:
            altered.append(address)
            continue
        _keep_one(tx, blobs, address, data)
    return tuple(altered)


def _keep_one(tx: Tx, blobs: BlobStore, address: str, data: bytes) -> None:
    named = tx.one("SELECT 1 AS one FROM attachment_place WHERE address = %s", (address,))
    if named is None:
        return  # nobody's entry names it: a partner cannot fill our disk
    blobs.put(data)
    tx.run(
        "INSERT INTO ledger.blob_ref (address, log_id, seq, class_id, size)"
        " SELECT a.address, l.id, a.seq, a.class_id, %s FROM attachment_place a"
        " JOIN ledger.log l ON l.origin = a.origin WHERE a.address = %s ON CONFLICT DO NOTHING",
        (len(data), address),
    )
    # What waits for this file goes on: whoever listens is told which logs name it.
    for row in tx.rows(
        "SELECT DISTINCT l.id FROM attachment_place a JOIN ledger.log l ON l.origin = a.origin"
        " WHERE a.address = %s",
        (address,),
    ):
        notify(tx, TOLD, row["id"])


def _within(value: object, depth: int) -> Iterator[Attachment]:
    if isinstance(value, Attachment):
        yield value
    elif depth and isinstance(value, Record | msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _within(getattr(value, name), depth - 1)
    elif depth and isinstance(value, tuple):
        for one in value:
            yield from _within(one, depth - 1)
