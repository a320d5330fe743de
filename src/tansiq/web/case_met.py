"""Why an entity was found, in words: which of its names, numbers or plates, and in which script."""

import unicodedata
from dataclasses import dataclass

from tansiq.cases.meeting import reasons
from tansiq.cases.seen import EntityFile
from tansiq.web.screens import N_

MOST = 2
SCRIPTS = {
    "ARABIC": N_("in Arabic script"),
    "LATIN": N_("in Latin script"),
    "TIFINAGH": N_("in Tifinagh script"),
    "CYRILLIC": N_("in Cyrillic script"),
}


@dataclass(frozen=True, slots=True)
class Met:
    """One reason: the property and value, its script, and whether the question has another."""

    property: str
    value: str
    language: str
    script: str
    other: bool
    stands: bool
    outside: bool


def script_of(text: str) -> str:
    """The script of the first letter, as Unicode names it; empty without a letter."""
    first = next((one for one in text if one.isalpha()), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""


def met(file: EntityFile, asked: str) -> tuple[Met, ...]:
    """The claims by which a file answers, `MOST` at most."""
    own = script_of(asked)
    found = []
    for one in reasons(file, asked)[:MOST]:
        claim = one.fact.claim
        script = script_of(claim.value)
        other = bool(own and script) and own != script
        outside = one.state == "outside_agreement"
        found.append(
            Met(claim.property, claim.value, claim.language, script, other, one.stands, outside)
        )
    return tuple(found)
