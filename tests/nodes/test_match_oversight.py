"""Quotas, canaries and the audit of private matches between two nodes (REQUIREMENTS 2.2, 2.6)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from tests.nodes.joint import Joint, joint
from tests.nodes.test_matches import CANARY, HERE, OURS, THEIRS, Side, carried, forged, proposed

from tansiq.node import match_oversight, match_secrets, match_steps, matches
from tansiq.node.access import Action
from tansiq.node.compose import Node
from tansiq.node.match_oversight import AuditReport, AuditWish, Overseen, QuotaWish
from tansiq.node.perform import Task, perform, say
from tansiq.node.reading import Reader
from tansiq.record.matches import MatchAccepted, MatchAnswered, MatchAsked
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.subjects import commands, drawing, leaves, queries, ristretto
from tansiq.subjects.commands import MatchNow
from tansiq.subjects.session import CHECKS
from tansiq.terms.errors import Invalid, TansiqError

pytestmark = pytest.mark.slow

POINTS = 32 + CHECKS
"""What thirty identifiers cost: their bucket and the hidden checks."""


class Watched(Side):
    """A side whose data-protection officer and oversight auditor do their work too."""

    def limits(self, daily: int, partner: str = "rabat", kind: str = "phone") -> None:
        wish = QuotaWish(partner=partner, type=kind, daily=daily, reason="agreed in March")
        with Node.open(self.lone.node) as node:
            match_oversight.set_quota(node, self.hand("dpo"), wish)

    def reader(self, who: str) -> Reader:
        hand = self.hand(who)
        return Reader(hand.officer, hand.key, "monthly audit")

    def watches(self, who: str = "dpo") -> Overseen:
        with Node.open(self.lone.node) as node:
            return match_oversight.overseen(node, self.reader(who))

    def audits(self, match: str, sample: int = 0, seed: str = "") -> AuditReport:
        with Node.open(self.lone.node) as node:
            return match_oversight.audit(
                node, self.reader("auditor"), AuditWish(match, sample, seed)
            )

    def finds(self, match: str) -> dict[str, tuple[str, str]]:
        return {one.name: (one.state, one.detail) for one in self.audits(match).checks}

    def left(self, partner: str = "rabat") -> tuple[int, int, int]:
        (one,) = (one for one in self.watches().quotas if one.partner == partner)
        return one.daily, one.spent, one.left


def watched(both: Joint) -> tuple[Watched, Watched]:
    return Watched(both.rabat), Watched(both.madrid)


@contextmanager
def overlooked(folder: Path) -> Iterator[Joint]:
    """Two nodes with those who watch over them."""
    with joint(folder) as made:
        for side in (made.rabat, made.madrid):
            side.officer("dpo", "data_protection_officer")
            side.officer("auditor", "supervisor")
        yield made


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with overlooked(tmp_path_factory.mktemp("oversight")) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Joint]:
    """Two nodes of which nobody has asked anything."""
    with overlooked(tmp_path) as made:
        yield made


def offered(both: Joint, rabat: Side, ours: Sequence[str] = OURS) -> str:
    """A match that rabat's two officers want, and that madrid has heard of."""
    match = proposed(rabat, [rabat.listed(ours)])
    rabat.does("liaison", "approve", match)
    both.carry()
    return match


def revealed(both: Joint, rabat: Side, madrid: Side, match: str) -> None:
    """From madrid's acceptance to the reveal."""
    carried(both, rabat, madrid)
    for side in (rabat, madrid):
        side.does("liaison", "approve_reveal", match)
    carried(both, rabat, madrid)
    assert madrid.sees(match).file.match.state == "revealed"


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


