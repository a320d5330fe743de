"""The lexicons of the four languages, compiled once.

Promises: every pattern is folded as texts are, and matches whole words. Does not: know any rule;
the rules of each kind stand in their own files.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tansiq.intake.texts import fold
from tansiq.terms.languages import Language

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: its lists as they stand, folded; patterns are compiled when asked for."""

    language: str
    lists: Mapping[str, object]

    def text(self, *path: str) -> str:
        """A pattern as text, folded; empty where the language has none."""
        return _text(self.language, path)

    def texts(self, *path: str) -> tuple[str, ...]:
        """A list of patterns, folded."""
        return _texts(self.language, path)

    def numbers(self, *path: str) -> Mapping[str, int]:
        """A table of words and what each counts, folded."""
        return _numbers(self.language, path)

    def words(self, *path: str) -> Pattern:
        """Whole words of a pattern or of a list of patterns; never matches where there is none."""
        return _words(self.language, path)

    def exact(self, *path: str) -> Pattern:
        """A pattern or list for a word that must be nothing else; none matches nothing."""
        return _exact(self.language, path)

    def written(self, *path: str) -> Pattern:
        """Whole words of a pattern as they are written, accents and all."""
        return _written(self.language, path)

    def days(self) -> Pattern:
        """The names of days and months."""
        return _days(self.language)

    def at(self, path: Iterable[str]) -> object:
        """What stands in the lexicon under these names."""
        found: object = self.lists
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language of ours."""
    page = files("tansiq.intake") / "lexicons" / f"{language}.toml"
    return Lexicon(language, tomllib.loads(page.read_text(encoding="utf-8")))


@cache
def stops() -> Mapping[str, Pattern]:
    """The small words by which each language is known."""
    return {str(one): lexicon(one).words("stop") for one in Language}


@cache
def _text(language: str, path: tuple[str, ...]) -> str:
    found = lexicon(language).at(path)
    return fold(found) if isinstance(found, str) else ""


@cache
def _texts(language: str, path: tuple[str, ...]) -> tuple[str, ...]:
    found = lexicon(language).at(path)
    return tuple(fold(str(one)) for one in found) if isinstance(found, list) else ()


@cache
def _numbers(language: str, path: tuple[str, ...]) -> Mapping[str, int]:
    found = lexicon(language).at(path)
    table = found if isinstance(found, dict) else {}
    return {fold(name): value for name, value in table.items() if isinstance(value, int)}


@cache
def _words(language: str, path: tuple[str, ...]) -> Pattern:
    found = lexicon(language)
    joined = found.text(*path) or "|".join(found.texts(*path)) or r"(?!)"
    return whole(joined, language)


@cache
def _exact(language: str, path: tuple[str, ...]) -> Pattern:
    found = lexicon(language)
    return re.compile(found.text(*path) or "|".join(found.texts(*path)) or r"(?!)")


@cache
def _written(language: str, path: tuple[str, ...]) -> Pattern:
    found = lexicon(language).at(path)
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)" if isinstance(found, str) else r"(?!)")


@cache
def _days(language: str) -> Pattern:
    found = lexicon(language)
    return re.compile("|".join((*found.texts("weekdays"), *found.texts("months"))))


def whole(pattern: str, language: str) -> Pattern:
    """A pattern as whole words; in Arabic a joined `and` or `so` may stand before it."""
    joined = "[وف]?" if language == "ar" else ""
    return re.compile(rf"(?<!\w){joined}(?:{pattern})(?!\w)")
