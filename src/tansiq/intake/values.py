"""What a draft holds: proposals, contradictions, and the text they point into.

Promises: frozen values; a span always cuts the words it names out of the kept text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.terms.intake import Certainty, Clash, Kind

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing a text says: its words, their normal form, how sure the text is, and who says it.

    `normal` is empty where the words have no certain normal form (a date of another calendar, a
    number that fails its check).
    """

    kind: Kind
    value: str
    span: Span
    normal: str = ""
    status: Certainty = Certainty.STATED
    reserve: Span | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two stretches that cannot both be so, and the facts its words need; `other` is a second text.

    Where both stand in one text `other` is empty.
    """

    kind: Clash
    spans: tuple[Span, Span]
    facts: Mapping[str, str]
    other: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a document beside its text: when it appeared and in which region."""

    published: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A stretch whose type its table or format already says, with what that says of it."""

    span: Span
    kind: Kind
    normal: str = ""
    status: Certainty = Certainty.STATED
    reserve: Span | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a format's file in which a person wrote; the format's own reserve about it."""

    span: Span
    status: Certainty = Certainty.STATED
    reserve: Span | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """All that was found in one text."""

    text: str
    proposals: tuple[Proposal, ...]
    contradictions: tuple[Contradiction, ...]
    language: str
