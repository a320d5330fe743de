r"""Retention classes: the smallest things that may be ordered erased alone, and their keys.

A class is opened by an entry of kind `class_opened` in the channel's log. Its signed header carries
one HPKE slot per member (RFC 9180, X25519 / HKDF-SHA256 / ChaCha20-Poly1305, info =
"tansiq-class-v1\n" class "\n" origin "\n" member) and a commitment to the class key.

The id of a class is derived from its key, so nobody can open another class under an id that is in
use and thereby keep a member from opening the true one. The author seals no slot to itself: its
copy lies in the key store alone, where it can be destroyed.

Promises that every member who opens a slot gets the same key, or learns that the author cheated:
the key is compared with the commitment that all members see. A slot that opens to nothing is seen
only by its owner, who says so in an answer (`unopenable_reported`). Keeps no keys.
"""

import re
from base64 import b32encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tansiq.ledger import base64
from tansiq.ledger.body import KEY_BYTES, commitment, new_key
from tansiq.terms.errors import Damaged, Invalid
from tansiq.terms.ids import HOME, ClassId, Origin, class_id

KIND: Final = "class_opened"
_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One member's copy of a class key: to whom, under which of their HPKE keys, and the seal."""

    to: str
    key: str
    enc: str


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The header of a class: its id, key commitment, review and erase dates, slots by member."""

    class_id: str = msgspec.field(name="class")
    erase: str
    kc: str
    review: str
    slots: tuple[Slot, ...]


def new_class() -> tuple[ClassId, bytes]:
    """Return a fresh class: its id, and its 32-byte key."""
    key = new_key()
    return class_id_of(key), key


def class_id_of(class_key: bytes) -> ClassId:
    """Return the id of the class a key belongs to: 128 bits of its digest."""
    digest = sha256(b"tansiq-class-id-v1\n" + class_key).digest()
    return class_id("rc-" + b32encode(digest[:16]).decode().rstrip("=").lower())


def _info(named: str, origin: str, member: str) -> bytes:
    return f"tansiq-class-v1\n{named}\n{origin}\n{member}".encode()


# Expanding a key costs as much as opening a slot with it. A handful is kept: a private key that was
# destroyed on the disk leaves this process when others take its place, or with the process.
# A key destroyed by this process is forgotten at once: see `forget_private`.
@lru_cache(maxsize=4)
def _private(raw: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(raw)


def forget_private() -> None:
    """Let this process forget the private keys it opened slots with."""
    _private.cache_clear()


@lru_cache(maxsize=512)
def _public(raw: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(raw)


def class_opening(
    class_key: bytes,
    origin: str,
    recipients: Mapping[str, tuple[str, bytes]],
    review: str,
    erase: str,
) -> dict[str, object]:
    """Return the `extra` of a `class_opened` header: the key sealed to each {node: (key id, key)}.

    Dates are YYYY-MM-DD. In `home` there is nobody else to seal to; in any other channel nobody is
    Invalid("class_without_recipient").
    """
    named = class_id_of(class_key)
    if not recipients and Origin.parse(origin).channel != HOME:
        raise Invalid("class_without_recipient", class_id=named)
    slots = []
    for member, (key_id, public) in sorted(recipients.items()):
        sealed = _SUITE.encrypt(class_key, _public(public), _info(named, origin, member))
        slots.append({"enc": base64.to_text(sealed), "key": key_id, "to": member})
    return {
        "class": named,
        "erase": erase,
        "kc": commitment(class_key),
        "review": review,
        "slots": slots,
    }


def read_opening(extra: Mapping[str, object]) -> Opening:
    """Return the typed opening; Damaged("slot_malformed") for a wrong field or a member twice."""
    try:
        opening = msgspec.convert(extra, Opening)
    except msgspec.ValidationError as error:
        raise Damaged("slot_malformed") from error
    members = {slot.to for slot in opening.slots}
    dated = _DATE(opening.review) and _DATE(opening.erase)
    if len(members) != len(opening.slots) or not dated:
        raise Damaged("slot_malformed")
    return opening


def slot_of(opening: Opening, me: str) -> Slot:
    """Return a member's slot; Damaged("slot_missing") when the author left them out."""
    for slot in opening.slots:
        if slot.to == me:
            return slot
    raise Damaged("slot_missing", class_id=opening.class_id, node=me)


def open_slot(
    extra: Mapping[str, object], origin: str, me: str, hpke_private: bytes | None
) -> bytes:
    """Return the class key from my slot, compared with the commitment that all members see.

    `hpke_private` is the key the slot names (`slot_of(...).key`), None when it is held no more.
    Damaged("slot_missing"), ("slot_unopenable") or ("slot_commitment").
    """
    opening = read_opening(extra)
    slot = slot_of(opening, me)
    facts = {"class_id": opening.class_id, "node": me}
    if hpke_private is None:
        raise Damaged("slot_unopenable", **facts)
    try:
        sealed = base64.from_text(slot.enc)
        info = _info(opening.class_id, origin, me)
        key = _SUITE.decrypt(sealed, _private(hpke_private), info)
    except (InvalidTag, ValueError, Damaged) as error:
        raise Damaged("slot_unopenable", **facts) from error
    bound = len(key) == KEY_BYTES and class_id_of(key) == opening.class_id
    if not bound or commitment(key) != opening.kc:
        raise Damaged("slot_commitment", **facts)
    return key
