"""Anchoring `home` at partners: its head, blinded, goes into every desk log once a day.

    blinded = SHA-256("tansiq-anchor-v1" || 32 random bytes || size as 8 bytes || root)

Promises: partners learn nothing of `home` from an anchor, not even how much is written; with the
opening kept in the key store this node, and whoever it shows the opening to, can prove that `home`
(and the read log sealed in it) is still the one of that day. Does not prove anything by itself.
"""

import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from tansiq.ledger.private_files import LineLog
from tansiq.node.compose import Node
from tansiq.record.exchange import HomeAnchored
from tansiq.store.append import Draft
from tansiq.store.connect import Tx
from tansiq.store.logs import current_log, find_log, stored, tree
from tansiq.terms.clock import stamp
from tansiq.terms.ids import HOME, ChannelId

_DOMAIN: Final = b"tansiq-anchor-v1"
_FILE: Final = "anchors.log"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens an anchor: when, which head, and the random bytes that blind it."""

    day: str
    origin: str
    size: int
    root: str
    nonce: str

    @property
    def blinded(self) -> str:
        """What partners hold, hex."""
        raw = bytes.fromhex(self.nonce) + self.size.to_bytes(8, "big") + bytes.fromhex(self.root)
        return sha256(_DOMAIN + raw).hexdigest()


@dataclass(frozen=True, slots=True)
class AnchorChecked:
    """An anchor against `home` as it is now: `holds` when that head is a prefix of it."""

    day: str
    channel: str
    size: int
    holds: bool
    code: str


def openings(node: Node) -> tuple[Opening, ...]:
    """All openings kept, oldest first."""
    lines = LineLog(node.keys.path / _FILE).lines()
    return tuple(
        Opening(day, origin, int(size), root, nonce)
        for day, origin, size, root, nonce in (line.split(" ") for line in lines)
    )


def anchor(node: Node) -> int:
    """Write today's anchor into every channel that has none; return into how many."""
    today = node.clock.now().date().isoformat()
    with node.store.reading() as tx:
        home = current_log(tx, node.me, HOME)
        due = [one for one in node.open_channels(tx) if not _anchored(node, tx, one, today)]
    if home is None or not due:
        return 0
    opening = Opening(today, home.origin, home.size, home.root.hex(), os.urandom(32).hex())
    with node.keys.locked():
        line = f"{opening.day} {opening.origin} {opening.size} {opening.root} {opening.nonce}"
        LineLog(node.keys.path / _FILE).append([line])
    for channel in due:
        node.place(channel)
    record = HomeAnchored(day=today, blinded=opening.blinded)
    node.appender.submit([_draft(node, channel, record) for channel in due])
    return len(due)


def _draft(node: Node, channel: ChannelId, record: HomeAnchored) -> Draft:
    return Draft(
        channel=channel,
        kind=record.KIND,
        time=stamp(node.clock.now()),
        class_id="",
        plaintext=None,
        extra=record.header(),
    )


def _anchored(node: Node, tx: Tx, channel: ChannelId, day: str) -> bool:
    return any(one == day for one, _ in _written(node, tx, channel))


def _written(node: Node, tx: Tx, channel: ChannelId) -> list[tuple[str, str]]:
    """(day, blinded) of every anchor of ours in a channel, as its log has it."""
    rows = tx.rows(
        "SELECT e.seq, l.origin FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
        " WHERE l.agency = %s AND l.channel = %s AND e.kind = %s ORDER BY e.arrival",
        (node.me, channel, HomeAnchored.KIND),
    )
    found = []
    for row in rows:
        log = find_log(tx, row["origin"])
        for one in stored(tx, log, row["seq"], 1) if log else []:
            read = node.sealer.reader.read(one)
            said = getattr(read, "header", None)
            open_part = said.extra.get("open") if said is not None else None
            if isinstance(open_part, dict):
                found.append((str(open_part["day"]), str(open_part["blinded"])))
    return found


def check(node: Node) -> tuple[AnchorChecked, ...]:
    """Compare every anchor in the channels with `home` as it is now."""
    known = {one.blinded: one for one in openings(node)}
    found = []
    with node.store.reading() as tx:
        for channel in node.shared_channels(tx):
            for day, blinded in _written(node, tx, channel):
                found.append(_check(tx, (day, channel), known.get(blinded)))
    return tuple(found)


def _check(tx: Tx, place: tuple[str, str], opening: Opening | None) -> AnchorChecked:
    day, channel = place
    if opening is None:
        return AnchorChecked(day, channel, 0, holds=False, code="anchor_opening_missing")
    home = find_log(tx, opening.origin)
    same = (
        home is not None
        and home.size >= opening.size
        and tree(tx, home).root(opening.size).hex() == opening.root
    )
    code = "" if same else "anchor_differs"
    return AnchorChecked(day, channel, opening.size, same, code)
