"""A draft's text as paragraphs to be shown: spans lit where they stand, dropped text in its place.

Promises: every character but the spaces between paragraphs stands in it once and in order;
stretches that overlap are cut at each other's ends, so that none swallows another; each paragraph
has a direction of its own.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tansiq.terms.intake import Kind

Span = tuple[int, int]
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_FROM_RIGHT = frozenset({"R", "AL"})
_PARTS = {
    Kind.PERSON: "who",
    Kind.ORGANISATION: "who",
    Kind.PLACE: "who",
    Kind.DATE: "when",
    Kind.PHONE: "mark",
    Kind.ACCOUNT: "mark",
    Kind.DOCUMENT: "mark",
    Kind.ITEM: "mark",
    Kind.TARGET: "who",
}


@dataclass(frozen=True, slots=True)
class Lit:
    """A stretch to be lit: `numbers` of proposals, `looks` name how; a reserve has no number."""

    span: Span
    looks: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that look alike; `begins` and `ends` are the proposals it opens and closes."""

    text: str
    looks: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph in its own direction; `dropped` was left aside and is shown struck."""

    runs: tuple[Run, ...]
    language: str = ""
    direction: str = "ltr"
    dropped: bool = False

    @property
    def text(self) -> str:
        """What it says, without its marks."""
        return "".join(one.text for one in self.runs).strip()


@dataclass(slots=True)
class _Cut:
    """What is lit between two places of the text."""

    looks: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


def part_of(kind: Kind) -> str:
    """How a proposal of this kind is lit: one of `who`, `when`, `mark`, `event`."""
    return _PARTS.get(kind, "event")


def direction_of(text: str, language: str = "") -> str:
    """The direction of a paragraph: of its language, else of most of its letters."""
    if language:
        return "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    ways = [unicodedata.bidirectional(one) for one in text]
    return "rtl" if sum(one in _FROM_RIGHT for one in ways) > ways.count("L") else "ltr"


def paragraphs(
    text: str,
    hints: Sequence[tuple[Span, str]],
    dropped: Sequence[tuple[int, str]],
    lit: Sequence[Lit],
) -> tuple[Paragraph, ...]:
    """The whole text with what was dropped from it; `hints` are its paragraphs with languages."""
    waiting = list(dropped)
    found: list[Paragraph] = []
    for span, language in _whole(text, hints):
        found += _left(waiting, span[0])
        inner = _trimmed(text, span)
        if inner[0] < inner[1]:
            runs = tuple(_runs(text, inner, lit))
            way = direction_of(text[slice(*inner)], language)
            found.append(Paragraph(runs, language, way))
    return (*found, *_left(waiting, len(text)))


def _trimmed(text: str, span: Span) -> Span:
    """A stretch without the spaces around it."""
    said = text[slice(*span)]
    start = span[0] + len(said) - len(said.lstrip())
    return start, max(start, span[1] - len(said) + len(said.rstrip()))


def _left(waiting: list[tuple[int, str]], until: int) -> Iterator[Paragraph]:
    """What was dropped before this place, each once."""
    while waiting and waiting[0][0] <= until:
        said = waiting.pop(0)[1].strip()
        if said:
            yield Paragraph((Run(said),), "", direction_of(said), dropped=True)


def _whole(text: str, hints: Sequence[tuple[Span, str]]) -> Iterator[tuple[Span, str]]:
    """The paragraphs, and whatever stands between them, line by line where nothing is known."""
    at = 0
    for (start, end), language in (*hints, ((len(text), len(text)), "")):
        if at < start:
            yield from _lines(text, at, start)
        if start < end:
            yield (max(at, start), end), language
        at = max(at, end)


def _lines(text: str, at: int, until: int) -> Iterator[tuple[Span, str]]:
    while at < until:
        end = text.find("\n", at, until)
        end = until if end < 0 else end + 1
        yield (at, end), ""
        at = end


def _runs(text: str, span: Span, lit: Sequence[Lit]) -> Iterator[Run]:
    """One paragraph in runs, cut wherever something begins or ends to be lit."""
    start, end = span
    inside = [one for one in lit if one.span[0] < end and start < one.span[1]]
    edges = {start, end}
    for one in inside:
        edges.update(at for at in one.span if start < at < end)
    places = sorted(edges)
    for here, there in pairwise(places):
        over = [one for one in inside if one.span[0] <= here and there <= one.span[1]]
        made = _Cut()
        for one in over:
            made.looks += one.looks
            made.numbers += [one.number] * bool(one.number)
        yield Run(
            text[here:there],
            tuple(dict.fromkeys(made.looks)),
            tuple(dict.fromkeys(made.numbers)),
            tuple(one.number for one in over if one.number and one.span[0] == here),
            tuple(one.number for one in over if one.number and one.span[1] == there),
        )
