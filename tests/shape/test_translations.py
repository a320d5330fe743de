"""Every catalogue of words says each thing in all four languages, with the same placeholders."""

import string
import tomllib
from collections.abc import Iterator
from typing import Any

from tests.shape.source import PRODUCT, none_of

LANGUAGES = {"en", "fr", "es", "ar"}


def entries(table: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table that holds words, at any depth."""
    if LANGUAGES & table.keys() and all(isinstance(table.get(k, ""), str) for k in LANGUAGES):
        yield path, table
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from entries(inner, f"{path}.{name}")


def everything() -> list[tuple[str, dict[str, Any]]]:
    return [
        found
        for file in sorted(PRODUCT.rglob("words/**/*.toml"))
        for found in entries(tomllib.loads(file.read_text(encoding="utf-8")), file.stem)
    ]


def places(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)


def test_every_word_exists_in_four_languages() -> None:
    """Requirement 11.7: no string untranslated in four languages."""
    found = everything()
    assert len(found) > len(LANGUAGES)
    none_of(
        f"{where}: {sorted(lang for lang in LANGUAGES if not words.get(lang, '').strip())}"
        for where, words in found
        if not all(words.get(lang, "").strip() for lang in LANGUAGES)
    )


def test_translations_fill_the_same_places() -> None:
    none_of(
        where
        for where, words in everything()
        if len({places(words[lang]) for lang in LANGUAGES & words.keys()}) > 1
    )
