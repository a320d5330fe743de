"""From an entry as it is kept to what a fold sees, or to the reason why it stays closed.

Promises: a text is shown only when its file is the one the signed entry names and its key the one
the entry commits to; whatever cannot be opened is told apart (no key yet, erased, withheld,
broken, of an unknown kind). Does not: check signatures again; they were checked at arrival.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from tansiq.ledger.entry import Header, Parsed, open_entry
from tansiq.ledger.entry_form import DECODER, open_envelope
from tansiq.record.base import Said, Unknown
from tansiq.record.body import decode_body
from tansiq.record.registry import from_wire
from tansiq.store.entries import Stored
from tansiq.store.projection import Opened
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Damaged, TansiqError
from tansiq.terms.ids import Origin

Acts = tuple[dict[str, object], ...]


class Keys(Protocol):
    """What opening asks of a key store."""

    def class_key(self, class_id: str) -> bytes | None:
        """The key of a retention class, or None."""
        ...

    def is_erased(self, class_id: str) -> bool:
        """Whether the class was erased here."""
        ...


class Unopened(NamedTuple):
    """An entry that stays closed: its state as in ``ledger.entry_state``, and the error code."""

    stored: Stored
    state: str
    reason: str


class _Body(msgspec.Struct, frozen=True):
    acts: Acts
    record: dict[str, object]


_decode_checked = msgspec.json.Decoder(_Body).decode


class Reader:
    """Opens entries for one node with the keys it holds."""

    def __init__(self, keys: Keys, node: str) -> None:
        """Open with these keys; ``node`` tells which entries are this node's own."""
        self._keys = keys
        self._node = node

    def read(self, stored: Stored) -> Opened | Unopened:
        """Open an entry that came just now: the text must have one spelling."""
        return self._open(stored, checked=False)

    def reread(self, stored: Stored) -> Opened | Unopened:
        """Open an entry whose text was read before: faster, its spelling is not looked at again.

        That the bytes are those read before follows from the digest in the signed entry.
        """
        return self._open(stored, checked=True)

    def holds(self, class_id: str) -> bool:
        """Tell whether the key of a class is at hand."""
        return self._keys.class_key(class_id) is not None

    def own(self, stored: Stored, text: bytes | None) -> Opened | Unopened:
        """Read an entry this node just sealed, whose text is at hand."""
        header = _parts(stored).header
        if text is None:
            return self._opened(stored, header, None, ())
        return self._said(stored, header, text, checked=False)

    def _open(self, stored: Stored, *, checked: bool) -> Opened | Unopened:
        parsed = _parts(stored)
        if parsed.header.size == 0:
            return self._opened(stored, parsed.header, None, ())
        closed = self._why_closed(stored)
        if closed is not None:
            return closed
        try:
            text = self._text(stored, parsed)
        except Damaged as error:
            return Unopened(stored, "unopenable", error.code)
        return self._said(stored, parsed.header, text, checked=checked)

    def _said(
        self, stored: Stored, header: Header, text: bytes, *, checked: bool
    ) -> Opened | Unopened:
        try:
            said, acts = _said_checked(text) if checked else _said(text)
        except TansiqError as error:
            return Unopened(stored, "quarantined", error.code)
        if said.kind != header.kind:
            return Unopened(stored, "quarantined", "entry_kind_differs")
        if isinstance(said.payload, Unknown):
            return Unopened(stored, "unknown_kind", f"{said.kind}/{said.version}")
        return self._opened(stored, header, said, acts)

    def _why_closed(self, stored: Stored) -> Unopened | None:
        if stored.class_id and self._keys.is_erased(stored.class_id):
            return Unopened(stored, "erased", "class_erased")
        if stored.body is None:
            return Unopened(stored, "unopenable", "body_missing")
        if self._keys.class_key(stored.class_id) is None:
            return Unopened(stored, "unopenable", "class_key_missing")
        return None

    def _text(self, stored: Stored, parsed: Parsed) -> bytes:
        key = self._keys.class_key(stored.class_id)
        if key is None or stored.body is None:
            raise Damaged("entry_body_unopenable", origin=stored.origin, seq=stored.seq)
        return open_entry(parsed, stored.body, key)

    def _opened(self, stored: Stored, header: Header, said: Said | None, acts: Acts) -> Opened:
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
            place.agency == self._node,
            stored.arrival,
        )


def _parts(stored: Stored) -> Parsed:
    payload, key_id, signature = open_envelope(stored.entry)
    statement = DECODER.decode(payload)
    subject = bytes.fromhex(statement.subject[0].digest.sha256)
    return Parsed(statement.predicate, key_id, subject, stored.leaf, payload, signature)


def _said(text: bytes) -> tuple[Said, Acts]:
    said, acts, _ = decode_body(text)
    return said, acts


def _said_checked(text: bytes) -> tuple[Said, Acts]:
    body = _decode_checked(text)
    return from_wire(body.record), body.acts


@lru_cache(maxsize=64)
def _stamped(received: datetime) -> str:
    return stamp(received)
