"""Roles, categories, legal codes, digits and the words of all lists."""

import re
from pathlib import Path

import pytest

import tansiq.terms
from tansiq.terms import words
from tansiq.terms.category import Category
from tansiq.terms.digits import digest_code, digit_groups
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.grading import Grade
from tansiq.terms.languages import Language, language_of
from tansiq.terms.legal import (
    NOT_WHOLE,
    REFUSAL_CODES,
    TransferField,
    TransferGroundCode,
    Urgency,
    answer_hours,
    transfer_shapes,
)
from tansiq.terms.roles import CASE_ROLES, Role, may_be_held_together

PAGES = Path(tansiq.terms.__file__).parent / "words"
ARABIC = re.compile(r"[\u0621-\u064a]")


@pytest.mark.parametrize("name", sorted(words.LISTS))
def test_every_code_of_every_list_has_words_in_four_languages(name: str) -> None:
    """11.7: no string untranslated in four languages."""
    table = words.table(name)
    assert set(table) == set(words.LISTS[name])
    for code, row in table.items():
        assert set(row) == set(Language), code
        assert all(text == text.strip() != "" for text in row.values()), code


def test_every_page_of_words_is_known() -> None:
    known = {*words.LISTS, words.GLOSSARY, *words.SENTENCES}
    assert {page.stem for page in PAGES.glob("*.toml")} == known


@pytest.mark.parametrize("name", [words.GLOSSARY, *words.SENTENCES])
def test_every_row_of_a_page_is_in_four_languages(name: str) -> None:
    """11.7: no string untranslated in four languages."""
    for code, row in words.table(name).items():
        assert set(row) == set(Language), code
        assert all(text.strip() for text in row.values()), code


def test_arabic_words_are_in_arabic_and_two_codes_never_read_the_same() -> None:
    for name in (*words.LISTS, words.GLOSSARY):
        table = words.table(name)
        assert all(ARABIC.search(row["ar"]) for row in table.values()), name
        if name == words.GLOSSARY:
            continue
        for language in Language:
            said = [row[language] for row in table.values()]
            assert len(set(said)) == len(said), (name, language)


def test_the_glossary_says_a_term_in_each_language() -> None:
    assert words.term("chain_of_custody", "ar") == "سلسلة الحيازة"
    assert words.term("third_party_rule", "fr") == "règle du tiers service"
    assert words.term("suspect_in_procedure", "es") == "investigado"
    with pytest.raises(Missing):
        words.term("no_such_term")
    with pytest.raises(Missing):
        words.table("no_such_page")


def test_a_grade_says_what_it_means() -> None:
    source, information = words.say_grade(Grade.parse("admiralty:F6"), "es")
    assert "fiabilidad" in source
    assert "veracidad" in information


def test_an_administrator_holds_no_case_role_besides() -> None:
    """DESIGN 2: no account holds administrator together with a case role."""
    for role in Role:
        together = may_be_held_together(frozenset({Role.SYSTEM_ADMINISTRATOR, role}))
        assert together is (role not in CASE_ROLES)
    assert may_be_held_together(frozenset({Role.CASE_OFFICER, Role.INTELLIGENCE_ANALYST}))
    assert len(Role) == 15


@pytest.mark.parametrize("kind", [Role, Category, Urgency, TransferGroundCode])
def test_a_word_outside_its_list_is_refused(kind: type[Role]) -> None:
    with pytest.raises(Invalid) as caught:
        kind("no_such_word")
    assert caught.value.code == "word_unknown"


def test_the_refusals_of_the_police_agreement_are_all_there() -> None:
    """LAW L48: four grounds, wholly, partly or under conditions; 1.8: a refusal needs a code."""
    grounds = {"sovereignty", "security", "basic_principles", "essential_interests"}
    assert grounds | NOT_WHOLE < set(REFUSAL_CODES)


def test_the_eu_clocks_say_whom_they_bind() -> None:
    """1.8 and LAW L6: 8 h, 3 d, 7 d between EU members only, as a template of an agreement."""
    template = answer_hours()["eu_members"]
    assert [template.hours[urgency] for urgency in Urgency] == [8, 72, 168]
    assert "European Union" in template.binds


def test_transfer_grounds_differ_by_direction() -> None:
    """LAW L30 and L37: the lists differ, and so does what must be written down."""
    there, back = transfer_shapes()["adequacy_or_safeguards"], transfer_shapes()["treaty_or_leave"]
    assert there.grounds != back.grounds
    assert there.fields_due(TransferGroundCode.ASSESSED_SAFEGUARDS) == frozenset(TransferField)
    assert not back.fields_due(TransferGroundCode.JUDICIAL_COOPERATION)
    for shape in (there, back):
        assert shape.documented <= shape.grounds


def test_digits_are_the_same_for_all_and_change_with_any_bit() -> None:
    digest = bytes(range(32))
    assert re.fullmatch(r"(\d{5} ){11}\d{5}", digit_groups(digest), re.ASCII)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", digest_code(digest), re.ASCII)
    assert digit_groups(bytes(32)) == " ".join(["00000"] * 12)
    flipped = [bytes([*digest[:at], digest[at] ^ 1, *digest[at + 1 :]]) for at in range(32)]
    assert len({digit_groups(one) for one in (digest, *flipped)}) == 33
    assert len({digest_code(one) for one in (digest, *flipped)}) == 33
    with pytest.raises(Invalid):
        digest_code(b"short")


def test_languages_know_their_direction_and_their_own_name() -> None:
    assert [language.direction for language in Language] == ["rtl", "ltr", "ltr", "ltr"]
    assert all(language.own_name for language in Language)
    assert language_of("FR_ma") is Language.FR
