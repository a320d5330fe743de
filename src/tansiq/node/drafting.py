"""From a foreign file to a draft: read behind walls, then looked through for what it says.

Promises: works without a node's folder; the capture record names the file's digest, the tool and
the instant; `text` and `dropped`, put together again, are the whole text the reader saw. Nothing is
kept: what becomes of a draft is for its caller.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tansiq.extract.outcome import Extracted, Mark, Piece
from tansiq.extract.sandbox import Sandbox
from tansiq.intake import comparing
from tansiq.intake.drafting import MOST, draft
from tansiq.intake.fields import draft_fields, unread
from tansiq.intake.values import About, Draft, Given, Span, Words
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing
from tansiq.terms.intake import Certainty, Kind, ReadOutcome

_CHUNK = 1 << 20
_WORDS = "text"
_SILENT = frozenset((ReadOutcome.RECOGNISED, ReadOutcome.UNSUPPORTED, ReadOutcome.FAILED))


@dataclass(frozen=True, slots=True)
class Origin:
    """What whoever captured a file says of it: where from, who did it, and when it appeared."""

    url: str = ""
    operator: str = ""
    published: str = ""
    region: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a text came from: enough to find it again and to prove that it is the same."""

    file: str
    url: str
    captured: str
    tool: str
    tool_version: str
    sha256: str
    size: int
    operator: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """One file's draft: what was captured, what was read, what it was found to say."""

    capture: Capture
    read: Extracted
    draft: Draft

    @property
    def left(self) -> tuple[str, ...]:
        """What could not be read, and how much of the text no rule has seen."""
        if _is_fields(self.read):
            beyond = unread(tuple(_words(self.read.marks)))
        else:
            beyond = len(self.draft.text) - MOST
        return (*self.read.left, *((f"{beyond} characters no rule has seen",) * (beyond > 0)))

    @property
    def dropped(self) -> tuple[tuple[int, str], ...]:
        """What was set aside, each with the place in the kept text before which it stood."""
        return tuple(_dropped(self.read.pieces))


def draft_file(path: Path, origin: Origin, sandbox: Sandbox, now: dt.datetime) -> Drafted:
    """The draft of one file; Missing, Invalid `document_large`, Refused `extract_no_sandbox`."""
    digest, size = _digest(path)
    found = _stated(sandbox.read(path), origin)
    capture = Capture(
        file=path.name,
        url=origin.url or found.url,
        captured=stamp(now),
        tool=found.tool,
        tool_version=found.tool_version,
        sha256=digest,
        size=size,
        operator=origin.operator,
    )
    about = About(found.published, origin.region)
    if found.outcome in _SILENT:
        return Drafted(capture, found, Draft(found.text, (), (), ""))
    if _is_fields(found):
        told, words = tuple(_given(found.pieces, _fields(found.marks))), tuple(_words(found.marks))
        return Drafted(capture, found, draft_fields(found.text, about, told, words))
    given = tuple(_given(found.pieces, found.marks))
    hints = tuple(paragraphs(found.pieces))
    return Drafted(capture, found, draft(found.text, about, given, hints))


def _stated(found: Extracted, origin: Origin) -> Extracted:
    """What was read, with what whoever captured it says of it in the first place."""
    return msgspec.structs.replace(
        found,
        outlet=origin.outlet or found.outlet,
        published=origin.published or found.published,
    )


def compared(drafts: Sequence[Drafted]) -> comparing.Compared:
    """What several drafts say of each other: common origins, and figures that differ."""
    return comparing.compare([one.draft for one in drafts])


def paragraphs(pieces: Sequence[Piece]) -> Iterator[tuple[Span, str]]:
    """The kept paragraphs by their stretch of the text, each with its language where known."""
    at = 0
    for one in pieces:
        if one.kept:
            if one.text.strip():
                yield (at, at + len(one.text)), one.language
            at += len(one.text)


def _dropped(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    at = 0
    for one in pieces:
        if one.kept:
            at += len(one.text)
        else:
            yield at, one.text


def _is_fields(found: Extracted) -> bool:
    """Whether a file was kept in its own format, with marks on its fields."""
    return [one.role for one in found.pieces] == ["format"]


def _fields(marks: Sequence[Mark]) -> list[Mark]:
    return [one for one in marks if one.type != _WORDS]


def _words(marks: Sequence[Mark]) -> Iterator[Words]:
    """The stretches of a format's file in which a person wrote."""
    for one in marks:
        if one.type == _WORDS:
            yield Words((one.start, one.end), _status(one), one.reserve)


def _status(mark: Mark) -> Certainty:
    return Certainty(mark.status) if mark.status else Certainty.STATED


def _given(pieces: Sequence[Piece], marks: Sequence[Mark]) -> Iterator[Given]:
    """What tables and entities say of their cells, as stretches of the kept text."""
    starts, at = [], 0
    for one in pieces:
        starts.append(at)
        at += len(one.text) if one.kept else 0
    for mark in marks:
        start = starts[mark.piece]
        span = (start + mark.start, start + mark.end)
        yield Given(span, Kind(mark.type), mark.normal, _status(mark), mark.reserve)


def _digest(path: Path) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while part := stream.read(_CHUNK):
                found.update(part)
                size += len(part)
    except OSError as problem:
        raise Missing("cli_file_missing", file=path.name) from problem
    return found.hexdigest(), size
