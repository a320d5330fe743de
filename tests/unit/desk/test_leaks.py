"""The leak warning finds traces of a source however they are written (REQUIREMENTS 5.2)."""

import pytest
from tests.unit.world import content, source

from tansiq.desk.leaks import find_leaks
from tansiq.record.material import Mention, Property, Source


@pytest.mark.parametrize(
    "text",
    [
        "told by register-77.",
        "told by REGISTER 77",
        "told by Régister\u200b-77",
        "told by ＲＥＧＩＳＴＥＲ－77",
        "phone 00212600123456",
        "phone ٢١٢٦٠٠١٢٣٤٥٦",
        "phone (212) 600.123.456",
        "our file dg 2026 118",
    ],
)
def test_an_identifier_is_found_in_any_spelling(text: str) -> None:
    assert {one.kind for one in find_leaks(source(), "DG/2026/118", content(text))} == {
        "identifier"
    }


def test_a_phrase_of_the_description_is_found_with_its_place() -> None:
    text = "Seen near the harbour; a COUSIN of  the driver says so."
    found = find_leaks(source(), "", content(text))
    assert {text[one.start : one.end] for one in found} == {
        "a COUSIN of  the",
        "COUSIN of  the driver",
    }


def test_arabic_vowel_marks_and_kashida_do_not_hide_an_identifier() -> None:
    told = Source(identifiers=("مرشد الميناء",))
    assert find_leaks(told, "", content("قال لنا مُرْشِدُ المـيناء ذلك"))


def test_names_properties_titles_and_file_names_are_searched() -> None:
    mention = Mention(
        schema="Company",
        names=("Atlas",),
        properties=(Property(name="phone", values=("+212600123456",)),),
    )
    found = find_leaks(source(), "", content("nothing", title="REGISTER77", mentions=(mention,)))
    assert {one.field for one in found} == {"title", "mention"}


def test_a_short_identifier_is_found_only_as_a_word() -> None:
    told = Source(identifiers=("K12",))
    assert not find_leaks(told, "", content("part AK123"))
    assert find_leaks(told, "", content("from K12."))


def test_clean_words_raise_no_warning() -> None:
    assert find_leaks(source(), "DG/2026/118", content("The driver lives by the harbour.")) == ()


def test_no_source_no_warning() -> None:
    assert find_leaks(None, "", content("anything")) == ()


def test_a_long_text_is_searched_in_linear_time() -> None:
    assert find_leaks(source(), "", content("a cousin of " * 20_000)) == ()


def test_an_address_or_number_in_the_description_counts_as_an_identifier() -> None:
    told = Source(description="Mail from the clerk <clerk@port.example>, office 40117, by night")
    assert find_leaks(told, "", content("Write to clerk@port.example"))
    assert find_leaks(told, "", content("room 40117"))
    assert not find_leaks(told, "", content("the clerk works in the office"))
