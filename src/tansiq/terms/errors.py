"""Refusals and faults with a stable code, and their words in four languages.

Promises: every error a caller can meet is a ``TansiqError`` with a code declared in
``words/errors/*.toml``; the words say what happened, the advice says what to do.
Does not: log, translate a library's own text, or hide an error it does not know.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar

from tansiq.terms.languages import Language, language_of
from tansiq.terms.tables import fact_words
from tansiq.terms.visible import reveal_controls

Fact = str | int

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"


class TansiqError(Exception):
    """An error with a stable code and the facts its words need."""

    family: ClassVar[str] = "error"

    def __init__(self, code: str, /, **facts: Fact) -> None:
        """Name the error by its code; facts fill the placeholders of its words."""
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = facts

    def __str__(self) -> str:
        """Give the English words."""
        return words(self, Language.EN)

    def __reduce__(self) -> tuple[object, ...]:
        """Keep code and facts when the error crosses a process boundary."""
        return _rebuild, (type(self), self.code, self.facts)


class Refused(TansiqError):
    """A rule forbids it; the code names the rule."""

    family = "refused"


class Invalid(TansiqError):
    """The input breaks a format or a constraint."""

    family = "invalid"


class Missing(TansiqError):
    """What was named does not exist here."""

    family = "missing"


class Conflict(TansiqError):
    """It is no longer so: the state moved since the caller looked."""

    family = "conflict"


class PartnerFault(TansiqError):
    """Another machine failed or could not be reached; trying again may help."""

    family = "partner_fault"


class Damaged(TansiqError):
    """Evidence does not verify; stop and keep what is there."""

    family = "damaged"


def _rebuild(kind: type[TansiqError], code: str, facts: dict[str, Fact]) -> TansiqError:
    return kind(code, **facts)


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """The words and the advice of one error code, by language."""

    says: Mapping[str, str]
    do: Mapping[str, str]


@cache
def catalogue() -> Mapping[str, ErrorWords]:
    """All declared error codes with their words; a test forbids a code that stands on two pages."""
    found: dict[str, ErrorWords] = {}
    folder = files("tansiq.terms") / "words" / "errors"
    for page in sorted(folder.iterdir(), key=lambda item: item.name):
        if not page.name.endswith(".toml"):
            continue
        for code, table in tomllib.loads(page.read_text(encoding="utf-8")).items():
            says = {tag: text for tag, text in table.items() if isinstance(text, str)}
            found.setdefault(code, ErrorWords(says=says, do=table.get("do", {})))
    return found


def words(error: TansiqError, language: str = Language.EN) -> str:
    """What happened, in the language asked for; the bare code and facts when it is undeclared."""
    entry = catalogue().get(error.code)
    if entry is None:
        facts = ", ".join(f"{name}={value}" for name, value in sorted(error.facts.items()))
        return reveal_controls(f"{error.code} ({facts})" if facts else error.code)
    return _fill(entry.says, error.facts, language)


def advice(error: TansiqError, language: str = Language.EN) -> str:
    """What the reader can do about it, in the language asked for; empty when undeclared."""
    entry = catalogue().get(error.code)
    return "" if entry is None else _fill(entry.do, error.facts, language)


def code_words(code: str, language: str = Language.EN) -> str:
    """The words of a code that came without its facts; the code itself when they need some."""
    entry = catalogue().get(code)
    said = "" if entry is None else entry.says.get(language_of(language), "")
    return code if not said or "{" in said else said


class _Facts(dict[str, str]):
    """Placeholder values that leave an unknown placeholder visible instead of failing."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _fill(texts: Mapping[str, str], facts: Mapping[str, Fact], language: str) -> str:
    wanted = language_of(language)
    text = texts.get(wanted, texts.get(Language.EN, ""))
    shown = _Facts({name: _show(name, value, wanted) for name, value in facts.items()})
    return string.Formatter().vformat(text, (), shown)


def _show(name: str, value: Fact, language: Language) -> str:
    """One fact as text: in words when it is a code of ours, isolated inside Arabic otherwise.

    Isolation keeps foreign letters from reordering the sentence (Unicode Annex 9).
    """
    known = fact_words(name, str(value), language)
    if known is not None:
        return known
    shown = reveal_controls(str(value))
    if language is Language.AR and isinstance(value, str):
        return f"{_FIRST_STRONG_ISOLATE}{shown}{_POP_ISOLATE}"
    return shown
