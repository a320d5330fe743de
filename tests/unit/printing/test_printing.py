"""Prints: nothing lost, nothing turned around, marks on every page, the same bytes twice."""

import re
import time
from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tansiq.printing.document import (
    Column,
    Document,
    Fact,
    Facts,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
)
from tansiq.printing.lines import lines
from tansiq.printing.paper import Look, Paper
from tansiq.printing.render import render
from tansiq.printing.words import word
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.languages import Language
from tansiq.terms.visible import reveal_controls

pdfium = pytest.importorskip("pypdfium2")
PROOF = f"te1:{'abcdefghijklmnopqrstuvwxyz' * 2}"
MOMENT = "2026-11-28T20:15:00Z"
MILLIMETRE = 72 / 25.4


@pytest.fixture(autouse=True)
def _fonts() -> None:
    try:
        Paper("", "en", datetime.now(UTC))
    except Missing:
        pytest.skip("no fonts yet: python3 dev.py assets")


def document(language: str) -> Document:
    rows = [
        Row((Text("Name"), Text(f"word{n}"), Text("2025-11-03", identifier=True)), "H1", n == 3)
        for n in range(30)
    ]
    long = Row((Text("Note"), Text(" ".join(f"long{n}" for n in range(400))), Text("")), "H2")
    columns = (Column("Property"), Column("Value", 2), Column("Date"))
    facts = Facts((Fact("Plate", Text("12345-أ-6", identifier=True), "H2"),))
    told = (facts, Paragraph(Text("إدريس بن عكورت (Driss)"), "H1"), Table(columns, [*rows, long]))
    return Document(
        title="إدريس Driss",
        language=language,
        handling="H3",
        proof=PROOF,
        as_of=MOMENT,
        sections=[Section("Claims", [*told, Note(Text("withheld: two claims"))])],
        markings=["TLP:AMBER+STRICT"],
        exercise=True,
    )


@cache
def printed(language: str) -> bytes:
    return render(document(language))


def pages(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(data)]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_page_bears_its_marks_and_nothing_is_lost(language: str) -> None:
    told = pages(printed(language))
    assert len(told) > 2
    for number, page in enumerate(told, 1):
        for mark in ("exercise", "unproven", "handling", "proof"):
            assert word(mark, language) in page
        assert word("page", language).format(page=number, pages=len(told)) in page
        assert "TLP:AMBER+STRICT" in page
        assert PROOF in re.sub(r"\s", "", page)
        assert MOMENT in page
        # The row that takes pages bears its code on each of them.
        assert "long" not in page or "H2" in page
    whole = " ".join(told)
    for n in range(30):
        assert f"word{n} " in re.sub(r"\s", " ", whole)
    assert len(set(re.findall(r"long\d+", whole))) == 400
    # pdfium reads a line that holds Arabic from its right end.
    assert len(re.findall("H1|1H", whole)) == 31
    assert "withheld: two claims" in whole


def test_arabic_pages_bear_the_same_marks_and_are_mirrored() -> None:
    found, other = (pdfium.PdfDocument(printed(one)) for one in ("ar", "es"))
    assert len(found) > 2
    for page in found:
        text = page.get_textpage().get_text_bounded()
        assert re.search("H3|3H", text)  # the latter where it reads the line from its right end
        assert PROOF in re.sub(r"\s", "", text)
        assert word("unproven", "ar") in text
        assert word("exercise", "ar") in text
    assert left_edge(found[0], "Property") > 105 * MILLIMETRE > left_edge(found[0], "H1")
    assert left_edge(other[0], "Property") < 105 * MILLIMETRE < left_edge(other[0], "H1")


def left_edge(page: "pdfium.PdfPage", text: str) -> float:
    """Where a text stands first on a page, in points from the left."""
    on_page = page.get_textpage()
    place, _ = on_page.search(text, match_case=True).get_next()
    return float(on_page.get_charbox(place)[0])


