"""What the parties of a joint case say about people and things: entities and graded claims.

Promises: the shapes and names of these kinds, version by version. A claim is named by the id of its
entry and its number there (`te1:...:3`); nothing is edited, so what corrects, withdraws, supports
or disputes a claim is a further record. What agency A says about an entity lies in one retention
class of A's, so that an entity file can be erased alone (LAW L4, L38).
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.material import Markings
from tansiq.record.registry import register

MOST_CLAIMS = 500
"""Claims in one record at most (DESIGN 2)."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One statement about an entity: property and value as FollowTheMoney and our schemata name it.

    `value` is an entity's id where the property points to an entity. `since` and `until` bound its
    validity in whole or partial dates (`2025`, `2025-11`, `2025-11-03`), `about` says that they are
    approximate. `basis` names the claims it is derived from, `mention` what a machine extracted and
    a person accepted with it.
    """

    property: str
    value: str
    grade: str
    nature: str
    language: str = ""
    since: str = ""
    until: str = ""
    about: bool = False
    note: str = ""
    basis: tuple[str, ...] = ()
    mention: str = ""


@register
class EntityOpened(Record, frozen=True, kw_only=True):
    """An entity enters the case; a person without category lies in quarantine (LAW L8)."""

    KIND: ClassVar[str] = "entity_opened"
    VERSION: ClassVar[int] = 1

    entity: str
    schema: str
    category: str = ""


@register
class ClaimsMade(Record, frozen=True, kw_only=True):
    """Claims about one entity that share a source document, an author and a handling code."""

    KIND: ClassVar[str] = "claims_made"
    VERSION: ClassVar[int] = 1

    entity: str
    schema: str
    document: str
    handling: Markings
    claims: tuple[Claim, ...]
    place: str = ""


@register
class ClaimJudged(Record, frozen=True, kw_only=True):
    """An agency supports or disputes a claim, or asks for its correction, in its own words.

    Support that names a document of its own is a further ground under the claim.
    """

    KIND: ClassVar[str] = "claim_judged"
    VERSION: ClassVar[int] = 1

    claim: str
    stance: str
    text: str
    language: str
    document: str = ""


@register
class ClaimCorrected(Record, frozen=True, kw_only=True):
    """The agency that made a claim puts another in its place; the first stays, struck."""

    KIND: ClassVar[str] = "claim_corrected"
    VERSION: ClassVar[int] = 1

    claim: str
    entity: str
    schema: str
    document: str
    handling: Markings
    replacement: Claim
    explanation: str


@register
class ClaimWithdrawn(Record, frozen=True, kw_only=True):
    """The agency that made a claim takes it back."""

    KIND: ClassVar[str] = "claim_withdrawn"
    VERSION: ClassVar[int] = 1

    claim: str
    reason: str
    explanation: str


@register
class CategorySet(Record, frozen=True, kw_only=True):
    """In what capacity a person appears, as this agency sees it (LAW L4)."""

    KIND: ClassVar[str] = "category_set"
    VERSION: ClassVar[int] = 1

    entity: str
    category: str
    explanation: str = ""


@register
class StatusChanged(Record, frozen=True, kw_only=True):
    """An agency's view of a person's part moves, on a cited document (REQUIREMENTS 3.4)."""

    KIND: ClassVar[str] = "status_changed"
    VERSION: ClassVar[int] = 1

    entity: str
    status: str
    document: str
    explanation: str = ""


class CitedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The document that clears a person, as whoever is no longer in the case can read it."""

    document: str
    source: str
    title: str
    language: str
    reference: str
    authority: str
    dated: str
    handling: Markings


@register
class ClearanceTold(Record, frozen=True, kw_only=True):
    """At the desk of an agency that left the case and still holds its file: the person is cleared.

    "Cleared" reaches every holder (REQUIREMENTS 3.4); what is written in a case reaches its members
    of today alone.
    """

    KIND: ClassVar[str] = "clearance_told"
    VERSION: ClassVar[int] = 1

    case: str
    entity: str
    cited: CitedDocument
    explanation: str = ""


@register
class EntitiesMerged(Record, frozen=True, kw_only=True):
    """An officer holds these entities to be one; undone exactly by a split of this merge."""

    KIND: ClassVar[str] = "entities_merged"
    VERSION: ClassVar[int] = 1

    merge: str
    entities: tuple[str, ...]
    reason: str


@register
class EntitiesSplit(Record, frozen=True, kw_only=True):
    """A merge no longer holds; any party may say so."""

    KIND: ClassVar[str] = "entities_split"
    VERSION: ClassVar[int] = 1

    merge: str
    reason: str


@register
class MentionExtracted(Record, frozen=True, kw_only=True):
    """What a machine found in a document: a layer of its own until a person accepts it."""

    KIND: ClassVar[str] = "mention_extracted"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    mention: str
    document: str
    tool: str
    tool_version: str
    schema: str
    property: str
    value: str
    language: str = ""
    place: str = ""


@register
class MentionJudged(Record, frozen=True, kw_only=True):
    """A person accepts what a machine found, for an entity, or rejects it."""

    KIND: ClassVar[str] = "mention_judged"
    VERSION: ClassVar[int] = 1

    mention: str
    verdict: str
    entity: str = ""
    reason: str = ""
