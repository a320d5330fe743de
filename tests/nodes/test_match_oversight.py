"""Quotas, canaries and who may see them (REQUIREMENTS 2.2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.joint import Joint
from tests.nodes.matching import CANARY, OURS, THEIRS, carried, proposed
from tests.nodes.watched import POINTS, offered, overlooked, revealed, watched

from tansiq.node import match_oversight, matches
from tansiq.node.compose import Node
from tansiq.node.match_oversight import AuditWish, QuotaWish
from tansiq.terms.errors import TansiqError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with overlooked(tmp_path_factory.mktemp("oversight")) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Joint]:
    """Two nodes of which nobody has asked anything."""
    with overlooked(tmp_path) as made:
        yield made


def test_no_more_is_answered_than_the_quota_that_is_set(fresh: Joint) -> None:
    """2.2: counted before answering, charged in full however the session ends."""
    rabat, madrid = watched(fresh)
    theirs = madrid.listed(THEIRS)
    madrid.limits(POINTS - 1)
    first = offered(fresh, rabat)
    assert madrid.refuses("case", "accept", first, [theirs]) == "match_quota"
    assert madrid.left() == (POINTS - 1, 0, POINTS - 1)
    madrid.limits(2 * POINTS - 1)
    madrid.does("case", "accept", first, [theirs])
    second = offered(fresh, rabat)
    madrid.does("case", "accept", second, [theirs])
    carried(fresh, rabat, madrid)
    states = {one: madrid.sees(one).file.match for one in (first, second)}
    answered = [one for one, match in states.items() if match.answered is not None]
    assert len(answered) == 1, "the second would be more than was allowed"
    (refused,) = {first, second} - set(answered)
    assert (states[refused].state, states[refused].ended) == ("ended", "match_quota")
    madrid.does("case", "end", answered[0], "no ground left")
    assert madrid.left() == (2 * POINTS - 1, POINTS, POINTS - 1)
    assert madrid.finds(answered[0])["quota"] == ("ok", "")


def test_a_quota_of_nothing_stops_answering(fresh: Joint) -> None:
    """2.2: also what was accepted before."""
    rabat, madrid = watched(fresh)
    match = offered(fresh, rabat)
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    madrid.limits(0)
    carried(fresh, rabat, madrid)
    seen = madrid.sees(match).file.match
    assert (seen.ended, seen.answered) == ("match_quota", None)
    assert madrid.left() == (0, 0, 0)
    (quota,) = madrid.watches("auditor").quotas
    assert (quota.by, quota.reason) == (madrid.hand("dpo").officer, "agreed in March")
    for daily, partner, kind, code in (
        (-1, "rabat", "phone", "match_quota_number"),
        (2_000_001, "rabat", "phone", "match_quota_number"),
        (5, "nobody", "phone", "partner_unknown"),
        (5, "rabat", "shoe", "identifier_type"),
    ):
        with pytest.raises(TansiqError) as caught:
            madrid.limits(daily, partner, kind)
        assert caught.value.code == code


def test_a_canary_that_was_asked_for_is_shown_and_an_honest_audit_finds_nothing(
    fresh: Joint,
) -> None:
    """2.2: whoever guesses is found out; 2.3: the other hits stay with those on the case."""
    rabat, madrid = watched(fresh)
    madrid.listed(CANARY, canary=True)
    match = offered(fresh, rabat, [*OURS, *CANARY])
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    revealed(fresh, rabat, madrid, match)
    seen = madrid.watches()
    (hit,) = seen.canaries
    assert (hit.match, hit.partner, hit.identifier) == (match, "rabat", CANARY[0])
    assert hit.place in {one.place for one in madrid.sees(match).hits if one.canary}
    assert rabat.watches().canaries == ()
    (session,) = seen.sessions
    assert (session.partner, session.we_ask, session.points) == ("rabat", False, POINTS)
    assert (session.size_asker, session.grew_asker) == (32, None)
    assert not seen.unfinished
    for side, name, foreign in ((rabat, "request", "answer"), (madrid, "answer", "request")):
        report = side.audits(match, sample=8, seed="dice 7")
        states = {one.name: one.state for one in report.checks}
        assert set(states.values()) == {"ok", "not_ours"}, report.checks
        assert (states[name], states[foreign]) == ("ok", "not_ours")
        assert [one.proven for one in report.leaves] == [True] * 8
        assert {one.title for leaf in report.leaves for one in leaf.lists} == {"watch list"}
        assert side.audits(match, sample=8, seed="dice 7") == report, "the seed repeats it"
        assert side.audits(match, sample=8).seed != "dice 7"


WRONG = ("case", "liaison", "analyst", "prosecutor", "admin", "handler")


def test_every_other_role_is_refused(both: Joint) -> None:
    """Who works a case does not watch over it; the data-protection officer alone sets quotas."""
    rabat, _ = watched(both)
    for name, role in (
        ("analyst", "intelligence_analyst"), ("prosecutor", "prosecutor"),
        ("admin", "system_administrator"), ("handler", "source_handler"),
    ):  # fmt: skip
        both.rabat.officer(name, role)
    match = proposed(rabat, [rabat.listed(OURS)])
    wish = QuotaWish(partner="madrid", type="phone", daily=5, reason="mine")
    with Node.open(both.rabat.node) as node:
        for who in (*WRONG, "auditor"):
            with pytest.raises(TansiqError) as caught:
                match_oversight.set_quota(node, rabat.hand(who), wish)
            assert caught.value.code == "access_role"
        for who in WRONG:
            looks = (
                lambda reader: match_oversight.overseen(node, reader),
                lambda reader: match_oversight.audit(node, reader, AuditWish(match)),
                lambda reader: match_oversight.audit(node, reader, AuditWish("r-none")),
                lambda reader: match_oversight.open_leaves(node, reader, AuditWish(match)),
            )
            for look in looks:
                with pytest.raises(TansiqError) as caught:
                    look(rabat.reader(who))
                assert caught.value.code == "access_role"
        for who in ("dpo", "auditor"):
            with pytest.raises(TansiqError) as caught:
                matches.show(node, rabat.reader(who), match)
            assert caught.value.code == "access_role", "who watches does not read the hits"
            with pytest.raises(TansiqError) as caught:
                match_oversight.audit(node, rabat.reader(who), AuditWish("r-" + "a" * 26))
            assert caught.value.code == "match_unknown"


def test_canaries_are_named_to_those_alone_who_keep_them_or_watch(fresh: Joint) -> None:
    rabat, _ = watched(fresh)
    fresh.rabat.officer("law", "prosecutor")
    proposal = fresh.rabat.act(
        "liaison", "officer", "propose", "assign", fresh.rabat.id_of("law"),
        "--file", "home",
    )  # fmt: skip
    fresh.rabat.act("case", "change", "approve", proposal["proposal"])
    canary = rabat.listed(CANARY, canary=True)
    ours = rabat.listed(OURS)
    match = proposed(rabat, [ours])
    expected = {
        "case": {canary, ours}, "dpo": {canary, ours}, "auditor": {ours}, "law": {ours},
    }  # fmt: skip
    with Node.open(fresh.rabat.node) as node:
        for who, held in expected.items():
            seen = matches.lists(node, rabat.reader(who))
            assert {one.list for one in seen} == held, who
        (kept,) = (one for one in seen if one.list == ours)
        assert (kept.matches, kept.count, kept.purpose) == ((match,), 30, "inquiry 1")
