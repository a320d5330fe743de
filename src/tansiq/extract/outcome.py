"""What comes back from a worker: the text of a file in pieces, or the name of what went wrong.

Promises: the pieces, joined in order, are the whole text the reader saw; a piece that is no part of
the document's matter (menus, repeated page heads) is marked, never cut. Every file has one of the
outcomes below. Does not: judge what a text says.
"""

import msgspec

from tansiq.terms.intake import ReadOutcome, ReadTrouble


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text: `kept` as the document's matter or left aside; `role` says what it is."""

    text: str
    kept: bool = True
    role: str = "body"
    language: str = ""


class Mark(msgspec.Struct, frozen=True):
    """What a table's head or a format's own field says a stretch of a piece is.

    `text` is the type of words to be looked through. `normal` is the value as it is meant, where
    the file spells it otherwise; `status` is the format's own reserve, and `reserve` its stretch.
    """

    piece: int
    start: int
    end: int
    type: str
    normal: str = ""
    status: str = ""
    reserve: tuple[int, int] | None = None


class Attached(msgspec.Struct, frozen=True):
    """A file inside the file: listed, not opened."""

    name: str
    media_type: str
    size: int
    sha256: str


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """All that was read from one file; `left` names what could not be, `code` why nothing was."""

    outcome: ReadOutcome
    kind: str
    tool: str = ""
    tool_version: str = ""
    pieces: tuple[Piece, ...] = ()
    marks: tuple[Mark, ...] = ()
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: str = ""
    url: str = ""
    attachments: tuple[Attached, ...] = ()
    left: tuple[str, ...] = ()
    code: ReadTrouble | None = None

    @property
    def raw(self) -> str:
        """The whole text, in the order in which it stands in the file."""
        return "".join(one.text for one in self.pieces)

    @property
    def text(self) -> str:
        """The text that is kept."""
        return "".join(one.text for one in self.pieces if one.kept)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one file may cost (findings: 1 GiB, 60 s of processor, 120 s of waiting)."""

    memory: int = 1024 * 1024 * 1024
    processor_seconds: int = 60
    wall_seconds: int = 120
    output: int = 64 * 1024 * 1024
    characters: int = 4_000_000
    size: int = 64 * 1024 * 1024


class Unreadable(Exception):
    """A reader met what it does not read on; the code is the outcome's."""

    def __init__(self, code: ReadTrouble) -> None:
        """Name what was met."""
        super().__init__(code.value)
        self.code = code
