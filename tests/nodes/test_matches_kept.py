"""Lists that change, what is kept of matches and for how long, who wakes the steps, and quotas."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import msgspec
import pytest
from tests.nodes.joint import Joint, joint
from tests.nodes.matching import OURS, SCOPE, THEIRS, Side, carried, forged, proposed

from tansiq.node import erasures, match_epochs, match_hits, match_kept, match_lists, match_secrets
from tansiq.node.compose import Node
from tansiq.node.match_lists import Change
from tansiq.node.match_waking import Stepping
from tansiq.node.matches import Listing, keep_list
from tansiq.record.matches import MatchAsked
from tansiq.store.notify import listen
from tansiq.subjects import queries, ristretto
from tansiq.subjects.session import CHECKS
from tansiq.terms.errors import TansiqError

pytestmark = pytest.mark.slow

WATCH = msgspec.structs.replace(SCOPE, mode="watch", daily=16, tells=True)
COMMON = [f"+2126612345{last}" for last in range(25, 30)]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with joint(tmp_path_factory.mktemp("kept")) as made:
        made.madrid.officer("dpo", "data_protection_officer")
        yield made


def code_of(what: object) -> str:
    with pytest.raises(TansiqError) as caught:
        what()  # type: ignore[operator]
    return caught.value.code


def accepted(both: Joint, scope: object = SCOPE) -> tuple[Side, Side, str]:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    match = proposed(rabat, [rabat.listed(OURS)], scope)  # type: ignore[arg-type]
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    both.carry()
    return rabat, madrid, match


def revealed(both: Joint) -> tuple[Side, Side, str]:
    rabat, madrid, match = accepted(both)
    carried(both, rabat, madrid)
    for side in (rabat, madrid):
        side.does("liaison", "approve_reveal", match)
        both.carry()
    carried(both, rabat, madrid)
    return rabat, madrid, match


def held(side: Side, named: str) -> tuple[str, ...]:
    with Node.open(side.lone.node) as node:
        with node.store.reading() as tx:
            found = queries.kept_list(tx, named)
        assert found is not None
        return match_secrets.items(node, (found,))


def test_a_list_grows_and_shrinks_by_signed_changes_whole_or_not_at_all(both: Joint) -> None:
    rabat = Side(both.rabat)
    named = rabat.listed(OURS)
    made = rabat.changes(
        named, Change(add=["0661234599", OURS[0]], remove=[OURS[1], "0661234577"],
                      reason="r", region="MA"),
    )  # fmt: skip
    assert (made.added, made.removed, made.unread) == (1, 1, ())
    assert len(held(rabat, named)) == 30
    assert "+212661234599" in held(rabat, named)
    bad = rabat.changes(named, Change(add=["0661234598", "no number"], reason="r", region="MA"))
    assert [one.line for one in bad.unread] == [2]
    assert len(held(rabat, named)) == 30, "nothing was kept of a change that could not be read"
    again = Change(add=["+212661234599"], reason="r")
    assert code_of(lambda: rabat.changes(named, again)) == "identifiers_none"
    assert code_of(lambda: rabat.changes("r-none", again)) == "identifiers_unknown"
    rabat.changes(named, Change(remove=["+212661234599"], reason="r"))
    assert "+212661234599" not in held(rabat, named)
    both.rabat.officer("watcher", "data_protection_officer")
    with Node.open(both.rabat.node) as node:
        hand = rabat.hand("watcher")
        assert code_of(lambda: match_lists.change(node, hand, named, again)) == "access_role"
        assert code_of(lambda: match_lists.withdraw(node, hand, named, "x")) == "access_role"
        assert code_of(lambda: match_lists.withdraw(node, hand, "r-none", "x")) == "access_role"
        case = rabat.hand("case")
        match_lists.withdraw(node, case, named, "no ground")
        assert code_of(lambda: match_lists.withdraw(node, case, named, "x")) == (
            "identifiers_withdrawn"
        )
    assert code_of(lambda: rabat.changes(named, again)) == "identifiers_withdrawn"
    assert code_of(lambda: proposed(rabat, [named])) == "identifiers_unknown"


def test_a_match_that_compares_once_keeps_to_the_list_as_it_was(both: Joint) -> None:
    rabat, madrid, match = accepted(both)
    with Node.open(both.rabat.node) as node, node.store.reading() as tx:
        (list_,) = queries.prepared(tx, match)
    rabat.changes(list_.said.list, Change(add=["+212661234541"], reason="late"))
    carried(both, rabat, madrid)
    for side in (rabat, madrid):
        side.does("liaison", "approve_reveal", match)
        both.carry()
    carried(both, rabat, madrid)
    assert sorted(one.identifier for one in rabat.sees(match).hits) == COMMON


def test_an_acceptance_that_was_refused_leaves_nothing_behind(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    theirs = madrid.listed(THEIRS)
    match = proposed(rabat, [rabat.listed(OURS)])
    both.carry()
    assert madrid.refuses("case", "accept", match, [theirs]) == "match_state"
    change = Change(add=["+212661234503", "+212661234504"], remove=[COMMON[1]], reason="r")
    madrid.changes(theirs, change)
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [theirs])
    carried(both, rabat, madrid)
    counted = rabat.stands(match).counted
    assert counted is not None
    assert counted.matches == 6


def test_lists_that_overlap_count_each_identifier_once(both: Joint) -> None:
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    match = proposed(rabat, [rabat.listed(OURS), rabat.listed(OURS[:20])])
    assert rabat.stands(match).scope.size == 32
    rabat.does("liaison", "approve", match)
    both.carry()
    madrid.does("case", "accept", match, [madrid.listed(THEIRS)])
    carried(both, rabat, madrid)
    assert rabat.stands(match).state == "counted"


def test_a_look_computes_nothing_that_was_computed(both: Joint) -> None:
    rabat, madrid, match = revealed(both)
    for side in (rabat, madrid):
        assert sorted(one.identifier for one in side.sees(match).hits) == COMMON
        with Node.open(side.lone.node) as node:
            with node.store.reading() as tx:
                file = queries.match_file(tx, match)
                lists = queries.prepared(tx, match)
            assert file is not None
            more = [] if side is rabat else [match_secrets.our_epoch(node, file.match).class_id]
            shelf = match_hits.shelf(node, file.match, lists, *more)
            kept = shelf.find("hits")
            assert kept is not None, "it was computed when the reveal arrived"
            text = b"".join(one.read_bytes() for one in kept_files(side))
            assert not any(one.encode() in text for one in COMMON), "sealed"
            for one in kept_files(side):
                one.write_bytes(one.read_bytes()[:-1] + b"\0")
            assert shelf.find("hits") is None, "an altered file is none"
        assert sorted(one.identifier for one in side.sees(match).hits) == COMMON
        with Node.open(side.lone.node) as node:
            if side is madrid:
                match_epochs.turn(node, madrid.hand("dpo"), "rabat", "phone")
            match_kept.sweep(node, ())
            assert kept_files(side) == []
        assert sorted(one.identifier for one in side.sees(match).hits) == COMMON


def kept_files(side: Side) -> list[Path]:
    return [one for one in (side.lone.node / match_kept.FOLDER).rglob("*") if one.is_file()]


def test_an_erased_class_takes_along_what_rests_on_it(both: Joint) -> None:
    """The key of an epoch and a list's class: matches end, nothing can be computed again."""
    rabat, madrid, match = accepted(both, WATCH)
    carried(both, rabat, madrid)
    assert sorted(one.identifier for one in madrid.sees(match).hits) == COMMON
    with Node.open(both.madrid.node) as node:
        with node.store.reading() as tx:
            epoch = queries.epoch(tx, "rabat", "phone")
        assert epoch is not None
        before = match_secrets.key_of(node, epoch)
        match_epochs.turn(node, madrid.hand("dpo"), "rabat", "phone")
        order = erasures.order(node, madrid.hand("case"), (epoch.class_id,), "not_needed", "over")
        erasures.confirm(node, madrid.hand("dpo"), order.id)
        assert code_of(lambda: match_secrets.key_of(node, epoch)) == "class_key_missing"
        with node.store.reading() as tx:
            newest = queries.epoch(tx, "rabat", "phone")
        assert newest is not None
        assert newest.epoch == epoch.epoch + 1
        assert match_secrets.key_of(node, newest) != before
    carried(both, rabat, madrid)
    assert sorted(one.identifier for one in madrid.sees(match).hits) == COMMON, "told anew"
    with Node.open(both.madrid.node) as node:
        with node.store.reading() as tx:
            (list_,) = queries.prepared(tx, match)
        order = erasures.order(node, madrid.hand("case"), (list_.class_id,), "not_needed", "over")
        erasures.confirm(node, madrid.hand("dpo"), order.id)
    carried(both, rabat, madrid)
    for side in (rabat, madrid):
        assert side.stands(match).ended == "match_list_gone"
    assert madrid.sees(match).hits == ()
    with Node.open(both.madrid.node) as node:
        number = len(list((both.madrid.node / match_kept.FOLDER).iterdir()))
        match_epochs.tidy(node)
        left = len(list((both.madrid.node / match_kept.FOLDER).iterdir()))
        assert left < number


