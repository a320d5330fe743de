"""Two nodes that match: officers' acts on each side, bundles carried, steps taken, forgeries."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pytest
from tests.nodes.joint import CASE, Joint
from tests.nodes.lone import Lone

from tansiq.ledger.acts import OfficerKey, load_officer_key, sign_with_key_file
from tansiq.node import match_lists, match_secrets, match_steps, matches
from tansiq.node.compose import Node
from tansiq.node.match_lists import Change, Changed
from tansiq.node.matches import Listing, MatchSeen
from tansiq.node.perform import say
from tansiq.node.reading import Reader
from tansiq.node.signing import Asked
from tansiq.record.base import Record
from tansiq.record.matches import MatchScope
from tansiq.record.material import Attachment
from tansiq.subjects import commands, queries
from tansiq.subjects.commands import MatchNow
from tansiq.subjects.matching import Match
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId, OfficerId

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

    def changes(self, named: str, wish: Change) -> Changed:
        with Node.open(self.lone.node) as node:
            return match_lists.change(node, self.hand("case"), named, wish)

    def stands(self, match: str) -> Match:
        return self.sees(match).file.match

    def refuses(self, who: str, verb: str, *what: object) -> str:
        with pytest.raises(TansiqError) as caught:
            self.does(who, verb, *what)
        return caught.value.code


SCOPE = MatchScope(
    type="phone", norm=0, samples="", size=0, root="", case=CASE, purpose="", legal_basis="art. 1"
)


def proposed(side: Side, lists: Sequence[str], scope: MatchScope = SCOPE) -> str:
    with Node.open(side.lone.node) as node:
        return matches.propose(node, side.hand("case"), HERE, (lists, scope))


def carried(both: Joint, *sides: Side) -> None:
    """Steps and bundles, back and forth, until nothing moves."""
    both.settle(*(one.lone for one in sides))


def begun(both: Joint, rabat: Side, madrid: Side) -> str:
    """A match that madrid has accepted and rabat has not asked in yet."""
    ours, theirs = rabat.listed(OURS), madrid.listed(THEIRS)
    match = proposed(rabat, [ours])
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [theirs])
    carried(both, rabat)
    assert rabat.sees(match).file.match.state == "asked"
    return match


def forged(side: Side, match: str, payload: Record, **rows: bytes) -> None:
    """What a changed node would say in a step's place, signed with its own log key.

    `rows` by the field of the record that names them.
    """
    with Node.open(side.lone.node) as node:
        with node.store.reading() as tx:
            file = queries.match_file(tx, match)
            assert file is not None
            channel = node.channel_now(tx, file.channel)
        sealed: dict[str, tuple[Attachment, ...]] = {
            name: match_secrets.sealed_parts(node, name, data) for name, data in rows.items()
        }
        told = msgspec.structs.replace(payload, **sealed)  # type: ignore[arg-type]
        now = MatchNow(
            node.situation(OfficerId("")), channel, file.match, file.classes[node.me],
            matches.dates(node),
        )  # fmt: skip
        say(node, commands.step(now, told, [one for part in sealed.values() for one in part]))
