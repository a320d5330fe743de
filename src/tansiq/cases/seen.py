"""The file of an entity as people read it: the shapes, and one digest that says two are equal.

Promises: plain values. Does not: build a file (`view` does) or hide anything of it (`hiding` does).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import msgspec

from tansiq.cases.facts import (
    CategoryFact,
    ClaimFact,
    DocumentEnd,
    DocumentFact,
    EntityFact,
    Judgement,
    MentionFact,
    Merge,
    StatusFact,
)
from tansiq.cases.outside import Apart
from tansiq.record import canonical
from tansiq.terms.casework import Stance
from tansiq.terms.status import Status

NAMES = ("name", "alias", "weakAlias", "previousName")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSeen:
    """The source under a claim: the document, the first origin it repeats, what ended it."""

    document: DocumentFact | None
    root: DocumentFact | None
    end: DocumentEnd | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSeen:
    """One claim in a file.

    `state` is `stands`, `corrected`, `withdrawn`, `outside_agreement` or `source_withdrawn`; `late`
    says that it came to this node long after the end of what bears it; `roots` are the first
    origins (agency, document) it rests on itself, `origins` counts those of all claims in sight
    that say the same; `hidden` says that this officer may not see it: then nothing of it but
    property, handling code and agency is left.
    """

    fact: ClaimFact
    state: str
    ended: str = ""
    replaced_by: str = ""
    source: SourceSeen
    roots: frozenset[tuple[str, str]] = frozenset()
    origins: int = 0
    judgements: tuple[Judgement, ...] = ()
    hidden: bool = False
    late: bool = field(default=False, compare=False)

    @property
    def stands(self) -> bool:
        """Whether the claim still rests on something."""
        return self.state == "stands"

    @property
    def disputed(self) -> bool:
        """Whether an agency disputes it."""
        return any(one.stance == Stance.DISPUTE for one in self.judgements)


def counted(claims: Iterable[ClaimSeen]) -> tuple[ClaimSeen, ...]:
    """The claims about one property, each with the origins of all in sight that say the same."""
    every = tuple(claims)
    roots: dict[str, set[tuple[str, str]]] = {}
    for one in every:
        if not one.hidden:
            roots.setdefault(one.fact.claim.value, set()).update(one.roots)
    return tuple(
        one if one.hidden else replace(one, origins=len(roots[one.fact.claim.value]))
        for one in every
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertySeen:
    """All that is said about one property, oldest first; `clash` when what stands contradicts."""

    name: str
    claims: tuple[ClaimSeen, ...]
    clash: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSeen:
    """What one agency holds about the person's part, with the document that carries it."""

    fact: StatusFact
    document: DocumentFact | None
    standing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityFile:
    """The file of one entity, or of several that are held to be one.

    `outside` when it was opened outside the agreement alone; `apart` is what was said so of it.
    """

    entity: str
    members: tuple[str, ...]
    opened: tuple[EntityFact, ...]
    schema: str
    person: bool
    names: tuple[str, ...]
    categories: tuple[CategoryFact, ...]
    statuses: tuple[StatusSeen, ...]
    properties: tuple[PropertySeen, ...]
    merges: tuple[Merge, ...]
    mentions: tuple[MentionFact, ...] = ()
    outside: bool = False
    apart: tuple[Apart, ...] = ()

    @property
    def caption(self) -> str:
        """What to call it: its first name that stands, else its id."""
        return self.names[0] if self.names else self.entity

    @property
    def claims(self) -> tuple[ClaimSeen, ...]:
        """Every claim of the file."""
        return tuple(claim for one in self.properties for claim in one.claims)

    @property
    def quarantined(self) -> bool:
        """Whether it is a person whom nobody has categorised (REQUIREMENTS 3.3)."""
        return self.person and not self.categories

    @property
    def cleared(self) -> bool:
        """Whether an agency cleared the person."""
        return any(one.fact.status == Status.CLEARED and one.standing for one in self.statuses)

    @property
    def categories_held(self) -> tuple[CategoryFact, ...]:
        """What agencies see the person as, but for those that cleared them: for lists.

        Beside "cleared" a line has no room to say that "suspect" is what they were.
        """
        cleared = {
            one.fact.agency
            for one in self.statuses
            if one.standing and one.fact.status == Status.CLEARED
        }
        return tuple(one for one in self.categories if one.agency not in cleared)

    @property
    def clashes(self) -> tuple[PropertySeen, ...]:
        """The properties about which what stands contradicts."""
        return tuple(one for one in self.properties if one.clash)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the whole file in canonical form: equal where the facts are equal."""
        return canonical.digest(_spelt(self)).hex()


def _spelt(file: EntityFile) -> dict[str, object]:
    """A file in plain values, without what only this node knows."""
    return {
        "members": list(file.members),
        "schema": file.schema,
        "categories": [[one.agency, one.category] for one in file.categories],
        "statuses": [
            [one.fact.agency, one.fact.status, one.fact.document, one.standing]
            for one in file.statuses
        ],
        "claims": [_spelt_claim(one) for one in file.claims],
        "clashes": [one.name for one in file.clashes],
        "merges": [one.merge for one in file.merges],
        "mentions": [one.mention for one in file.mentions],
        "outside": file.outside,
        "apart": [[one.kind, one.fact.agency, one.said, one.claim] for one in file.apart],
    }


def _spelt_claim(one: ClaimSeen) -> list[object]:
    fact = one.fact
    return [
        fact.id,
        fact.entity,
        msgspec.to_builtins(fact.claim),
        fact.document,
        fact.handling.code,
        one.state,
        one.replaced_by,
        one.origins,
        [[word.agency, word.stance, word.text] for word in one.judgements],
    ]
