"""Handling codes: what a recipient may do with material, set by its originator.

Sources: Council guidance on handling codes H0 to H3 (as published 2018); FIRST TLP 2.0.
Promises: the code travels unchanged; what it forbids is answered here and nowhere else. Does not:
read the originator's own conditions; a person must.
"""

from __future__ import annotations

from dataclasses import dataclass

from tansiq.terms.errors import Invalid
from tansiq.terms.vocabulary import DomainWord


class HandlingCode(DomainWord):
    """What the originator allows."""

    H0 = "H0"  # use in line with the law of the recipient
    H1 = "H1"  # not in judicial proceedings without permission
    H2 = "H2"  # no dissemination without permission
    H3 = "H3"  # other restrictions, written out


class Tlp(DomainWord):
    """The Traffic Light Protocol labels, version 2.0."""

    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"


_TLP_KEEPS_TO_RECIPIENTS = frozenset({Tlp.RED, Tlp.AMBER_STRICT, Tlp.AMBER})


@dataclass(frozen=True, slots=True)
class Handling:
    """The handling of one piece of material: code, TLP label where one was set, conditions."""

    code: str
    tlp: str | None = None
    conditions: str = ""

    def __post_init__(self) -> None:
        """Refuse unknown codes, and H3 without its conditions: Invalid ``handling_conditions``."""
        HandlingCode(self.code)
        if self.tlp is not None:
            Tlp(self.tlp)
        if self.code == HandlingCode.H3 and not self.conditions.strip():
            raise Invalid("handling_conditions")


def needs_permission_onward(handling: Handling, *, third_party: bool) -> bool:
    """Whether passing it on to a further agency needs the originator's signed permission.

    Always for material that another agency originated; for one's own, when the code restricts
    dissemination (H2), carries conditions only a person can read (H3), or the TLP label keeps it
    to its recipients.
    """
    restricted = handling.code in {HandlingCode.H2, HandlingCode.H3}
    return third_party or restricted or handling.tlp in _TLP_KEEPS_TO_RECIPIENTS


def allowed_in_court(handling: Handling) -> bool:
    """Whether the code leaves it free for judicial proceedings: H1 does not.

    H3's conditions may forbid it too: a person must read them. H2 and third-party material are a
    matter of ``needs_permission_onward``.
    """
    return handling.code != HandlingCode.H1
