"""What every foreign document becomes: drafts of reports, and a list of what was left behind.

Promises that a draft holds only what the document says. It assigns no grade and no handling code
of its own: a document that states none leaves them empty, and the officer must state them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tansiq.terms.errors import Invalid

MOST_BYTES = 64 * 1024 * 1024
MOST_REPORTS = 100_000


def check_size(data: bytes) -> None:
    """Refuse a document beyond `MOST_BYTES` before anything of it is parsed: `document_large`."""
    if len(data) > MOST_BYTES:
        raise Invalid("document_large", size=len(data), most=MOST_BYTES)


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity a document mentions, in FollowTheMoney terms; several values stand side by side."""

    schema: str
    names: tuple[str, ...]
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    category: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a document, byte for byte."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A report as the foreign document tells it; empty text means: not stated.

    `reference` is the document's own name for it.
    """

    title: str
    text: str
    language: str = ""
    source: str = ""
    source_ids: tuple[str, ...] = ()
    grade: str = ""
    handling: str = ""
    conditions: str = ""
    assessment: bool = False
    occurred: str = ""
    mentions: tuple[Mention, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading one document; `left` names each thing the drafts do not carry."""

    drafts: tuple[DraftReport, ...]
    left: tuple[str, ...] = ()
