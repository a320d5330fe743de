"""Judging a run of entries, before anything is written, against a head that its author signed.

Promises: `tie` accepts a run only when the history we hold, extended by these very bytes, is a
prefix of a head its author signed; `judge` then looks at each entry alone, so that one bad entry
is named with its code and the others go on. Pure functions; writes nothing and opens no body.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from tansiq.exchange.content import Chunk
from tansiq.ledger.checkpoint import Checkpoint
from tansiq.ledger.entry import Parsed, check_batch, parse_entry
from tansiq.ledger.merkle import Frontier, leaf_hash, verify_consistency
from tansiq.terms.errors import Damaged, TansiqError


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry of a run; `code` is empty when nothing speaks against it so far."""

    seq: int
    entry: bytes
    body: bytes | None
    leaf: bytes
    parsed: Parsed | None
    code: str = ""

    @property
    def signed(self) -> bool:
        """Whether the entry has our form and the signature of its log's key."""
        return self.parsed is not None and self.code != "entry_signature"

    @property
    def is_stop(self) -> bool:
        """Whether it is a stop that its log's key signed; the lifting of one has no privilege."""
        return self.signed and self.kind == "stop_ordered"

    @property
    def kind(self) -> str:
        """The kind its header names; empty when the header cannot be read."""
        return self.parsed.header.kind if self.parsed else ""


def leaves(chunk: Chunk) -> list[bytes]:
    """Return the leaf hashes of the run."""
    return [leaf_hash(entry) for entry in chunk.entries]


def tie(chunk: Chunk, start: Frontier, hashes: Sequence[bytes], head: Checkpoint) -> Frontier:
    """Return our history grown by the run.

    Damaged("chunk_altered") when the head does not cover it.

    `start` is our own frontier at the place where `hashes` begin.
    """
    grown = start.extend(hashes)
    root = grown.root()
    if grown.size == head.size:
        covered = root == head.root
    else:
        covered = verify_consistency(grown.size, head.size, root, head.root, chunk.end_proof)
    if not covered:
        raise Damaged("chunk_altered", origin=chunk.origin, first=chunk.first)
    return grown


def other_history(chunk: Chunk, head: Checkpoint, our_root: bytes) -> bool:
    """Say whether the author signed a head over another history than ours up to `first`."""
    return chunk.start_root != our_root and verify_consistency(
        chunk.first, head.size, chunk.start_root, head.root, chunk.start_proof
    )


def judge(
    chunk: Chunk,
    skip: int,
    public: bytes,
    executor: Executor | None = None,
    hashes: Sequence[bytes] = (),
) -> tuple[Judged, ...]:
    """Judge each entry after the first `skip` by form, place and signature.

    `hashes` are the leaf hashes of the run where the caller has computed them already.
    """
    known = hashes or leaves(chunk)
    found = [_parse(chunk, index, known[index]) for index in range(skip, len(chunk.entries))]
    formed = [one.parsed for one in found if one.parsed is not None]
    holds = iter(check_batch(formed, public, executor))
    return tuple(_signed(one, next(holds)) if one.parsed else one for one in found)


def _parse(chunk: Chunk, index: int, leaf: bytes) -> Judged:
    seq, entry, body = chunk.first + index, chunk.entries[index], chunk.bodies[index]
    try:
        parsed = parse_entry(entry, leaf)
    except TansiqError as error:
        return Judged(seq, entry, body, leaf, None, error.code)
    header = parsed.header
    placed = header.origin == chunk.origin and header.seq == seq
    return Judged(seq, entry, body, leaf, parsed, "" if placed else "entry_misplaced")


def _signed(one: Judged, holds: bool) -> Judged:  # noqa: FBT001 - the verdict of one signature
    if holds:
        return one
    return Judged(one.seq, one.entry, one.body, one.leaf, one.parsed, "entry_signature")
