"""The places of an entity: where it was, as the claims that stand and may be read say, and when.

Promises: a place is told in its source's words, with its dates and how good it is; nothing is
looked up, so nothing of a case leaves the node to be drawn on somebody's map.
"""

from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.formats import schemata
from tansiq.terms.errors import Invalid

_KINDS = frozenset({"address", "country"})
_TARGETS = frozenset({"Address", "Site"})


def places(file: EntityFile) -> tuple[ClaimSeen, ...]:
    """Claims of places, by their dates, those without any last."""
    found = [
        one
        for one in file.claims
        if one.stands and not one.hidden and _place(file.schema, one.fact.claim.property)
    ]
    return tuple(sorted(found, key=lambda one: (one.fact.claim.since or "9", one.fact.time)))


def _place(schema: str, name: str) -> bool:
    try:
        found = schemata.property_of(schema, name)
    except Invalid:
        return False
    return found.type in _KINDS or found.target in _TARGETS or name.endswith("Place")
