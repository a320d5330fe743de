"""Whole and partial dates as claims carry them: a year, a month of a year, a day."""

import re
from calendar import monthrange
from datetime import date

from tansiq.terms.errors import Invalid

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def clean_date(text: str, field: str) -> str:
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD` that exists, or empty; Invalid `claim_date`."""
    if text and span(text) is None:
        raise Invalid("claim_date", field=field, value=text[:20])
    return text


def check_span(since: str, until: str) -> None:
    """Both are dates or empty, and the first is not after the last; Invalid `claim_date`."""
    if not since and not until:
        return
    clean_date(since, "since")
    clean_date(until, "until")
    first, last = span(since), span(until)
    if first is not None and last is not None and first[0] > last[1]:
        raise Invalid("claim_date", field="until", value=until)


def span(text: str) -> tuple[date, date] | None:
    """The first and the last day a whole or partial date covers; None when it is no date."""
    found = _PARTIAL.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        if month:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None
