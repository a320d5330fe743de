"""Signed notes (C2SP signed-note v1.0.0): a text, an empty line, signature lines.

Promises byte-exact parsing: what was signed is the text before the last empty line, never a
re-serialisation. Signatures of unknown keys are kept and ignored, as the specification demands.
"""

from __future__ import annotations

import binascii
import hashlib
from dataclasses import dataclass

from tansiq.ledger import base64
from tansiq.ledger.sign import PUBLIC_BYTES, sign, verify
from tansiq.terms.errors import Damaged, Invalid

ED25519 = 0x01
COSIGNATURE_ED25519 = 0x04

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100

_DASH = "\N{EM DASH} "
_KEY_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its 4-byte id, and the signature bytes."""

    name: str
    key_id: bytes
    raw: bytes

    def line(self) -> str:
        """Return the line as it stands in a note, newline included."""
        packed = base64.to_text(self.key_id + self.raw)
        return f"{_DASH}{self.name} {packed}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note; `text` ends in a newline and is what the signatures cover."""

    text: str
    signatures: tuple[Signature, ...]

    def by(self, verifier: Verifier) -> tuple[Signature, ...]:
        """Return the signatures whose name and key id are the verifier's, unchecked."""
        return tuple(
            signature
            for signature in self.signatures
            if signature.name == verifier.name and signature.key_id == verifier.key_id
        )


@dataclass(frozen=True, slots=True)
class Verifier:
    """A named public key for one type of signature."""

    name: str
    public: bytes
    algorithm: int = ED25519

    @property
    def key_id(self) -> bytes:
        """Return SHA-256(name || newline || type || public key)[:4]."""
        return key_id4(self.name, self.algorithm, self.public)

    def vkey(self) -> str:
        """Return the verifier key text: name+hex(key id)+base64(type || public key)."""
        packed = base64.to_text(bytes([self.algorithm]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{packed}"


def key_id4(name: str, algorithm: int, public: bytes) -> bytes:
    """Return the 4-byte key id of the signed-note specification."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[
        :_KEY_ID_BYTES
    ]


def check_key_name(name: str) -> None:
    """Raise Invalid `key_name` for a name that is empty, no Unicode, or has a space, control or +.

    A policy file may hold octets that are no text; as lone surrogates they come to here.
    """
    bad = any(sign_.isspace() or sign_ < " " or sign_ == "+" for sign_ in name)
    if not name or bad or any("\ud800" <= sign_ <= "\udfff" for sign_ in name):
        raise Invalid("key_name", name=name.encode("utf-8", "replace").decode())


def parse_vkey(text: str) -> Verifier:
    """Read a verifier key; Invalid `vkey_malformed` when a part or the key id is wrong."""
    name, _, rest = text.partition("+")
    hex_id, _, packed = rest.partition("+")
    material = _decoded(packed)
    if not material or base64.to_text(material) != packed or len(hex_id) != 2 * _KEY_ID_BYTES:
        raise Invalid("vkey_malformed", key=text[:100])
    check_key_name(name)
    verifier = Verifier(name, material[1:], material[0])
    ed25519 = verifier.algorithm in {ED25519, COSIGNATURE_ED25519}
    if verifier.key_id.hex() != hex_id or (ed25519 and len(verifier.public) != PUBLIC_BYTES):
        raise Invalid("vkey_malformed", key=text[:100])
    return verifier


def parse(note: str | bytes) -> Note:
    """Take a note apart; Invalid `note_malformed` when it breaks the format."""
    whole = _text(note)
    body, gap, tail = whole.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise Invalid("note_malformed", reason="signatures")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Invalid("note_malformed", reason="count")
    return Note(body + "\n", tuple(parse_line(line) for line in lines))


def parse_line(line: str) -> Signature:
    """Read one signature line, its newline optional; Invalid `note_malformed` otherwise."""
    name, gap, packed = line.removesuffix("\n").removeprefix(_DASH).partition(" ")
    raw = _decoded(packed)
    if not line.startswith(_DASH) or not gap or len(raw) <= _KEY_ID_BYTES:
        raise Invalid("note_malformed", reason="signature")
    check_key_name(name)
    return Signature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def sign_text(text: str, name: str, seed: bytes, public: bytes) -> Signature:
    """Sign a note text with a plain Ed25519 key (type 0x01)."""
    check_key_name(name)
    return Signature(name, key_id4(name, ED25519, public), sign(seed, text.encode()))


def compose(text: str, signatures: tuple[Signature, ...]) -> str:
    """Write a note: the text, an empty line, the signature lines."""
    if not text.endswith("\n"):
        raise Invalid("note_malformed", reason="text")
    return text + "\n" + "".join(signature.line() for signature in signatures)


def open_note(note: str | bytes, verifiers: tuple[Verifier, ...]) -> tuple[Note, tuple[str, ...]]:
    """Return the note and the names of the plain Ed25519 keys that signed it.

    Raises Damaged `note_signature` when a known key's signature fails, or no known key signed.
    """
    parsed = parse(note)
    message = parsed.text.encode()
    names: list[str] = []
    for verifier in verifiers:
        for signature in parsed.by(verifier):
            if verifier.algorithm != ED25519 or not verify(verifier.public, signature.raw, message):
                raise Damaged("note_signature", name=verifier.name)
            if verifier.name not in names:
                names.append(verifier.name)
    if not names:
        raise Damaged("note_signature", name="-")
    return parsed, tuple(names)


def _text(note: str | bytes) -> str:
    """Return the note as text: valid UTF-8, no control characters but newline, bounded."""
    try:
        text = note.decode("utf-8") if isinstance(note, bytes) else note
        size = len(note) if isinstance(note, bytes) else len(note.encode("utf-8"))
    except UnicodeError:
        raise Invalid("note_malformed", reason="utf-8") from None
    if size > MAX_NOTE_BYTES:
        raise Invalid("note_malformed", reason="size")
    if any(sign_ < " " and sign_ != "\n" for sign_ in set(text)):
        raise Invalid("note_malformed", reason="control")
    return text


def _decoded(packed: str) -> bytes:
    """Decode standard base64 with padding; empty bytes when it is not.

    Spare bits are let through, as other readers of notes do: a flipped bit in the line of an
    unknown key must not void a note.
    """
    try:
        return binascii.a2b_base64(packed.encode("ascii"), strict_mode=True)
    except (binascii.Error, UnicodeError):
        return b""
