"""How answers and errors reach a terminal or a program.

Promises one JSON document on standard output with `--json`, else readable lines with invisible and
direction-changing characters made visible; errors as code, words and advice on standard error.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TextIO

from tansiq.cli.frame import Answer
from tansiq.cli.wording import text
from tansiq.terms.errors import TansiqError, advice, words
from tansiq.terms.languages import Language
from tansiq.terms.text import reveal_controls

_INDENT = "  "


def print_answer(answer: Answer, *, as_json: bool, language: Language, out: TextIO) -> None:
    """Print one answer."""
    if as_json:
        out.write(json.dumps(answer.data, ensure_ascii=False, sort_keys=True) + "\n")
        return
    if answer.said:
        out.write(reveal_controls(answer.said) + "\n")
    if answer.plain:
        out.write(answer.plain.rstrip("\n") + "\n")
        return
    out.writelines(line + "\n" for line in lines(answer.data, language))


def print_error(
    error: TansiqError, *, as_json: bool, language: Language, streams: tuple[TextIO, TextIO]
) -> None:
    """Print code, words and what to do; with `--json` the document goes to standard output."""
    out, err = streams
    says, does = words(error, language), advice(error, language)
    if as_json:
        document = {"error": error.code, "words": says, "do": does, "facts": error.facts}
        out.write(json.dumps(document, ensure_ascii=False, sort_keys=True) + "\n")
    err.write(f"{error.code}: {says}\n")
    if does:
        err.write(f"{_INDENT}{does}\n")


def lines(value: object, language: Language, depth: int = 0) -> Iterator[str]:
    """Data as indented lines with labels in the language; empty values are left out."""
    pad = _INDENT * depth
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if inner in (None, "", [], {}, ()):
                continue
            label = text("labels", str(key), language)
            if isinstance(inner, Mapping | list | tuple):
                yield f"{pad}{label}:"
                yield from lines(inner, language, depth + 1)
            else:
                yield f"{pad}{label}: {_cell(inner, language)}"
    elif isinstance(value, list | tuple):
        for inner in value:
            if isinstance(inner, Mapping | list | tuple):
                yield from _item(inner, language, depth)
            else:
                yield f"{pad}- {_cell(inner, language)}"


def _item(value: object, language: Language, depth: int) -> Iterator[str]:
    pad = _INDENT * depth
    for number, line in enumerate(lines(value, language, depth + 1)):
        yield f"{pad}- {line[len(pad) + len(_INDENT) :]}" if number == 0 else line


def _cell(value: object, language: Language) -> str:
    if value is True:
        return text("labels", "yes", language)
    if value is False:
        return text("labels", "no", language)
    return reveal_controls(str(value))
