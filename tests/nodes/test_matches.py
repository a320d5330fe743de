"""Two nodes find what both know and nothing else, by ordinary bundles (REQUIREMENTS 2.1-2.5)."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from tests.nodes.joint import Joint, joint
from tests.nodes.matching import CANARY, OURS, THEIRS, Side, begun, carried, forged, proposed

from tansiq.ledger import base64
from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.record.matches import MatchAnswered, MatchClaim, MatchClaimed
from tansiq.subjects import ristretto
from tansiq.terms.errors import Missing, Refused

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("matches")) as made:
        yield made


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


def test_an_answer_with_another_key_ends_the_match_with_the_evidence(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    match = begun(both, rabat, madrid)
    both.carry()
    with Node.open(madrid.lone.node) as node:
        asked = madrid.sees(match).file.match.asked
        assert asked is not None
        request = match_secrets.joined(node, asked.rows)
    wrong = ristretto.multiply(ristretto.random_scalar(), request)
    told = MatchAnswered(
        match=match, count=len(wrong) // 32, asked=sha256(request).hexdigest(), rows=()
    )
    forged(madrid, match, told, rows=wrong)
    carried(both, rabat)
    for side in (rabat, madrid):
        seen = side.sees(match).file
        assert (seen.match.state, seen.match.ended) == ("ended", "match_answer")
        assert seen.match.answered is not None, "what it sent is kept"
        assert seen.match.counted is None


def test_a_claim_that_is_no_match_reveals_nothing(both: Joint) -> None:
    """The asker learns no index for a point that it cannot have from a match."""
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    match = begun(both, rabat, madrid)
    carried(both, rabat, madrid)
    assert rabat.sees(match).file.match.counted is not None
    for side in (rabat, madrid):
        side.does("liaison", "approve_reveal", match)
        both.carry()
    guess = base64.to_text(ristretto.multiples_of_base(ristretto.random_scalar()))
    claims = tuple(MatchClaim(place=place, point=guess) for place in range(5))
    forged(rabat, match, MatchClaimed(match=match, claims=claims))
    carried(both, madrid)
    seen = madrid.sees(match)
    assert (seen.file.match.state, seen.file.match.ended) == ("ended", "match_claim")
    assert seen.hits == ()
    assert seen.file.match.revealed is None


def test_whoever_may_not_learns_nothing_of_a_match(both: Joint) -> None:
    rabat = Side(both.rabat)
    ours = rabat.listed(OURS)
    match = proposed(rabat, [ours])
    both.rabat.officer("outsider", "intelligence_analyst")
    both.rabat.officer("desk", "liaison_officer")
    with pytest.raises(Missing) as absent:
        rabat.sees(match, "outsider")
    with pytest.raises(Missing) as never:
        rabat.sees("r-aaaaaaaaaaaaaaaaaaaaaaaaaa", "outsider")
    assert absent.value.code == never.value.code == "match_unknown"
    for guessed in (match, "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"):
        assert rabat.refuses("outsider", "approve", guessed) == "access_role"
        assert rabat.refuses("outsider", "judge", guessed, (1, "same", "x")) == "match_unknown"
        assert rabat.refuses("outsider", "accept", guessed, [ours]) == "access_role"
        assert rabat.refuses("desk", "accept", guessed, ["r-none"]) == "match_unknown"
    assert rabat.refuses("case", "end", "r-aaaaaaaaaaaaaaaaaaaaaaaaaa", "x") == "match_unknown"
    rabat.does("liaison", "end", match, "no ground left")
    assert rabat.sees(match).file.match.state == "ended"
    small = rabat.listed(OURS[:3])
    with pytest.raises(Refused) as few:
        proposed(rabat, [small])
    assert few.value.code == "match_small"
