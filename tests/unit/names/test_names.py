"""Names are found across scripts and spellings; numbers across the ways they are written."""

import csv
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.names.keys import keys, meets, query_keys
from tansiq.names.skeletons import MOST, skeletons
from tansiq.names.words import words

ONE_NAME = [
    ["Benkhaled", "بن خالد", "Ben Jaled", "Ben Khalid", "بنخالد"],
    ["Chaoui", "الشاوي", "Shawi", "Al-Shawi", "Echaoui", "Ech-Chaoui", "Chaui"],
    ["Mohamed", "Muhammad", "محمد", "مُحَمَّد", "محـــمد", "Mohammed", "MOHAMED"],
    ["Youssef", "Yusuf", "يوسف", "Yousef", "Iusuf"],
    ["Abdelhak", "عبد الحق", "عبدالحق", "Abd al-Haqq", "Abdul Hak", "Abd el Hak"],
    ["Abdellatif", "Abdelatif", "عبد اللطيف", "Abdul Latif"],
    ["Noureddine", "نور الدين", "Nour ed-Din", "Nureddin", "Nour Eddine"],
    ["Abu Bakr", "أبو بكر", "Boubker", "Abou Bakr"],
    ["Nasrallah", "نصر الله", "Nasr Allah"],
    ["Aïcha", "عائشة", "Aisha", "Aicha"],
    ["El Khattabi", "Elkhattabi", "الخطابي", "Al-Jatabi", "Khattabi"],
    ["Errachidi", "الراشدي", "Al-Rashidi", "Er-Rachidi"],
    ["Ouahbi", "Wahbi", "وهبي"],
    ["Joumblatt", "جنبلاط", "Jumblat"],
    ["José Peña", "JOSE PENA", "Peña, José"],
]


@pytest.mark.parametrize("spellings", ONE_NAME, ids=lambda group: group[0])
def test_every_spelling_of_a_name_finds_every_other(spellings: list[str]) -> None:
    apart = [
        (asked, stored)
        for asked, stored in permutations(spellings, 2)
        if not meets(query_keys(asked), keys(stored))
    ]
    assert apart == []


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("Karim Benkhaled", "Karim Chaoui"),
        ("خالد الشاوي", "Khalid Amrani"),
        ("Fatima", "Hassan"),
        ("Ali", "Lea"),
        ("Mokhtar", "Mohamed"),
        ("12345-A-7", "12345-A-6"),
        ("", "Hassan"),
        ("...", "Hassan"),
    ],
)
def test_other_names_are_not_found(asked: str, stored: str) -> None:
    assert not meets(query_keys(asked), keys(stored))


def test_a_search_may_do_without_particles_but_not_without_words() -> None:
    stored = keys("Mohamed Ben Ali El Amrani")
    for asked in ("amrani", "العمراني محمد", "محمد بن علي", "Mohamed Amrani"):
        assert meets(query_keys(asked), stored)
    assert not meets(query_keys("Mohamed Tazi"), stored)
    assert [one.optional for one in words("de la")] == [False, False]


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("١٢٣٤٥ أ ٦", "12345-A-6"),
        ("12345", "12345-A-6"),
        ("+212 612 34 56 78", "0612345678"),
        ("06 12 34 56 78", "٠٦١٢٣٤٥٦٧٨"),
        ("356938", "35-693803-564380-9"),
        ("X1234567", "x1234567"),
    ],
)
def test_a_number_is_found_in_every_way_of_writing_it(asked: str, stored: str) -> None:
    assert meets(query_keys(asked), keys(stored))


@pytest.mark.parametrize("asked", ["Benkh", "بن خا", "Mohamed Benk", "محمد بنخ", "be"])
def test_the_last_word_may_be_unfinished(asked: str) -> None:
    stored = keys("Mohamed Benkhaled محمد بنخالد")
    assert meets(query_keys(asked), stored)
    assert not meets(query_keys(asked, unfinished=False), stored)


def test_only_the_last_word_may_be_unfinished() -> None:
    assert not meets(query_keys("Benkh Mohamed"), keys("Mohamed Benkhaled"))


@given(st.text(max_size=60))
def test_any_text_finds_itself_with_few_keys(text: str) -> None:
    found = keys(text)
    assert len(set(found)) == len(found)
    assert all(len(skeletons(form)) <= MOST for word in words(text) for form in word.forms)
    if words(text):
        assert meets(query_keys(text, unfinished=False), found)
        assert meets(query_keys(text), found)
    else:
        assert found == ()


def test_real_names_meet_across_scripts_and_strangers_hardly_ever(shared_data: Path) -> None:
    """Floors below what `bench names` measured (.754, .694; .022): a rule that breaks is seen."""
    path = shared_data / "names" / "dev.csv"
    if not path.is_file():
        pytest.skip(f"no name pairs at {path}; set TANSIQ_SHARED_DATA")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [one for one in csv.DictReader(file) if one["source"] in {"un", "ofac", "ep"}]
    assert share(rows, "pos", "ar-lat") >= 0.74
    assert share(rows, "pos", "lat-lat") >= 0.68
    assert share(rows, "neg_hard", "ar-lat") <= 0.025
    assert share(rows, "neg_hard", "lat-lat") <= 0.025


def share(rows: list[dict[str, str]], kind: str, scripts: str) -> float:
    """Of the pairs of a kind, how many meet when the name of fewer words asks for the other."""
    chosen = [one for one in rows if (one["kind"], one["scripts"]) == (kind, scripts)]
    met = 0
    for one in chosen:
        sides = sorted((one["name1"], one["name2"]), key=lambda name: len(query_keys(name)))
        asked = query_keys(sides[0], unfinished=False)
        met += meets(asked, frozenset(keys(sides[1])))
    return met / len(chosen)
