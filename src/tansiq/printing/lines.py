"""Text as lines, and each line as runs in the order the eye meets them from left to right.

Promises: the Unicode bidirectional algorithm (UAX 9, by ICU) over the whole paragraph, then line by
line; identifiers, dates and numbers with signs read from left to right wherever they stand, each
part of them by itself, because the algorithm alone would turn `2025-11-03` around in Arabic; hidden
controls are made visible before. Does not: know a font; the caller measures.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import icu

from tansiq.printing.document import Direction, Text
from tansiq.terms.visible import reveal_controls

_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"
_NO_BREAK = "\u00a0"
_CONTROLS = re.compile("[\u2066-\u2069]")
# Parts joined by signs; only what holds a digit or an @ is taken for an identifier.
_JOINED = re.compile(r"(?<![\w.,])\+?\w+(?:[-:/.,@+]\w+)+|\+\d[\d ]+\d")
_PART = re.compile(r"\w+")
_PIECE = re.compile(r"[^ ]* *")
_SIGNS = re.compile(r".*[\-/:_.,@]", re.DOTALL)
_MOST = 300  # letters that are measured at once: more never fit on a line

Measure = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one direction."""

    text: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Runs from left to right, and whether the line as a whole reads from right to left."""

    runs: tuple[Run, ...]
    rtl: bool


def base_is_rtl(text: Text, otherwise: Direction) -> bool:
    """The direction a text is read in."""
    if text.identifier:
        return False
    if text.direction != "auto":
        return text.direction == "rtl"
    for one in text.words:
        kind = unicodedata.bidirectional(one)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return otherwise == "rtl"


def lines(text: Text, width: float, measure: Measure, otherwise: Direction) -> tuple[Line, ...]:
    """The text in lines of at most a width; an empty text is one empty line."""
    rtl = base_is_rtl(text, otherwise)
    found: list[Line] = []
    for paragraph in reveal_controls(text.words).splitlines() or [""]:
        shown = _isolated(paragraph) if text.identifier else _JOINED.sub(_marked, paragraph)
        found += _paragraph(shown, width, measure, rtl=rtl)
    return tuple(found)


def _marked(found: re.Match[str]) -> str:
    joined = found.group().replace(" ", _NO_BREAK)
    telling = "@" in joined or any(one.isdigit() for one in joined)
    return f"{_LRI}{_isolated(joined)}{_PDI}" if telling else joined


def _isolated(identifier: str) -> str:
    """Each part of an identifier by itself, so that an Arabic letter does not turn its digits."""
    if identifier.isascii():
        return identifier
    return _PART.sub(lambda part: f"{_FSI}{part.group()}{_PDI}", identifier)


def _paragraph(text: str, width: float, measure: Measure, *, rtl: bool) -> Iterator[Line]:
    if not text.strip():
        yield Line((), rtl)
        return
    bidi = icu.Bidi()
    bidi.setPara(icu.UnicodeString(text), 1 if rtl else 0)
    for start, end in _breaks(text, width, lambda part: measure(_CONTROLS.sub("", part))):
        line = bidi.setLine(start, end)
        runs = (line.getVisualRun(one) for one in range(line.countRuns()))
        yield Line(
            tuple(
                Run(shown, bool(direction))
                for place, length, direction in runs
                if (shown := _CONTROLS.sub("", text[start + place : start + place + length]))
            ),
            rtl,
        )


def _breaks(text: str, width: float, measure: Measure) -> Iterator[tuple[int, int]]:
    start, place, used = 0, 0, 0.0
    for piece in _pieces(text, width, measure):
        if used + measure(piece.rstrip()) > width and place > start:
            # The space at which a line ends is not drawn; a line of one space is.
            yield start, max(start + 1, place - (text[place - 1] == " "))
            start, used = place, 0.0
        place += len(piece)
        used += measure(piece)
    yield start, place


def _pieces(text: str, width: float, measure: Measure) -> Iterator[str]:
    """Where a line may end; a piece wider than the line is cut, at a sign if it has one."""
    for whole in _PIECE.findall(text):
        rest = whole
        while rest and measure(rest[:_MOST].rstrip()) > width:
            fitting = _fitting(rest[:_MOST], width, measure)
            yield rest[:fitting]
            rest = rest[fitting:]
        while rest:
            yield rest[:_MOST]
            rest = rest[_MOST:]


def _fitting(piece: str, width: float, measure: Measure) -> int:
    """How many letters fit on a line, at best up to a sign; one does, however narrow the line."""
    fitting = bisect_right(range(1, len(piece) + 1), width, key=lambda n: measure(piece[:n]))
    sign = _SIGNS.match(piece[:fitting])
    return sign.end() if sign else max(fitting, 1)
