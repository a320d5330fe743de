"""The compiled way of meeting words gives what numpy gives, to the last bit of a score."""

import csv
import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.compute.executors import Here, executor
from tansiq.names import aligning, compiled, plain
from tansiq.names.compiled import Found, Rules
from tansiq.names.costs import COSTS
from tansiq.names.kernel import SURE
from tansiq.names.pools import packed
from tansiq.names.scoring import Chunk, compare, pooled, scores

NAMES = [
    "Guo Ping Li", "LI Guoping", "RAFAT NEJAD, Ali", "Ali RAFATNEJAD", "J. Smithson",
    "John Smith", "محمد سرور صديق مل محمد مسعود", "MOHAMMAD SARWAR SIDDIQMAL",
    "ضيا رحمان مدني", "Ziaurrahman Madani",
    "Ali Ali Tazi", "Tazi Ali", "al-Khattabi Benkhaled", "الخطابي بن خالد", "李明", "", "x", "ا",
    "Abd al-Aziz Bou Zaidi", "عبد العزيز البوزيدي", "a b c d e f g",
    "g f e d c b a", "Olho Olhonho",
]  # fmt: skip
_SYLLABLES = ("al", "ben", "mu", "ham", "mad", "j", " ", "kh", "oo", "بن", "ال", "خا", "لد", "م")


def _chunk(names: list[str]) -> Chunk:
    """Every pair of the names."""
    rows = np.array(list(product(range(len(names)), repeat=2)), np.int64)
    return Chunk(pooled(names, Here()), rows[:, 0], rows[:, 1])


def _met(part: Chunk, meet: Callable[..., None]) -> Found:
    found = compiled.nothing_found(len(part.ones))
    pairs = np.column_stack([part.ones, part.others])
    rules = Rules(COSTS, SURE, part.pool.weights)
    meet(packed(part.pool.sounds), part.pool.names.places, pairs, rules, found)
    return found


def test_the_loops_give_what_numpy_gives_compiled_or_not() -> None:
    part = _chunk(NAMES)
    expected = plain.met(part.pool, part.ones, part.others)
    assert (expected[:, 3:5] >= 0).any(), "no name is written in two words: nothing is shown"
    assert np.array_equal(_met(part, compiled.meet), expected)
    pytest.importorskip("numba")
    assert np.array_equal(_met(part, compiled.ready()), expected)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(_SYLLABLES), max_size=12).map("".join), max_size=4))
def test_any_names_meet_alike_in_both_ways(names: list[str]) -> None:
    part = _chunk(names) if names else Chunk(pooled([], Here()), *np.zeros((2, 0), np.int64))
    expected = plain.met(part.pool, part.ones, part.others)
    assert np.array_equal(_met(part, compiled.meet), expected)


def test_a_score_is_the_same_to_the_last_bit_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    pairs = list(product(NAMES * 2, repeat=2))
    assert len(pairs) >= aligning.MANY
    fast, told = scores(pairs), compare(pairs)
    with executor("threads", 2) as over:
        assert scores(pairs, over) == fast
    monkeypatch.setattr(compiled, "possible", lambda: False)
    assert scores(pairs) == fast
    assert compare(pairs) == told
    monkeypatch.undo()
    assert [one.score for one in compare(pairs[:40])] == fast[:40], "few pairs are not compiled"


def test_real_pairs_score_the_same_to_the_last_bit_without_numba(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    path = shared_data / "names" / "dev.csv"
    if not path.is_file():
        pytest.skip(f"no name pairs at {path}; set TANSIQ_SHARED_DATA")
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [(row["name1"], row["name2"]) for row in csv.DictReader(file)]
    fast = scores(pairs)
    monkeypatch.setattr(compiled, "possible", lambda: False)
    assert scores(pairs) == fast


def test_numba_is_not_loaded_for_few_pairs() -> None:
    asked = (
        "import sys; from tansiq.names.scoring import compare; compare([('Ali', 'علي')] * 9);"
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_where_nothing_can_be_kept_on_disk_it_is_compiled_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def njit(*, nogil: bool, cache: bool = False) -> Callable[[object], object]:
        if cache:
            raise RuntimeError("no locator available")
        return lambda function: function if nogil else None

    numba = SimpleNamespace(
        njit=njit, extending=SimpleNamespace(register_jitable=lambda part: part)
    )
    monkeypatch.setitem(sys.modules, "numba", numba)
    assert compiled.ready.__wrapped__() is compiled.meet
