"""Two long lists of names: what meets, what is too common, and the same result everywhere."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from itertools import product

import pytest
from tests.clusters import PATIENCE, cluster
from tests.composed_names import Lists, lists

from tansiq.compute import executors
from tansiq.compute.executors import executor
from tansiq.names import block_keys, blocking, meeting, scoring
from tansiq.names.blocking import blocked
from tansiq.names.matchkeys import match_keys

SIZE = 20_000
LEAST = 0.5


@pytest.fixture(scope="module")
def made() -> Lists:
    return lists(SIZE)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("cluster")) as address:
        yield address


def met(ones: Sequence[str], others: Sequence[str], over: Executor) -> list[tuple[int, int, float]]:
    return [
        row
        for part in meeting.meeting(ones, others, LEAST, over).found
        for row in zip(part.ones.tolist(), part.others.tolist(), part.scores.tolist(), strict=True)
    ]


def digest(found: Sequence[tuple[int, int, float]]) -> str:
    lines = "\n".join(f"{one} {other} {score:.6f}" for one, other, score in found)
    return hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.slow
def test_twenty_thousand_by_twenty_thousand_meet_alike_everywhere(
    made: Lists, dask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2.4: nine of ten true pairs are found, by the same digest here and on two Dask workers."""
    monkeypatch.setattr(executors, "PATIENCE", PATIENCE)
    with executor("here") as over:
        here = met(made.ones, made.others, over)
    assert here == sorted(here), "in the order of the lists"
    found = {(one, other) for one, other, _ in here}
    assert len(found) == len(here), "each pair once"
    assert len(found & set(made.pairs)) > 0.9 * len(made.pairs)
    assert len(found) < SIZE * 5, "of four hundred million pairs"
    for kind in ("processes", "cluster"):
        with executor(kind, 2, dask) as over:
            assert digest(met(made.ones, made.others, over)) == digest(here), kind


def test_scores_are_those_of_pairs_told_alone(made: Lists) -> None:
    apart = [(made.ones[one], made.others[other]) for one, other in made.pairs[:60]]
    ones, others = zip(*(pair for pair in apart if pair[0] != pair[1]), strict=True)
    every = list(product(ones, others))
    alone = dict(zip(every, scoring.scores(every), strict=True))
    with executor("here") as over:
        found = met(ones, others, over)
    assert len(found) > 30
    assert all(alone[ones[one], others[other]] == score for one, other, score in found)


def test_rows_and_chunks_of_any_size_give_the_same(
    made: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    ones, others = made.ones[:400], made.others[:400]
    with executor("here") as over:
        first = met(ones, others, over)
        monkeypatch.setattr(blocking, "FEW", 8)
        common = met(ones, others, over)
        for where, name in ((blocking, "ROWS"), (blocking, "ASKED"), (meeting, "PAIRS")):
            monkeypatch.setattr(where, name, 7)
        for name in ("NAMES", "WORDS"):
            monkeypatch.setattr(scoring, name, 31)
        assert met(ones, others, over) == common
        monkeypatch.setattr(blocking, "FEW", 1_000)
        assert met(ones, others, over) == first


def pairs(ones: Sequence[str], others: Sequence[str]) -> tuple[set[tuple[str, str]], int]:
    with executor("here") as over:
        known = blocked(ones, others, over)
        names = [*ones, *others]
        found = {
            (names[one], names[other])
            for rows, to in known.pairs()
            for one, other in zip(rows.tolist(), to.tolist(), strict=True)
        }
    return found, known.left_out


def test_rare_names_meet_by_what_match_keys_share(made: Lists) -> None:
    ones, others = made.ones[:150], made.others[:150]
    found, left_out = pairs(ones, others)
    shared = {
        pair
        for pair in product(ones, others)
        if set(match_keys(pair[0])) & set(match_keys(pair[1]))
    }
    assert left_out == 0
    assert len(shared & found) > 0.9 * len(shared)


def test_common_names_need_a_second_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule of huge blocks: two common skeletons alone bring no longer names together."""
    karim, long, rare = ones = ["Karim Tazi", "Karim Tazi Omrani", "Rare Wexford"]
    near = ["كريم التازي", "Kareem Tazi", "TAZI, Karim"]
    others = [*near, "KARIM TAZI OMRANI", "Karim Tazi Bakkali", rare]
    found, left_out = pairs(ones, others)
    assert Counter(one for one, _ in found) == {karim: 5, long: 5, rare: 1}
    monkeypatch.setattr(blocking, "FEW", 1)
    found, left_out = pairs(ones, others)
    sure = {(long, "KARIM TAZI OMRANI"), (rare, rare)}
    assert found == {(karim, one) for one in near} | sure
    monkeypatch.setattr(blocking, "MANY", 1)
    found, left_out = pairs(ones, others)
    assert (found, left_out) == ({(karim, "TAZI, Karim")} | sure, 0)
    monkeypatch.setattr(blocking, "MANY", 0)
    found, left_out = pairs(ones, others)
    assert (found, left_out) == (sure, 1), "what no rule bears is counted"


@pytest.mark.parametrize(
    "hostile",
    [[], [""], ["\0", " "], ["李明", "王明"], ["a" * 10_000, "a " * 5_000], ["ا", "عبد", "\ud800"]],
)
def test_lists_without_words_or_in_other_scripts_are_borne(hostile: list[str]) -> None:
    found, left_out = pairs(hostile, [*hostile, "Karim Tazi"])
    assert left_out == 0
    assert {pair for pair in found if pair[0] != pair[1]} == set()
    assert pairs([], [])[0] == set()
    assert block_keys.readings(["李明"]) == [("李明",)]
