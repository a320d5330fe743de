"""Why an entity was found, in words: which of its names, numbers or plates, and in which script."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.cases import meeting
from tansiq.cases.finding import Found, Searched
from tansiq.names.answering import WordsMet
from tansiq.terms.naming import NameMet
from tansiq.web.screens import N_

MOST = 2
MOST_WORDS = 3
SCRIPTS = {
    "ARABIC": N_("in Arabic script"),
    "LATIN": N_("in Latin script"),
    "TIFINAGH": N_("in Tifinagh script"),
    "CYRILLIC": N_("in Cyrillic script"),
}


@dataclass(frozen=True, slots=True)
class Met:
    """One reason: the property and value, its script, and whether the question has another.

    `how` it met, and the words that met otherwise than as they are written.
    """

    property: str
    value: str
    language: str
    script: str
    other: bool
    stands: bool
    outside: bool
    how: NameMet
    words: tuple[WordsMet, ...] = ()


def script_of(text: str) -> str:
    """The script of the first letter, as Unicode names it; empty without a letter."""
    first = next((one for one in text if one.isalpha()), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""


def met(found: Found, asked: str) -> Mapping[str, tuple[Met, ...]]:
    """For each entity found, the claims by which it answers, `MOST` at most."""
    own = script_of(asked)
    return {
        entity: tuple(_met(one, own) for one in why[:MOST])
        for entity, why in (found.why.items() if isinstance(found, Searched) else ())
    }


def _met(one: meeting.Met, own: str) -> Met:
    claim = one.claim.fact.claim
    script = script_of(claim.value)
    return Met(
        property=claim.property,
        value=claim.value,
        language=claim.language,
        script=script,
        other=bool(own and script) and own != script,
        stands=one.claim.stands,
        outside=one.claim.state == "outside_agreement",
        how=one.how,
        words=one.words[:MOST_WORDS],
    )
