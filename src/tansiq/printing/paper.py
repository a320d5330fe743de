"""Ink on paper: Noto Sans and Amiri, shaped letters, lines drawn run by run.

Promises: Arabic letters are joined (HarfBuzz), each letter is drawn in a font that has it, and one
that no font has is written as its number, never left out. Arabic is set in Amiri, because Noto
draws the dots of its letters apart, and text copied from the page would lack them.
Does not: lay out a page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.line_break import Fragment

from tansiq.printing.document import Direction, Text
from tansiq.printing.lines import Line, Run, lines
from tansiq.terms.errors import Missing
from tansiq.terms.languages import language_of
from tansiq.terms.visible import reveal_controls

LATIN, ARABIC = "latin", "arabic"
_FILES = {
    (LATIN, ""): "noto-sans-400.ttf",
    (LATIN, "B"): "noto-sans-700.ttf",
    (ARABIC, ""): "amiri-400.ttf",
    (ARABIC, "B"): "amiri-700.ttf",
}
_SCALE = {LATIN: 1.0, ARABIC: 1.2}  # Amiri's letters are small for their size
_BASELINE = 0.3  # how far below the middle of a cell the library sets it, in sizes of the font
_LEADING = 1.45
# The library's own would hold the time of printing, and two prints of one state would differ.
_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><rdf:Description rdf:about=""
 xmp:CreatorTool="Tansiq" xmp:CreateDate="{moment}" xmp:ModifyDate="{moment}"
 xmp:MetadataDate="{moment}" pdfaid:part="2" pdfaid:conformance="B">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
_PLAIN = {ord("⟨"): "[", ord("⟩"): "]", ord("\t"): " ", ord("\r"): ""}
_POINT = 25.4 / 72


@cache
def _font(name: str) -> Path:
    path = Path(str(files("tansiq.printing").joinpath("fonts", name)))
    if not path.is_file():
        raise Missing("print_fonts", name=name)
    return path


def _metadata(title: str, language: str, moment: datetime) -> str:
    stamp = moment.isoformat(timespec="seconds")
    return _XMP.format(title=escape(title), language=escape(language), moment=stamp)


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that are drawn in one font and one direction."""

    text: str
    family: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Look:
    """Size in points, and whether the letters are bold."""

    size: float
    strong: bool = False


class _Sheets(FPDF):
    """The library without its own division of text, which tears a word at its vowel signs."""

    def _preload_bidirectional_text(self, text: str, markdown: bool) -> Sequence[Fragment]:  # noqa: FBT001 - the library's signature
        """One fragment: what reaches the library here has one font and one direction."""
        del markdown
        if self.text_shaping is not None:
            direction = self.text_shaping["direction"]
            self.text_shaping["paragraph_direction"] = direction
            self.text_shaping["fragment_direction"] = direction
        return (Fragment(text, self._get_current_graphics_state(), self.k),) if text else ()


class Paper:
    """Sheets of A4 in millimetres; archival PDF whose bytes depend on the document alone."""

    def __init__(self, title: str, language: str, moment: datetime) -> None:
        """Open an empty print; Missing `print_fonts` where the fonts were not brought."""
        self.pdf = _Sheets(enforce_compliance="PDF/A-2B")
        self.pdf.set_lang(language)
        self.pdf.set_creation_date(moment)
        self.pdf.set_xmp_metadata(_metadata(title, language, moment))
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.c_margin = 0
        for (family, style), name in _FILES.items():
            self.pdf.add_font(family, style, _font(name))
        self.direction: Direction = language_of(language).direction
        self._known = {
            name: frozenset(font.cmap)
            for name, font in self.pdf.fonts.items()
            if isinstance(font, TTFFont)
        }
        self._widths: dict[tuple[str, Look], float] = {}

    def height(self, size: float) -> float:
        """The distance from one line to the next."""
        return size * _POINT * _LEADING

    def lines(self, text: Text, size: float, width: float) -> tuple[Line, ...]:
        """A text in lines that fit a width."""
        shown = replace(text, words=self._drawable(text.words))
        look = Look(size, text.strong)
        return lines(shown, width, lambda one: self._width(one, look), self.direction)

    def draw(
        self, line: Line, box: tuple[float, float, float], look: Look, *, own_side: bool = False
    ) -> None:
        """Draw a line in a box (left, top, width), at the side where the document's lines start.

        `own_side` puts it where lines of its own direction start: text of several lines needs it.
        """
        left, place_y, width = box
        pieces = [piece for run in line.runs for piece in self._pieces(run)]
        wide = sum(self._measure(piece, look) for piece in pieces)
        rtl = line.rtl if own_side else self.direction == "rtl"
        place = left + width - wide if rtl else left
        for piece in pieces:
            step = self._measure(piece, look)
            larger = look.size * _POINT * (_SCALE[piece.family] - 1)
            self.pdf.set_xy(place, place_y - _BASELINE * larger)
            self.pdf.cell(step, self.height(look.size), piece.text)
            place += step

    def _drawable(self, words: str) -> str:
        known = self._known[LATIN] | self._known[ARABIC]
        shown = reveal_controls(words).translate(_PLAIN)
        return "".join(
            one if ord(one) in known or one == "\n" else f"[U+{ord(one):04X}]" for one in shown
        )

    def _pieces(self, run: Run) -> Iterator[Piece]:
        """Parts of a run by font, from left to right."""
        first, second = (ARABIC, LATIN) if run.rtl else (LATIN, ARABIC)

        def font(one: str) -> str:
            return first if ord(one) in self._known[first] else second

        found = [Piece("".join(part), name, run.rtl) for name, part in groupby(run.text, font)]
        return reversed(found) if run.rtl else iter(found)

    def _measure(self, piece: Piece, look: Look) -> float:
        """Set the font for a piece, and say how wide it is in it."""
        self.pdf.set_font(
            piece.family, "B" if look.strong else "", look.size * _SCALE[piece.family]
        )
        self.pdf.set_text_shaping(direction="rtl" if piece.rtl else "ltr")
        return self.pdf.get_string_width(piece.text)

    def _width(self, text: str, look: Look) -> float:
        if (text, look) not in self._widths:
            run = Run(text, any("\u0590" <= one <= "\u08ff" for one in text))
            self._widths[text, look] = sum(self._measure(one, look) for one in self._pieces(run))
        return self._widths[text, look]
