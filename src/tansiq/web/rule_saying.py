"""The words of law as data: what is signed, its fields, and the codes within a rule set.

Promises: every kind has its name in a list and its title for the signer, every field its word,
every code of a rule its words in the signer's language. Does not: say what a rule means.
"""

from collections.abc import Mapping

from tansiq.terms import words
from tansiq.terms.languages import Language
from tansiq.web.screens import N_

KINDS: Mapping[str, str] = {
    "rule_set_adopted": N_("You are signing a country's rule set, not confirmed by a jurist"),
    "rule_set_confirmed": N_("You are signing that a jurist confirmed a rule set"),
    "zone_override_set": N_("You are signing an override of a time zone"),
}
ENTRIES: Mapping[str, str] = {
    "rule_set_adopted": N_("a rule set adopted"),
    "rule_set_confirmed": N_("a rule set confirmed"),
    "zone_override_set": N_("a time zone overridden"),
}
FIELDS: Mapping[str, str] = {
    "ask_within": N_("To be asked within"),
    "attendance": N_("Who must be present"),
    "base": N_("Base length"),
    "by": N_("By"),
    "checklist": N_("Checklist of a site"),
    "checks_per_day": N_("Medical checks in 24 hours"),
    "choices": N_("One of these, in this order"),
    "clocks": N_("Legal clocks"),
    "confirmation": N_("Document of the confirmation"),
    "count": N_("Count"),
    "decide_within": N_("To be decided within"),
    "document": N_("Document"),
    "exceptions": N_("Exceptions"),
    "extensions": N_("Extensions"),
    "id": N_("Id"),
    "jurist": N_("Jurist"),
    "majority": N_("Age of majority"),
    "maximum": N_("At most"),
    "min_age": N_("Not below the age of"),
    "none_below": N_("No criminal liability below the age of"),
    "offset_minutes": N_("Minutes east of UTC"),
    "on_end": N_("When it has run out"),
    "only_confirmed": N_("Only once a jurist confirmed"),
    "override": N_("Override"),
    "part": N_("Step"),
    "repeats": N_("May be repeated"),
    "rules_version": N_("Version of the rule set"),
    "search_windows": N_("Hours of entry"),
    "span": N_("Length"),
    "start": N_("Runs"),
    "states": N_("Codes of the country"),
    "steps": N_("Further limits"),
    "unless": N_("Unless"),
    "valid_from": N_("Valid from"),
    "version": N_("Version"),
    "waivers": N_("May be waived by"),
    "when": N_("When"),
    "who": N_("Who"),
    "within": N_("Within"),
    "written": N_("In writing"),
    "zone": N_("Time zone"),
}
# The list to which the code in a field of a rule belongs.
_LISTS: Mapping[str, str] = {
    "code": "check_codes",
    "document": "site_documents",
    "who": "presences",
    "by": "authorities",
    "start": "start_events",
    "kind": "clock_kinds",
    "part": "clock_parts",
    "on_end": "on_end",
    "level": "rule_levels",
    "when": "circumstances",
    "unless": "circumstances",
    "waivers": "roles",
}
_WITHIN = frozenset({"checklist", "search_windows", "attendance", "clocks", "rules"})


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code, or a list of codes, of a rule set says to people; empty for anything else."""
    name = _LISTS.get(path[-1], "")
    if not name or _WITHIN.isdisjoint(path):
        return ""
    codes = value.split(", ")
    known = words.LISTS[name]
    return ", ".join(words.say(name, one, language) if one in known else one for one in codes)
