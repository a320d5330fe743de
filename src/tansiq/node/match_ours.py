"""Our side of a match, computed again from the class keys and the lists that stood behind it.

Promises: nothing that was kept of earlier computing is used, and nothing is changed; what rests on
an erased class is Missing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.subjects import queries, ristretto
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import Epoch, KeptList, MatchFile
from tansiq.subjects.session import Answering, Asking, Claim, matches
from tansiq.subjects.tags import Evaluated, Tags
from tansiq.subjects.watch_queries import epoch_numbered
from tansiq.subjects.watching import padded
from tansiq.terms.errors import Missing

S = TypeVar("S")
Found = tuple[str, int]
"""What is wrong, as a code, and how much of it; empty when nothing is."""
RIGHT: Found = ("", 0)


@dataclass(frozen=True)
class Ours:
    """A match with our lists behind it, and what follows from them."""

    node: Node
    file: MatchFile
    named: tuple[tuple[str, ...], ...]

    @property
    def match(self) -> Match:
        """The match as it stands."""
        return self.file.match

    @property
    def asks(self) -> bool:
        """Whether we are the asker."""
        return self.match.asker == self.node.me

    @cached_property
    def lists(self) -> tuple[KeptList, ...]:
        """Our lists behind the match; Missing `identifiers_unknown` once one of them is erased."""
        with self.node.store.reading() as tx:
            found = queries.prepared(tx, self.match.match, withdrawn=True)
        if not self.named or len(found) != len(self.named[0]):
            raise Missing("identifiers_unknown")
        return found

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Our identifiers."""
        return match_secrets.items(self.node, self.lists)

    @cached_property
    def asking(self) -> Asking:
        """Our session as the asker."""
        return match_secrets.asking(self.node, self.match, self.lists)

    @cached_property
    def epoch(self) -> Epoch:
        """The key epoch that our acceptance names."""
        return self.epoch_of(0 if self.match.accepted is None else self.match.accepted.epoch)

    def epoch_of(self, number: int) -> Epoch:
        """A key epoch of ours; Missing `match_epoch_missing` once it is erased."""
        with self.node.store.reading() as tx:
            found = epoch_numbered(tx, self.match.asker, self.match.scope.type, number)
        if found is None:
            raise Missing("match_epoch_missing")
        return found

    @cached_property
    def answering(self) -> Answering:
        """Our session as the answerer."""
        return match_secrets.answering(self.node, self.match, self.epoch)

    @cached_property
    def own(self) -> Evaluated:
        """Our identifiers with their tags."""
        return self.answering.evaluated(self.items)

    @cached_property
    def tags(self) -> Tags:
        """The tags that we had to tell: those of our identifiers, filled up to their bucket."""
        seed = match_secrets.secret(self.node, self.epoch.class_id, f"spare {self.match.match}")
        return padded(self.own.tags, seed)

    @cached_property
    def root(self) -> bytes:
        """The root of our commitment."""
        held = match_secrets.commitment(self.node, self.match.match, self.lists, self.items)
        return held.root

    @cached_property
    def request(self) -> bytes:
        """The points that were asked, from the signed files."""
        return match_secrets.joined(self.node, there(self.match.asked).rows)

    @cached_property
    def answer(self) -> bytes:
        """The points that were answered, from the signed files."""
        return match_secrets.joined(self.node, there(self.match.answered).rows)

    @cached_property
    def found(self) -> tuple[Claim, ...]:
        """What the answer holds for us as the asker."""
        accepted = there(self.match.accepted)
        known_there = Tags(match_secrets.joined(self.node, accepted.rows))
        outputs = self.asking.outputs(match_secrets.public_key(accepted.key), self.answer)
        return matches(outputs, known_there)


def there(said: S | None) -> S:
    """A step that was said; it is looked at only then."""
    if said is None:
        raise Missing("match_unknown")
    return said


def differing(signed: bytes, computed: bytes) -> Found:
    """Points that ought not to be there, or are missing; or the same ones in another order."""
    if signed == computed:
        return RIGHT
    came, own = Counter(ristretto.points(signed)), Counter(ristretto.points(computed))
    foreign = max((came - own).total(), (own - came).total())
    if foreign:
        return "audit_points", foreign
    pairs = zip(ristretto.points(signed), ristretto.points(computed), strict=True)
    return "audit_order", sum(one != other for one, other in pairs)
