"""Why two names met is told word by word, as written, with the sounds that differ, and no score."""

import pytest

from tansiq.names.answering import Question
from tansiq.names.explaining import explained, rarity
from tansiq.terms.naming import NameMet, NameReason, Rarity


def rows(ours: str, theirs: str) -> list[tuple[str, str, NameReason]]:
    return [(one.ours, one.theirs, one.reason) for one in explained(ours, theirs)]


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ("يونس بن صالح المثالي", "Yunus Almitali",
         [("يونس", "Yunus", "unwritten"), ("بن صالح", "", "absent_there"),
          ("المثالي", "Almitali", "near")]),
        ("Yunus Almitali", "يونس بن صالح المثالي",
         [("Yunus", "يونس", "unwritten"), ("Almitali", "المثالي", "near"),
          ("", "بن صالح", "absent_here")]),
        ("عبد الحق بوعزة", "BOUAZZA Abdelhak",
         [("عبد الحق", "Abdelhak", "unwritten"), ("بوعزة", "BOUAZZA", "unwritten")]),
        ("Hasan Tazi", "Husayn Tazi", [("Hasan", "Husayn", "vowels"), ("Tazi", "Tazi", "same")]),
        ("Said Ait Larbi", "سعيد آيت العربي",
         [("Said", "سعيد", "unwritten"), ("Ait", "آيت", "same"), ("Larbi", "العربي", "near")]),
        ("Guo Ping", "Guoping", [("Guo", "Guoping", "split"), ("Ping", "Guoping", "split")]),
        ("M. Tazi", "Mohamed Tazi", [("M.", "Mohamed", "initial"), ("Tazi", "Tazi", "same")]),
        ("محمد ولد أحمد", "Mohamed Ould Ahmed",
         [("محمد", "Mohamed", "unwritten"), ("ولد أحمد", "Ould Ahmed", "unwritten")]),
    ],
)  # fmt: skip
def test_every_word_of_both_names_is_told_once(
    ours: str, theirs: str, told: list[tuple[str, str, str]]
) -> None:
    assert rows(ours, theirs) == [(one, other, NameReason(how)) for one, other, how in told]


def test_sounds_that_differ_are_marked_on_both_sides() -> None:
    row = explained("خالد الجيلالي", "Jalid Yilali")[1]
    assert [one.text for one in row.ours_sounds if one.differs] == ["j"]
    assert [one.text for one in row.theirs_sounds if one.differs] == ["y"]
    alone = explained("Omar", "محمد")[0]
    assert not any(one.differs for one in alone.ours_sounds)
    for odd in ("", "?", "王 小明", "x" * 500):
        explained(odd, "Omar Tazi")
        explained("Omar Tazi", odd)


def test_how_common_a_word_is_stands_in_words() -> None:
    assert rarity("mohamed") is rarity("محمد") is Rarity.COMMON
    assert rarity("qzvxpq") is Rarity.RARE


def test_texts_answer_by_how_they_met() -> None:
    texts = ["Hasan Tazi", "حسن التازي", "Husayn Tazi", "Omar Lahlou", "Tazi, Hasan"]
    question = Question("Hasan Tazi")
    question.compare(texts)
    told = {one: question.answer(one) for one in texts}
    assert {one: (told[one].stands, told[one].how) for one in texts} == {
        "Hasan Tazi": (True, NameMet.EXACT),
        "حسن التازي": (True, NameMet.SOUNDS),
        "Husayn Tazi": (True, NameMet.ALIKE),
        "Omar Lahlou": (False, NameMet.ALIKE),
        "Tazi, Hasan": (True, NameMet.EXACT),
    }
    assert question.together(["Hasan Lahlou", "Omar Tazi"])
    assert question.part("Omar Tazi")
    assert not question.part("Omar")
    number = Question("٠٦٠٠٧٧٧١٢٣")
    assert number.answer("+212600777123").whole
    assert not Question("...").answer("Hasan").stands
