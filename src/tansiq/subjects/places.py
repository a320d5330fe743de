"""Places by name in four languages: keys under which a place meets itself (part of the norm).

Promises: pure; a place has the keys of its sounds, and, where its names in other languages sound
otherwise, the key of the place itself. Does not: know where a place lies.
"""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice, product

from tansiq.names.skeletons import skeletons
from tansiq.names.words import SEAM, words
from tansiq.terms.errors import Invalid

MOST_READINGS = 6
"""Readings of a place; more are readings that nobody meant."""
_LONGEST = 60


def place_keys(place: str) -> tuple[str, ...]:
    """The keys of a place, likeliest first; Invalid `identifier_name_place` for what is none."""
    if not place:
        return ()
    needed = [one.forms for one in words(place) if not one.optional and not one.number]
    heard = [found for forms in needed if (found := _heard(forms))]
    if not heard:
        raise Invalid("identifier_name_place")
    readings = islice(product(*heard), MOST_READINGS)
    known = _known().get(_spelt(place))
    heard_so = dict.fromkeys("".join(one)[:_LONGEST] for one in readings)
    return (*((known,) if known else ()), *heard_so)


def _heard(forms: Sequence[str]) -> tuple[str, ...]:
    """How a word of a place sounds, first without the article that Arabic writes with it."""
    spelt = sorted(forms, key=len)
    found = (heard for one in spelt for heard in skeletons(one.replace(SEAM, "")))
    return tuple(dict.fromkeys(found))


def _spelt(place: str) -> str:
    return " ".join(one.forms[0] for one in words(place) if not one.optional)


@cache
def _known() -> Mapping[str, str]:
    """Spellings of places that have several names, each with the key of its place."""
    told = tomllib.loads((files("tansiq.subjects") / "places.toml").read_text(encoding="utf-8"))
    return {_spelt(one): f"@{_spelt(place[0])}" for place in told["places"] for one in place}
