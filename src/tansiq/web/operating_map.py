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
    found = ((one, _degrees(one)) for one in (part.lists if part else ()))
    return tuple(Spot(one, at) for one, at in found if at is not None)


def _degrees(one: Checklist) -> tuple[float, float] | None:
    try:
        north, east = float(one.site.latitude), float(one.site.longitude)
    except ValueError:
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None
