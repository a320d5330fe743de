"""Places on the map as CAP 1.2 spells them: circles and polygons of decimal degrees.

Promises: one spelling for each circle and polygon; what is none is refused by its own text. Does
not: say whether a place is the right one, or draw it.
"""

import re
from decimal import Decimal

from tansiq.terms.errors import Invalid

MOST = 20
MOST_POINTS = 200
LEAST_POINTS = 4
_NUMBER = r"-?[0-9]{1,3}(?:\.[0-9]{1,6})?"
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})")
_RADIUS = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3})?")
_LATITUDE, _LONGITUDE = Decimal(90), Decimal(180)


def clean_circles(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Circles `latitude,longitude radius`, kilometres; Invalid `alert_circle`."""
    return tuple(_circle(one) for one in _few(texts))


def clean_polygons(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Polygons of at least four points, the last as the first; Invalid `alert_polygon`."""
    return tuple(_polygon(one) for one in _few(texts))


def _few(texts: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(one.strip() for one in texts if one.strip())
    if len(found) > MOST:
        raise Invalid("alert_areas", most=MOST)
    return found


def _circle(text: str) -> str:
    parts = text.split()
    if len(parts) != 2 or not _is_point(parts[0]) or _RADIUS.fullmatch(parts[1]) is None:
        raise Invalid("alert_circle", value=text[:60])
    return " ".join(parts)


def _polygon(text: str) -> str:
    points = text.split()
    whole = LEAST_POINTS <= len(points) <= MOST_POINTS and points[0] == points[-1]
    if not whole or not all(map(_is_point, points)):
        raise Invalid("alert_polygon", value=text[:60])
    return " ".join(points)


def _is_point(text: str) -> bool:
    found = _POINT.fullmatch(text)
    if found is None:
        return False
    latitude, longitude = Decimal(found[1]), Decimal(found[2])
    return abs(latitude) <= _LATITUDE and abs(longitude) <= _LONGITUDE
