"""The words of simultaneous operations: states of a site, votes, decisions, incidents, seizures.

Promises: stable codes. Does not: say who may use which, nor what follows; the slices do.
"""

from tansiq.terms.vocabulary import DomainWord


class SiteState(DomainWord):
    """How far a site is, in the order of an ordinary day; `aborted` may follow any of them."""

    PREPARING = "preparing"
    READY = "ready"
    GO_RECEIVED = "go_received"
    MOVING = "moving"
    ENTERED = "entered"
    SECURED = "secured"
    SEARCHED = "searched"
    CLOSED = "closed"
    ABORTED = "aborted"


# What a team may report before the operation is decided; everything else is of the day itself.
BEFORE_GO = frozenset({SiteState.PREPARING, SiteState.READY, SiteState.ABORTED})
ENDED = frozenset({SiteState.CLOSED, SiteState.ABORTED})


class VoteChoice(DomainWord):
    """What an officer says about a plan; the newest word of an officer is the one that counts."""

    GO = "go"
    NO_GO = "no_go"
    WITHDRAWN = "withdrawn"


class SilenceRule(DomainWord):
    """What the silence of a party before H-hour means for the others."""

    HOLD = "hold"
    PROCEED = "proceed"


class Outcome(DomainWord):
    """What a cut of the channel decides; only `go` lets anybody move."""

    GO = "go"
    WAITING = "waiting"
    NO_GO = "no_go"
    STOPPED = "stopped"
    CANNOT_DECIDE = "cannot_decide"


class DecisionReason(DomainWord):
    """Why a cut decides what it decides."""

    QUORUM = "quorum"
    VOTES_MISSING = "votes_missing"
    VOTED_AGAINST = "voted_against"
    NO_PLAN = "no_plan"
    TWO_PLANS = "two_plans"
    PLAN_MISSING = "plan_missing"
    PLAN_INVALID = "plan_invalid"
    TACTICAL_CHANGED = "tactical_changed"
    STOP_ORDERED = "stop_ordered"
    STOP_NOT_RESUMED = "stop_not_resumed"
    FORK = "fork"
    ENTRY_UNKNOWN = "entry_unknown"
    ENTRY_QUARANTINED = "entry_quarantined"
    ENTRY_UNREADABLE = "entry_unreadable"
    OPERATION_CLOSED = "operation_closed"
    NOT_RECORDED = "not_recorded"


class StopGround(DomainWord):
    """Why a party stops an operation; the officer's own words may stand beside it."""

    DANGER = "danger"
    EXPOSED = "exposed"
    WRONG_TARGET = "wrong_target"
    PAPER_MISSING = "paper_missing"
    TEAM_NOT_READY = "team_not_ready"
    AUTHORITY_WITHDREW = "authority_withdrew"
    ANOTHER = "another"


class OrderState(DomainWord):
    """What a node's own people may do now: the decision, the clock and silence taken together."""

    WAIT = "wait"
    GO = "go"
    HOLD = "hold"
    STOPPED = "stopped"
    LATE = "late"
    CANNOT_DECIDE = "cannot_decide"
    OVER = "over"


class IncidentKind(DomainWord):
    """What goes wrong at a site, as every party may know it; the words stay with its agency."""

    INJURY = "injury"
    RESISTANCE = "resistance"
    SHOTS = "shots"
    EXPLOSIVES = "explosives"
    FIRE = "fire"
    ESCAPE = "escape"
    BYSTANDER = "bystander"
    WRONG_PLACE = "wrong_place"
    OTHER = "other"


class SeizedKind(DomainWord):
    """What a seized thing is, in the short form of the field."""

    PHONE = "phone"
    COMPUTER = "computer"
    SIM = "sim"
    STORAGE = "storage"
    DOCUMENT = "document"
    CASH = "cash"
    WEAPON = "weapon"
    OTHER = "other"


class PointState(DomainWord):
    """How a point of a site's checklist stands."""

    MISSING = "missing"
    DONE = "done"
    WAIVED = "waived"


class CloseOutcome(DomainWord):
    """How a party's part of an operation ended."""

    CARRIED_OUT = "carried_out"
    CALLED_OFF = "called_off"


class ArrestEvent(DomainWord):
    """What is noted about a person held, each with its hour (LAW L13-L16, L34-L36)."""

    RIGHTS_TOLD = "rights_told"
    INTERPRETER_CALLED = "interpreter_called"
    INTERPRETER_CAME = "interpreter_came"
    LAWYER_ASKED = "lawyer_asked"
    LAWYER_CALLED = "lawyer_called"
    LAWYER_MET = "lawyer_met"
    CONSULATE_TOLD = "consulate_told"
    CONSULATE_DECLINED = "consulate_declined"
    FAMILY_TOLD = "family_told"
    GUARDIAN_TOLD = "guardian_told"
    DOCTOR_SAW = "doctor_saw"
    PROSECUTOR_TOLD = "prosecutor_told"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    HANDED_TO_PROSECUTOR = "handed_to_prosecutor"
    HANDED_TO_JUDGE = "handed_to_judge"
    RELEASED = "released"
    QUESTIONING_BEGAN = "questioning_began"
    QUESTIONING_ENDED = "questioning_ended"
    MEAL_GIVEN = "meal_given"
    IDENTIFIED = "identified"
    FOUND_MINOR = "found_minor"
    FOUND_ADULT = "found_adult"
    HOUR_CORRECTED = "hour_corrected"
    SHEET_SIGNED = "sheet_signed"
    SHEET_REFUSED = "sheet_refused"
    WITHDRAWN = "withdrawn"


class CountedBy(DomainWord):
    """Whether the time of a person held is reckoned here: by rules, or by hand and why."""

    RULES = "rules"
    NO_RULES = "no_rules"
    NO_CLOCK = "no_clock"
