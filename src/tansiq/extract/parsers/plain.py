"""Plain text, also what was pasted from a page with its menus and footers.

Promises: every character stays; lines that are a page's furniture are set aside only where their
own words say so (`share`, `all rights reserved`, a row of menu words), never for being short.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from tansiq.extract.decoding import decode
from tansiq.extract.outcome import Extracted, Piece
from tansiq.terms.intake import ReadOutcome

_BARS = re.compile(r"\s[|·•›»/▪‹«]\s|\s-\s(?=\S)|\t")
_SENTENCE = re.compile(r"[.!?؟…:;؛]\s*$")
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[\u064b-\u0652\u0640]")
_ITEM_LONG, _MENU_ITEMS, _LINE_LONG, _WRAPPED = 34, 3, 160, 40


def read(data: bytes) -> Extracted:
    """The text, line by line."""
    text, left = decode(data)
    return Extracted(outcome=ReadOutcome.READ, kind="text", pieces=pieces_of(text), left=left)


def pieces_of(text: str) -> tuple[Piece, ...]:
    """A text in pieces: runs of matter, and lines of a page's furniture between them."""
    found: list[Piece] = []
    for line in text.splitlines(keepends=True):
        kept = not furniture(line)
        role = "body" if kept else "furniture"
        found.append(Piece(text=line, kept=kept, role=role))
    return tuple(_joined(found))


@cache
def _patterns(name: str) -> re.Pattern[str]:
    """One list of `lists/furniture.toml` as a pattern."""
    page = files("tansiq.extract") / "lists" / "furniture.toml"
    words = "|".join(tomllib.loads(page.read_text(encoding="utf-8"))[name])
    ends = {"whole": rf"^\W*(?:{words})\W*$", "begins": rf"^\W*(?:{words})", "holds": words}
    return re.compile(ends[name], re.IGNORECASE)


def furniture(line: str) -> bool:
    """Whether a line is a menu, an invitation or a notice of rights rather than matter."""
    plain = _MARKS.sub("", line.strip())
    if not plain or len(plain) > _LINE_LONG:
        return False
    return any(_patterns(name).search(plain) for name in ("whole", "begins", "holds")) or _menu(
        plain
    )


def _menu(line: str) -> bool:
    """A row of short words parted by bars; a line with numbers may be a table of matter."""
    items = [one for one in _BARS.split(line) if one.strip()]
    short = all(len(one.strip()) <= _ITEM_LONG for one in items)
    return (
        len(items) >= _MENU_ITEMS
        and short
        and not _SENTENCE.search(line)
        and not _DIGIT.search(line)
    )


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Lines of one paragraph as one piece, so that its language can be told."""
    found: list[Piece] = []
    for one in pieces:
        last = found[-1] if found else None
        if last is not None and last.kept == one.kept and _together(last.text, one.text):
            found[-1] = Piece(text=last.text + one.text, kept=one.kept, role=one.role)
        else:
            found.append(one)
    return found


def _together(before: str, line: str) -> bool:
    """Whether a line belongs to the paragraph before it: a blank one, or the rest of a long one."""
    if not line.strip():
        return bool(before.strip())
    ended = before.endswith("\n\n") or _SENTENCE.search(before) is not None
    return len(before) > _WRAPPED and not ended
