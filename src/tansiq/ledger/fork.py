"""Fork proofs: what shows, to anybody, that one log key signed two histories.

Promises that a proof stands on its own: two signed things of one log that cannot both be true, and
the hashes that show it; the log's public key is all a reader needs besides. An honest author cannot
be framed, because nobody else makes its signatures. Does not say which history is the true one.

Wire form: canonical JSON with keys first, origin, prefix, proof, second, type, way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from tansiq.ledger import base64
from tansiq.ledger import entry as entries
from tansiq.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from tansiq.ledger.merkle import HASH_BYTES, verify_consistency
from tansiq.ledger.note import compose, parse
from tansiq.record import canonical
from tansiq.terms.errors import Damaged, Invalid, TansiqError

TYPE = "tansiq-fork-v1"
MAX_STEPS = 2 * 64


class Way(StrEnum):
    """How the two signed things contradict each other."""

    SAME_SIZE = "same_size"  # two heads of one size with different roots
    PREFIX = "prefix"  # the larger head contains another history up to the smaller one's size
    SAME_PLACE = "same_place"  # two entries at one position


@dataclass(frozen=True, slots=True)
class ForkProof:
    """Two signed heads, or two signed entries, of one log that contradict each other.

    `first` and `second` are notes (text) or entries (bytes kept as text: an entry is one line of
    ASCII). For `PREFIX`, `prefix` is the root at the first head's size in the second's history and
    `proof` the consistency proof from there to the second head.
    """

    way: Way
    origin: str
    first: str
    second: str
    prefix: bytes = b""
    proof: tuple[bytes, ...] = ()

    def encode(self) -> bytes:
        """Return the canonical bytes of the proof."""
        return canonical.encode(self.wire())

    def wire(self) -> dict[str, object]:
        """Return the proof as a JSON object, for a record's payload."""
        return {
            "type": TYPE,
            "way": self.way.value,
            "origin": self.origin,
            "first": self.first,
            "second": self.second,
            "prefix": base64.to_text(self.prefix),
            "proof": [base64.to_text(step) for step in self.proof],
        }


class _Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: str
    way: Way
    origin: str
    first: str
    second: str
    prefix: str
    proof: list[str]


def decode(data: bytes) -> ForkProof:
    """Read canonical bytes; Invalid `fork_malformed` or `canonical_*`. Nothing is verified."""
    return from_wire(canonical.decode(data))


def from_wire(value: object) -> ForkProof:
    """Read a JSON object; Invalid `fork_malformed` unless it has exactly our fields."""
    try:
        wire = msgspec.convert(value, _Wire)
        steps = tuple(base64.from_text(step) for step in wire.proof)
        prefix = base64.from_text(wire.prefix)
    except (msgspec.ValidationError, Damaged):
        raise Invalid("fork_malformed") from None
    if wire.type != TYPE or len(steps) > MAX_STEPS:
        raise Invalid("fork_malformed")
    return ForkProof(wire.way, wire.origin, wire.first, wire.second, prefix, steps)


def build_heads(
    smaller: str, larger: str, *, prefix: bytes = b"", proof: Sequence[bytes] = ()
) -> ForkProof:
    """Make a proof of two signed heads of one log.

    Equal sizes need nothing more. Otherwise `prefix` is the root the larger history has at the
    smaller size, with its consistency `proof`. Only the log's own signature lines are kept: what
    others added proves nothing here. Invalid `fork_not_proven` when the heads agree.
    """
    first, second = read_checkpoint(smaller), read_checkpoint(larger)
    way = Way.SAME_SIZE if first.size == second.size else Way.PREFIX
    made = ForkProof(
        way,
        first.origin,
        _own_lines(smaller, first.origin),
        _own_lines(larger, first.origin),
        b"" if way is Way.SAME_SIZE else prefix,
        () if way is Way.SAME_SIZE else tuple(proof),
    )
    if not _heads_contradict(made, first, second):
        raise Invalid("fork_not_proven", origin=first.origin)
    return made


def build_entries(first: bytes, second: bytes) -> ForkProof:
    """Make a proof of two entries at one position; Invalid `fork_not_proven` when they agree."""
    one, two = entries.parse_entry(first), entries.parse_entry(second)
    if not _entries_contradict(one, two):
        raise Invalid("fork_not_proven", origin=one.header.origin)
    return ForkProof(Way.SAME_PLACE, one.header.origin, first.decode(), second.decode())


def verify_fork(proof: ForkProof, public: bytes) -> bool:
    """Say whether the holder of that log key signed both things and they contradict each other."""
    try:
        if proof.way is Way.SAME_PLACE:
            return _entries_prove(proof, public)
        first = open_checkpoint(proof.first, proof.origin, public)
        second = open_checkpoint(proof.second, proof.origin, public)
        return _heads_contradict(proof, first, second)
    except TansiqError:
        return False


def fault(proof: ForkProof) -> Damaged:
    """Return the error that says in words, in four languages, what the proof shows."""
    if proof.way is Way.SAME_PLACE:
        place = entries.parse_entry(proof.first.encode()).header.seq
        return Damaged("fork_same_place", origin=proof.origin, seq=place)
    first, second = read_checkpoint(proof.first), read_checkpoint(proof.second)
    if proof.way is Way.SAME_SIZE:
        return Damaged("fork_same_size", origin=proof.origin, size=first.size)
    return Damaged("fork_prefix", origin=proof.origin, older=first.size, newer=second.size)


def _heads_contradict(proof: ForkProof, first: Checkpoint, second: Checkpoint) -> bool:
    if first.origin != proof.origin or second.origin != proof.origin:
        return False
    if proof.way is Way.SAME_SIZE:
        nothing_more = not proof.prefix and not proof.proof
        return nothing_more and first.size == second.size and first.root != second.root
    return (
        0 < first.size < second.size
        and len(proof.prefix) == HASH_BYTES
        and proof.prefix != first.root
        and verify_consistency(first.size, second.size, proof.prefix, second.root, proof.proof)
    )


def _entries_contradict(one: entries.Parsed, two: entries.Parsed) -> bool:
    # What is compared is the signed statement. Envelopes may differ without the author's doing:
    # DSSE does not sign the key id, so a carrier could change it and frame an honest author.
    same_place = (one.header.origin, one.header.seq) == (two.header.origin, two.header.seq)
    return same_place and one.payload != two.payload


def _entries_prove(proof: ForkProof, public: bytes) -> bool:
    one = entries.parse_entry(proof.first.encode())
    two = entries.parse_entry(proof.second.encode())
    for parsed in (one, two):
        entries.check_signature(parsed, public)
    plain = not proof.prefix and not proof.proof
    return plain and one.header.origin == proof.origin and _entries_contradict(one, two)


def _own_lines(note: str, origin: str) -> str:
    parsed = parse(note)
    own = tuple(line for line in parsed.signatures if line.name == origin)
    return compose(parsed.text, own)
