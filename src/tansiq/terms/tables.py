"""Reads the pages of words that lie beside the code; knows no rule about them.

Promises: each page is read once. Does not: judge completeness; a test does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

Table = Mapping[str, Mapping[str, str]]

# A fact of an error that carries a code of one of our lists is shown in the reader's words.
_LIST_OF_FACT = {
    "category": "category",
    "document": "documents",
    "field": "fields",
    "ground": "grounds",
    "refusal": "refusals",
    "role": "roles",
    "state": "task_states",
    "status": "status",
    "type": "agreement_types",
    "urgency": "urgency",
}


@cache
def page(name: str) -> Table | None:
    """All words of one list by code and language, or None when there is no such page."""
    found = files("tansiq.terms") / "words" / f"{name}.toml"
    return tomllib.loads(found.read_text(encoding="utf-8")) if found.is_file() else None


def code_words(pages: Iterable[str], value: str, language: str) -> str | None:
    """The words for a code on the first of these pages that knows it."""
    rows = (found for name in pages if (found := page(name)) is not None)
    return next((rows_of[value][language] for rows_of in rows if value in rows_of), None)


def fact_words(fact: str, value: str, language: str) -> str | None:
    """The words for the value of an error's fact, when it is a code of one of our lists."""
    name = _LIST_OF_FACT.get(fact)
    rows = page(name) if name is not None else None
    row = rows.get(value) if rows is not None else None
    return row.get(language) if row is not None else None
