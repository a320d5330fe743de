"""The words of rule sets: circumstances, items of a checklist, who decides, clocks, their states.

Promises: stable codes. Does not: say what a country's law asks for; that is data of its rule set.
"""

from __future__ import annotations

from collections.abc import Mapping

from tansiq.terms.vocabulary import DomainWord


class Level(DomainWord):
    """How well the text of a rule was read before it was written down."""

    READ = "read"
    SECONDARY = "secondary"
    MEMORY = "memory"


class Standing(DomainWord):
    """Whether a jurist of the country signed for a rule set."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


class Circumstance(DomainWord):
    """What is known of a site or a person held, on which a rule may hang."""

    HOME_SEARCH = "home_search"
    OTHER_PREMISES = "other_premises"
    PRIVILEGED_PREMISES = "privileged_premises"
    NIGHT_PREMISES = "night_premises"
    REQUEST_FROM_INSIDE = "request_from_inside"
    TERRORISM = "terrorism"
    STATE_SECURITY = "state_security"
    FELONY = "felony"
    URGENCY = "urgency"
    WITHOUT_ORDER = "without_order"
    ARREST_PLANNED = "arrest_planned"
    WOMAN_EXPECTED = "woman_expected"
    MINOR_EXPECTED = "minor_expected"
    FOREIGN_LANGUAGE = "foreign_language"
    FOREIGN_NATIONAL = "foreign_national"
    DEVICE_EXPECTED = "device_expected"
    ARMED_RESISTANCE = "armed_resistance"
    MINOR = "minor"
    INCOMMUNICADO = "incommunicado"
    IDENTITY_CHECK = "identity_check"


class CheckCode(DomainWord):
    """An item that must be green at a site before go."""

    WARRANT = "warrant"
    ENTRY_HOURS = "entry_hours"
    OCCUPANT_CONSENT = "occupant_consent"
    PROSECUTOR_PERMISSION = "prosecutor_permission"
    JUDGE_INFORMED = "judge_informed"
    WITNESSES = "witnesses"
    COURT_CLERK = "court_clerk"
    WOMAN_SEARCHER = "woman_searcher"
    PRIVILEGED_PERSON = "privileged_person"
    MEDIC = "medic"
    INTERPRETER = "interpreter"
    CHILD_PROTECTION = "child_protection"
    RIGHTS_SHEET = "rights_sheet"
    LAWYER_ON_CALL = "lawyer_on_call"
    CUSTODY_PLACE = "custody_place"
    DEVICE_LEAVE = "device_leave"
    SEALS = "seals"


class SiteDocument(DomainWord):
    """A document that a site may need at hand."""

    SEARCH_ORDER = "search_order"
    NIGHT_ORDER = "night_order"
    WRITTEN_PERMISSION = "written_permission"
    OCCUPANT_CONSENT = "occupant_consent"
    NOTE_OF_REQUEST = "note_of_request"
    NOTE_OF_URGENCY = "note_of_urgency"


class Presence(DomainWord):
    """Somebody whose presence at a search the law asks for."""

    OCCUPANT = "occupant"
    REPRESENTATIVE = "representative"
    ADULT_RELATIVE = "adult_relative"
    NEIGHBOUR = "neighbour"
    INDEPENDENT_WITNESS = "independent_witness"
    COURT_CLERK = "court_clerk"
    WOMAN_OFFICER = "woman_officer"
    MAGISTRATE = "magistrate"
    BAR_REPRESENTATIVE = "bar_representative"
    CHILD_WELFARE_OFFICER = "child_welfare_officer"


class Authority(DomainWord):
    """Who may extend a term, or must decide or be told within one."""

    JUDGE = "judge"
    JUVENILE_JUDGE = "juvenile_judge"
    PROSECUTION = "prosecution"
    JUVENILE_PROSECUTION = "juvenile_prosecution"
    POLICE = "police"
    SUPERVISORY_AUTHORITY = "supervisory_authority"


class StartEvent(DomainWord):
    """The event from which a clock runs."""

    ARREST = "arrest"
    STOP = "stop"
    ORDER = "order"
    REQUEST = "request"
    CALL = "call"
    EXAMINATION = "examination"
    KNOWN = "known"
    STORED = "stored"
    DATE_SET = "date_set"


class ClockKind(DomainWord):
    """What a clock measures."""

    CUSTODY = "custody"
    IDENTITY_CHECK = "identity_check"
    INCOMMUNICADO = "incommunicado"
    RIGHTS_TOLD = "rights_told"
    FAMILY_TOLD = "family_told"
    GUARDIAN_TOLD = "guardian_told"
    PROSECUTION_TOLD = "prosecution_told"
    LAWYER = "lawyer"
    DEVICE_ACCESS = "device_access"
    INTERCEPTION = "interception"
    REMOTE_SEARCH = "remote_search"
    PRESERVATION = "preservation"
    BREACH = "breach"
    RIGHTS_REQUEST = "rights_request"
    RECTIFICATION = "rectification"
    REVIEW = "review"
    PROVISIONAL_ARREST = "provisional_arrest"
    SURRENDER = "surrender"


class ClockPart(DomainWord):
    """What of a clock a reading speaks of: its limit, or a step within it."""

    LIMIT = "limit"
    ASK = "ask"
    DECIDE = "decide"
    CONFIRM = "confirm"
    RULE = "rule"
    ERASE = "erase"


class ClockState(DomainWord):
    """How a clock stands at an instant."""

    WAITING = "waiting"
    RUNNING = "running"
    SOON = "soon"
    RED = "red"
    MET = "met"
    MET_LATE = "met_late"
    LAPSED = "lapsed"
    ENDED = "ended"


class OnEnd(DomainWord):
    """What follows when a term has run out."""

    RELEASE = "release"
    PROSECUTION = "prosecution"
    REPLACE = "replace"
    REFUSED = "refused"


class ExtensionOutcome(DomainWord):
    """What became of an extension that was asked for."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"


