"""What an officer decides about proposals, and what a batch of decisions becomes, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tansiq.intake.texts import Hints
from tansiq.intake.values import Draft, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an officer decides about the proposal of that number (from 1).

    `value` is what is claimed in place of the text's own words (`changed`), `entity` an entity of
    the case, or `#N` for what proposal N became; `property` where the usual one does not fit;
    `reason` for a rejection; `category` in what capacity a person appears.
    """

    number: int
    verdict: str
    value: str = ""
    entity: str = ""
    property: str = ""
    reason: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An entity that enters the case."""

    entity: str
    schema: str
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One claim: about which entity, what, from which stretch, and how sure the text is of it."""

    number: int
    entity: str
    property: str
    value: str
    span: Span
    language: str
    note: str
    doubted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """Which entity and property proposal `number` stands for now."""

    number: int
    entity: str
    property: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Becoming:
    """All that a batch becomes."""

    openings: tuple[Opening, ...]
    sayings: tuple[Saying, ...]
    became: tuple[Became, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a batch stands on: the draft, what is judged already, what the case knows.

    `fresh` gives each number the id of an entity it may open; `earlier` names what a number became
    in this case before, `settled` every number judged before anywhere; `schemas` are the types of
    entities of the case that verdicts name.
    """

    draft: Draft
    hints: Hints
    fresh: Mapping[int, str]
    earlier: Mapping[int, str] = field(default_factory=dict)
    settled: frozenset[int] = frozenset()
    schemas: Mapping[str, str] = field(default_factory=dict)
    clashing: frozenset[int] = frozenset()
