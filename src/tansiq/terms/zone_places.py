"""Where a zone of the zone table lies: the one place that the table itself names for it.

Promises: comes from the same ``tzdata`` package as local times, in the public domain and on this
machine. Tells the principal place of a zone, which may lie far from whatever keeps its time.
"""

import re
from functools import cache
from importlib.resources import files

_ROW = re.compile(r"[A-Z]{2}\t([+-])(\d{4}|\d{6})([+-])(\d{5}|\d{7})\t([A-Za-z0-9_+/-]+)(?:\t.*)?")


def zone_place(zone: str) -> tuple[float, float] | None:
    """Degrees north and east of a zone's principal place; None where the table names none."""
    return _places().get(zone)


@cache
def _places() -> dict[str, tuple[float, float]]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (_ROW.fullmatch(one) for one in table.splitlines())
    return {
        row[5]: (_degrees(row[1], row[2], 2), _degrees(row[3], row[4], 3)) for row in rows if row
    }


def _degrees(sign: str, digits: str, whole: int) -> float:
    """Degrees out of ``DDMM``, ``DDMMSS``, ``DDDMM`` or ``DDDMMSS``."""
    rest = digits[whole:].ljust(4, "0")
    value = int(digits[:whole]) + int(rest[:2]) / 60 + int(rest[2:]) / 3600
    return value if sign == "+" else -value
