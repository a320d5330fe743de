"""A draft's text in paragraphs and runs: nothing lost, nothing twice, each in its direction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.terms.intake import Kind
from tansiq.web.intake_text import Lit, direction_of, paragraphs, part_of

TEXT = "Golpe conjunto\nDetuvo a siete personas en Puerto Alto.\n"
FIRST, SECOND = (0, 15), (15, 55)


def shown(text: str, *lit: Lit, dropped: tuple[tuple[int, str], ...] = ()) -> list[str]:
    """The kept paragraphs as their runs make them."""
    found = paragraphs(text, [], dropped, lit)
    return ["".join(run.text for run in one.runs) for one in found if not one.dropped]


def test_stretches_that_overlap_are_cut_at_each_others_ends() -> None:
    event, count = Lit((15, 38), ("event",), 1), Lit((24, 38), ("mark", "clash"), 2)
    made = paragraphs(TEXT, [(FIRST, "es"), (SECOND, "es")], [], [event, count])
    runs = made[1].runs
    assert [one.text for one in runs[:3]] == ["Detuvo a ", "siete personas", " en Puerto Alto."]
    assert runs[0].numbers == (1,)
    assert runs[1].numbers == (1, 2)
    assert runs[1].looks == ("event", "mark", "clash")
    assert (runs[0].begins, runs[1].begins, runs[1].ends) == ((1,), (2,), (1, 2))
    assert runs[2].looks == ()


def test_a_reserve_is_lit_and_numbers_nothing() -> None:
    (_, second) = paragraphs(TEXT, [(FIRST, ""), (SECOND, "")], [], [Lit((39, 41), ("reserve",))])
    lit = [one for one in second.runs if one.looks]
    assert [(one.text, one.numbers) for one in lit] == [("en", ())]


def test_dropped_text_stands_where_it_stood() -> None:
    left = [(0, "Menu\n"), (15, "Advertisement"), (55, "Share"), (55, "  \n")]
    made = paragraphs(TEXT, [(FIRST, "es"), (SECOND, "es")], left, [])
    told = [(one.dropped, one.runs[0].text.strip()) for one in made]
    assert told == [
        (True, "Menu"),
        (False, "Golpe conjunto"),
        (True, "Advertisement"),
        (False, TEXT[15:].strip()),
        (True, "Share"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "way"),
    [
        ("Operación", "es", "ltr"),
        ("WhatsApp: عملية مشتركة ضد شبكة", "", "rtl"),
        ("قال: the joint operation against a network", "", "ltr"),
        ("WhatsApp", "ar", "rtl"),
        ("14/03/2026", "", "ltr"),
    ],
    ids=["said", "mostly arabic", "mostly latin", "of its language", "no letters"],
)
def test_each_paragraph_has_a_direction_of_its_own(text: str, language: str, way: str) -> None:
    """Requirement 11.7: text of both directions on one page."""
    assert direction_of(text, language) == way


def test_every_kind_is_lit_in_one_of_four_ways() -> None:
    assert {part_of(one) for one in Kind} == {"who", "when", "mark", "event"}


@given(
    st.text("ab ج\n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8),
)
def test_every_character_is_shown_once_and_in_order(
    text: str, spans: list[tuple[int, int]]
) -> None:
    lit = [
        Lit((start, min(start + size, len(text))), ("who",), at)
        for at, (start, size) in enumerate(spans, start=1)
        if start < len(text)
    ]
    whole = "".join(shown(text, *lit))
    assert "".join(whole.split()) == "".join(text.split())
