"""The words of casework in a record: titles of its kinds, its fields, and what its codes say.

Promises: every kind of casework has its title and its name in a list, every field its word; a name
that means two things (`state` of a party, `state` of a task) is told apart by what stands above it.
"""

from collections.abc import Mapping

from tansiq.formats import schemata
from tansiq.terms import words as vocabulary
from tansiq.terms.errors import TansiqError
from tansiq.terms.grading import Grade
from tansiq.terms.languages import Language
from tansiq.web.screens import N_
from tansiq.web.speech import catalogue

KINDS: Mapping[str, str] = {
    "case_agreement_proposed": N_("You are signing the proposal of an agreement on a joint case"),
    "case_agreement_signed": N_("You are signing an agreement on a joint case"),
    "case_closed": N_("You are signing the end of work under an agreement"),
    "category_set": N_("You are signing in what capacity a person appears"),
    "claim_corrected": N_("You are signing the correction of a claim"),
    "claim_judged": N_("You are signing what you say of a claim"),
    "claim_withdrawn": N_("You are signing the withdrawal of a claim"),
    "claims_made": N_("You are signing claims about an entity"),
    "clearance_told": N_("You are signing the news that a person is cleared"),
    "decision_recorded": N_("You are signing a decision of the case"),
    "document_filed": N_("You are signing the filing of a source"),
    "document_withdrawn": N_("You are signing the withdrawal of a source"),
    "entities_merged": N_("You are signing that entities are one"),
    "entities_split": N_("You are signing that entities are not one"),
    "entity_opened": N_("You are signing the opening of an entity"),
    "instrument_recorded": N_("You are signing how far a legal instrument is"),
    "mention_judged": N_("You are signing a verdict on what a machine extracted"),
    "status_changed": N_("You are signing a change of a person's status"),
    "task_moved": N_("You are signing how far a task is"),
    "task_set": N_("You are signing a task"),
}
ENTRIES: Mapping[str, str] = {
    "case_agreement_proposed": N_("an agreement on a joint case proposed"),
    "case_agreement_signed": N_("an agreement on a joint case signed"),
    "case_closed": N_("the work under an agreement ended"),
    "category_set": N_("a category set"),
    "claim_corrected": N_("a claim corrected"),
    "claim_judged": N_("a claim supported, disputed or questioned"),
    "claim_withdrawn": N_("a claim withdrawn"),
    "claims_made": N_("claims made"),
    "clearance_told": N_("a clearing told"),
    "decision_recorded": N_("a decision recorded"),
    "document_filed": N_("a source filed"),
    "document_withdrawn": N_("a source withdrawn"),
    "entities_merged": N_("entities merged"),
    "entities_split": N_("a merge undone"),
    "entity_opened": N_("an entity opened"),
    "instrument_recorded": N_("a legal instrument recorded"),
    "mention_extracted": N_("a mention extracted by machine"),
    "mention_judged": N_("a mention judged"),
    "status_changed": N_("a status changed"),
    "task_moved": N_("a task moved"),
    "task_set": N_("a task set"),
}
FIELDS: Mapping[str, str] = {
    "about": N_("Approximate"),
    "agreement": N_("Agreement"),
    "article": N_("Article"),
    "ask": N_("Ask"),
    "authority": N_("Authority"),
    "basis": N_("Derived from the claims"),
    "case": N_("Case"),
    "cited": N_("Cited document"),
    "claim": N_("Claim"),
    "claims": N_("Claims"),
    "codes": N_("Codes"),
    "confirmed_by": N_("Confirmed by"),
    "dated": N_("Dated"),
    "decision": N_("Decision"),
    "digest": N_("Digest"),
    "document": N_("Source document"),
    "ends": N_("Ends"),
    "entities": N_("Entities"),
    "entity": N_("Entity"),
    "grounds": N_("Transfer grounds"),
    "instrument": N_("Legal instrument"),
    "jurisdiction": N_("Jurisdiction"),
    "languages": N_("Languages"),
    "law": N_("Law it acts under"),
    "level": N_("How well the text was read"),
    "mention": N_("Machine mention"),
    "merge": N_("Merge"),
    "needs_instrument": N_("Needs an instrument of its own"),
    "note": N_("Note"),
    "parties": N_("Parties"),
    "parties.state": N_("Country"),
    "party": N_("Party"),
    "place": N_("Place in the source"),
    "property": N_("Property"),
    "proposer": N_("Proposed by"),
    "protected": N_("Protected source"),
    "receiver": N_("Receiver"),
    "repeats": N_("Repeats the origin of"),
    "replacement": N_("In its place"),
    "replaces": N_("Replaces"),
    "rests_on": N_("Rests on"),
    "rules": N_("Rule set"),
    "sender": N_("Sender"),
    "since": N_("Since"),
    "stance": N_("What is said of it"),
    "starts": N_("Begins"),
    "state": N_("How far it is"),
    "states": N_("Countries that may be party"),
    "status": N_("Status"),
    "summary": N_("Summary"),
    "task": N_("Task"),
    "terms": N_("Terms"),
    "text_as_of": N_("Date of the text"),
    "tool": N_("Tool"),
    "tool_version": N_("Version of the tool"),
    "translates": N_("Translates"),
    "uncategorised_days": N_("Days without a category at most"),
    "uses": N_("Uses"),
    "verdict": N_("Verdict"),
}
NEWS: Mapping[str, str] = {
    "entities": N_("entities opened"),
    "claims": N_("records of claims"),
    "judgements": N_("claims supported, disputed or questioned"),
    "withdrawals": N_("claims withdrawn"),
    "categories": N_("categories set"),
    "statuses": N_("statuses changed"),
    "merges": N_("merges"),
    "sources": N_("sources filed"),
    "sources_withdrawn": N_("sources withdrawn"),
    "tasks": N_("tasks set"),
    "tasks_moved": N_("tasks moved"),
    "instruments": N_("legal instruments"),
    "decisions": N_("decisions"),
    "mentions": N_("machine mentions"),
}
"""What arrived in a case, before how many there are."""
PROSE = frozenset(
    {"article", "authority", "jurisdiction", "law", "note", "parties.state", "place", "summary",
     "terms.instrument", "value"}
)  # fmt: skip
"""What people wrote: shown in its own direction."""

