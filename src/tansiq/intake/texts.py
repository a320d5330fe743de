"""A text folded for looking things up, with the way back to the original; its sentences.

Promises: `plain` (small letters, no marks, 0-9 for the digits of every script) and `shape` (as
written) have one character for each other and each knows its place in the original text. A sentence
is never cut inside a number or after a title.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tansiq.intake.values import Span

_ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ـ": None,
        "،": ",",
        "؛": ";",
        "؟": "?",
    }
)
_SAME = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "œ": "o",
    "…": ".",
}
_HIDDEN = frozenset(("Mn", "Cf", "Me"))


@cache
def _folded(char: str) -> tuple[str, str] | None:
    """A character as it is compared and as it is shown, or nothing for a mark or a control."""
    if char in "\n\t":
        return ("\n", "\n") if char == "\n" else (" ", " ")
    category = unicodedata.category(char)
    if category in _HIDDEN or char == "ـ":
        return None
    if category == "Nd":
        digit = str(unicodedata.decimal(char))
        return digit, digit
    if category in ("Zs", "Cc", "Zl", "Zp"):
        return " ", " "
    if char in _SAME:
        return _SAME[char], _SAME[char]
    base = unicodedata.normalize("NFKD", char.translate(_ARABIC) or char)[0]
    small = base.lower()[:1].translate(_ARABIC) or base
    return small, char


def fold(pattern: str) -> str:
    """A pattern, or words in small letters, as `plain` spells them; its ASCII stays."""
    folded = ((char, char) if char.isascii() else _folded(char) for char in pattern)
    return "".join(found[0] for found in folded if found is not None)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in its three forms."""

    original: str
    plain: str
    shape: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original for one of the folded text, without blanks at its ends."""
        while start < end and self.plain[start] in " \n":
            start += 1
        while end > start and self.plain[end - 1] in " \n":
            end -= 1
        last = self.places[end - 1] + 1 if end > start else self.places[start] if self.places else 0
        return (self.places[start] if start < len(self.places) else len(self.original)), last

    def said(self, start: int, end: int) -> str:
        """The words of the original."""
        first, last = self.span(start, end)
        return self.original[first:last]


def read(original: str) -> Text:
    """The text, folded."""
    plain, shape, places = [], [], []
    for at, char in enumerate(original):
        found = _folded(char)
        if found is not None:
            plain.append(found[0])
            shape.append(found[1])
            places.append(at)
    return Text(original, "".join(plain), "".join(shape), tuple(places))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it begins and ends in the folded text, its letters, and its language.

    `plain` are its letters as they are compared, `shape` as they were written.
    """

    text: Text
    start: int
    end: int
    language: str
    plain: str
    shape: str

    def span(self, start: int, end: int) -> Span:
        """A stretch of the original for one of this sentence."""
        return self.text.span(self.start + start, self.start + end)

    def place(self, at: int) -> int:
        """Where a letter of the original stands in this sentence, or its nearest end."""
        found = bisect_left(self.text.places, at) - self.start
        return min(max(found, 0), self.end - self.start)

    def said(self, start: int, end: int) -> str:
        """The original words of a stretch of this sentence."""
        return self.text.said(self.start + start, self.start + end)


_END = re.compile(r"(?:(?<![0-9])[.!?]+|(?<=[0-9])[.!?]+(?![0-9]))[\"'»)\]]*(?=\s|$)|\n+|;")
_ABBREVIATED = re.compile(
    r"(?:^|[\s('\"«])(?:mr|mrs|ms|dr|st|sr|sra|dra|me|m|mm|mme|no|num|art|vol|p|pp|gen|col|cap|insp|prof|jr|sgt|lt|maj|cpl|hon|gov|av|bd|tel|aprox|approx"
    r"|jan|feb|mar|apr|aug|sept?|oct|nov|dec|janv|fevr?|avr|juil|ene|abr|ago|dic|[a-z]|[ء-ي])\.$"
)
_SHORT_LINE = 60
_BENEFIT = 2
_LONGEST = 1_500
_SCRIPT = re.compile(r"[\u0620-\u064a]")
_ADDRESS = re.compile(r"[^\s@/]{0,64}[@/]\S{0,200}")
_LATIN = re.compile(r"[a-z]")


Hints = Sequence[tuple[Span, str]]


def sentences(
    text: Text, stops: Mapping[str, re.Pattern[str]], hints: Hints = ()
) -> list[Sentence]:
    """The sentences in order; each speaks the language most of its small words belong to.

    `hints` are stretches of the original whose language is known already, in order.
    """
    latin = _language(_SCRIPT.sub("", text.plain), stops, "")
    starts = [span[0] for span, _ in hints]
    found = []
    for start, end in _cuts(text.plain):
        plain = text.plain[start:end]
        if not plain.strip():
            continue
        at = bisect_right(starts, text.span(start, end)[0]) - 1
        hint = hints[at][1] if at >= 0 and hints[at][1] in stops else latin
        spoken = _language(plain, stops, hint)
        found.append(Sentence(text, start, end, spoken, plain, text.shape[start:end]))
    return found


def _cuts(plain: str) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end; none is so long that looking through it is slow."""
    for first, end in _ends(plain):
        start = first
        while end - start > _LONGEST:
            cut = plain.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = cut if cut > 0 else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end


def _ends(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _END.finditer(plain):
        before = plain[start : end.start() + 1]
        if end.group().startswith(".") and _ABBREVIATED.search(before[-8:]):
            continue
        if (
            end.group().startswith("\n")
            and len(end.group()) == 1
            and _runs_on(plain, start, end.start())
        ):
            continue
        yield start, end.end()
        start = end.end()
    yield start, len(plain)


def _runs_on(plain: str, start: int, at: int) -> bool:
    """Whether a line goes on in the next one: it is long and ends in the midst of things."""
    line = plain[max(start, plain.rfind("\n", 0, at) + 1) : at].rstrip()
    return len(line) > _SHORT_LINE and not line.endswith((".", "!", "?", ":"))


def _language(plain: str, stops: Mapping[str, re.Pattern[str]], most: str) -> str:
    """Of a sentence in Latin letters, unless its small words say so clearly, that of the whole."""
    words = _ADDRESS.sub("", plain)
    if len(_SCRIPT.findall(words)) * 2 > len(_LATIN.findall(words)):
        return "ar"
    told = {name: len(stop.findall(plain)) for name, stop in stops.items() if name != "ar"}
    if most in told:
        told[most] += _BENEFIT
    return max(told, key=lambda name: (told[name], name == "en"))
