"""The words of the register in a record: titles of its kinds, its fields, and what its codes say.

Promises: every kind of the register has its name in a list and its title in the dialog, every field
its word; a field that means another thing elsewhere has its own word here alone.
"""

from collections.abc import Mapping

from tansiq.terms import words as vocabulary
from tansiq.terms.languages import Language
from tansiq.web.screens import N_
from tansiq.web.speech import catalogue

KINDS: Mapping[str, str] = {
    "arrest_noted": N_("You are signing what happened to a person held"),
    "arrest_recorded": N_("You are signing the record of an arrest"),
    "field_synced": N_("You are signing what a telephone brought in"),
    "incident_recorded": N_("You are signing the record of an incident"),
    "item_seized": N_("You are signing the record of a seizure"),
}
ENTRIES: Mapping[str, str] = {
    "arrest_noted": N_("what happened to a person held"),
    "arrest_recorded": N_("an arrest recorded"),
    "field_synced": N_("what a telephone brought in"),
    "incident_recorded": N_("an incident recorded"),
    "item_seized": N_("a thing seized"),
}
FIELDS: Mapping[str, str] = {
    "arrest": N_("Arrest"),
    "at": N_("Hour (UTC)"),
    "attachments": N_("Photographs"),
    "born": N_("Date of birth"),
    "by": N_("By whom"),
    "chain": N_("Chain of the telephone"),
    "clock": N_("Custody clock"),
    "corrects": N_("Corrects the note"),
    "device": N_("Telephone"),
    "document": N_("Document"),
    "event": N_("What happened"),
    "first": N_("First item"),
    "found": N_("Where it was found"),
    "ground": N_("Ground of the arrest"),
    "held_by": N_("Found with"),
    "holds": N_("Digests of the records"),
    "incident": N_("Incident"),
    "interpreter": N_("Interpreter needed"),
    "item": N_("Thing"),
    "jurisdiction": N_("Rule set"),
    "label": N_("Label"),
    "last": N_("Last item"),
    "mark": N_("On the telephone"),
    "minor": N_("A minor, or seems to be"),
    "nationalities": N_("Nationalities"),
    "note": N_("Note"),
    "number": N_("Number at the site"),
    "objection": N_("Objection on the spot"),
    "offset_ms": N_("Clock ahead by (ms)"),
    "operation": N_("Operation"),
    "rights_told_at": N_("Rights told at (UTC)"),
    "seq": N_("Number of the item"),
    "site": N_("Site"),
    "what": N_("What it is"),
    "words": N_("Description"),
    "zone": N_("Zone"),
}
PROSE = frozenset({"by", "document", "found", "note", "objection", "words"})
"""What people wrote: shown in its own direction."""

_CODES: Mapping[str, tuple[str, ...]] = {
    "by": ("authorities",),
    "event": ("arrest_events",),
    "what": ("seized_kinds", "incidents"),
}
_EITHER = {"true": N_("yes"), "false": N_("no")}
_YES_OR_NO = frozenset({"interpreter", "minor"})


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code of the register says to people; empty for anything else."""
    name = path[-1]
    if name in _YES_OR_NO and value in _EITHER:
        return str(catalogue(language).gettext(_EITHER[value]))
    for listed in _CODES.get(name, ()):
        if value in vocabulary.LISTS[listed]:
            return vocabulary.say(listed, value, language)
    return ""
