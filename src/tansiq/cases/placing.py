"""The places of a case: what is claimed of addresses, countries and coordinates, by entity.

Promises: only claims that stand and may be read; an address lies in a country only where the same
entity says so of itself as a place, and never because a person lives or was born there. Nationality
is no place. Does not: look anything up; what nobody claimed stands nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.store.connect import Tx

COUNTRIES = ("country", "mainCountry", "birthCountry")
COORDINATES = ("latitude", "longitude")
TOLD = ("full", "address", "location", "street", "city", "region", "postalCode", "birthPlace",
        "registrationPort", *COUNTRIES, *COORDINATES)  # fmt: skip
_PLACES = frozenset({"Address", "RealEstate", "Site"})
_NAMED = f'"property":"({"|".join(TOLD)})"'
MOST_ENTITIES = 100
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Place:
    """What one entity says of where it is: its claims, oldest first, in the order of `TOLD`."""

    file: EntityFile
    claims: tuple[ClaimSeen, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """The places in one country, by its code; empty for those that state none."""

    code: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A pair of coordinates that one entity is claimed to lie at."""

    file: EntityFile
    latitude: ClaimSeen
    longitude: ClaimSeen

    @property
    def at(self) -> tuple[float, float]:
        """Degrees north and east."""
        return float(self.latitude.fact.claim.value), float(self.longitude.fact.claim.value)


@dataclass(frozen=True, slots=True)
class Placed:
    """Entities with such claims, those said last first; `further` continues the list."""

    entities: tuple[str, ...]
    further: str


def placed(tx: Tx, channel: str, before: str = "", limit: int = MOST_ENTITIES) -> Placed:
    """The entities of a page."""
    number, _, origin = before.partition("@")
    seq = int(number) if number.isdecimal() and len(number) < _LONGEST else -1
    rows = tx.rows(
        "SELECT entity, origin, seq FROM case_claims WHERE channel = %s AND record ~ %s"
        " AND (%s < 0 OR (received, origin, seq) <"
        " (SELECT received, origin, seq FROM case_claims WHERE origin = %s AND seq = %s))"
        " ORDER BY received DESC, origin DESC, seq DESC LIMIT %s",
        (channel, _NAMED, seq, origin, seq, limit + 1),
    )
    last = rows[limit - 1] if len(rows) > limit else None
    ids = tuple(dict.fromkeys(row["entity"] for row in rows[:limit]))
    return Placed(ids, "" if last is None else f"{last['seq']}@{last['origin']}")


def by_country(files: Iterable[EntityFile]) -> tuple[Country, ...]:
    """The places of these files by the code of their country; those without one come last."""
    found: dict[str, list[Place]] = {}
    for file in files:
        told: dict[str, list[ClaimSeen]] = {}
        stated = _standing(file, COUNTRIES)
        for claim in _standing(file, TOLD):
            told.setdefault(_country(file, claim, stated), []).append(claim)
        for code, claims in told.items():
            found.setdefault(code, []).append(Place(file, tuple(claims)))
    ordered = sorted(found, key=lambda one: (not one, one))
    return tuple(Country(code, tuple(found[code])) for code in ordered)


def points(files: Iterable[EntityFile]) -> tuple[Point, ...]:
    """Every pair of coordinates of these files: of one record, or the only ones of an entity."""
    found = []
    for file in files:
        north, east = (
            [one for one in _standing(file, (name,)) if _degrees(one, most)]
            for name, most in zip(COORDINATES, (90, 180), strict=True)
        )
        alone = len(north) == len(east) == 1
        found += [
            Point(file, a, b)
            for a in north
            for b in east
            if alone or (a.fact.leaf, a.fact.entity) == (b.fact.leaf, b.fact.entity)
        ]
    return tuple(found)


def _standing(file: EntityFile, names: tuple[str, ...]) -> list[ClaimSeen]:
    claims = [
        one
        for said in file.properties
        if said.name in names
        for one in said.claims
        if one.stands and not one.hidden
    ]
    return sorted(claims, key=lambda one: names.index(one.fact.claim.property))


def _country(file: EntityFile, claim: ClaimSeen, stated: Iterable[ClaimSeen]) -> str:
    name = claim.fact.claim.property
    if name in COUNTRIES:
        return claim.fact.claim.value
    source = "birthCountry" if name == "birthPlace" else "country"
    codes = {one.fact.claim.value for one in stated if one.fact.claim.property == source}
    fits = name == "birthPlace" or file.schema in _PLACES
    return codes.pop() if fits and len(codes) == 1 else ""


def _degrees(claim: ClaimSeen, most: int) -> bool:
    try:
        return abs(float(claim.fact.claim.value)) <= most
    except ValueError:
        return False
