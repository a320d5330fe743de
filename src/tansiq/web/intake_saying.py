"""The words of intake in a record: what is signed, its fields, what its codes say."""

from collections.abc import Mapping

from tansiq.terms import words as vocabulary
from tansiq.terms.languages import Language
from tansiq.web.screens import N_

KINDS: Mapping[str, str] = {
    "draft_judged": N_("You are signing verdicts on what a text says"),
    "draft_set_aside": N_("You are signing that a whole draft is set aside"),
}
ENTRIES: Mapping[str, str] = {
    "draft_judged": N_("proposals of a draft judged"),
    "draft_set_aside": N_("a draft set aside"),
    "draft_taken": N_("a foreign file taken in as a draft"),
}
FIELDS: Mapping[str, str] = {
    "author": N_("Author"),
    "capture": N_("Capture"),
    "captured": N_("Captured"),
    "contradictions": N_("Contradictions"),
    "draft": N_("Draft"),
    "number": N_("No."),
    "operator": N_("Handed in by"),
    "original": N_("Original"),
    "outlet": N_("Outlet"),
    "proposals": N_("Proposals"),
    "published": N_("Published on"),
    "reading": N_("Reading"),
    "same": N_("Same origin as"),
    "trouble": N_("What went wrong"),
    "url": N_("Web address"),
    "value": N_("Value"),
    "verdicts": N_("Verdicts"),
}
PROSE = frozenset({"author", "outlet"})
"""What people wrote: shown in its own direction."""
_LISTED = {
    "outcome": "read_outcomes",
    "trouble": "read_troubles",
    "verdict": "proposal_verdicts",
}


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code of a draft says to people; empty for anything else."""
    name = path[-1]
    listed = _LISTED.get(name, "") if {"capture", "verdicts"} & set(path) else ""
    if listed and value in vocabulary.LISTS[listed]:
        return vocabulary.say(listed, value, language)
    return ""
