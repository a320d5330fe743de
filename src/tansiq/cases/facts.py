"""What the tables of a case hold, as plain values: one for each record that counts.

Promises: values only. A fact says who wrote it and when; whether it still stands is found by
`standing`, never stored.
"""

from dataclasses import dataclass, field

from tansiq.cases.bounds import Bounds
from tansiq.record.cases import DocumentFiled
from tansiq.record.claims import Claim
from tansiq.record.material import Markings


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Who said it, when, and in which entry it lies."""

    agency: str
    officer: str
    time: str
    origin: str
    seq: int
    leaf: str
    class_id: str
    # When it came to this node: other nodes have another instant, so it tells nothing of a fact.
    received: str = field(default="", compare=False)

    @property
    def order(self) -> tuple[str, str, int]:
        """The order of facts for people: by the time told, then by place; the same everywhere."""
        return (self.time, self.origin, self.seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFact(Fact):
    """An entity was opened."""

    entity: str
    schema: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFact(Fact):
    """One claim; `corrects` names the claim it replaces."""

    id: str
    entity: str
    document: str
    handling: Markings
    claim: Claim
    place: str = ""
    corrects: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEnd(Fact):
    """A claim was withdrawn; counts from the agency that made it."""

    claim: str
    reason: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Fact):
    """Somebody supports or disputes a claim, or asks for its correction."""

    claim: str
    stance: str
    text: str
    language: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact(Fact):
    """A source was filed."""

    document: str
    record: DocumentFiled

    @property
    def key(self) -> tuple[str, str]:
        """What tells sources apart: who filed it, under which id."""
        return (self.agency, self.document)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEnd(Fact):
    """A source was withdrawn: by its agency in the case, or by a recall of the release it cites."""

    document: str
    reason: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryFact(Fact):
    """In what capacity an agency sees a person."""

    entity: str
    category: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFact(Fact):
    """What an agency holds about a person's part, and the document that carries it."""

    entity: str
    status: str
    document: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Fact):
    """Somebody held these entities to be one."""

    merge: str
    entities: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Fact):
    """A merge no longer holds."""

    merge: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionFact(Fact):
    """What a machine extracted."""

    mention: str
    document: str
    tool: str
    tool_version: str
    schema: str
    property: str
    value: str
    language: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionEnd(Fact):
    """A person accepted or rejected what a machine extracted."""

    mention: str
    verdict: str
    entity: str
    reason: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """All facts about some entities, in any order, and the bounds that the agreement sets."""

    entities: tuple[EntityFact, ...] = ()
    claims: tuple[ClaimFact, ...] = ()
    claim_ends: tuple[ClaimEnd, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    documents: tuple[DocumentFact, ...] = ()
    document_ends: tuple[DocumentEnd, ...] = ()
    categories: tuple[CategoryFact, ...] = ()
    statuses: tuple[StatusFact, ...] = ()
    merges: tuple[Merge, ...] = ()
    splits: tuple[Split, ...] = ()
    mentions: tuple[MentionFact, ...] = ()
    mention_ends: tuple[MentionEnd, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