def test_leaves_opened_for_the_partners_auditor_hold_under_the_signed_root(both: Joint) -> None:
    """2.2: an asker cannot deny what it asked for, nor choose what it shows."""
    rabat, madrid = watched(both)
    match = offered(both, rabat)
    with Node.open(rabat.lone.node) as node:
        wish = AuditWish(match, 5, "dice of madrid")
        file = match_oversight.open_leaves(node, rabat.reader("auditor"), wish)
    root = madrid.sees(match).file.match.scope.root
    told = leaves.from_bytes(leaves.to_bytes(file))
    checked = leaves.check(told, root, "dice of madrid")
    assert all(one.proven and not one.withheld for one in checked)
    assert {one.grounds[0].purpose for one in checked} == {"inquiry 1"}
    assert {f"0{one.item[4:]}" for one in checked} <= set(OURS)
    swapped = msgspec.structs.replace(told.leaves[0], item="+212611111111")
    altered = msgspec.structs.replace(told, leaves=(swapped, *told.leaves[1:]))
    assert [one.proven for one in leaves.check(altered, root)] == [
        False, *(True for _ in told.leaves[1:])
    ]  # fmt: skip
    for wrong, at, seed, code in (
        (told, "00" * 32, "", "leaves_other_root"),
        (told, root, "dice of rabat", "leaves_places"),
        (msgspec.structs.replace(told, leaves=told.leaves[1:]), root, "", "leaves_places"),
    ):
        with pytest.raises(Invalid) as caught:
            leaves.check(wrong, at, seed)
        assert caught.value.code == code
    fewer = msgspec.structs.replace(told, size=told.size - 1)
    with pytest.raises(Invalid):
        leaves.check(fewer, root)


def test_an_answer_in_another_order_is_found_by_the_audit(both: Joint) -> None:
    rabat, madrid = watched(both)
    match = offered(both, rabat)
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    carried(both, rabat)
    with Node.open(madrid.lone.node) as node:
        seen = madrid.sees(match).file.match
        assert seen.asked is not None
        request = match_secrets.joined(node, seen.asked.rows)
        session = match_secrets.answering(node, seen, match_secrets.our_epoch(node, seen))
        places = drawing.order(bytes(32), b"chosen", seen.asked.count)
        answer = drawing.put_in_order(session.answer(request), places)
    told = MatchAnswered(match=match, count=POINTS, asked=sha256(request).hexdigest(), rows=())
    forged(madrid, match, told, answer)
    carried(both, rabat)
    assert rabat.sees(match).file.match.counted is not None, "the asker cannot see it"
    found = madrid.finds(match)
    assert found["answer"] == ("failed", "audit_order")
    assert {one for one, (state, _) in found.items() if state == "failed"} == {"answer"}


