"""Comparing signed heads: what a partner shows of a log against what we hold of it.

Promises a verdict from values alone: the same, behind us, ahead of us, or proof of a fork that
stands without us. A head that disagrees but cannot yet be turned into a proof is `SUSPECT`, never
taken for agreement. Does not write anything; `inbox` acts on the verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tansiq.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from tansiq.ledger.fork import ForkProof, build_heads


class Standing(StrEnum):
    """How a partner's head of a log stands to ours."""

    SAME = "same"
    BEHIND = "behind"
    AHEAD = "ahead"
    SUSPECT = "suspect"
    FORKED = "forked"


class History(Protocol):
    """The tree we hold of a log: `ledger.merkle.Tree` is one."""

    @property
    def size(self) -> int:
        """Number of entries held."""

    def root(self, size: int | None = None) -> bytes:
        """Root at a size up to ours."""

    def consistency(self, older: int, newer: int | None = None) -> Sequence[bytes]:
        """Consistency proof between two sizes up to ours."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The standing of one head, with the proof when it is a fork."""

    standing: Standing
    head: Checkpoint
    proof: ForkProof | None = None


def compare(note: str, public: bytes, ours: History, our_notes: Sequence[str]) -> Verdict:
    """Judge a partner's signed head of a log; Damaged(checkpoint_*) when its author did not sign.

    `our_notes` are heads of the same log that we hold, signed by the author, in any order.
    """
    origin = read_checkpoint(note).origin
    head = open_checkpoint(note, origin, public)
    held = sorted(((read_checkpoint(one), one) for one in our_notes), key=lambda pair: pair[0].size)
    for known, text in held:
        if known.size == head.size and known.root != head.root:
            return Verdict(Standing.FORKED, head, build_heads(note, text))
    if head.size > ours.size:
        return Verdict(Standing.AHEAD, head)
    if ours.root(head.size) != head.root:
        return _disagreeing(note, head, ours, held)
    return Verdict(Standing.SAME if head.size == ours.size else Standing.BEHIND, head)


def _disagreeing(
    note: str, head: Checkpoint, ours: History, held: Sequence[tuple[Checkpoint, str]]
) -> Verdict:
    """Turn a smaller head of another history into a proof, by a signed head of ours above it."""
    for known, text in held:
        if head.size < known.size <= ours.size and ours.root(known.size) == known.root:
            proof = build_heads(
                note,
                text,
                prefix=ours.root(head.size),
                proof=ours.consistency(head.size, known.size),
            )
            return Verdict(Standing.FORKED, head, proof)
    return Verdict(Standing.SUSPECT, head)


def frozen_position(cosigned: Sequence[int], size: int) -> int:
    """Return where a forked log stops counting: its last position cosigned by another member.

    `cosigned` are sizes of heads of the history we hold that somebody besides the author cosigned.
    """
    return max((one for one in cosigned if one <= size), default=0)