def test_two_prints_of_one_state_are_the_same_bytes_and_hold_no_other_moment() -> None:
    first = printed("ar")
    time.sleep(1.1)
    assert render(document("ar")) == first
    stamps = re.findall(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", first)
    assert set(stamps) == {MOMENT[:-1].encode()}
    assert 'x-default">إدريس Driss<'.encode() in first
    assert b"/Lang (ar)" in first
    assert b'pdfaid:part="2"' in first


def ink_groups(text: str) -> int:
    """Parts of a drawn word that no ink joins, counted in columns."""
    paper = Paper("", "ar", datetime(2026, 1, 1, tzinfo=UTC))
    paper.pdf.add_page()
    (line,) = paper.lines(Text(text), 60, 200)
    paper.draw(line, (5, 20, 200), Look(60))
    image = pdfium.PdfDocument(bytes(paper.pdf.output()))[0].render(scale=2).to_pil().convert("L")
    dark = [
        min(image.crop((x, 0, x + 1, image.height)).getextrema()) < 128 for x in range(image.width)
    ]
    return sum(now and not before for before, now in zip([False, *dark], dark, strict=False))


def test_arabic_letters_are_joined_on_the_page() -> None:
    assert ink_groups("محمد") == 1
    assert ink_groups("م\u200cح\u200cم\u200cد") >= 3
    assert ink_groups("بيت بيت") == 2
    assert ink_groups("مُحَمَّد") == 1  # vowel signs do not tear a word


def seen(text: Text, width: int = 1000, otherwise: str = "rtl") -> list[str]:
    """Lines as the eye meets them from left to right, Arabic letters in reading order reversed."""
    found = lines(text, width, len, "rtl" if otherwise == "rtl" else "ltr")
    return ["".join(run.text[::-1] if run.rtl else run.text for run in one.runs) for one in found]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("يوم 2025-11-03", "2025-11-03 موي"),
        ("رقم 12345-أ-6", "12345-أ-6 مقر"),
        ("هاتف +212 600 000", "+212\u00a0600\u00a0000 فتاه"),
        ("عند a@b.example", "a@b.example دنع"),
        ("أ Driss B ب", "ب Driss B أ"),
    ],
)
def test_identifiers_in_arabic_are_read_from_left_to_right(words: str, shown: str) -> None:
    assert seen(Text(words)) == [shown]


def test_an_identifier_keeps_its_order_in_every_language() -> None:
    for language in ("rtl", "ltr"):
        assert seen(Text("12345-أ-6", identifier=True), otherwise=language) == ["12345-أ-6"]
        assert seen(Text("W-4471/ب", identifier=True), otherwise=language) == ["W-4471/ب"]


def test_each_line_of_a_mixed_text_is_ordered_by_itself() -> None:
    assert seen(Text("ابت Driss Benakourt جحخ"), 10) == ["Driss تبا", "Benakourt", "خحج"]


@given(
    st.text(st.characters(exclude_categories=("Cs",), max_codepoint=0xFFFF), max_size=80),
    st.integers(1, 30),
    st.booleans(),
)
def test_no_letter_is_lost_or_added_and_no_line_is_too_wide(
    words: str, width: int, identifier: bool
) -> None:
    found = lines(Text(words, identifier=identifier), width, len, "rtl")
    drawn = Counter("".join(run.text for one in found for run in one.runs))
    asked = Counter(reveal_controls(words))
    assert {k: n for k, n in drawn.items() if not k.isspace()} == {
        k: n for k, n in asked.items() if not k.isspace()
    }
    assert all(len("".join(run.text for run in one.runs).strip()) <= width for one in found)


def test_letters_without_a_font_are_written_as_their_numbers() -> None:
    paper = Paper("", "en", datetime(2026, 1, 1, tzinfo=UTC))
    (line,) = paper.lines(Text("a张\u202e😀"), 10, 180)
    assert "".join(run.text for run in line.runs) == "a[U+5F20][U+202E][U+1F600]"


def test_a_print_that_makes_no_sense_is_refused() -> None:
    table = Table((Column("a"), Column("b")), [Row((Text("one"),))])
    made = Document("t", "en", "H0", PROOF, MOMENT, [Section("s", [table])])
    with pytest.raises(Invalid, match="cells"):
        render(made)
    with pytest.raises(Invalid, match="moment"):
        render(Document("t", "en", "H0", PROOF, "yesterday", []))


def test_the_fixed_words_exist_in_four_languages() -> None:
    for name in ("handling", "page", "proof", "as_of", "exercise", "unproven"):
        assert len({word(name, one) for one in Language}) == len(Language)
