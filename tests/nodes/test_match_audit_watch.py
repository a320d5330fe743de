"""Standing matches are watched over round by round (REQUIREMENTS 2.2)."""

from collections.abc import Iterator
from hashlib import sha256

import msgspec
import pytest
from tests.nodes.joint import Joint
from tests.nodes.matching import CANARY, OURS, SCOPE, THEIRS, carried, forged, proposed
from tests.nodes.watched import Watched, overlooked, watched

from tansiq.ledger import base64
from tansiq.node import match_epochs, match_secrets
from tansiq.node.compose import Node
from tansiq.node.match_lists import Change
from tansiq.record.watches import MatchRoundAnswered, MatchRoundAsked, MatchRoundFound
from tansiq.subjects import drawing, ristretto
from tansiq.subjects.watching import answered

pytestmark = pytest.mark.slow

TOLD = msgspec.structs.replace(SCOPE, mode="watch", daily=16, tells=True)


class Days:
    """The clock of both nodes, which only goes forward."""

    def __init__(self, both: Joint) -> None:
        self.both, self.passed = both, 0

    def pass_(self) -> None:
        self.passed += 1
        for one in (self.both.rabat, self.both.madrid):
            one.set(clock_offset_seconds=self.passed * 86_400)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with overlooked(tmp_path_factory.mktemp("watched")) as made:
        yield made


@pytest.fixture(scope="module")
def days(both: Joint) -> Days:
    return Days(both)


def standing(both: Joint) -> tuple[Watched, Watched, str, str, str]:
    """A standing match whose first round is done; the lists that stand behind it."""
    rabat, madrid = watched(both)
    ours, theirs = rabat.listed([*OURS, *CANARY]), madrid.listed(THEIRS)
    match = proposed(rabat, [ours], TOLD)
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [theirs])
    carried(both, rabat, madrid)
    return rabat, madrid, match, ours, theirs


def test_an_honest_standing_match_is_audited_with_all_its_rounds_and_keys(
    both: Joint, days: Days
) -> None:
    Watched(both.madrid).listed(CANARY, canary=True)
    rabat, madrid, match, ours, theirs = standing(both)
    rabat.changes(ours, Change(add=["+212670000001"], remove=["+212661234525"], reason="r"))
    madrid.changes(theirs, Change(add=["+212661234503"], remove=["+212661234526"], reason="r"))
    days.pass_()
    carried(both, rabat, madrid)
    with Node.open(both.madrid.node) as node:
        match_epochs.turn(node, madrid.hand("dpo"), "rabat", "phone")
    carried(both, rabat, madrid)
    days.pass_()
    carried(both, rabat, madrid)
    assert [len(one.rounds) for one in rabat.stands(match).spans] == [2, 2]
    for side, own in (
        (rabat, {"rounds_asked", "rounds_told"}),
        (madrid, {"rounds_answered", "rounds_changed"}),
    ):
        report = side.audits(match, sample=3, seed="dice")
        states = {one.name: one.state for one in report.checks}
        assert set(states.values()) == {"ok", "not_ours"}, report.checks
        assert {one for one in states if one.startswith("rounds")} == {
            "rounds_asked", "rounds_answered", "rounds_changed", "rounds_told",
        }  # fmt: skip
        assert {states[one] for one in own} == {"ok"}
        assert [one.proven for one in report.leaves] == [True] * 3
    seen = madrid.watches()
    assert [one.identifier for one in seen.canaries] == CANARY * 2, "under each key once"
    assert [one.points for one in seen.sessions if one.match == match] == [16, 32, 16, 32]
    assert madrid.left()[1] == 16, "the round of this day"
    rabat.does("liaison", "end", match, "over")


def test_a_round_that_asks_what_stands_on_no_list_is_found_by_the_audit(
    both: Joint, days: Days
) -> None:
    rabat, madrid, match, *_ = standing(both)
    days.pass_()
    row = ristretto.from_hashes(drawing.hashes(bytes(32), b"guesses", 16))
    told = MatchRoundAsked(match=match, round=2, epoch=_epoch(rabat, match), count=16, root="00")
    forged(rabat, match, told, rows=row)
    carried(both, madrid)
    assert madrid.stands(match).spans[-1].rounds[-1].answered is not None
    assert rabat.finds(match)["rounds_asked"] == ("failed", "audit_unlisted")
    rabat.does("liaison", "end", match, "over")


def _epoch(side: Watched, match: str) -> int:
    return side.stands(match).spans[-1].set.epoch


def test_tags_told_to_change_against_the_lists_are_found_by_the_audit(
    both: Joint, days: Days
) -> None:
    """Who takes a tag back that its list still holds hides a hit from then on."""
    rabat, madrid, match, *_ = standing(both)
    days.pass_()
    carried(both, rabat)
    with Node.open(both.madrid.node) as node:
        seen = madrid.stands(match)
        one = seen.spans[-1].rounds[-1]
        request = match_secrets.joined(node, one.asked.rows)
        key = match_secrets.key_of(node, match_secrets.our_epoch(node, seen))
        answer, proofs = answered(key, request)
        tags = match_secrets.joined(node, seen.spans[-1].set.rows)[: 16 * 16]
    told = MatchRoundAnswered(
        match=match, round=2, count=16, asked=sha256(request).hexdigest(),
        proofs=tuple(base64.to_text(proof) for proof in proofs),
    )  # fmt: skip
    forged(madrid, match, told, rows=answer, tags=tags)
    carried(both, rabat)
    found = madrid.finds(match)
    assert found["rounds_changed"] == ("failed", "audit_tags")
    assert found["rounds_answered"] == ("ok", "")
    rabat.does("liaison", "end", match, "over")


def test_rounds_are_counted_in_the_quota_that_is_set(both: Joint, days: Days) -> None:
    """A standing match stops when its data-protection officer says 0, and goes on after it."""
    rabat, madrid, match, *_ = standing(both)
    madrid.limits(0)
    days.pass_()
    carried(both, rabat, madrid)
    assert len(madrid.stands(match).spans[-1].answered) == 1
    madrid.limits(20_000)
    carried(both, rabat, madrid)
    assert len(madrid.stands(match).spans[-1].answered) == 2
    assert madrid.finds(match)["quota"] == ("ok", "")
    rabat.does("liaison", "end", match, "over")


def test_a_hit_kept_quiet_about_is_found_by_the_audit(both: Joint, days: Days) -> None:
    """Where the scope says that the answerer is told, silence shows."""
    rabat, madrid, match, _, theirs = standing(both)
    madrid.changes(theirs, Change(add=["+212661234503"], reason="r"))
    days.pass_()
    rabat.advance()
    carried(both, madrid)
    told = MatchRoundFound(match=match, round=2, claims=())
    forged(rabat, match, told)
    carried(both, rabat, madrid)
    assert rabat.stands(match).spans[-1].rounds[1].found == told
    assert rabat.finds(match)["rounds_told"] == ("failed", "audit_told")
    rabat.does("liaison", "end", match, "over")
