"""Who counts as a minor: the age on the day of the act decides, by the law of the place.

Promises: a date of birth known only in part counts for the person: who may have been a minor is
`POSSIBLE`, and is protected as one. Does not: estimate an age from a face or an impression.
"""

from __future__ import annotations

import re
from datetime import date

from tansiq.terms.errors import Invalid
from tansiq.terms.vocabulary import DomainWord

_BORN_RE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Minority(DomainWord):
    """Whether a person was a minor on the day of an act."""

    ADULT = "adult"
    MINOR = "minor"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"

    @property
    def protected(self) -> bool:
        """Whether the person is treated as a minor: when it is so or may be so."""
        return self in (Minority.MINOR, Minority.POSSIBLE)


def minority(born: str, act: date, majority: int) -> Minority:
    """Whether somebody born then (``YYYY``, ``YYYY-MM`` or a day) was a minor on the day of an act.

    Invalid ``born_malformed`` for anything else, and for a birth after the act.
    """
    if not born:
        return Minority.UNKNOWN
    first, last = _born(born)
    if first > act:
        raise Invalid("born_malformed", value=born[:20])
    if _birthday(last, majority) <= act:
        return Minority.ADULT
    return Minority.POSSIBLE if _birthday(first, majority) <= act else Minority.MINOR


def age_on(born: date, day: date) -> int:
    """Full years on a day; one born on a 29 February grows older on 1 March in other years."""
    years = day.year - born.year
    return years if _birthday(born, years) <= day else years - 1


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _born(text: str) -> tuple[date, date]:
    """The first and the last day on which somebody may have been born."""
    found = _BORN_RE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year = int(found[1])
        first = date(year, int(found[2] or 1), int(found[3] or 1))
        if found[3]:
            return first, first
        last = date(year, int(found[2] or 12), 28)
        while (following := date.fromordinal(last.toordinal() + 1)).month == last.month:
            last = following
        return first, last
    except ValueError:
        raise Invalid("born_malformed", value=text[:20]) from None
