"""The daily anchor of `home`: partners hold a hash of its head, and learn nothing from it.

    blinded = SHA-256("tansiq-anchor-v1" || 32 random bytes || size, 8 bytes big endian || root)

Promises: once a day the head of `home` goes, blinded, into this node's log of every desk, so that
its history up to then cannot be rewritten later without partners' logs contradicting it; the
opening stays here (`ledger.meta`) and shows a court what was anchored. Runs twice a day change
nothing. Does not anchor logs that partners hold anyway.
"""

import secrets
from hashlib import sha256
from typing import Final

import msgspec

from tansiq.record.exchange import HomeAnchored
from tansiq.store.appending import Appended, Draft, Sealer, append
from tansiq.store.connect import Tx
from tansiq.store.logs import LogRow, current_log, logs
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME, ChannelId, channel_kind

_PREFIX: Final = b"tansiq-anchor-v1"
_META: Final = "anchor:"


class Opening(msgspec.Struct, frozen=True):
    """What opens an anchor: the blind (hex) and the head of `home` it hides."""

    day: str
    blind: str
    origin: str
    size: int
    root: str

    @property
    def blinded(self) -> str:
        """The hash partners hold, hex."""
        head = self.size.to_bytes(8, "big") + bytes.fromhex(self.root)
        return sha256(_PREFIX + bytes.fromhex(self.blind) + head).hexdigest()


def anchor_home(tx: Tx, sealer: Sealer) -> list[Appended]:
    """Write today's anchor into every desk log of ours that can be written and lacks it."""
    now = sealer.clock.now()
    opening = _today(tx, sealer, stamp(now)[:10])
    record = HomeAnchored(day=opening.day, blinded=opening.blinded)
    drafts = [
        Draft(
            channel=ChannelId(row.channel),
            kind=record.KIND,
            time=stamp(now),
            class_id="",
            plaintext=None,
            extra=record.header(),
        )
        for row in _desks(tx, sealer)
        if not _anchored(tx, row, opening.day)
    ]
    made = append(tx, sealer, drafts) if drafts else []
    for one in made:
        _note(tx, one.channel, opening.day)
    return made


def opening_of(tx: Tx, day: str) -> Opening:
    """Return what opens the anchor of a day (YYYY-MM-DD); Missing("anchor_missing")."""
    row = tx.one("SELECT value FROM ledger.meta WHERE name = %s", (_META + day,))
    if row is None:
        raise Missing("anchor_missing", day=day)
    return msgspec.json.decode(row["value"], type=Opening)


def _today(tx: Tx, sealer: Sealer, day: str) -> Opening:
    home = current_log(tx, sealer.node, HOME)
    if home is None:
        raise Missing("log_missing", origin=HOME)
    made = Opening(day, secrets.token_hex(32), home.origin, home.size, home.root.hex())
    tx.run(
        "INSERT INTO ledger.meta (name, value) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (_META + day, msgspec.json.encode(made).decode()),
    )
    return opening_of(tx, day)


def _desks(tx: Tx, sealer: Sealer) -> list[LogRow]:
    newest: dict[str, LogRow] = {}
    for row in logs(tx):
        if row.agency == sealer.node and channel_kind(ChannelId(row.channel)) == "desk":
            newest[row.channel] = row  # `logs` gives the newest generation and epoch last
    return [row for row in newest.values() if row.state == "open"]


def _anchored(tx: Tx, row: LogRow, day: str) -> bool:
    name = f"{_META}{day}:{row.channel}"
    return tx.one("SELECT 1 AS one FROM ledger.meta WHERE name = %s", (name,)) is not None


def _note(tx: Tx, channel: ChannelId, day: str) -> None:
    tx.run(
        "INSERT INTO ledger.meta (name, value) VALUES (%s, '') ON CONFLICT DO NOTHING",
        (f"{_META}{day}:{channel}",),
    )
