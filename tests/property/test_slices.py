"""What holds for every configuration and every order: audiences, folds, leaks."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.desk.test_desk_story import test_a_release_arrives_and_a_recall_is_answered as story
from tests.unit.world import (
    MADRID,
    PROJECTIONS,
    RABAT,
    Agency,
    agree,
    agreement,
    channel,
    content,
    file_and_release,
    material,
    releasing,
    situation,
)

from tansiq.desk.leaks import find_leaks
from tansiq.desk.releasing import ReleaseState, preview_release, release_report
from tansiq.record.desk import ReportReleased
from tansiq.record.material import Source
from tansiq.record.traces import _fold
from tansiq.store.connect import Store
from tansiq.store.folding import fold_many
from tansiq.store.project import digest
from tansiq.store.projection import Opened
from tansiq.store.rebuild import make_tables
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId, case_channel

NODES = [NodeId(f"node-{number}") for number in range(12)]


def test_the_preview_names_exactly_those_the_release_names() -> None:
    """1.4: 10,000 random configurations; an empty list delivers to nobody."""
    chance = random.Random(14)
    released = 0
    for _ in range(10_000):
        members = tuple(chance.sample(NODES, chance.randint(0, 5)))
        me = chance.choice(NODES)
        named = audience = tuple(sorted(set(members) - {me})) if me in members else ()
        if chance.random() < 0.3:
            named = tuple(chance.sample(NODES, chance.randint(0, 4)))
        state = ReleaseState(
            situation=situation(me),
            channel=channel(members, case_channel("atlas")),
            material=material(),
            agreement=agreement(members) if members else None,
        )
        request = releasing(me=me, recipients=named)
        assert preview_release(state, request).recipients == audience
        try:
            copy, _ = release_report(state, request)
        except TansiqError:
            assert tuple(sorted(named)) != audience or not audience
            continue
        assert isinstance(copy.payload, ReportReleased)
        assert copy.payload.recipients == audience
        assert audience
        released += 1
    assert released > 1_000


def interleaved(logs: list[list[Opened]], chance: random.Random) -> Iterator[Opened]:
    """The entries of several logs in a random order that keeps each log's own."""
    waiting = [list(log) for log in logs if log]
    while waiting:
        log = chance.choice(waiting)
        yield log.pop(0)
        waiting = [one for one in waiting if one]


def logs_of(*agencies: Agency) -> list[list[Opened]]:
    by_origin: dict[str, list[Opened]] = {}
    for agency in agencies:
        for one in agency.written:
            by_origin.setdefault(one.origin, []).append(one)
    return list(by_origin.values())


@pytest.fixture
def rabat(fresh_dsn: str) -> Iterator[Agency]:
    with Store.open(fresh_dsn) as store:
        agency = Agency(RABAT, store)
        agency.start()
        yield agency


@pytest.fixture
def madrid(second_dsn: str, rabat: Agency) -> Iterator[Agency]:
    with Store.open(second_dsn) as store:
        agency = Agency(MADRID, store)
        agency.start()
        agency.peers.append(rabat)
        rabat.peers.append(agency)
        yield agency


def test_tables_do_not_depend_on_the_order_in_which_logs_arrive(
    rabat: Agency, madrid: Agency
) -> None:
    story(rabat, madrid)
    file_and_release(rabat)
    agree(rabat, madrid)
    logs = logs_of(rabat, madrid)
    assert len(logs) >= 3
    with rabat.store.reading() as tx:
        want = digest(tx)
    assert any(want.values())
    chance = random.Random(7)
    for _ in range(12):
        order = [
            one._replace(mine=one.agency == RABAT)
            for one in interleaved(logs, chance)
            if one.agency == RABAT or one.channel != "home"
        ]
        with rabat.store.transaction() as tx:
            tx.run("DROP SCHEMA projection CASCADE")
            tx.run("CREATE SCHEMA projection")
            tx.forget_types()
            make_tables(tx, PROJECTIONS, "projection")
            assert fold_many(tx, PROJECTIONS, order) == []
            assert digest(tx) == want


words = st.text(alphabet=st.characters(categories=["L", "N"]), min_size=6, max_size=12)


@given(words, st.text(max_size=40), st.text(max_size=40))
def test_an_identifier_is_found_wherever_it_stands(name: str, before: str, after: str) -> None:
    found = find_leaks(Source(identifiers=(name,)), "", content(f"{before} {name} {after}"))
    assert any(one.field == "text" for one in found) or not plain(name)


def plain(name: str) -> bool:
    """Whether enough of a name is left once marks and case are gone."""
    return len(_fold(name, keep_spaces=False).text) >= 5


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_the_leak_warning_answers_to_any_text(text: str, told: str, reference: str) -> None:
    source = Source(description=told, identifiers=(told, reference))
    for one in find_leaks(source, reference, content(text)):
        assert 0 <= one.start < one.end
