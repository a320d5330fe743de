"""Two nodes find what both know and nothing else, by ordinary bundles (REQUIREMENTS 2.1-2.5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone

from tansiq.ledger.acts import OfficerKey, load_officer_key, sign_with_key_file
from tansiq.node import match_steps, matches
from tansiq.node.compose import Node
from tansiq.node.matches import Listing, MatchSeen
from tansiq.node.reading import Reader
from tansiq.node.signing import Asked
from tansiq.record.matches import MatchScope
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId, OfficerId

pytestmark = pytest.mark.slow

HERE = ChannelId(CASE)
OURS = [f"06612345{number:02d}" for number in range(30)]
THEIRS = [f"+2126612345{number:02d}" for number in range(25, 60)]
CANARY = ["+212600000000"]


@dataclass(frozen=True)
class Hand:
    """An officer who signs with a key file."""

    held: OfficerKey

    @property
    def officer(self) -> OfficerId:
        return OfficerId(self.held.officer)

    @property
    def key(self) -> str:
        return str(self.held.key)

    def sign(self, asked: Sequence[Asked]) -> tuple[dict[str, object], ...]:
        return tuple(sign_with_key_file(self.held, one.matter).wire() for one in asked)


@dataclass(frozen=True)
class Side:
    """A node and its officers."""

    lone: Lone

    def hand(self, who: str) -> Hand:
        return Hand(load_officer_key(self.lone.officers[who]))

    def listed(self, lines: Sequence[str], *, canary: bool = False) -> str:
        listing = Listing(
            type="phone", title="watch list", purpose="inquiry 1", legal_basis="art. 1",
            region="MA", canary=canary,
        )  # fmt: skip
        with Node.open(self.lone.node) as node:
            kept = matches.keep_list(node, self.hand("case"), lines, listing)
        assert not kept.unread
        return kept.list

    def does(self, who: str, verb: str, *what: object) -> None:
        with Node.open(self.lone.node) as node:
            getattr(matches, verb)(node, self.hand(who), *what)

    def advance(self) -> int:
        with Node.open(self.lone.node) as node:
            return match_steps.advance(node)

    def sees(self, match: str, who: str = "case") -> MatchSeen:
        hand = self.hand(who)
        with Node.open(self.lone.node) as node:
            return matches.show(node, Reader(hand.officer, hand.key, "inquiry 1"), match)

    def refuses(self, who: str, verb: str, *what: object) -> str:
        with pytest.raises(TansiqError) as caught:
            self.does(who, verb, *what)
        return caught.value.code


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("matches")) as made:
        yield made


SCOPE = MatchScope(
    type="phone", norm=0, samples="", size=0, root="", case=CASE, purpose="", legal_basis="art. 1"
)


def proposed(side: Side, lists: Sequence[str]) -> str:
    with Node.open(side.lone.node) as node:
        return matches.propose(node, side.hand("case"), HERE, (lists, SCOPE))


def carried(both: Joint, *sides: Side) -> None:
    """Steps and bundles, back and forth, until nothing moves: files come a bundle later."""
    still = 0
    while still < 2:
        both.carry()
        still = 0 if sum(side.advance() for side in sides) else still + 1


def test_a_match_goes_its_whole_way_between_two_nodes(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    ours, theirs = rabat.listed(OURS), madrid.listed(THEIRS)
    madrid.listed(CANARY, canary=True)
    match = proposed(rabat, [ours])
    assert rabat.refuses("case", "approve", match) == "match_same_officer"
    carried(both, rabat, madrid)
    assert madrid.refuses("case", "accept", match, [theirs]) == "match_state"
    rabat.does("liaison", "approve", match)
    carried(both, rabat, madrid)
    madrid.does("case", "accept", match, [theirs])
    carried(both, rabat, madrid)
    for side in (rabat, madrid):
        seen = side.sees(match)
        assert (seen.file.match.state, seen.hits) == ("counted", ())
        assert seen.file.match.counted is not None
        assert seen.file.match.counted.matches == 5
        assert seen.file.match.faults == ()
    assert rabat.refuses("case", "approve_reveal", match) == "match_same_officer"
    rabat.does("liaison", "approve_reveal", match)
    carried(both, rabat, madrid)
    assert rabat.sees(match).hits == (), "one side's approval reveals nothing"
    madrid.does("liaison", "approve_reveal", match)
    carried(both, rabat, madrid)
    common = sorted(set(THEIRS) & {f"+212{one[1:]}" for one in OURS})
    for side in (rabat, madrid):
        seen = side.sees(match)
        assert seen.file.match.state == "revealed"
        assert sorted(one.identifier for one in seen.hits) == common
        assert not any(one.canary for one in seen.hits)
    place = rabat.sees(match).hits[0].place
    rabat.does("case", "judge", match, (place, "not_same", "another subscriber since May"))
    both.carry()
    told = {one.place: one.verdicts for one in madrid.sees(match).hits}
    assert [(who, said.verdict) for who, said in told[place]] == [("rabat", "not_same")]
    assert rabat.refuses("case", "end", match, "late") == "match_over"
