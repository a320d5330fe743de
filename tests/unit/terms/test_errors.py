import pickle

import pytest

from tansiq.terms.errors import (
    Conflict,
    Damaged,
    Invalid,
    Missing,
    PartnerFault,
    Refused,
    TansiqError,
    advice,
    catalogue,
    words,
)
from tansiq.terms.languages import Language


def test_an_error_speaks_the_language_asked_for_and_says_what_to_do() -> None:
    error = Invalid("id_invalid", kind="node", value="Rabat")
    assert "Rabat" in words(error, "en")
    said = {words(error, language) for language in Language}
    todo = {advice(error, language) for language in Language}
    assert len(said) == len(todo) == len(Language)
    assert str(error) == words(error, Language.EN)


def test_a_regional_tag_gives_its_language_and_a_foreign_one_english() -> None:
    error = Invalid("time_naive")
    assert words(error, "ar-MA") == words(error, "ar")
    assert words(error, "pt-BR") == words(error, "en")


def test_an_undeclared_code_is_shown_bare_with_its_facts() -> None:
    assert words(Invalid("never_declared", size=3), "fr") == "never_declared (size=3)"
    assert advice(Invalid("never_declared"), "fr") == ""


def test_a_fact_inside_arabic_is_isolated_and_cannot_hide_controls() -> None:
    said = words(Invalid("id_invalid", kind="node", value="a\u202eb"), "ar")
    assert "\u2068a⟨U+202E⟩b\u2069" in said


def test_a_fact_that_is_a_code_of_ours_is_said_in_words() -> None:
    said = words(Refused("status_without_document", status="suspected"), "es")
    assert "sospechoso" in said
    assert "suspected" not in said


def test_a_missing_fact_leaves_its_placeholder_visible() -> None:
    assert "{zone}" in words(Invalid("zone_unknown"), "en")


def test_a_fact_may_bear_any_name() -> None:
    assert Conflict("words_code", name="x", code="y").facts == {"name": "x", "code": "y"}


@pytest.mark.parametrize("kind", [Refused, Invalid, Missing, Conflict, PartnerFault, Damaged])
def test_an_error_keeps_kind_code_and_facts_across_processes(kind: type[TansiqError]) -> None:
    again = pickle.loads(pickle.dumps(kind("digest_length", bytes=3, wanted=32)))
    assert (type(again), again.code, again.facts) == (
        kind,
        "digest_length",
        {"bytes": 3, "wanted": 32},
    )


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_words_and_advice_exist_in_four_languages(code: str) -> None:
    entry = catalogue()[code]
    assert set(entry.says) == set(entry.do) == set(Language)
    assert all(text.strip() for text in (*entry.says.values(), *entry.do.values()))
