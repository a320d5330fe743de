"""The words of the field page in all four languages at once, as one file that a telephone keeps.

Promises: a team leader changes the language without a line; the words of the codes are those of
`terms`, the rest is in the catalogues like every word of a page. Holds nothing of any site.
"""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tansiq.terms import words as vocabulary
from tansiq.terms.languages import Language
from tansiq.web.screens import N_
from tansiq.web.speech import catalogue
from tansiq.web.static import digest_of

LISTS = (
    "order_states",
    "decision_reasons",
    "site_states",
    "incidents",
    "seized_kinds",
    "status",
    "instruments",
    "check_codes",
    "point_states",
    "clock_kinds",
    "circumstances",
    "rule_standing",
)

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "title": N_("In the field"),
        "back": N_("Back"),
        "exercise": N_("EXERCISE"),
        "age.seconds": N_("{n} s"),
        "age.minutes": N_("{n} min"),
        "age.hours": N_("{n} h"),
        # what lies where
        "stored_here": N_("Stored on this phone only: {n}"),
        "last_contact": N_("last contact {time}"),
        "no_contact": N_("not in touch since this page was opened"),
        "no_network_for": N_("No network for {age}. You can go on."),
        "no_network": N_("No network. You can go on."),
        "sent_by_itself": N_("sent by itself"),
        "sending": N_("Sending"),
        "not_signed_yet": N_("Received by the node, not signed yet: {n}"),
        "all_recorded": N_("Everything sent and recorded"),
        "signed_out": N_("You are signed out."),
        "sign_in_to_send": N_("sign in to send"),
        "sign_in": N_("Sign in"),
        "not_taken": N_("The node did not take it. It is tried again."),
        # the order
        "order_unknown": N_("No order known here"),
        "no_order_here": N_("Ask your command. This page makes no order."),
        "last_known": N_("Last known: {what}, {age} ago"),
        "not_an_order": N_("Old news, not an order."),
        "after_h_no_order": N_("H-hour is past and the node is out of reach: this is no order."),
        "stop_known": N_("Do not move. Heard {age} ago."),
        # where things stand
        "h_hour": N_("H-hour"),
        "phase": N_("Phase:"),
        "report": N_("What to report"),
        "report_state": N_("Report the state"),
        "arrest": N_("Arrest"),
        "seizure": N_("Seizure"),
        "read": N_("What to read"),
        "my_order": N_("My order"),
        "checklist": N_("Checklist"),
        "rights": N_("Rights of the person"),
        "entered_here": N_("What was entered here"),
        # the order, read
        "version": N_("version {n}"),
        "own_site": N_("Own site"),
        "address": N_("Address"),
        "team": N_("Team"),
        "entry": N_("Way in"),
        "medical": N_("Medical help"),
        "place": N_("Place"),
        "targets": N_("Looked for"),
        "suspected": N_("suspected"),
        "nothing_proven": N_("Suspected, nothing proven."),
        "no_targets": N_("Nobody is named."),
        "common_part": N_("Common part"),
        "order.situation": N_("Situation"),
        "order.purpose": N_("Purpose"),
        "order.signals": N_("Signals"),
        "order.abort": N_("When to break off"),
        "order.contingency": N_("If something goes wrong"),
        "order.medical": N_("Medical help"),
        "order.interpreters": N_("Interpreters"),
        "phases": N_("Phases"),
        "marked_elsewhere": N_("Points are marked on the page of the operation, by an act."),
        "no_rule_set": N_("No rule set of this country is adopted: no terms, no points."),
        # rights
        "rights_read": N_(
            "Read aloud, in a language that is understood. The sheet in force prevails."
        ),
        "right.why": N_("You are told why you are held, and of what you are suspected."),
        "right.silence": N_("You may be silent, and need not accuse yourself."),
        "right.lawyer": N_("You may have a lawyer, and one is called if you name none."),
        "right.told": N_("Somebody you name is told where you are."),
        "right.interpreter": N_("You have an interpreter, without cost."),
        "right.doctor": N_("You may be seen by a doctor."),
        "right.consulate": N_("If you are a foreigner, your consulate is told if you wish."),
        "right.contest": N_("You are told how long you may be held, and how to contest it."),
        "terms_of_law": N_("Terms of the law"),
        "within_hours": N_("within {n} h"),
        "at_once": N_("at once"),
        "minor": N_("minor"),
        # writing
        "noted_by_itself": N_("Time, officer and site are noted by themselves"),
        "stored_now": N_("Stored, sealed. It is sent by itself."),
        "not_stored": N_(
            "It could not be stored on this phone. Write it down and free some space."
        ),
        "how_far": N_("How far are you?"),
        "no_go_known": N_("No go is known here. The node takes this only if it has shown a go."),
        "save_state": N_("Report it"),
        "incident": N_("Incident"),
        "what_happened": N_("What happened?"),
        "in_words": N_("In words"),
        "save_incident": N_("Report the incident"),
        "person": N_("Person {n}"),
        "name": N_("Name"),
        "if_known": N_("if known"),
        "minor_seen": N_("Minor, or said to be"),
        "language": N_("Language"),
        "not_known": N_("not known"),
        "needs_interpreter": N_("Needs an interpreter"),
        "rights_told_now": N_("Rights were told just now"),
        "which_clock": N_("Which custody term?"),
        "decided_later": N_("decided later"),
        "more": N_("More"),
        "born": N_("Born"),
        "ground": N_("Why arrested"),
        "note": N_("Note"),
        "save_arrest": N_("Record the arrest"),
        "new_thing": N_("New thing"),
        "nth_here": N_("No. {n} on this phone"),
        "label_code": N_("Code of the label"),
        "scan": N_("Scan"),
        "what_is_it": N_("What is it?"),
        "photos": N_("Photographs"),
        "digested_when_taken": N_("digested when taken"),
        "take_photo": N_("Photograph"),
        "photo.large": N_("A photograph may have 15 MB at most. Take it smaller."),
        "photo.kind": N_("This is no photograph: JPEG, PNG or HEIC."),
        "photo.many": N_("Twelve photographs for one thing are the most."),
        "photo.choose": N_("Choose one first."),
        "where_found": N_("Where was it?"),
        "with_whom": N_("With whom?"),
        "nobody_known": N_("nobody, or not known"),
        "objection_and_words": N_("Objection, words"),
        "objection": N_("What the owner says against it"),
        "things_not_faces": N_("Photograph things and places. No person held, no face."),
        "save_thing": N_("Save and add the next"),
        # what was entered
        "is_recorded": N_("recorded"),
        "is_received": N_("at the node, not signed"),
        "is_here": N_("on this phone only"),
        "nothing_entered": N_("Nothing was entered since this page was opened."),
        "from_before": N_("From before, at the node and not signed: {n}"),
        "sign_all": N_("Read and sign ({n})"),
        "sign_hint": N_("One signature for everything that waits at the node"),
        "all_signed": N_("Signed and recorded."),
        "other_label": N_("Another label in place of"),
        # what is kept
        "memory_only": N_(
            "This site is in memory only: gone when the page is closed. Entries stay, sealed."
        ),
        "kept_until": N_("This site is kept on the phone under your passkey until {time} UTC."),
        "no_prf": N_("This passkey cannot keep it. The site stays in memory only."),
        "keep_here": N_("Keep it under my passkey"),
        "sealed_to": N_("Sealed to the node’s key {key}"),
        "sign_out": N_("Sign out"),
        "open_kept": N_("Open with my passkey"),
        "not_opened": N_("The passkey opened nothing that belongs to this address."),
        "nothing_kept": N_("Nothing of this site is kept on the phone. Entries stay, sealed."),
        "hours_over": N_("The hours of this site are over. Nothing of it is on this phone."),
        "all_sites": N_("All my sites"),
        # languages
        "lang.ar": N_("Arabic"),
        "lang.zgh": N_("Amazigh"),
        "lang.es": N_("Spanish"),
        "lang.fr": N_("French"),
        "lang.en": N_("English"),
        "lang.pt": N_("Portuguese"),
        "lang.de": N_("German"),
        "lang.nl": N_("Dutch"),
        "lang.it": N_("Italian"),
        "lang.tr": N_("Turkish"),
        "lang.ur": N_("Urdu"),
        "lang.zh": N_("Chinese"),
    }
)


@cache
def packed() -> tuple[bytes, str]:
    """All words as JSON, {language: {key: words}}, and the start of their digest."""
    said = {str(one): _of(one) for one in Language}
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return data, digest_of(data)


def address() -> str:
    """Where the words are fetched."""
    return f"/field/words?v={packed()[1]}"


def _of(language: Language) -> dict[str, str]:
    ours = {key: str(catalogue(language).gettext(word)) for key, word in WORDS.items()}
    codes = {
        f"{name}.{code}": vocabulary.say(name, code, language)
        for name in LISTS
        for code in vocabulary.LISTS[name]
    }
    names = {f"own.{one}": one.own_name for one in Language}
    return {**ours, **codes, **names}
