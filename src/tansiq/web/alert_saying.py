"""The words of warnings: what is signed, its fields and codes, how far a mail has come.

Promises: every kind of a warning has its name in a list, every one that is signed its title, every
field its word, every code its words.
"""

from collections.abc import Mapping

from tansiq.terms import words as vocabulary
from tansiq.terms.digits import digest_code
from tansiq.terms.errors import Invalid
from tansiq.terms.languages import Language
from tansiq.web.screens import N_
from tansiq.web.speech import catalogue

KINDS: Mapping[str, str] = {
    "alert_acknowledged": N_("You are signing that your agency knows of a warning"),
    "alert_approved": N_("You are signing the approval of a warning"),
    "alert_cancelled": N_("You are signing the end of a warning for partners"),
    "alert_issued": N_("You are signing a warning for partners"),
    "alert_proposed": N_("You are signing a warning, kept at home with what it rests on"),
    "alert_refused": N_("You are signing the refusal of a warning"),
    "alert_reviewed": N_("You are signing the review of a warning"),
    "alert_updated": N_("You are signing new words of a warning for partners"),
    "contact_reached": N_("You are signing that a contact was told by telephone"),
    "site_changed": N_("You are signing a change of a protected site"),
    "site_registered": N_("You are signing the entry of a protected site"),
    "site_removed": N_("You are signing that a protected site leaves the register"),
}
ENTRIES: Mapping[str, str] = {
    "alert_acknowledged": N_("a warning acknowledged"),
    "alert_approved": N_("a warning approved"),
    "alert_cancelled": N_("a warning ended, for partners"),
    "alert_issued": N_("a warning for partners"),
    "alert_proposed": N_("a warning proposed"),
    "alert_refused": N_("a warning refused"),
    "alert_reviewed": N_("a warning reviewed"),
    "alert_updated": N_("new words of a warning, for partners"),
    "contact_reached": N_("a contact told by telephone"),
    "notice_acknowledged": N_("a notice acknowledged"),
    "notice_ended": N_("the outcome of a notice"),
    "notice_tried": N_("a notice about to be sent"),
    "site_changed": N_("a protected site changed"),
    "site_registered": N_("a protected site registered"),
    "site_removed": N_("a protected site removed"),
}
FIELDS: Mapping[str, str] = {
    "address": N_("Address"),
    "advice": N_("Advice"),
    "alert": N_("Warning"),
    "area": N_("Area"),
    "attempt": N_("Attempt"),
    "audience": N_("Who is warned"),
    "basis": N_("Rests on"),
    "category": N_("Kind of event"),
    "cause": N_("Cause"),
    "certainty": N_("Certainty"),
    "channels": N_("Channels"),
    "circles": N_("Circles on the map"),
    "code_digest": N_("Digest of the code"),
    "contact": N_("Contact"),
    "contacts": N_("Contacts in this order"),
    "danger_to_life": N_("Why a life is in danger"),
    "description": N_("Description"),
    "details": N_("Details"),
    "digest": N_("Digest of what is approved"),
    "email": N_("Electronic mail"),
    "exercise": N_("Exercise"),
    "headline": N_("Headline"),
    "message": N_("Message"),
    "minutes": N_("Minutes before the next one"),
    "named": N_("Named"),
    "note": N_("Note"),
    "notice": N_("Notice"),
    "number": N_("Number of the message"),
    "onset": N_("Begins"),
    "phone": N_("Telephone"),
    "polygons": N_("Polygons on the map"),
    "responses": N_("What to do"),
    "severity": N_("Severity"),
    "site": N_("Protected site"),
    "sites": N_("Protected sites"),
    "step": N_("Step"),
    "texts": N_("Texts"),
}
"""Words that hold in a record of a warning, before those of other records."""
PROSE = frozenset(
    {"address", "advice", "area", "danger_to_life", "description", "headline", "note"}
)
STATES: Mapping[str, str] = {
    "proposed": N_("waits for a second officer"),
    "in_force": N_("in force"),
    "refused": N_("refused"),
    "cancelled": N_("cancelled"),
    "expired": N_("expired"),
}
TOLD: Mapping[str, str] = {
    "not_told": N_("not mailed yet"),
    "under_way": N_("being sent now"),
}
"""How far a mail to a contact has come, beside the outcomes of the field."""
OUTCOMES: Mapping[str, str] = {
    "upheld": N_("it was right"),
    "objected": N_("it was not right"),
}
_EITHER: Mapping[str, str] = {"true": N_("yes"), "false": N_("no")}
_LISTS: Mapping[str, str] = {
    "urgency": "alert_urgency",
    "severity": "alert_severity",
    "certainty": "alert_certainty",
    "category": "alert_category",
    "responses": "alert_response",
    "step": "alert_steps",
}


def words(language: Language) -> dict[str, dict[str, str]]:
    """States, outcomes and how far a mail has come, in one language, for the pages."""
    told = catalogue(language).gettext
    lists = {"states": STATES, "told": TOLD, "outcomes": OUTCOMES}
    return {
        name: {code: str(told(said)) for code, said in listed.items()}
        for name, listed in lists.items()
    }


def code_words(path: tuple[str, ...], value: str, language: Language) -> str:
    """What a code of a warning says to people, several joined; empty for anything else."""
    name = path[-1]
    if name == "digest":
        return _digits(value)
    if name == "exercise" and value in _EITHER:
        return str(catalogue(language).gettext(_EITHER[value]))
    if name == "outcome" and value in OUTCOMES:
        return str(catalogue(language).gettext(OUTCOMES[value]))
    if name == "kind" and path[-2:-1] == ("details",):
        return _listed("site_kinds", value, language)
    listed = _LISTS.get(name, "")
    return _listed(listed, value, language) if listed else ""


def _listed(name: str, value: str, language: Language) -> str:
    codes = value.split(", ")
    if not all(one in vocabulary.LISTS[name] for one in codes):
        return ""
    return " · ".join(vocabulary.say(name, one, language) for one in codes)


def _digits(value: str) -> str:
    try:
        return digest_code(bytes.fromhex(value))
    except (Invalid, ValueError):
        return ""
