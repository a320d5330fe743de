"""Foreign JSON walked with the place of each value, so that what is found can be shown in the file.

Promises: no key stands twice in one object, for two readers would read it in two ways; numbers are
JSON's own; nesting and numbers of objects are bounded. Anything else ends in a named trouble.
Format: RFC 8259.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from tansiq.extract.outcome import Unreadable
from tansiq.terms.intake import ReadTrouble

MOST_OBJECTS = 100_000
MOST_DEPTH = 40
_SPACE = re.compile(r"[ \t\n\r]*")
_LONE = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and the characters it stands in; of a text without its quotation marks."""

    value: object
    start: int
    end: int

    @property
    def words(self) -> str:
        """The value where it is text of one line or more, else nothing."""
        held = self.value
        return held if isinstance(held, str) and not _LONE.search(held) else ""


Fields = Mapping[str, Cell]


class _Twice(ValueError):
    """A key stands twice."""


class Walk:
    """A walk through one document, or through a part of it that begins at a character."""

    def __init__(self, text: str, at: int = 0) -> None:
        """Begin at a character."""
        self.text = text
        self.at = at
        self._decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_never)
        self._skip()

    def members(self) -> Iterator[str]:
        """The keys of the object that stands here; the caller takes each value before the next."""
        seen: set[str] = set()
        for _ in self._parts("{", "}"):
            key = self.value().value
            if not isinstance(key, str):
                raise Unreadable(ReadTrouble.DAMAGED)
            if key in seen:
                raise Unreadable(ReadTrouble.AMBIGUOUS)
            seen.add(key)
            self._take(":")
            yield key

    def elements(self) -> Iterator[int]:
        """The numbers of the list that stands here; the caller takes each value before the next."""
        for number, _ in enumerate(self._parts("[", "]"), start=1):
            if number > MOST_OBJECTS:
                raise Unreadable(ReadTrouble.LARGE)
            yield number

    def value(self) -> Cell:
        """The value that stands here, whole."""
        start = self.at
        try:
            found, end = self._decoder.raw_decode(self.text, start)
        except _Twice:
            raise Unreadable(ReadTrouble.AMBIGUOUS) from None
        except RecursionError:
            raise Unreadable(ReadTrouble.NESTED) from None
        except ValueError:
            raise Unreadable(ReadTrouble.DAMAGED) from None
        self.at = end
        self._skip()
        if isinstance(found, dict | list):
            _shallow(found)
        quoted = isinstance(found, str)
        return Cell(found, start + quoted, end - quoted)

    def fields(self) -> Fields:
        """The object that stands here, value by value."""
        return {key: self.value() for key in self.members()}

    def opens(self, sign: str) -> bool:
        """Whether an object (`{`) or a list (`[`) stands here."""
        return self.text.startswith(sign, self.at)

    def end(self) -> None:
        """Nothing may follow."""
        if self.at != len(self.text):
            raise Unreadable(ReadTrouble.DAMAGED)

    def _parts(self, first: str, last: str) -> Iterator[None]:
        self._take(first)
        if self._here(last):
            return
        while True:
            yield
            if self._here(last):
                return
            self._take(",")

    def _here(self, sign: str) -> bool:
        found = self.opens(sign)
        if found:
            self._take(sign)
        return found

    def _take(self, sign: str) -> None:
        if not self.opens(sign):
            raise Unreadable(ReadTrouble.DAMAGED)
        self.at += 1
        self._skip()

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at


def texts(text: str, cell: Cell) -> Iterator[Cell]:
    """The texts of a value: itself, or each of a list."""
    if isinstance(cell.value, str):
        yield cell
    elif isinstance(cell.value, list):
        walk = Walk(text, cell.start)
        for _ in walk.elements():
            one = walk.value()
            if isinstance(one.value, str):
                yield one


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _never(name: str) -> NoReturn:
    raise ValueError(name)


def _shallow(value: object) -> None:
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise Unreadable(ReadTrouble.NESTED)
        held = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(part, depth + 1) for part in held if isinstance(part, dict | list)]
