"""The words of operations in a record: titles of its kinds, its fields, and what its codes say.

Promises: every kind of an operation has its name in a list, every one that is signed its title,
every field its word; a field that means another thing elsewhere has its own word here alone.
"""

from collections.abc import Mapping

from tansiq.terms import words as vocabulary
from tansiq.terms.digits import digest_code
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language
from tansiq.web.screens import N_
from tansiq.web.speech import catalogue

KINDS: Mapping[str, str] = {
    "checklist_marked": N_("You are signing a word on a point of a checklist"),
    "checklist_waived": N_("You are signing the waiver of a point of a checklist"),
    "go_voted": N_("You are signing a vote on an operation order"),
    "operation_closed": N_("You are signing the end of your party's part of an operation"),
    "order_acknowledged": N_("You are signing that an operation order was read"),
    "order_issued": N_("You are signing an operation order"),
    "site_reported": N_("You are signing words from a site for all parties"),
    "tactical_committed": N_("You are signing the commitment to your agency's own part"),
    "tactical_written": N_("You are signing your agency's own part, which stays here"),
}
ENTRIES: Mapping[str, str] = {
    "checklist_marked": N_("a point of a checklist marked"),
    "checklist_waived": N_("a point of a checklist waived"),
    "decision_shown": N_("a decision shown"),
    "go_voted": N_("a vote on an operation order"),
    "operation_closed": N_("a party's part of an operation ended"),
    "order_acknowledged": N_("an operation order read"),
    "order_issued": N_("a version of an operation order"),
    "readiness_told": N_("how ready a site is"),
    "site_reported": N_("words from a site"),
    "tactical_committed": N_("an own part bound"),
    "tactical_written": N_("an own part written"),
}
FIELDS: Mapping[str, str] = {
    "abort": N_("When it is aborted"),
    "address": N_("Address"),
    "arrests": N_("Arrests so far"),
    "at": N_("Said at (UTC)"),
    "about": N_("Digest of the site it is said of"),
    "changed": N_("What changed"),
    "choice": N_("Vote"),
    "code": N_("Code"),
    "commitment": N_("Commitment"),
    "commitments": N_("Own parts bound"),
    "conditions": N_("Conditions"),
    "contingency": N_("If something goes wrong"),
    "cut": N_("Counted as far as"),
    "done": N_("Is it there?"),
    "enters_at": N_("Enters at"),
    "entry": N_("How it is entered"),
    "exercise": N_("Exercise"),
    "h_hour": N_("H-hour"),
    "incident": N_("Incident"),
    "instruments": N_("Instruments"),
    "interpreters": N_("Interpreters"),
    "item": N_("Point"),
    "jurisdiction": N_("Rule set"),
    "latitude": N_("Latitude"),
    "leader": N_("Team leader"),
    "longitude": N_("Longitude"),
    "medical": N_("Medical plan"),
    "minutes": N_("Minutes"),
    "notes": N_("Notes"),
    "number": N_("Order version"),
    "officers": N_("Officers who must vote"),
    "offset_ms": N_("Clock ahead by (ms)"),
    "operation": N_("Operation"),
    "paper": N_("Kind of document"),
    "part": N_("Own part"),
    "passes_over": N_("Passed over"),
    "phases": N_("Phases"),
    "plan": N_("Order"),
    "previous": N_("Replaces"),
    "quorum": N_("Quorum"),
    "reports": N_("Words"),
    "resumes": N_("Starts anew after the stops"),
    "role": N_("Role"),
    "rule": N_("What it means"),
    "salt": N_("Salt"),
    "seizures": N_("Seizures so far"),
    "seq": N_("Place in the log"),
    "signals": N_("Signals"),
    "silence": N_("Silence"),
    "site": N_("Site"),
    "sites": N_("Sites"),
    "situation": N_("Situation"),
    "size": N_("How many"),
    "stale_minutes": N_("A site's word is old after minutes"),
    "standing": N_("Documented status"),
    "state": N_("State"),
    "targets": N_("Targets"),
    "team": N_("Team"),
    "texts": N_("Words"),
    "total": N_("In all"),
    "until": N_("Last day"),
    "version": N_("Version of the rule"),
    "waived": N_("Waived"),
    "words": N_("Whom or what is looked for"),
    "zone": N_("Zone"),
    "zone_table": N_("Zone table"),
}
PROSE = frozenset(
    {"abort", "address", "changed", "contingency", "entry", "interpreters", "medical", "notes",
     "signals", "situation", "words"}
)  # fmt: skip
"""What people wrote: shown in its own direction."""

_CODES: Mapping[str, tuple[str, ...]] = {
    "choice": ("vote_choices",),
    "conditions": ("circumstances",),
    "incident": ("incidents",),
    "item": ("check_codes",),
    "outcome": ("close_outcomes", "outcomes"),
    "paper": ("site_documents",),
    "reason": ("decision_reasons",),
    "role": ("roles",),
    "rule": ("silence_rules",),
    "standing": ("status",),
    "state": ("site_states",),
    "kind": ("instruments",),
}
_EITHER = {"true": N_("yes"), "false": N_("no")}
_DIGESTS = frozenset({"plan", "commitment", "previous", "about"})


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code of an operation says to people; empty for anything else."""
    name = path[-1]
    if name in {"done", "exercise"} and value in _EITHER:
        return str(catalogue(language).gettext(_EITHER[value]))
    if name in _DIGESTS:
        return _digits(value)
    said = [_said(name, one, language) for one in value.split(", ")]
    return " · ".join(said) if all(said) else ""


def _said(name: str, code: str, language: Language) -> str:
    for listed in _CODES.get(name, ()):
        if code in vocabulary.LISTS[listed]:
            return vocabulary.say(listed, code, language)
    return ""


def _digits(value: str) -> str:
    try:
        return digest_code(bytes.fromhex(value))
    except (Invalid, ValueError):
        return ""
