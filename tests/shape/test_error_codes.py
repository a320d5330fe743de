"""Error codes: whatever is raised has words and advice in four languages, and nothing else has."""

import ast
import re
import string
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.shape.source import PRODUCT, modules, none_of

CATALOGUES = PRODUCT / "terms" / "words" / "errors"
LANGUAGES = ("en", "fr", "es", "ar")
CLASSES = {"TansiqError", "Refused", "Invalid", "Missing", "Conflict", "PartnerFault", "Damaged"}
ARABIC = re.compile(r"[\u0621-\u064a]")


@dataclass(frozen=True, slots=True)
class Raised:
    """One place that makes an error with a literal code."""

    where: str
    code: str
    facts: frozenset[str]
    open_ended: bool  # it passes facts on with **, so they cannot be read here


@cache
def declared() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(CATALOGUES.glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


@cache
def raised() -> tuple[Raised, ...]:
    found = []
    for module in modules(PRODUCT):
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and called(node) in CLASSES and node.args):
                continue
            match node.args[0]:
                case ast.Constant(value=str(code)):
                    where = f"{module.name}:{node.lineno}"
                    facts = frozenset(k.arg for k in node.keywords if k.arg)
                    open_ended = any(k.arg is None for k in node.keywords)
                    found.append(Raised(where, code, facts, open_ended))
    return tuple(found)


@cache
def literals() -> frozenset[str]:
    """Every string of the product, for codes that a table or an argument names."""
    return frozenset(
        node.value
        for module in modules(PRODUCT)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_every_raised_code_is_declared() -> None:
    """STYLE: a code is stable and has words before it can reach a person."""
    none_of(f"{r.where} {r.code}" for r in raised() if r.code not in declared())


def test_every_declared_code_is_raised_somewhere() -> None:
    none_of(code for code in declared() if code not in literals())


def test_no_code_is_declared_twice() -> None:
    counted: Counter[str] = Counter()
    for path in CATALOGUES.glob("*.toml"):
        counted.update(list(tomllib.loads(path.read_text(encoding="utf-8"))))
    none_of(code for code, n in counted.items() if n > 1)


def test_every_code_has_words_and_advice_in_four_languages() -> None:
    """Requirement 11.7: no string untranslated in four languages."""
    poor = []
    for code, entry in declared().items():
        for part, words in (("words", entry), ("do", entry.get("do", {}))):
            missing = [lang for lang in LANGUAGES if not str(words.get(lang, "")).strip()]
            if missing or not ARABIC.search(words["ar"]):
                poor.append(f"{code} {part}: {missing or 'ar is not Arabic'}")
    none_of(poor)


def test_translations_keep_the_placeholders() -> None:
    none_of(
        code
        for code, entry in declared().items()
        for words in (entry, entry.get("do", {}))
        if len({frozenset(places(str(words.get(lang, "")))) for lang in LANGUAGES}) > 1
    )


def test_every_raise_gives_the_facts_that_its_words_name() -> None:
    short = []
    for r in raised():
        entry = declared().get(r.code)
        if entry is None or r.open_ended:
            continue
        needed = places(entry["en"]) | places(entry.get("do", {}).get("en", ""))
        if needed - r.facts:
            short.append(f"{r.where} {r.code} lacks {sorted(needed - r.facts)}")
    none_of(short)
