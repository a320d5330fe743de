"""Proofs of logging in one text (C2SP tlog-proof v1), to be checked without any network.

Promises the format byte for byte; a proof file for a court carries one of these. Shows that an
entry stands at a place of a log whose head the log's key signed; who cosigned is
`checkpoint.cosigners`, whether that is enough is `policy`. The `extra` line is not authenticated.
"""

from __future__ import annotations

from dataclasses import dataclass

from tansiq.ledger import base64
from tansiq.ledger.checkpoint import MAX_SIZE, Checkpoint, open_checkpoint
from tansiq.ledger.merkle import HASH_BYTES, verify_inclusion
from tansiq.ledger.note import parse
from tansiq.terms.errors import Damaged, Invalid

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_STEPS = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Where an entry stands, the hashes from it up to the root, and the signed head."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def encode(self) -> str:
        """Return the text of the proof."""
        extra = [] if self.extra is None else [f"extra {base64.to_text(self.extra)}"]
        steps = [base64.to_text(step) for step in self.hashes]
        lines = [FIRST_LINE, *extra, f"index {self.index}", *steps, "", self.checkpoint]
        return "\n".join(lines)

    def verify(self, leaf: bytes, origin: str, public: bytes) -> Checkpoint:
        """Return the head after checking its signature and that it contains the leaf hash.

        Raises what `open_checkpoint` raises, and Damaged `inclusion` when the path does not lead
        from the leaf to the root.
        """
        head = open_checkpoint(self.checkpoint, origin, public)
        if not verify_inclusion(self.index, head.size, leaf, self.hashes, head.root):
            raise Damaged("inclusion", origin=origin, index=self.index, size=head.size)
        return head


def parse_proof(text: str | bytes) -> TlogProof:
    """Read a proof; Invalid `tlog_proof_malformed` (fact `part`) when it breaks the format."""
    lines, note = _split(text)
    if lines[0] != FIRST_LINE:
        raise Invalid("tlog_proof_malformed", part="type")
    rest = lines[1:]
    extra: bytes | None = None
    if rest and rest[0].startswith("extra "):
        extra = _unpacked(rest[0].removeprefix("extra "), "extra")
        rest = rest[1:]
    if not rest or len(rest) > MAX_STEPS + 1:
        raise Invalid("tlog_proof_malformed", part="index")
    steps = tuple(_unpacked(line, "hash") for line in rest[1:])
    if any(len(step) != HASH_BYTES for step in steps):
        raise Invalid("tlog_proof_malformed", part="hash")
    parse(note)
    return TlogProof(_index(rest[0]), steps, note, extra)


def _split(text: str | bytes) -> tuple[list[str], str]:
    try:
        whole = text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        raise Invalid("tlog_proof_malformed", part="utf-8") from None
    head, gap, note = whole.partition("\n\n")
    if not gap:
        raise Invalid("tlog_proof_malformed", part="checkpoint")
    return head.split("\n"), note


def _index(line: str) -> int:
    digits = line.removeprefix("index ")
    plain = digits.isascii() and digits.isdigit() and len(digits) <= len(str(MAX_SIZE))
    index = int(digits) if plain else -1
    if f"index {index}" != line:
        raise Invalid("tlog_proof_malformed", part="index")
    return index


def _unpacked(packed: str, part: str) -> bytes:
    try:
        return base64.from_text(packed)
    except Damaged:
        raise Invalid("tlog_proof_malformed", part=part) from None
