"""Names in pairs: what meets and what does not, the reasons, and the same result everywhere."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.compute.executors import executor
from tansiq.names import scoring, searching, weighing
from tansiq.names.dividing import divided
from tansiq.names.matchkeys import match_keys
from tansiq.names.reasons import Meeting, Reason
from tansiq.names.scoring import compare, scores
from tansiq.names.searching import search

ALIKE = [
    ("Yusuf Khattabi", "يوسف الخطابي"),
    ("Nour ed-Din Benkhaled", "نور الدين بن خالد"),
    ("Abderrahmane Cherkaoui", "عبد الرحمن الشرقاوي"),
    ("RAFAT NEJAD, Ali", "Ali RAFATNEJAD"),
    ("Guo Ping Li", "LI Guoping"),
    ("Mladen Tcherveniakov", "Mladen Cherveniakov"),
    ("AL-TIKRITI, Rafi Hasan", "رافع حسن التكريتي"),
    ("J. Smithson", "John Smithson"),
    ("Md Karim Tazi", "محمد كريم التازي"),
    ("BADR-AL-DIN, Mustafa", "Mustafa Badreddine"),
    ("General Oscar NTAGANDA", "Oscar Ntaganda"),
]
APART = [
    ("Bashar Sabawi", "Bushra Sabawi"),
    ("Paavo Lahtinen", "Päivi Lahtinen"),
    ("عمر سبعاوي", "Ayman Sabawi"),
    ("Mohamed Ali", "Mohamed Omar"),
    ("李明", "王明"),
    ("Karim Tazi", "رشيد الوردي"),
]
HOSTILE = [
    "", " ", "\0", "\u202e\u2066", "😀", "^", "-", ",", "'", "ا", "a" * 10_000, "ال" * 5_000,
    "a " * 5_000, "\ud800", "x\ny", "Abd", "Abu", "عبد", "Ben Ali", "\u202eilA miraK", "1963",
]  # fmt: skip


def test_spellings_of_one_name_score_above_every_pair_of_two() -> None:
    alike, apart = scores(ALIKE), scores(APART)
    assert min(alike) > max(apart), (alike, apart)
    assert min(alike) > 0.8


def test_a_pair_has_one_score_whatever_stands_first_and_whatever_stands_around() -> None:
    turned = [(other, one) for one, other in ALIKE + APART]
    assert scores(turned) == scores(ALIKE + APART)
    words = [(" ".join(reversed(one.split())), one) for one in ("Karim Ali Tazi", "Ann Lee")]
    assert min(scores(words)) > 0.9


def test_reasons_tell_every_word_of_both_names_and_how_it_met() -> None:
    told = [one.reasons for one in compare([ALIKE[0], ALIKE[3], ALIKE[7], APART[0]])]
    assert told[0][0] == Reason("yusuf", "يوسف", Meeting.CONSONANTS)
    assert {one.how for one in told[1]} == {Meeting.SAME, Meeting.SPLIT}
    assert Reason("j", "john", Meeting.INITIAL) in told[2]
    assert Reason("bashar", "", Meeting.ALONE) in told[3]
    assert Reason("", "bushra", Meeting.ALONE) in told[3]


def test_hostile_names_are_compared_like_any_other_and_meet_nobody() -> None:
    pairs = [(one, other) for one in HOSTILE for other in ("Karim Tazi", "كريم التازي", one)]
    found = compare(pairs)
    assert all(0 <= one.score <= 1 for one in found)
    assert all(
        one.score < 0.5 for pair, one in zip(pairs, found, strict=True) if pair[0] != pair[1]
    )
    assert all(len(part.word) <= 40 for one in found for part in one.reasons)
    assert len(search(HOSTILE, HOSTILE, 3)) == len(HOSTILE)
    assert all(isinstance(match_keys(one), tuple) for one in HOSTILE)
    assert compare([]) == []
    assert divided([]).places.shape == (0, 6)
    assert search([], ["Karim"], 3) == [[]]
    assert search(["Karim"], [], 3) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=6))
def test_any_text_has_a_score_that_does_not_depend_on_order(pairs: list[tuple[str, str]]) -> None:
    found = compare(pairs)
    assert [one.score for one in found] == scores([(other, one) for one, other in pairs])
    assert all(0 <= one.score <= 1 for one in found)


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_every_executor_and_every_size_of_chunk_gives_the_same(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = random.Random(5)
    names = [name for pair in ALIKE + APART for name in pair]
    pairs = [(made.choice(names), made.choice(names)) for _ in range(60)]
    one, found = compare(pairs), search(names, names[:9], 4)
    for size in ("NAMES", "WORDS", "PAIRS"):
        monkeypatch.setattr(scoring, size, 7)
    monkeypatch.setattr(searching, "QUERIES", 2)
    with executor(kind, 2) as over:
        assert compare(pairs, over) == one
        assert search(names, names[:9], 4, over) == found


def test_both_parts_of_a_family_name_are_one() -> None:
    found = divided(["AL-TIKRITI, Rafi", "BEN-ALI TAZI, Karim", "Karim BEN-ALI"])
    told = [
        [(found.words[at], marked) for at, marked in zip(*row, strict=True) if at >= 0]
        for row in zip(found.places.tolist(), found.family.tolist(), strict=True)
    ]
    assert told[0] == [("tikriti", True), ("rafi", False)]
    assert told[1] == [("ali", True), ("tazi", True), ("karim", False)]
    assert told[2] == [("karim", False), ("ali", True)]


def test_search_finds_a_name_in_another_script_first() -> None:
    pool = [name for pair in ALIKE for name in pair] + [one for pair in APART for one in pair]
    asked = [other for _, other in ALIKE]
    for hits, (one, other) in zip(search(pool, asked, 2), ALIKE, strict=True):
        assert {pool[hit.row] for hit in hits} == {one, other}


def test_keys_of_a_private_match_meet_across_spellings() -> None:
    for one, other in ALIKE[:3]:
        assert set(match_keys(one)) & set(match_keys(other))
    assert match_keys("محمد") == match_keys("Mohamed") == ("=mhmd",)
    assert not set(match_keys("Karim Tazi")) & set(match_keys("Omar Saidi"))


def test_the_score_is_a_sum_of_named_measures_and_says_how_it_was_learnt() -> None:
    told = json.loads((Path(weighing.__file__).parent / "weights.json").read_bytes())
    assert len(told["weights"]) < 100
    assert told["learnt"]
    assert weighing.common()[0] > 10_000
