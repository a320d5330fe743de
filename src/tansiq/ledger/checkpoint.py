"""Checkpoints (C2SP tlog-checkpoint v1.0.0): the signed head of one log.

Promises exactly three lines (origin, size, root) and never an extension line: those are not covered
by every kind of cosignature. A checkpoint says what its author signed; whether two of them agree is
`merkle.verify_consistency`, and whether they contradict is `fork`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.ledger import base64, cosignature
from tansiq.ledger.merkle import EMPTY_ROOT, HASH_BYTES
from tansiq.ledger.note import (
    Verifier,
    check_key_name,
    compose,
    parse,
    parse_line,
    sign_text,
)
from tansiq.ledger.sign import public_key, verify
from tansiq.terms.errors import Damaged, Invalid

MAX_SIZE = 2**63 - 1
_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its origin, its number of entries, its Merkle root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Return the note text: three lines, each with its newline."""
        return f"{self.origin}\n{self.size}\n{base64.to_text(self.root)}\n"


def empty(origin: str) -> Checkpoint:
    """Return the head of a log without entries."""
    return Checkpoint(origin, 0, EMPTY_ROOT)


def parse_body(text: str) -> Checkpoint:
    """Read a note text as a checkpoint; Invalid `checkpoint_malformed` otherwise."""
    lines = text.split("\n")
    if len(lines) != _LINES + 1 or lines[_LINES]:
        raise Invalid("checkpoint_malformed", line=len(lines))
    origin, digits, packed = lines[:_LINES]
    check_key_name(origin)
    size = _size(digits)
    try:
        root = base64.from_text(packed)
    except Damaged:
        root = b""
    # RFC 6962 section 2.1 fixes the root of the empty tree; another would contradict nothing.
    if len(root) != HASH_BYTES or (size == 0 and root != EMPTY_ROOT):
        raise Invalid("checkpoint_malformed", line=3)
    return Checkpoint(origin, size, root)


def _size(digits: str) -> int:
    """Read a size in decimal ASCII without leading zeroes."""
    plain = digits.isascii() and digits.isdigit() and len(digits) <= len(str(MAX_SIZE))
    size = int(digits) if plain else -1
    if not 0 <= size <= MAX_SIZE or str(size) != digits:
        raise Invalid("checkpoint_malformed", line=2)
    return size


def sign_checkpoint(checkpoint: Checkpoint, seed: bytes) -> str:
    """Return the signed note; the key's name is the origin, as the specification advises."""
    body = checkpoint.body()
    return compose(body, (sign_text(body, checkpoint.origin, seed, public_key(seed)),))


def read_checkpoint(note: str | bytes) -> Checkpoint:
    """Read the head a note speaks of WITHOUT checking any signature (routing, display)."""
    return parse_body(parse(note).text)


def open_checkpoint(note: str | bytes, origin: str, public: bytes) -> Checkpoint:
    """Return the head after checking that the log's key signed it.

    Raises Damaged `checkpoint_origin` for another log's head and Damaged `checkpoint_signature`
    when the log's signature is missing or any signature in its name and key id fails.
    """
    parsed = parse(note)
    checkpoint = parse_body(parsed.text)
    if checkpoint.origin != origin:
        raise Damaged("checkpoint_origin", origin=origin, found=checkpoint.origin)
    message = parsed.text.encode()
    signatures = parsed.by(Verifier(origin, public))
    if not signatures or not all(verify(public, s.raw, message) for s in signatures):
        raise Damaged("checkpoint_signature", origin=origin, size=checkpoint.size)
    return checkpoint


def add_cosignature(note: str, line: str) -> str:
    """Return the note with a witness's line added; a line already there is not added twice."""
    parsed = parse(note)
    signature = parse_line(line)
    if signature in parsed.signatures:
        return note
    return note + signature.line()


def cosigners(note: str | bytes, witnesses: Mapping[str, bytes]) -> list[tuple[str, int]]:
    """Return (witness key name, Unix time) of each valid cosignature of a known witness.

    A cosignature that fails is not counted and does not void the head: anybody who carries a note
    could otherwise add a broken line in a witness's name and so block the log.
    """
    parsed = parse(note)
    found: dict[str, int] = {}
    for signature in parsed.signatures:
        public = witnesses.get(signature.name)
        if public is None:
            continue
        time = cosignature.time_of(parsed.text, signature, public)
        if time is not None:
            found[signature.name] = max(time, found.get(signature.name, 0))
    return sorted(found.items())
