"""What an agency takes in from outside, and what its officers make of each thing a text says.

Promises: the shapes and names of these kinds, version by version. All of them lie in `home`: a
draft never leaves the node, and what is published from it is claims of a case, made by a person
(REQUIREMENTS 3.7, 9.3; LAW L11). The records of one draft share its retention class, so that it is
erased alone and whole.
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.material import Attachment
from tansiq.record.registry import register


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """Where a text came from, who captured it with what, and how its reading ended (LAW L11).

    `captured` is UTC; `kind`, `outcome` and `trouble` are the reader's words (`terms.intake`);
    `operator` is as stated, the officer who took the file in where nobody was named.
    """

    file: str
    url: str
    captured: str
    tool: str
    tool_version: str
    sha256: str
    size: int
    operator: str
    kind: str
    outcome: str
    trouble: str = ""
    title: str = ""
    author: str = ""
    outlet: str = ""
    published: str = ""
    language: str = ""


class ProposalJudged(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer decided about one proposal, by its number in the draft, counted from 1.

    `value` is what was accepted where it is not the text's own; `entity` and `property` are what it
    became in the case.
    """

    number: int
    verdict: str
    value: str = ""
    entity: str = ""
    property: str = ""
    reason: str = ""


@register
class DraftTaken(Record, frozen=True, kw_only=True):
    """A foreign file as it was captured and as it was read; nobody's act, and nobody's claim.

    `original` is the file byte for byte, `reading` what was found in it, both encrypted. `same`
    names earlier drafts that tell the words of the same origin.
    """

    KIND: ClassVar[str] = "draft_taken"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    draft: str
    number: int
    officer: str
    capture: Captured
    original: Attachment
    reading: Attachment
    proposals: int
    contradictions: int
    same: tuple[str, ...] = ()


@register
class DraftJudged(Record, frozen=True, kw_only=True):
    """An officer accepts, changes or rejects proposals of a draft, signed in one with the claims.

    `channel` and `document` name the case and the source that the claims of this batch rest on;
    both are empty where nothing was accepted.
    """

    KIND: ClassVar[str] = "draft_judged"
    VERSION: ClassVar[int] = 1

    draft: str
    channel: str
    document: str
    verdicts: tuple[ProposalJudged, ...]


@register
class DraftSetAside(Record, frozen=True, kw_only=True):
    """An officer refuses a draft whole: nothing of it is used."""

    KIND: ClassVar[str] = "draft_set_aside"
    VERSION: ClassVar[int] = 1

    draft: str
    reason: str
