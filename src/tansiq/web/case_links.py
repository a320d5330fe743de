"""What an entity is tied to, by kind of tie, and the drawing of it as numbers for a page.

Promises: a tie is shown only where a claim that this officer may read says it; what somebody
concluded is dashed, what was perceived is drawn through, and the list says so in words. Drawn are
at most `MOST_DRAWN` things, in the order of the list: by kind of tie, then by name.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.formats import schemata
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language
from tansiq.terms.status import Status
from tansiq.web.case_words import caption

MOST_DRAWN = 24
ONE_RING = 8
FEW = 4
COLUMN, ROW = 235, 38
WIDTH, HEIGHT = 760, 460
_SHORT = 24
_MARGIN = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One tie: what kind, to what, which claims say it, and the entity that is the tie, if one is.

    `inward` says that the other one points here.
    """

    kind: str
    other: EntityFile
    claims: tuple[ClaimSeen, ...]
    via: EntityFile | None = None
    inward: bool = False

    @property
    def fact(self) -> bool:
        """Whether every claim that says it was perceived, and none concluded."""
        return all(one.fact.claim.nature == "fact" for one in self.claims)

    @property
    def stands(self) -> bool:
        """Whether every claim that says it still rests on something."""
        return all(one.stands for one in self.claims)

    @property
    def disputed(self) -> bool:
        """Whether an agency disputes one of them."""
        return any(one.disputed for one in self.claims)


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing in the drawing: where it stands, its shape and edge, and its ties.

    `beside` says where its name stands: under it, before it or after it.
    """

    x: int
    y: int
    beside: str
    entity: str
    name: str
    shape: str
    status: str
    links: tuple[Link, ...]

    @property
    def short(self) -> str:
        """The name as far as it has room."""
        return self.name if len(self.name) <= _SHORT else f"{self.name[:_SHORT]}…"

    @property
    def fact(self) -> bool:
        """Whether any tie to it was perceived."""
        return any(one.fact for one in self.links)


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing: the entity in the middle, what stands around it, how many found no room."""

    middle: Spot
    spots: tuple[Spot, ...]
    more: int

    @property
    def frame(self) -> str:
        """What of the plane is drawn on, as SVG writes it."""
        heights = [one.y for one in (self.middle, *self.spots)]
        top = min(heights) - _MARGIN
        return f"0 {top} {WIDTH} {max(heights) + _MARGIN - top}"


def links(file: EntityFile, tied: Iterable[EntityFile], language: Language) -> tuple[Link, ...]:
    """The ties of a file, by kind, then by name."""
    near = tuple(tied)
    by_id = {member: one for one in near for member in one.members}
    found = [*_outward(file, by_id, language)]
    for one in near:
        found += _inward(file, one, by_id, language)
    found.sort(key=lambda one: (one.kind.casefold(), caption(one.other).casefold()))
    return tuple(found)


def by_kind(found: Iterable[Link]) -> Mapping[str, tuple[Link, ...]]:
    """The same, under the word for each kind."""
    kinds: dict[str, tuple[Link, ...]] = {}
    for one in found:
        kinds[one.kind] = (*kinds.get(one.kind, ()), one)
    return kinds


def graph(file: EntityFile, found: Iterable[Link]) -> Graph | None:
    """What of the ties stands, around the entity; None when nothing does."""
    others: dict[tuple[str, ...], list[Link]] = {}
    for one in found:
        if one.stands:
            others.setdefault(one.other.members, []).append(one)
    if not others:
        return None
    drawn = list(others.values())[:MOST_DRAWN]
    spots = tuple(
        _spot(ties[0].other, place, tuple(ties))
        for ties, place in zip(drawn, _places(len(drawn)), strict=True)
    )
    return Graph(
        _spot(file, (WIDTH // 2, HEIGHT // 2, "under"), ()), spots, len(others) - len(drawn)
    )


def _places(count: int) -> Iterator[tuple[int, int, str]]:
    """Places around the middle; where a ring would be crowded, two columns with names beside."""
    if count > ONE_RING:
        for number in range(count):
            x, beside = ((WIDTH - COLUMN, "after"), (COLUMN, "before"))[number % 2]
            rows = (count + 1 - number % 2) // 2
            yield x, HEIGHT // 2 + round((number // 2 - (rows - 1) / 2) * ROW), beside
        return
    # Few things stand beside the entity rather than above it: the drawing stays low.
    start, flat = (0.0, 0.7) if count <= FEW else (math.pi / 2, 1.0)
    for number in range(count):
        turn = 2 * math.pi * number / count - start
        over = math.cos(turn) * (WIDTH / 2 - 110)
        down = math.sin(turn) * (HEIGHT / 2 - _MARGIN) * flat
        yield round(WIDTH / 2 + over), round(HEIGHT / 2 + down), "under"


def _spot(one: EntityFile, place: tuple[int, int, str], ties: tuple[Link, ...]) -> Spot:
    shape = "person" if one.person else "thing"
    return Spot(*place, one.entity, caption(one), shape, _status(one), ties)


def _status(one: EntityFile) -> str:
    """The one status that stands and all agencies that said one share; empty where they differ."""
    said = {each.fact.status for each in one.statuses if each.standing}
    alone = said.pop() if len(said) == 1 else ""
    return alone if alone in set(Status) else ""


def _outward(
    file: EntityFile, by_id: Mapping[str, EntityFile], language: Language
) -> Iterator[Link]:
    """What the file itself points to."""
    for claim in _readable(file):
        other = by_id.get(claim.fact.claim.value)
        if other is not None and other.members != file.members:
            kind = _word(file.schema, claim.fact.claim.property, language)
            yield Link(kind=kind, other=other, claims=(claim,))


def _inward(
    file: EntityFile, one: EntityFile, by_id: Mapping[str, EntityFile], language: Language
) -> Iterator[Link]:
    """What points to the file; through an entity that only ties others, what is at its far end."""
    here = [each for each in _readable(one) if each.fact.claim.value in file.members]
    if not here:
        return
    edge = _edge(one.schema)
    if edge is None:
        for claim in here:
            kind = _word(one.schema, claim.fact.claim.property, language)
            yield Link(kind=kind, other=one, claims=(claim,), inward=True)
        return
    ends = [
        each
        for each in _readable(one)
        if each.fact.claim.property in edge and each.fact.claim.value not in file.members
    ]
    for claim in ends:
        other = by_id.get(claim.fact.claim.value)
        if other is not None:
            kind = _word(one.schema, "", language)
            yield Link(kind=kind, other=other, claims=(here[0], claim), via=one)


def _readable(file: EntityFile) -> Iterator[ClaimSeen]:
    return (one for one in file.claims if not one.hidden)


def _edge(schema: str) -> tuple[str, str] | None:
    try:
        return schemata.schema(schema).edge
    except Invalid:
        return None


def _word(schema: str, name: str, language: Language) -> str:
    try:
        return schemata.label(schema, name, language)
    except Invalid:
        return name or schema
