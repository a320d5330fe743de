"""Two sides of a private match for tests: officers who sign, lists they keep, steps that move."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from tests.nodes.joint import CASE, Joint
from tests.nodes.lone import Lone
from tests.nodes.matching import HERE, Hand

from tansiq.ledger.acts import load_officer_key
from tansiq.node import match_names, match_steps, matches
from tansiq.node.compose import Node
from tansiq.node.match_names import NameMeeting
from tansiq.node.matches import Listing, MatchSeen
from tansiq.node.reading import Reader
from tansiq.record.matches import MatchScope
from tansiq.terms.errors import TansiqError

WHY = "inquiry 1"


@dataclass(frozen=True)
class Matching:
    """A node and its officers, at work on matches of one type."""

    lone: Lone
    type: str

    def hand(self, who: str) -> Hand:
        return Hand(load_officer_key(self.lone.officers[who]))

    def reader(self, who: str) -> Reader:
        hand = self.hand(who)
        return Reader(hand.officer, hand.key, WHY)

    def keeps(self, lines: Sequence[str], *, canary: bool = False) -> str:
        listing = Listing(
            type=self.type, title="watch list", purpose=WHY, legal_basis="art. 1", canary=canary
        )
        with Node.open(self.lone.node) as node:
            kept = matches.keep_list(node, self.hand("case"), lines, listing)
        assert not kept.unread
        return kept.list

    def proposes(self, lists: Sequence[str]) -> str:
        scope = MatchScope(
            type=self.type, norm=0, samples="", size=0, root="", case=CASE, purpose="",
            legal_basis="art. 1",
        )  # fmt: skip
        with Node.open(self.lone.node) as node:
            return matches.propose(node, self.hand("case"), HERE, (lists, scope))

    def does(self, who: str, verb: str, *what: object) -> None:
        with Node.open(self.lone.node) as node:
            getattr(matches, verb)(node, self.hand(who), *what)

    def refuses(self, who: str, verb: str, *what: object) -> str:
        with pytest.raises(TansiqError) as caught:
            self.does(who, verb, *what)
        return caught.value.code

    def advance(self) -> int:
        with Node.open(self.lone.node) as node:
            return match_steps.advance(node)

    def sees(self, match: str, who: str = "case") -> MatchSeen:
        with Node.open(self.lone.node) as node:
            return matches.show(node, self.reader(who), match)

    def why(self, match: str, place: int, who: str = "case") -> NameMeeting:
        with Node.open(self.lone.node) as node:
            return match_names.why(node, self.reader(who), match, place)


def carried(both: Joint, *sides: Matching) -> None:
    """Steps and bundles, back and forth, until nothing moves."""
    both.settle(*(one.lone for one in sides))


def counted(both: Joint, asks: Matching, answers: Matching, lists: tuple[str, str]) -> str:
    """A match up to its count: proposed, approved, accepted, asked and answered."""
    match = asks.proposes([lists[0]])
    asks.does("liaison", "approve", match)
    both.carry()
    answers.does("case", "accept", match, [lists[1]])
    carried(both, asks, answers)
    return match
