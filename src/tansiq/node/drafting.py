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
from tansiq.intake.values import About, Draft, Given, Span
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing
from tansiq.terms.intake import Kind, ReadOutcome

_CHUNK = 1 << 20
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


def _given(pieces: Sequence[Piece], marks: Sequence[Mark]) -> Iterator[Given]:
    """What tables and entities say of their cells, as stretches of the kept text."""
    starts, at = [], 0
    for one in pieces:
        starts.append(at)
        at += len(one.text) if one.kept else 0
    for mark in marks:
        start = starts[mark.piece]
        yield Given((start + mark.start, start + mark.end), Kind(mark.type))


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
