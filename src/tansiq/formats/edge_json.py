"""Foreign JSON piece by piece: each value as read, and beside it the very characters it stood in.

Promises: what is cut out of a document is byte for byte what stood there; no key stands twice in
one object, no number is beyond JSON, nothing is nested, long or numerous beyond the bounds below,
and text is text (no lone half of a pair, no U+0000). Does not know what the document means.
Format: RFC 8259.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

from tansiq.formats.draft import check_size
from tansiq.terms.errors import Invalid

MOST_OBJECTS = 100_000
MOST_DEPTH = 40
MOST_CHARACTERS = 1_000_000
_SPACE = re.compile(r"[ \t\n\r]*")
_LONE = re.compile("[\ud800-\udfff\0]")

Object = Mapping[str, object]


class Pieces:
    """A walk through one document, from its first character to its last."""

    def __init__(self, data: bytes) -> None:
        """Begin; Invalid `document_large` or `edge_syntax`."""
        check_size(data)
        try:
            self.text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            raise Invalid("edge_syntax", place=problem.start) from problem
        self.at = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_never)
        self._skip()

    def members(self) -> Iterator[str]:
        """The keys of the object that stands here; the caller takes each value before the next."""
        seen: set[str] = set()
        for _ in self._parts("{", "}"):
            key, _cut = self.value()
            if not isinstance(key, str) or key in seen:
                raise Invalid("edge_syntax", place=self.at)
            seen.add(key)
            self._take(":")
            yield key

    def elements(self) -> Iterator[int]:
        """The numbers of the list that stands here; the caller takes each value before the next."""
        for number, _ in enumerate(self._parts("[", "]"), start=1):
            if number > MOST_OBJECTS:
                raise Invalid("edge_bound", what="objects", most=MOST_OBJECTS)
            yield number

    def value(self) -> tuple[object, str]:
        """The value that stands here, whole, and the characters it stands in."""
        start = self.at
        try:
            found, self.at = self._decoder.raw_decode(self.text, start)
        except (ValueError, RecursionError) as problem:
            raise Invalid("edge_syntax", place=start) from problem
        _check(found)
        cut = self.text[start : self.at]
        self._skip()
        return found, cut

    def end(self) -> None:
        """Nothing may follow; Invalid `edge_syntax`."""
        if self.at != len(self.text):
            raise Invalid("edge_syntax", place=self.at)

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
        found = self.text.startswith(sign, self.at)
        if found:
            self._take(sign)
        return found

    def _take(self, sign: str) -> None:
        if not self.text.startswith(sign, self.at):
            raise Invalid("edge_syntax", place=self.at)
        self.at += 1
        self._skip()

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at


def whole(data: bytes) -> object:
    """One JSON value and nothing else, within the same bounds."""
    pieces = Pieces(data)
    found, _cut = pieces.value()
    pieces.end()
    return found


def spelled(value: object) -> str:
    """A value of ours as JSON: keys sorted, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two readers would read a key that stands twice in two ways."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(len(pairs))
    return found


def _never(name: str) -> NoReturn:
    raise ValueError(name)


def _check(value: object) -> None:
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise Invalid("edge_bound", what="depth", most=MOST_DEPTH)
        match one:
            case str():
                _check_text(one)
            case dict():
                waiting += [(part, depth + 1) for pair in one.items() for part in pair]
            case list():
                waiting += [(part, depth + 1) for part in one]
            case _:
                # Numbers and the three words: nothing more to see.
                continue


def _check_text(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise Invalid("edge_bound", what="characters", most=MOST_CHARACTERS)
    if _LONE.search(text):
        raise Invalid("edge_text")