def test_a_match_goes_on_as_soon_as_a_bundle_is_here(both: Joint) -> None:
    """No clock: what wakes the steps is the entry that arrives, and the file that it names."""
    rabat, madrid, match = accepted(both)
    both.carry()
    with Node.open(both.madrid.node) as node:
        steps = Stepping(node)
        with listen(node.database.dsn, steps.grown):
            rabat.advance()
            until = monotonic() + 60
            while madrid.stands(match).answered is None and monotonic() < until:
                both.carry()
                sleep(0.2)
        steps.close(10)
    assert madrid.stands(match).answered is not None
    rabat.does("liaison", "end", match, "x")


def test_a_round_that_is_over_the_quota_waits_for_the_next_day(both: Joint) -> None:
    """2.2: points are counted before they are answered, of standing matches as of others."""
    rabat, madrid = Side(both.rabat), Side(both.madrid)
    with Node.open(both.rabat.node) as node:
        lists = [
            keep_list(
                node, rabat.hand("case"), [f"user{number}@example.org" for number in range(count)],
                Listing(type="email", title="t", purpose="p", legal_basis="b"),
            ).list
            for count in (4_000, 15_000)
        ]  # fmt: skip
        theirs = Listing(type="email", title="t", purpose="p", legal_basis="b")
    with Node.open(both.madrid.node) as node:
        held_there = keep_list(
            node, madrid.hand("case"), [f"user{n}@example.org" for n in range(20)], theirs
        ).list
    scopes = (msgspec.structs.replace(WATCH, type="email"),
              msgspec.structs.replace(SCOPE, type="email"))  # fmt: skip
    watch, once = (proposed(rabat, [one], scope) for one, scope in zip(lists, scopes, strict=True))
    for match in (watch, once):
        rabat.does("liaison", "approve", match)
    both.carry()
    for match in (watch, once):
        madrid.does("case", "accept", match, [held_there])
    both.carry()
    count = rabat.stands(once).scope.size + CHECKS
    row = ristretto.multiples_of_base(
        b"".join(n.to_bytes(32, "little") for n in range(1, count + 1))
    )
    forged(rabat, once, MatchAsked(match=once, count=count), rows=row)
    carried(both, madrid)
    assert madrid.stands(once).answered is not None
    rabat.does("liaison", "end", once, "x")
    carried(both, rabat, madrid)
    stands = madrid.stands(watch)
    assert (stands.state, stands.spans[0].rounds[0].answered) == ("watching", None)
    for one in (both.rabat, both.madrid):
        one.set(clock_offset_seconds=86_400)
    carried(both, rabat, madrid)
    assert madrid.stands(watch).spans[0].rounds[0].answered is not None
    assert len(rabat.sees(watch).hits) == 20
