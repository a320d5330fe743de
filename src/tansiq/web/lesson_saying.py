"""The words of an evaluation in a record: its title, its fields, what its codes say."""

from collections.abc import Mapping

from tansiq.terms import words as vocabulary
from tansiq.terms.languages import Language
from tansiq.web.screens import N_

KINDS: Mapping[str, str] = {
    "evaluation_filed": N_("You are signing your agency's evaluation of an operation"),
}
ENTRIES: Mapping[str, str] = {"evaluation_filed": N_("an evaluation of an operation")}
FIELDS: Mapping[str, str] = {
    "area": N_("About"),
    "change": N_("What changes"),
    "findings": N_("Findings"),
    "kept": N_("To be kept"),
    "operation": N_("Operation"),
    "rule": N_("Rule that changes"),
    "what": N_("What happened"),
    "why": N_("Why"),
}
PROSE = frozenset({"kept", "why", "change"})
"""What people wrote: shown in its own direction."""


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code of an evaluation says to people; empty for anything else."""
    if path[-1] == "area" and value in vocabulary.LISTS["lesson_areas"]:
        return vocabulary.say("lesson_areas", value, language)
    return ""
