"""What a format says of its own values: their kind, a normal form, how sure their author was.

Promises: each mark stands on characters of the file; what bears none is counted by its type. A
reserve is the format's own word (a confidence, a label, a tag), with its place; where there is none
the value is stated, never more.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tansiq.extract.outcome import Extracted, Mark, Piece, Unreadable
from tansiq.extract.parsers.json_walk import Cell
from tansiq.terms.intake import Certainty, Kind, ReadOutcome, ReadTrouble

WORDS = "text"
"""The type of a mark on words of a person, which rules then look through."""
_MOST_MARKS = 200_000
_MOST_TYPES = 60
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?")
_SAID = (
    (Certainty.DENIED, re.compile(r"\b(?:den(?:y|ied)|disproved|false[- ]positive|refuted)\b")),
    (Certainty.UNCONFIRMED, re.compile(r"\b(?:unconfirmed|unverified|rumou?r\w*)\b")),
    (Certainty.SUSPECTED, re.compile(r"\b(?:suspect(?:ed)?|alleged|possibl[ey]|presumed)\b")),
)


@dataclass(frozen=True, slots=True)
class Reserve:
    """How sure the format is, and where it says so."""

    status: Certainty
    start: int
    end: int


@dataclass(slots=True)
class Marking:
    """The marks of one file, and the types of what bears none."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    bare: Counter[str] = field(default_factory=Counter)

    def mark(self, cell: Cell, kind: str, reserve: Reserve | None, normal: str = "") -> bool:
        """Mark a value, unless it is empty or no text."""
        said = cell.words
        if not said.strip():
            return False
        if len(self.marks) >= _MOST_MARKS:
            raise Unreadable(ReadTrouble.LARGE)
        self.marks.append(
            Mark(
                piece=0,
                start=cell.start,
                end=cell.end,
                type=kind,
                normal=normal or normal_of(kind, said),
                status=reserve.status.value if reserve else "",
                reserve=(reserve.start, reserve.end) if reserve else None,
            )
        )
        return True

    def extracted(self, kind: str, left: Iterable[str], published: str = "") -> Extracted:
        """The file, kept whole, with its marks and what bears none."""
        types = self.bare.most_common(_MOST_TYPES)
        told = [f"{count} {name[:80]} without an equivalent" for name, count in types]
        other = sum(self.bare.values()) - sum(count for _, count in types)
        told += [f"{other} objects of other types"] if other else []
        return Extracted(
            outcome=ReadOutcome.READ if self.marks else ReadOutcome.RECOGNISED,
            kind=kind,
            pieces=(Piece(text=self.text, role="format"),),
            marks=tuple(self.marks),
            published=published,
            left=(*left, *told),
        )


def said_of(cells: Iterable[Cell]) -> Reserve | None:
    """The reserve that labels or tags state in words: the weightiest."""
    held = [cell for cell in cells if cell.words]
    for status, pattern in _SAID:
        for cell in held:
            if pattern.search(cell.words.lower()):
                return Reserve(status, cell.start, cell.end)
    return None


def normal_of(kind: str, said: str) -> str:
    """A value as proposals of its kind are spelt; of words nothing."""
    if kind == Kind.DATE:
        moment = _MOMENT.fullmatch(said)
        return f"{moment[1]}T{moment[2]}{moment[3] or ''}" if moment else said
    if kind == Kind.PHONE:
        return re.sub(r"(?!^\+)\D", "", said)
    if kind == Kind.DOCUMENT:
        return re.sub(r"[\s/-]", "", said)
    return "" if kind == WORDS else " ".join(said.split())
