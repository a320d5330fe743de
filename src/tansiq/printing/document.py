"""What can be printed: plain values that say what stands where, not how it looks.

Promises: a document cannot be built without its handling code, its proof reference and its moment.
Does not: hold a word of a fixed text; `printing.words` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["auto", "rtl", "ltr"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words with their direction; an identifier is read from left to right in every language.

    `auto` takes the direction of the first letter that has one, else that of the document.
    """

    words: str
    direction: Direction = "auto"
    identifier: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `handling` is the code of what it says, where it has one of its own."""

    text: Text
    handling: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: Text
    handling: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values below one another."""

    rows: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its share of the width."""

    title: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `struck` draws a line through it, and its cells must say why."""

    cells: Sequence[Text]
    handling: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its headings stand again on every page it reaches."""

    columns: Sequence[Column]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small letters, such as what was withheld and why."""

    text: Text
    handling: str = ""


Block = Paragraph | Facts | Table | Note


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A print: `as_of` is the UTC moment of the state it shows, `proof` what it can be checked by.

    `unproven` puts on every page that what is only suspected is not proven; it is taken away only
    from a print that says nothing of any person.
    """

    title: str
    language: str
    handling: str
    proof: str
    as_of: str
    sections: Sequence[Section]
    markings: Sequence[str] = field(default=())
    exercise: bool = False
    unproven: bool = True