def test_a_doubled_question_is_found_by_the_audit(both: Joint) -> None:
    """What the shuffle does not stop: each identifier twice, with a secret factor."""
    rabat, madrid = watched(both)
    match = offered(both, rabat)
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    both.carry()
    seen = rabat.sees(match).file.match
    with Node.open(rabat.lone.node) as node:
        with node.store.reading() as tx:
            lists = queries.prepared(tx, match)
        request = match_secrets.asking(node, seen, lists).request
    half = request[: POINTS // 2 * 32]
    doubled = half + ristretto.multiply(ristretto.random_scalar(), half)
    forged(rabat, match, MatchAsked(match=match, count=POINTS, rows=()), doubled)
    carried(both, madrid)
    assert madrid.sees(match).file.match.answered is not None, "the answerer cannot see it"
    found = {one.name: one for one in rabat.audits(match).checks}
    request_check = found["request"]
    assert (request_check.state, request_check.detail) == ("failed", "audit_points")
    assert request_check.count == POINTS // 2


def accepted_as(madrid: Side, match: str, lists: Sequence[str], other: Sequence[str]) -> None:
    """A changed node: its officer accepts with some lists, its acceptance tells of others."""
    hand = madrid.hand("case")
    with Node.open(madrid.lone.node) as node:
        with node.store.reading() as tx:
            file = queries.match_file(tx, match)
            assert file is not None
            named = [one for wanted in lists if (one := queries.kept_list(tx, wanted))]
            used = tuple(one for wanted in other if (one := queries.kept_list(tx, wanted)))
        if epoch_there(node, file.match.asker) is None:
            open_epoch(node, file.match.asker)
        told: MatchAccepted = match_steps.accepted_with(node, file.match, used, 5)
        situation, kept = node.situation(hand.officer), matches.dates(node)

        def plan(tx: Tx) -> tuple[Planned, ...]:
            now = MatchNow(situation, node.channel_now(tx, HERE), file.match, None, kept)
            return commands.accept(now, told, [one.said for one in named])

        perform(node, (hand,), Task(action=Action.ACCEPT_MATCH, plan=plan, file=HERE))


def epoch_there(node: Node, partner: str) -> object:
    with node.store.reading() as tx:
        return queries.epoch(tx, partner, "phone")


def open_epoch(node: Node, partner: str) -> None:
    say(node, commands.open_epoch(partner, "phone", 1, matches.dates(node)))


def test_another_list_than_the_one_named_is_found_by_the_audit(both: Joint) -> None:
    """Who answers with a set it made up has other tags and another root than its lists."""
    rabat, madrid = watched(both)
    match = offered(both, rabat)
    named = madrid.listed(THEIRS)
    made_up = madrid.listed([f"+21266123{number:04d}" for number in range(4500, 4540)])
    accepted_as(madrid, match, [named], [made_up])
    carried(both, rabat, madrid)
    assert rabat.sees(match).file.match.counted is not None, "the asker cannot see it"
    found = madrid.finds(match)
    assert found["tags"] == ("failed", "audit_tags")
    assert found["set_commitment"] == ("failed", "audit_root")
    assert found["answer"] == ("ok", "")


def test_what_is_erased_is_said_to_be_gone(fresh: Joint) -> None:
    """After the class is erased nobody can compute a step again, and the audit says so."""
    rabat, madrid = watched(fresh)
    match = offered(fresh, rabat)
    theirs = madrid.listed(THEIRS)
    madrid.does("case", "accept", match, [theirs])
    carried(fresh, rabat, madrid)
    with Node.open(madrid.lone.node) as node, node.store.reading() as tx:
        epoch = queries.epoch(tx, "rabat", "phone")
        kept = queries.kept_list(tx, theirs)
    assert epoch is not None
    assert kept is not None
    erased(fresh, epoch.class_id)
    found = madrid.finds(match)
    assert found["key"] == ("gone", "match_epoch_missing")
    assert found["answer"][0] == found["tags"][0] == "gone"
    assert found["set_commitment"] == ("ok", "")
    assert len(madrid.audits(match, sample=3).leaves) == 3
    erased(fresh, kept.class_id)
    report = madrid.audits(match, sample=3)
    assert report.leaves == ()
    assert {one.name: one.state for one in report.checks}["set_commitment"] == "gone"
    assert "failed" not in {one.state for one in report.checks}


def erased(both: Joint, class_id: str) -> None:
    """A class that two officers of madrid erase."""
    madrid = both.madrid
    made = madrid.act(
        "case", "erase", "order", class_id, "--ground", "term_over",
        "--explanation", "end of the inquiry",
    )  # fmt: skip
    madrid.act("dpo", "erase", "approve", made["id"])


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


def test_canaries_are_named_to_those_alone_who_keep_them_or_watch(both: Joint) -> None:
    rabat, _ = watched(both)
    both.rabat.officer("law", "prosecutor")
    proposal = both.rabat.act(
        "liaison", "officer", "propose", "assign", both.rabat.id_of("law"),
        "--file", "home",
    )  # fmt: skip
    both.rabat.act("case", "change", "approve", proposal["proposal"])
    canary = rabat.listed(CANARY, canary=True)
    ours = rabat.listed(OURS)
    match = proposed(rabat, [ours])
    expected = {
        "case": {canary, ours}, "dpo": {canary, ours}, "auditor": {ours}, "law": {ours},
    }  # fmt: skip
    with Node.open(both.rabat.node) as node:
        for who, held in expected.items():
            seen = matches.lists(node, rabat.reader(who))
            assert {one.list for one in seen} == held, who
        (kept,) = (one for one in seen if one.list == ours)
        assert (kept.matches, kept.count, kept.purpose) == ((match,), 30, "inquiry 1")
