"""A document on pages: bands above and below that never lack, and what stands between.

Promises: on every page the handling code, the markings, the proof reference, the page and the
number of pages; on every page of a document that speaks of persons, that suspicion is no proof; the
mark of an exercise where it is one; beside every row that has a handling code, that code, again on
each page the row reaches. In Arabic the page is mirrored. Nothing is cut off: what does not fit
goes on to the next page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

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
from tansiq.printing.lines import Line
from tansiq.printing.paper import Look, Paper
from tansiq.printing.words import word
from tansiq.terms.errors import Invalid

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 16.0
_INNER = _WIDTH - 2 * _MARGIN
_FOOT = 20.0  # what the lower band takes
_BODY, _SMALL, _HEADING, _TITLE = 10.0, 8.0, 12.5, 17.0
_GAP, _CODE = 4.0, 12.0  # between cells; width of the column of handling codes
_LABEL = 0.3  # share of the width that the label of a fact takes
_INK, _RULE = (20, 24, 28), (190, 196, 202)


def render(document: Document) -> bytes:
    """The document as PDF; Missing `print_fonts`, Invalid `print_moment`."""
    pages = _Press(document, 0).print()
    press = _Press(document, pages)
    press.print()
    return bytes(press.paper.pdf.output())


def _moment(stamp: str) -> datetime:
    try:
        return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as problem:
        raise Invalid("print_moment") from problem


@dataclass(frozen=True, slots=True)
class _Box:
    """A text in its place across the page: distance from the start side, width, look."""

    lines: tuple[Line, ...]
    offset: float
    width: float
    size: float
    strong: bool = False


class _Press:
    """One pass over a document; the first counts its pages for the second."""

    def __init__(self, document: Document, pages: int) -> None:
        self.document, self.pages = document, pages
        self.paper = Paper(document.title, document.language, _moment(document.as_of))
        self.rtl = self.paper.direction == "rtl"
        self.y = 0.0

    def print(self) -> int:
        """Draw everything; how many pages it took."""
        self._page()
        self._say(Text(self.document.title, strong=True), _TITLE, after=3.0)
        for section in self.document.sections:
            self._section(section)
        return int(self.paper.pdf.page_no())

    def _section(self, section: Section) -> None:
        self._room(self.paper.height(_HEADING) + 3 * self.paper.height(_BODY))
        self.y += 3.0
        self._say(Text(section.title, strong=True), _HEADING, after=1.0)
        for block in section.blocks:
            match block:
                case Paragraph():
                    self._row([self._wide(block.text, _BODY)], block.handling)
                    self.y += 1.5
                case Note():
                    self._row([self._wide(block.text, _SMALL)], block.handling)
                    self.y += 1.0
                case Facts():
                    for fact in block.rows:
                        self._fact(fact)
                    self.y += 2.0
                case Table():
                    self._table(block)

    def _fact(self, fact: Fact) -> None:
        whole = _INNER - _CODE - _GAP
        label = self._box(Text(fact.label, strong=True), 0.0, whole * _LABEL - _GAP, _BODY)
        value = self._box(fact.value, whole * _LABEL, whole * (1 - _LABEL), _BODY)
        self._row([label, value], fact.handling)

    def _table(self, table: Table) -> None:
        places = _places(table.columns)
        for row in table.rows:
            if len(row.cells) != len(table.columns):
                raise Invalid("print_row", cells=len(row.cells), columns=len(table.columns))
        heads = [
            self._box(Text(column.title, strong=True), *place, _SMALL)
            for column, place in zip(table.columns, places, strict=True)
        ]

        def headings() -> None:
            self._row(heads, "")
            self._rule()

        self._room(3 * self.paper.height(_BODY) + self.paper.height(_SMALL))
        headings()
        for row in table.rows:
            self._table_row(row, places, headings)
        self.y += 2.0

    def _table_row(
        self, row: Row, places: Sequence[tuple[float, float]], headings: Callable[[], None]
    ) -> None:
        cells = zip(row.cells, places, strict=True)
        boxes = [self._box(cell, *place, _BODY) for cell, place in cells]
        self._row(boxes, row.handling, struck=row.struck, again=headings)
        self._rule()

    def _row(
        self,
        boxes: Sequence[_Box],
        handling: str,
        *,
        struck: bool = False,
        again: Callable[[], None] | None = None,
    ) -> None:
        """Draw boxes side by side, over as many pages as they need, with the code on each."""
        step = self.paper.height(max(box.size for box in boxes))
        longest = max(len(box.lines) for box in boxes)
        done = 0
        while done < longest:
            fitting = int((_HEIGHT - _FOOT - self.y) / step)
            # A row that fits on a page is not torn; a longer one is, and fills what is left.
            if fitting < min(longest - done, 2) or (
                done == 0 and fitting < longest <= self._most(step)
            ):
                self._page()
                if again is not None:
                    again()
                fitting = int((_HEIGHT - _FOOT - self.y) / step)
            end = min(longest, done + max(fitting, 1))
            self._slice(boxes, (done, end), step, struck=struck)
            if handling:
                self._code(handling)
            self.y += (end - done) * step
            done = end

    def _most(self, step: float) -> int:
        """Lines that surely fit on an empty page, below its band and the headings of a table."""
        return int((_HEIGHT - _FOOT - 90.0) / step)

    def _slice(
        self, boxes: Sequence[_Box], part: tuple[int, int], step: float, *, struck: bool
    ) -> None:
        for box in boxes:
            for number, line in enumerate(box.lines[slice(*part)]):
                top = self.y + number * step
                left = self._left(box.offset, box.width)
                look = Look(box.size, box.strong)
                several = len(box.lines) > 1
                self.paper.draw(line, (left, top, box.width), look, own_side=several)
                if struck and line.runs:
                    middle = top + step / 2
                    self.paper.pdf.line(left, middle, left + box.width, middle)

    def _code(self, handling: str) -> None:
        box = self._box(Text(handling, identifier=True, strong=True), _INNER - _CODE, _CODE, _SMALL)
        step = self.paper.height(_SMALL)
        for number, line in enumerate(box.lines):
            place = (self._left(box.offset, _CODE), self.y + number * step, _CODE)
            self.paper.draw(line, place, Look(_SMALL, strong=True))

    def _wide(self, text: Text, size: float) -> _Box:
        return self._box(text, 0.0, _INNER - _CODE - _GAP, size)

    def _box(self, text: Text, offset: float, width: float, size: float) -> _Box:
        return _Box(self.paper.lines(text, size, width), offset, width, size, text.strong)

    def _say(self, text: Text, size: float, *, after: float = 0.0) -> None:
        self._row([self._box(text, 0.0, _INNER, size)], "")
        self.y += after

    def _left(self, offset: float, width: float) -> float:
        """The left edge of a box that stands at a distance from the side where lines start."""
        return _WIDTH - _MARGIN - offset - width if self.rtl else _MARGIN + offset

    def _rule(self) -> None:
        self.paper.pdf.set_draw_color(*_RULE)
        self.paper.pdf.line(_MARGIN, self.y + 0.5, _WIDTH - _MARGIN, self.y + 0.5)
        self.paper.pdf.set_draw_color(*_INK)
        self.y += 1.8

    def _room(self, height: float) -> None:
        if self.y + height > _HEIGHT - _FOOT:
            self._page()

    def _page(self) -> None:
        self.paper.pdf.add_page()
        self.paper.pdf.set_text_color(*_INK)
        self._foot()
        self.y = 10.0
        self._head()

    def _head(self) -> None:
        told, language = self.document, self.document.language
        self._band(f"{word('handling', language)}: ", told.handling, Look(_HEADING, strong=True))
        for line in told.markings:
            self._plain(Text(line, strong=True), _BODY)
        if told.exercise:
            self._plain(Text(word("exercise", language), strong=True), _HEADING)
        if told.unproven:
            self._plain(Text(word("unproven", language), strong=True), _BODY)
        self._rule()
        self.y += 2.0

    def _foot(self) -> None:
        told, language = self.document, self.document.language
        self.y = _HEIGHT - _FOOT + 2.0
        self._rule()
        page = word("page", language).format(page=self.paper.pdf.page_no(), pages=self.pages or 1)
        self._band(f"{page} · {word('handling', language)}: ", told.handling, Look(_SMALL))
        self._band(f"{word('as_of', language)} ", told.as_of, Look(_SMALL))
        self._band(f"{word('proof', language)}: ", told.proof, Look(_SMALL))

    def _band(self, before: str, identifier: str, look: Look) -> None:
        """Words and an identifier after them, which reads from left to right in any language."""
        first = self.paper.lines(Text(before, strong=look.strong), look.size, _INNER)[0]
        told = Text(identifier, identifier=True, strong=look.strong)
        mark = self.paper.lines(told, look.size, _INNER)[0]
        runs = (*mark.runs, *first.runs) if self.rtl else (*first.runs, *mark.runs)
        self.paper.draw(Line(runs, self.rtl), (_MARGIN, self.y, _INNER), look)
        self.y += self.paper.height(look.size)

    def _plain(self, text: Text, size: float) -> None:
        for line in self.paper.lines(text, size, _INNER):
            self.paper.draw(line, (_MARGIN, self.y, _INNER), Look(size, text.strong))
            self.y += self.paper.height(size)


def _places(columns: Sequence[Column]) -> list[tuple[float, float]]:
    """Distance from the start side and width of each column."""
    whole = _INNER - _CODE - _GAP * len(columns)
    total = sum(one.share for one in columns)
    found: list[tuple[float, float]] = []
    offset = 0.0
    for column in columns:
        width = whole * column.share / total
        found.append((offset, width))
        offset += width + _GAP
    return found