_CODES: Mapping[str, tuple[str, ...]] = {
    "codes": ("grounds",),
    "rules.type": ("agreement_types",),
    "source": ("sources",),
    "stance": ("stances",),
    "state": ("task_states", "instrument_states"),
    "status": ("status",),
    "type": ("instruments",),
    "uses": ("information_uses",),
    "verdict": ("mention_verdicts",),
}


# Words of a code that no list of the field holds.
_EITHER = {"true": N_("yes"), "false": N_("no")}
_PLAIN: Mapping[str, Mapping[str, str]] = {
    "about": _EITHER,
    "nature": {"fact": N_("fact"), "assessment": N_("assessment")},
    "needs_instrument": _EITHER,
    "protected": _EITHER,
}


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code of casework says to people, several joined; empty for anything else."""
    name = path[-1]
    if value in _PLAIN.get(name, ()):
        return str(catalogue(language).gettext(_PLAIN[name][value]))
    if name == "grade":
        return _grade(value, language)
    if name in {"schema", "property"}:
        return _vocabulary(name, value, language)
    if name == "reason" and value in vocabulary.LISTS["recall_reasons"]:
        return vocabulary.say("recall_reasons", value, language)
    said = [_said(path, one, language) for one in value.split(", ")]
    return " · ".join(said) if all(said) else ""


def _said(path: tuple[str, ...], code: str, language: Language) -> str:
    for listed in _CODES.get(".".join(path[-2:]), _CODES.get(path[-1], ())):
        if code in vocabulary.LISTS[listed]:
            return vocabulary.say(listed, code, language)
    return ""


def _grade(value: str, language: Language) -> str:
    try:
        return " · ".join(vocabulary.say_grade(Grade.parse(value), language))
    except TansiqError:
        return ""


def _vocabulary(name: str, value: str, language: Language) -> str:
    """The word for a type, or for a property of the first type that has it."""
    every = schemata.schemata()
    if name == "schema":
        return schemata.label(value, "", language) if value in every else ""
    holder = next((one for one in every if value in schemata.schema(one).properties), "")
    return schemata.label(holder, value, language) if holder else ""
