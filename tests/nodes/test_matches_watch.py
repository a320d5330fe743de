"""A standing match goes on by itself, day by day, under every key (REQUIREMENTS 2.1-2.3, 2.6)."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b, sha256, sha512

import msgspec
import pytest
from tests.nodes.joint import Joint, joint
from tests.nodes.matching import OURS, SCOPE, THEIRS, Side, carried, proposed

from tansiq.node import match_epochs, match_lists, match_secrets
from tansiq.node.compose import Node
from tansiq.node.match_lists import Change
from tansiq.record.matches import MatchScope
from tansiq.subjects import ristretto
from tansiq.subjects.rows import hashed
from tansiq.subjects.tags import tag
from tansiq.terms.errors import TansiqError

pytestmark = pytest.mark.slow

WATCH = msgspec.structs.replace(SCOPE, mode="watch", daily=16)
TOLD = msgspec.structs.replace(WATCH, tells=True)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("watch")) as made:
        yield made


class Days:
    """The clock of both nodes, which only goes forward."""

    def __init__(self, both: Joint) -> None:
        self.both, self.passed = both, 0

    def pass_(self, days: int = 1) -> None:
        self.passed += days
        for one in (self.both.rabat, self.both.madrid):
            one.set(clock_offset_seconds=self.passed * 86_400)


@pytest.fixture(scope="module")
def days(both: Joint) -> Days:
    return Days(both)


def watched(both: Joint, scope: MatchScope = WATCH) -> tuple[Side, Side, str, str, str]:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    ours, theirs = rabat.listed(OURS), madrid.listed(THEIRS)
    match = proposed(rabat, [ours], scope)
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [theirs])
    carried(both, rabat, madrid)
    return rabat, madrid, match, ours, theirs


def live(side: Side, match: str) -> list[str]:
    return sorted(one.identifier for one in side.sees(match).hits if not one.ended)


def ended(side: Side, match: str) -> list[tuple[str, str]]:
    return sorted((one.identifier, one.ended) for one in side.sees(match).hits if one.ended)


def number(last: int) -> str:
    return f"+2126612345{last:02d}"


FIRST = [number(one) for one in range(25, 30)]


def test_a_standing_match_tells_new_hits_and_ended_ones(both: Joint, days: Days) -> None:
    rabat, madrid, match, ours, theirs = watched(both, TOLD)
    assert live(rabat, match) == live(madrid, match) == FIRST
    assert rabat.stands(match).state == madrid.stands(match).state == "watching"
    rabat.changes(ours, Change(add=[number(40), "+212670000001"], remove=[number(25)], reason="r"))
    madrid.changes(theirs, Change(add=[number(3), number(99)], remove=[number(26)], reason="r"))
    carried(both, rabat, madrid)
    assert len(rabat.stands(match).spans[0].rounds) == 1, "a round a day, no more"
    assert ended(rabat, match) == [(number(25), "ours")]
    days.pass_()
    carried(both, rabat, madrid)
    expected = sorted([number(3), *FIRST[2:], number(40)])
    assert live(rabat, match) == live(madrid, match) == expected
    assert ended(rabat, match) == [(number(25), "ours"), (number(26), "theirs")]
    assert ended(madrid, match) == [(number(25), "theirs"), (number(26), "ours")]
    rounds = rabat.stands(match).spans[0].rounds
    assert [one.asked.count for one in rounds] == [32, 16]
    assert rabat.stands(match).faults == madrid.stands(match).faults == ()
    days.pass_(3)
    carried(both, rabat, madrid)
    assert len(rabat.stands(match).spans[0].rounds) == 5, "days that were missed are made up for"
    rabat.changes(ours, Change(add=[number(25)], reason="back"))
    assert number(25) in live(rabat, match), "what was asked under this key is not asked again"
    place = next(one.place for one in rabat.sees(match).hits if one.identifier == number(40))
    rabat.does("case", "judge", match, (place, "same", "same subscriber"))
    both.carry()
    said = {one.place: one.verdicts for one in madrid.sees(match).hits}
    assert [(who, one.verdict) for who, one in said[place]] == [("rabat", "same")]
    rabat.does("liaison", "end", match, "inquiry closed")
    carried(both, rabat, madrid)
    assert rabat.stands(match).state == madrid.stands(match).state == "ended"


def test_who_is_not_told_learns_only_how_many_points_were_asked(both: Joint, days: Days) -> None:
    """2.6: the answerer hears of hits only where the scope that both approved says so."""
    rabat, madrid, match, *_ = watched(both)
    assert live(rabat, match) == FIRST
    assert madrid.sees(match).hits == ()
    assert [one.found for one in madrid.stands(match).spans[0].rounds] == [None]
    place = rabat.sees(match).hits[0].place
    rabat.does("case", "judge", match, (place, "not_same", "another subscriber"))
    both.carry()
    (verdict,) = rabat.sees(match).hits[0].verdicts
    assert verdict[1].verdict == "not_same"
    kinds = {type(one.said).__name__ for one in madrid.sees(match).file.steps}
    assert "MatchJudged" not in kinds, "the verdict would tell that there is a hit"
    assert rabat.refuses("case", "judge", match, (9_999, "same", "x")) == "match_hit_unknown"
    rabat.does("liaison", "end", match, "over")


def test_a_new_key_begins_the_comparison_anew(both: Joint, days: Days) -> None:
    rabat, madrid, match, ours, _ = watched(both, TOLD)
    once = proposed(rabat, [ours])
    rabat.does("liaison", "approve", once)
    both.carry()
    madrid.does("case", "accept", once, [madrid.listed(THEIRS)])
    both.carry()
    both.madrid.officer("dpo", "data_protection_officer")
    with Node.open(both.madrid.node) as node:
        match_epochs.turn(node, madrid.hand("dpo"), "rabat", "phone")
    carried(both, rabat, madrid)
    assert rabat.stands(once).ended == "match_epoch_over"
    spans = rabat.stands(match).spans
    assert [one.set.epoch for one in spans] == [1, 2]
    assert [len(one.rounds) for one in spans] == [1, 1]
    assert live(rabat, match) == live(madrid, match) == FIRST
    places = [one.place for one in rabat.sees(match).hits]
    assert places == [one.place for one in madrid.sees(match).hits]
    assert max(places) < 32, "a hit keeps the place where it was first met"
    days.pass_(92)
    with Node.open(both.madrid.node) as node:
        assert match_epochs.turn_due(node) == 1
        assert match_epochs.turn_due(node) == 0
    carried(both, rabat, madrid)
    assert [one.set.epoch for one in rabat.stands(match).spans] == [1, 2, 3]
    assert live(rabat, match) == live(madrid, match) == FIRST
    rabat.does("liaison", "end", match, "over")


def test_what_either_side_keeps_answers_no_guess(both: Joint, days: Days) -> None:
    """2.1: whoever tries the whole plan on all that crossed finds nothing that did not match."""
    rabat, madrid, match, *_ = watched(both, TOLD)
    days.pass_()
    carried(both, rabat, madrid)
    plan = [number(one) for one in range(100)]
    for side in (rabat, madrid):
        with Node.open(side.lone.node) as node:
            file = side.sees(match).file
            span = file.match.spans[0]
            rows = [span.set.rows]
            for one in span.rounds:
                assert one.answered is not None
                rows += [one.asked.rows, one.answered.rows, one.answered.tags]
            said = [msgspec.json.encode(one.said) for one in file.steps]
            crossed = b"".join([*said, *(match_secrets.joined(node, one) for one in rows)])
        terms = replace(file.match.terms(), epoch=span.set.epoch)
        plain = ristretto.points(hashed(terms, plan))
        for guess, point in zip(plan, plain, strict=True):
            known = guess.encode()
            digests = (sha256(known), sha512(known), blake2b(known), blake2b(known, digest_size=16))
            forms = [known, point, tag(point), terms.input(guess)]
            forms += [form for one in digests for form in (one.digest(), one.hexdigest().encode())]
            for form in forms:
                assert form not in crossed, guess
    rabat.does("liaison", "end", match, "over")


def test_what_may_not_be_proposed_or_turned_is_refused(both: Joint, days: Days) -> None:
    rabat = Side(both.rabat)
    ours = rabat.listed(OURS)
    change = msgspec.structs.replace
    for scope, code in (
        (change(WATCH, mode="always"), "match_mode"),
        (change(WATCH, daily=15), "match_daily"),
        (change(WATCH, daily=20_001), "match_daily"),
    ):
        with pytest.raises(TansiqError) as caught:
            proposed(rabat, [ours], scope)
        assert caught.value.code == code
    once = rabat.stands(proposed(rabat, [ours], change(TOLD, mode="once")))
    assert (once.scope.daily, once.scope.tells) == (0, False)
    both.rabat.officer("privacy", "data_protection_officer")
    with Node.open(both.rabat.node) as node:
        for who, code in (("case", "access_role"), ("privacy", "match_epoch_missing")):
            with pytest.raises(TansiqError) as caught:
                match_epochs.turn(node, rabat.hand(who), "madrid", "phone")
            assert caught.value.code == code


def test_a_withdrawn_list_ends_what_rests_on_it(both: Joint, days: Days) -> None:
    rabat, madrid, match, ours, _ = watched(both)
    once = proposed(rabat, [ours])
    with Node.open(both.rabat.node) as node:
        match_lists.withdraw(node, rabat.hand("case"), ours, "no ground left")
    carried(both, rabat, madrid)
    assert rabat.sees(match).hits == ()
    for side in (rabat, madrid):
        assert side.stands(match).ended == side.stands(once).ended == "match_list_gone"
