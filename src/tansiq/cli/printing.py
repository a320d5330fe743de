"""How answers and errors reach a terminal or a program.

Promises one JSON document on standard output with `--json`, else readable lines; errors as code,
words and advice on standard error. What a partner wrote, names of fields included, neither steers
the terminal nor looks like a line of ours: controls are made visible (in JSON: escaped), and each
further line of a text begins with a bar.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TextIO

from tansiq.cli.frame import Answer
from tansiq.cli.wording import text
from tansiq.terms.errors import TansiqError, advice, words
from tansiq.terms.languages import Language
from tansiq.terms.visible import escape_controls, reveal_controls

_INDENT = "  "
_BAR = "  | "


def print_answer(answer: Answer, *, as_json: bool, language: Language, out: TextIO) -> None:
    """Print one answer."""
    if as_json:
        out.write(_document(answer.data))
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
        out.write(_document(document))
    err.write(f"{error.code}: {_shown(says, '')}\n")
    if does:
        err.write(f"{_INDENT}{_shown(does, _INDENT)}\n")


def _document(data: object) -> str:
    return escape_controls(json.dumps(data, ensure_ascii=False, sort_keys=True)) + "\n"


def _shown(said: str, pad: str) -> str:
    """A text from anywhere, on lines that cannot be taken for those around it."""
    revealed = reveal_controls(said.replace("\r\n", "\n")).replace("\r", "⟨U+000D⟩")
    return revealed.replace("\n", f"\n{pad}{_BAR}")


def lines(value: object, language: Language, depth: int = 0) -> Iterator[str]:
    """Data as indented lines with labels in the language; empty values are left out."""
    pad = _INDENT * depth
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if inner in (None, "", [], {}, ()):
                continue
            label = _shown(text("labels", str(key), language), pad)
            if isinstance(inner, Mapping | list | tuple):
                yield f"{pad}{label}:"
                yield from lines(inner, language, depth + 1)
            else:
                yield f"{pad}{label}: {_cell(inner, language, pad)}"
    elif isinstance(value, list | tuple):
        for inner in value:
            if isinstance(inner, Mapping | list | tuple):
                yield from _item(inner, language, depth)
            else:
                yield f"{pad}- {_cell(inner, language, pad)}"


def _item(value: object, language: Language, depth: int) -> Iterator[str]:
    pad = _INDENT * depth
    for number, line in enumerate(lines(value, language, depth + 1)):
        yield f"{pad}- {line[len(pad) + len(_INDENT) :]}" if number == 0 else line


def _cell(value: object, language: Language, pad: str) -> str:
    if value is True:
        return text("labels", "yes", language)
    if value is False:
        return text("labels", "no", language)
    return _shown(str(value), pad)
