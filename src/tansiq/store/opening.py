"""From an entry as it is kept to what a fold sees, or to the reason why it stays closed.

Promises: a text is shown only when its file is the one the signed entry names and its key the one
the entry commits to; whatever cannot be opened is told apart (no key yet, erased, withheld,
broken, of an unknown kind). Does not: check signatures again; they were checked at arrival.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from tansiq.ledger.entry import Header, Parsed, open_entry
from tansiq.ledger.entry_form import DECODER, START
from tansiq.record import typed
from tansiq.record.base import Said, Unknown
from tansiq.record.body import decode_body
from tansiq.record.registry import from_wire
from tansiq.record.typed import Acts
from tansiq.store.entries import Stored
from tansiq.store.projection import Opened
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Damaged, TansiqError
from tansiq.terms.ids import Origin


class Keys(Protocol):
    """What opening asks of a key store."""

    def class_key(self, class_id: str) -> bytes | None:
        """The key of a retention class, or None."""
        ...

    def is_erased(self, class_id: str) -> bool:
        """Whether the class was erased here."""
        ...


class Remembered:
    """The answers of a key store, asked once per class: for one batch, within one transaction."""

    def __init__(self, keys: Keys) -> None:
        """Remember what these keys answer from now on."""
        self._keys = keys
        self._held: dict[str, bytes | None] = {}
        self._erased: dict[str, bool] = {}

    def class_key(self, class_id: str) -> bytes | None:
        """The key of a retention class, or None."""
        if class_id not in self._held:
            self._held[class_id] = self._keys.class_key(class_id)
        return self._held[class_id]

    def is_erased(self, class_id: str) -> bool:
        """Whether the class was erased here."""
        if class_id not in self._erased:
            self._erased[class_id] = self._keys.is_erased(class_id)
        return self._erased[class_id]


class Unopened(NamedTuple):
    """An entry that stays closed: its state as in ``ledger.entry_state``, and the error code."""

    stored: Stored
    state: str
    reason: str


class Reader:
    """Opens entries for one node with the keys it holds."""

    def __init__(self, keys: Keys, node: str) -> None:
        """Open with these keys; ``node`` tells which entries are this node's own."""
        self._keys = keys
        self.node = node

    def remembering(self) -> Reader:
        """Return the same reader with its keys' answers kept, for a batch."""
        return Reader(Remembered(self._keys), self.node)

    def read(self, stored: Stored) -> Opened | Unopened:
        """Open an entry that came just now: the text must have one spelling."""
        return self._open(stored, _said)

    def reread(self, stored: Stored) -> Opened | Unopened:
        """Open an entry whose text was read before: faster, its spelling is not looked at again.

        That the bytes are those read before follows from the digest in the signed entry.
        """
        return self._open(stored, _said_again)

    def key(self, class_id: str) -> bytes | None:
        """Return the key of a class, or None."""
        return self._keys.class_key(class_id)

    def erased(self, class_id: str) -> bool:
        """Tell whether a class was erased."""
        return self._keys.is_erased(class_id)

    def own(self, stored: Stored, text: bytes | None) -> Opened | Unopened:
        """Read an entry this node just sealed, whose text is at hand."""
        header = _parts(stored).header
        if text is None:
            return self._opened(stored, header, None, ())
        return self._tell(stored, header, text, _said)

    def _open(self, stored: Stored, tell: _Tell) -> Opened | Unopened:
        parsed = _parts(stored)
        if parsed.header.size == 0:
            return self._opened(stored, parsed.header, None, ())
        class_id = stored.class_id
        if self._keys.is_erased(class_id):
            return Unopened(stored, "erased", "class_erased")
        if stored.body is None:
            return Unopened(stored, "unopenable", "body_missing")
        key = self._keys.class_key(class_id)
        if key is None:
            return Unopened(stored, "unopenable", "class_key_missing")
        try:
            text = open_entry(parsed, stored.body, key)
        except Damaged as error:
            return Unopened(stored, "unopenable", error.code)
        return self._tell(stored, parsed.header, text, tell)

    def _tell(self, stored: Stored, header: Header, text: bytes, tell: _Tell) -> Opened | Unopened:
        try:
            said, acts, digest = tell(header.kind, text)
        except TansiqError as error:
            return Unopened(stored, "quarantined", error.code)
        if said.kind != header.kind:
            return Unopened(stored, "quarantined", "entry_kind_differs")
        if isinstance(said.payload, Unknown):
            return Unopened(stored, "unknown_kind", f"{said.kind}/{said.version}")
        return self._opened(stored, header, said, acts, digest)

    def _opened(
        self, stored: Stored, header: Header, said: Said | None, acts: Acts, digest: bytes = b""
    ) -> Opened:
        place = Origin.parse(stored.origin)
        return Opened(
            stored.origin,
            place.agency,
            place.channel,
            stored.seq,
            stored.leaf,
            header,
            said,
            acts,
            _stamped(stored.received),
            place.agency == self.node,
            stored.arrival,
            digest,
        )


def _parts(stored: Stored) -> Parsed:
    """Take an entry apart whose form, spelling and signature were checked when it came."""
    if stored.parsed is not None:
        return stored.parsed
    entry = stored.entry
    start = len(START)
    try:
        payload = binascii.a2b_base64(entry[start : entry.index(b'"', start)])
        statement = DECODER.decode(payload)
    except (ValueError, msgspec.MsgspecError):
        # It was sound when it came: the database changed it.
        raise Damaged("entry_payload_malformed") from None
    subject = bytes.fromhex(statement.subject[0].digest.sha256)
    return Parsed(statement.predicate, "", subject, stored.leaf, payload, b"")


# Reads the text of an entry of a kind.
_Tell = Callable[[str, bytes], tuple[Said, Acts, bytes]]


def _said(_kind: str, text: bytes) -> tuple[Said, Acts, bytes]:
    return decode_body(text)


def _said_again(kind: str, text: bytes) -> tuple[Said, Acts, bytes]:
    """Read a text again, in one typed step where the kind has one known version; no digest."""
    read = typed.known(kind, text)
    if read is not None:
        return *read, b""
    body = _any_body(text)
    return from_wire(body.record), body.acts, b""


class _Body(msgspec.Struct, frozen=True):
    acts: Acts
    record: dict[str, object]


_any_body = msgspec.json.Decoder(_Body).decode


@lru_cache(maxsize=64)
def _stamped(received: datetime) -> str:
    return stamp(received)