class ExtensionFault(DomainWord):
    """Why an extension does not count."""

    PENDING = "pending"
    REFUSED = "refused"
    NONE_LEFT = "none_left"
    WRONG_AUTHORITY = "wrong_authority"
    NO_DOCUMENT = "no_document"
    ASKED_UNKNOWN = "asked_unknown"
    ASKED_LATE = "asked_late"
    DECIDED_LATE = "decided_late"
    BEFORE_THE_START = "before_the_start"
    AFTER_THE_LIMIT = "after_the_limit"
    IN_THE_FUTURE = "in_the_future"
    RULE_UNCONFIRMED = "rule_unconfirmed"


class WindowState(DomainWord):
    """How an hour of entry stands to the hours the law allows."""

    INSIDE = "inside"
    NEEDS_DOCUMENT = "needs_document"
    OUTSIDE = "outside"
    NO_RULE = "no_rule"


# The clocks that run for a person who is held.
OF_A_PERSON = frozenset(
    {
        ClockKind.CUSTODY,
        ClockKind.IDENTITY_CHECK,
        ClockKind.INCOMMUNICADO,
        ClockKind.RIGHTS_TOLD,
        ClockKind.FAMILY_TOLD,
        ClockKind.GUARDIAN_TOLD,
        ClockKind.PROSECUTION_TOLD,
        ClockKind.LAWYER,
    }
)
# Those that end when the person is free or before a judge.
OF_HOLDING = frozenset({ClockKind.CUSTODY, ClockKind.IDENTITY_CHECK, ClockKind.INCOMMUNICADO})

# The page of words of each list.
RULE_LISTS: Mapping[str, type[DomainWord]] = {
    "rule_levels": Level,
    "rule_standing": Standing,
    "circumstances": Circumstance,
    "check_codes": CheckCode,
    "site_documents": SiteDocument,
    "presences": Presence,
    "authorities": Authority,
    "start_events": StartEvent,
    "clock_kinds": ClockKind,
    "clock_parts": ClockPart,
    "clock_states": ClockState,
    "on_end": OnEnd,
    "extension_outcomes": ExtensionOutcome,
    "extension_faults": ExtensionFault,
    "window_states": WindowState,
}
