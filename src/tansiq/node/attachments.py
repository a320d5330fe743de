"""Which of our own entries name which attachments: kept so that an erasure takes the files along.

Promises: `refer` is called after the entries are durable, and `heal` finds what a crash in between
left out; both may be done twice. Partners' attachments are the exchange's affair.
"""

import re

import msgspec

from tansiq.node.compose import Node
from tansiq.record.desk import ReportFiled
from tansiq.store.append import Appended
from tansiq.store.blobs import refer as note
from tansiq.store.blobs import referred
from tansiq.store.connect import Tx
from tansiq.store.logs import find_log

_BLOB = re.compile('"blob":"([0-9a-f]{64})"')


def refer(node: Node, entry: Appended, class_id: str, addresses: tuple[str, ...]) -> None:
    """Note that an entry of ours names these attachments."""
    if not addresses:
        return
    with node.store.transaction() as tx:
        _refer(node, tx, (entry.origin, entry.seq), class_id, addresses)


def heal(node: Node) -> int:
    """Note what was not noted; return how many entries that were."""
    healed = 0
    with node.store.transaction() as tx:
        for row in tx.rows(
            "SELECT d.origin, d.seq, d.class_id, d.record FROM desk_report d"
            " WHERE d.agency = %s AND d.record LIKE '%%\"blob\"%%' AND NOT EXISTS"
            " (SELECT FROM ledger.blob_ref r WHERE r.class_id = d.class_id)",
            (node.me,),
        ):
            filed = msgspec.json.decode(row["record"], type=ReportFiled)
            named = tuple(one.blob for one in filed.content.attachments)
            healed += _refer(node, tx, (row["origin"], row["seq"]), row["class_id"], named)
        for row in tx.rows(
            "SELECT a.origin, a.seq, a.class_id, array_agg(a.address) AS named"
            " FROM attachment_place a WHERE a.agency = %s AND NOT EXISTS (SELECT FROM"
            " ledger.blob_ref r WHERE r.address = a.address AND r.class_id = a.class_id)"
            " GROUP BY a.origin, a.seq, a.class_id",
            (node.me,),
        ):
            place = (row["origin"], row["seq"])
            healed += _refer(node, tx, place, row["class_id"], tuple(row["named"]))
        healed += _heal_items(node, tx)
        healed += _heal_lists(node, tx)
    return healed


def _heal_items(node: Node, tx: Tx) -> int:
    """The same for photographs of things seized, and for drafts with what was read in them."""
    healed = 0
    for table in ("custody_item", "intake_draft"):
        for row in tx.rows(
            f"SELECT i.origin, i.seq, i.class_id, i.record FROM {table} i"  # noqa: S608
            " WHERE i.record LIKE '%%\"blob\"%%' AND NOT EXISTS"
            " (SELECT FROM ledger.blob_ref r WHERE r.class_id = i.class_id)"
        ):
            place = (row["origin"], row["seq"])
            named = tuple(_BLOB.findall(row["record"]))
            healed += _refer(node, tx, place, row["class_id"], named)
    return healed


def _heal_lists(node: Node, tx: Tx) -> int:
    """The same for lists of identifiers and what rounds asked: several records share a class."""
    healed = 0
    for table in ("match_list", "match_list_change", "match_round"):
        for row in tx.rows(f"SELECT origin, seq, class_id, record FROM {table}"):  # noqa: S608
            named = set(_BLOB.findall(row["record"]))
            fresh = tuple(sorted(named - referred(tx, named)))
            place = (row["origin"], row["seq"])
            healed += _refer(node, tx, place, row["class_id"], fresh) if fresh else 0
    return healed


def _refer(
    node: Node, tx: Tx, place: tuple[str, int], class_id: str, addresses: tuple[str, ...]
) -> int:
    log = find_log(tx, place[0])
    held = {one: found for one in addresses if (found := node.blobs.find(one)) is not None}
    if log is None or not held:
        return 0
    note(tx, log.id, place[1], class_id, {one: len(data) for one, data in held.items()})
    return 1
