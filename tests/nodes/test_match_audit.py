"""The audit of a private match finds what a changed node did (REQUIREMENTS 2.2)."""

import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from tests.nodes.joint import Joint
from tests.nodes.lone import Lone
from tests.nodes.matching import HERE, OURS, THEIRS, Side, carried, forged
from tests.nodes.watched import POINTS, offered, overlooked, watched

from tansiq.node import match_oversight, match_secrets, match_steps, matches
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.match_oversight import AuditWish
from tansiq.node.perform import Task, perform, say
from tansiq.record.matches import MatchAccepted, MatchAnswered, MatchAsked
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.subjects import commands, drawing, leaves, queries, ristretto
from tansiq.subjects.commands import MatchNow
from tansiq.subjects.tags import TAG
from tansiq.terms.errors import Invalid

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


def answered_with(madrid: Side, match: str, change: Callable[[bytes], bytes]) -> None:
    """A changed node that answers as it had to, and then something happens to the answer."""
    with Node.open(madrid.lone.node) as node:
        seen = madrid.sees(match).file.match
        assert seen.asked is not None
        request = match_secrets.joined(node, seen.asked.rows)
        session = match_secrets.answering(node, seen, match_secrets.our_epoch(node, seen))
        answer = change(session.answer(request))
    told = MatchAnswered(match=match, count=POINTS, asked=sha256(request).hexdigest(), rows=())
    forged(madrid, match, told, rows=answer)


def reordered(answer: bytes) -> bytes:
    return drawing.put_in_order(answer, drawing.order(bytes(32), b"chosen", POINTS))


def test_an_answer_in_another_order_is_found_by_the_audit(both: Joint) -> None:
    rabat, madrid = watched(both)
    match = offered(both, rabat)
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    carried(both, rabat)
    answered_with(madrid, match, reordered)
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
    forged(rabat, match, MatchAsked(match=match, count=POINTS, rows=()), rows=doubled)
    carried(both, madrid)
    assert madrid.sees(match).file.match.answered is not None, "the answerer cannot see it"
    found = {one.name: one for one in rabat.audits(match).checks}
    request_check = found["request"]
    assert (request_check.state, request_check.detail) == ("failed", "audit_points")
    assert request_check.count == POINTS // 2


def accepted_as(
    madrid: Side, match: str, lists: Sequence[str], other: Sequence[str], *, less: int = 0
) -> None:
    """A changed node: its officer accepts with some lists, its acceptance tells of others.

    `less` tags are left out of what is told, and made up ones stand in their place.
    """
    hand = madrid.hand("case")
    with Node.open(madrid.lone.node) as node:
        with node.store.reading() as tx:
            file = queries.match_file(tx, match)
            assert file is not None
            named = [one for wanted in lists if (one := queries.kept_list(tx, wanted))]
            used = tuple(one for wanted in other if (one := queries.kept_list(tx, wanted)))
            known = queries.epoch(tx, "rabat", "phone")
        if known is None:
            say(node, commands.open_epoch("rabat", "phone", 1, matches.dates(node)))
        told: MatchAccepted = match_steps.accepted_with(node, file.match, used, 5)
        if less:
            kept_back = match_secrets.joined(node, told.rows)[: -less * TAG]
            made_up = b"".join(bytes([255, one]) * (TAG // 2) for one in range(less))
            rows = match_secrets.sealed_parts(node, "tags", kept_back + made_up)
            told = msgspec.structs.replace(told, rows=rows)
        situation, kept = node.situation(hand.officer), matches.dates(node)

        def plan(tx: Tx) -> tuple[Planned, ...]:
            now = MatchNow(situation, node.channel_now(tx, HERE), file.match, None, kept)
            return commands.accept(now, told, named)

        perform(node, (hand,), Task(action=Action.ACCEPT_MATCH, plan=plan, file=HERE))


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


def test_tags_left_out_are_found_by_the_audit(both: Joint) -> None:
    """Who keeps back what it knows committed to it all the same."""
    rabat, madrid = watched(both)
    match = offered(both, rabat)
    theirs = madrid.listed(THEIRS)
    accepted_as(madrid, match, [theirs], [theirs], less=3)
    found = {one.name: one for one in madrid.audits(match).checks}
    assert (found["tags"].state, found["tags"].detail, found["tags"].count) == (
        "failed", "audit_tags", 6,
    )  # fmt: skip
    assert found["set_commitment"].state == "ok"


def test_an_answer_beyond_the_quota_is_found_by_the_audit(fresh: Joint) -> None:
    rabat, madrid = watched(fresh)
    madrid.limits(POINTS - 5)
    # Times are told in seconds; what is set in the second of an answer may be later than it.
    time.sleep(1.1)
    match = offered(fresh, rabat)
    theirs = madrid.listed(THEIRS)
    accepted_as(madrid, match, [theirs], [theirs])
    carried(fresh, rabat)
    answered_with(madrid, match, lambda answer: answer)
    found = {one.name: one for one in madrid.audits(match).checks}
    assert (found["quota"].state, found["quota"].detail, found["quota"].count) == (
        "failed", "audit_quota", 5,
    )  # fmt: skip
    assert found["answer"].state == "ok"


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
    erased(fresh.madrid, epoch.class_id)
    found = madrid.finds(match)
    assert found["key"] == ("gone", "match_epoch_missing")
    assert found["answer"][0] == found["tags"][0] == "gone"
    assert found["set_commitment"] == ("ok", "")
    assert len(madrid.audits(match, sample=3).leaves) == 3
    erased(fresh.madrid, kept.class_id)
    report = madrid.audits(match, sample=3)
    assert report.leaves == ()
    assert {one.name: one.state for one in report.checks}["set_commitment"] == "gone"
    assert "failed" not in {one.state for one in report.checks}
    with Node.open(rabat.lone.node) as node, node.store.reading() as tx:
        file = queries.match_file(tx, match)
    assert file is not None
    erased(fresh.rabat, file.classes["rabat"])
    report = rabat.audits(match, sample=3)
    assert {(one.state, one.detail) for one in report.checks} == {("gone", "audit_erased")}


def erased(side: Lone, class_id: str) -> None:
    """A class that two officers erase."""
    made = side.act(
        "case", "erase", "order", class_id, "--ground", "term_over",
        "--explanation", "end of the inquiry",
    )  # fmt: skip
    side.act("dpo", "erase", "approve", made["id"])
