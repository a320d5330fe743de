"""Where our own sites lie, for a plan that fetches nothing: those with coordinates that make sense.

Promises: only sites that this officer may see; a site without coordinates is left to the list.
"""

from dataclasses import dataclass

from tansiq.node.operation_lists import OwnPart
from tansiq.operations.checklists import Checklist


@dataclass(frozen=True, slots=True)
class Spot:
    """A site at its degrees north and east."""

    held: Checklist
    at: tuple[float, float]


def spots(part: OwnPart | None) -> tuple[Spot, ...]:
    """The sites of our own part that lie somewhere on the globe."""
    lists = part.lists if part else ()
    found = ((one, degrees(one.site.latitude, one.site.longitude)) for one in lists)
    return tuple(Spot(one, at) for one, at in found if at is not None)


def degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Degrees north and east as numbers; None for what names no place on the globe."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None
