"""How answers and errors reach a terminal or a program.

Promises one JSON document on standard output with `--json`, else readable lines; errors as code,
words and advice on standard error. What a partner wrote, names of fields included, neither steers
the terminal nor looks like a line of ours: controls are made visible (in JSON: escaped), and each
further line of a text begins with a bar.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from tansiq.cli.frame import Answer
from tansiq.cli.wording import text, value
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
    err.write(f"{error.code}: {_barred(says, '')}\n")
    if does:
        err.write(f"{_INDENT}{_barred(does, _INDENT)}\n")


def _document(data: object) -> str:
    return escape_controls(json.dumps(data, ensure_ascii=False, sort_keys=True)) + "\n"


def _shown(said: str, pad: str) -> str:
    """A text from anywhere, on lines that cannot be taken for those around it."""
    return _barred(reveal_controls(said), pad)


def _barred(said: str, pad: str) -> str:
    """The same for words of ours: facts in them are revealed, the isolates around them work."""
    plain = said.replace("\r\n", "\n").replace("\r", "⟨U+000D⟩")
    return plain.replace("\n", f"\n{pad}{_BAR}")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: how deep, under which label, beside which others."""

    depth: int = 0
    label: str = ""
    beside: tuple[str, ...] = ()

    @property
    def pad(self) -> str:
        return _INDENT * self.depth


_TOP = _Place()


def lines(data: object, language: Language, at: _Place = _TOP) -> Iterator[str]:
    """Data as indented lines with labels in the language; empty values are left out."""
    if isinstance(data, Mapping):
        yield from _fields(data, language, at)
    elif isinstance(data, list | tuple):
        for inner in data:
            if isinstance(inner, Mapping | list | tuple):
                yield from _item(inner, language, at)
            else:
                yield f"{at.pad}- {_cell(inner, language, at)}"


def _fields(data: Mapping[str, object], language: Language, at: _Place) -> Iterator[str]:
    beside = tuple(map(str, data))
    for key, inner in data.items():
        if inner in (None, "", [], {}, ()):
            continue
        label = _shown(text("labels", str(key), language), at.pad)
        if isinstance(inner, Mapping | list | tuple):
            yield f"{at.pad}{label}:"
            yield from lines(inner, language, _Place(at.depth + 1, str(key), beside))
        else:
            here = _Place(at.depth, str(key), beside)
            yield f"{at.pad}{label}: {_cell(inner, language, here)}"


def _item(data: object, language: Language, at: _Place) -> Iterator[str]:
    below = _Place(at.depth + 1, at.label, at.beside)
    for number, line in enumerate(lines(data, language, below)):
        yield f"{at.pad}- {line[len(below.pad) :]}" if number == 0 else line


def _cell(data: object, language: Language, at: _Place) -> str:
    if data is True:
        return text("labels", "yes", language)
    if data is False:
        return text("labels", "no", language)
    said = value(at.label, data, language, at.beside) if isinstance(data, str) else str(data)
    return _shown(said, at.pad)
