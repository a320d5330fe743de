"""What an erasure may call itself today, for orders of ours and for recalls we said we obeyed.

Promises: reckoned from what is held at this moment, never from what was written when the order was
carried out; a class that came from a partner is not done before the sealing key is destroyed that
opens its slot in the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.desk import queries
from tansiq.desk.duties import Obeyed
from tansiq.exchange.sealed import sealed
from tansiq.ledger.entry import parse_entry
from tansiq.ledger.erase import Judged, Remains, SlotKey, judge_all
from tansiq.node.compose import Node
from tansiq.node.retiring import retired
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, ClassId


@dataclass(frozen=True, slots=True)
class LocalStanding:
    """A recall we said we obeyed by erasing, and how far the release is gone from this node."""

    agency: str
    release: str
    class_id: str
    state: str
    until: str
    because: tuple[str, ...]


def judged_of(node: Node, classes: Sequence[ClassId], copies: tuple[str, ...]) -> Judged:
    """What the erasure of these classes may call itself now; `copies` are those the store named."""
    now = stamp(node.clock.now())
    with node.store.reading() as tx:
        rows = tx.rows(
            "SELECT DISTINCT e.class_id FROM ledger.body b JOIN ledger.entry e"
            " ON e.log_id = b.log_id AND e.seq = b.seq WHERE e.class_id = ANY(%s)",
            (list(classes),),
        )
        slots = _slots(node, tx, classes)
    held = set(node.keys.hpke_ids())
    texts = {str(row["class_id"]) for row in rows}
    return judge_all(
        Remains(
            key_held=node.keys.class_key(one) is not None,
            ciphertext_held=one in texts,
            backup_until=_backed_until(node, one, slots.get(one, ()), now),
            copies=copies,
            slot_keys=tuple(key for key in slots.get(one, ()) if key.key in held),
        )
        for one in classes
    )


def _slots(node: Node, tx: Tx, wanted: Sequence[ClassId]) -> dict[str, tuple[SlotKey, ...]]:
    """The sealing keys that open, or opened, each class; ours need none."""
    ends = {one.key: one.until for one in retired(node, tx)}
    found: dict[str, dict[str, SlotKey]] = {}
    for one in sealed(tx, node.me, wanted):
        found.setdefault(one.class_id, {})[one.key] = SlotKey(one.key, ends.get(one.key))
    return {name: tuple(keys.values()) for name, keys in found.items()}


def _backed_until(node: Node, name: ClassId, slots: Sequence[SlotKey], now: str) -> str | None:
    """Until when a backup brings the class back: by its own key, or by one that opens its slot."""
    ends = [node.keys.pending_until(name, now)]
    ends += [node.keys.hpke_backed_until(one.key, now) for one in slots]
    return max((one for one in ends if one is not None), default=None)


def copies_of(tx: Tx, classes: Sequence[ClassId]) -> tuple[str, ...]:
    """What the store named as still holding bytes of these classes; "begun" when it is not over."""
    rows = tx.rows(
        "SELECT class_id, physical FROM ledger.erasure WHERE class_id = ANY(%s)", (list(classes),)
    )
    physical = {str(row["class_id"]): str(row["physical"]) for row in rows}
    left = {word for name in classes for word in physical.get(name, "begun").split()}
    return tuple(sorted(left - {"done"}))


def of_recalls(node: Node, channel: ChannelId) -> tuple[LocalStanding, ...]:
    """How far each release is gone that a partner recalled and we said we erased."""
    with node.store.reading() as tx:
        found = [
            (one, name, copies_of(tx, (name,)))
            for one in queries.obeyed_by_erasing(tx, node.me, channel)
            if (name := _recalled_class(tx, one))
        ]
    seen = []
    for one, name, copies in found:
        judged = judged_of(node, (name,), copies)
        state, until = judged.standing.value, judged.until or ""
        seen.append(LocalStanding(one.agency, one.release, name, state, until, judged.because))
    return tuple(seen)


def _recalled_class(tx: Tx, recall: Obeyed) -> ClassId | None:
    """The class of the release that a recall cites: its own row is gone once it is erased."""
    row = tx.one(
        "SELECT e.entry FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
        " WHERE l.origin = %s AND e.seq = %s",
        (recall.origin, recall.seq),
    )
    cited = parse_entry(bytes(row["entry"])).header.after if row else ()
    for ref in cited:
        named = tx.one(
            "SELECT e.class_id FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
            " WHERE l.origin = %s AND e.seq = %s AND e.kind = 'report_released'",
            (ref.origin, ref.seq),
        )
        if named is not None:
            return ClassId(named["class_id"])
    return None
