"""Who may do what: the only place where it is decided (DESIGN 6).

Three rules in one function. A role allows an action; an action on content needs the officer to be
on that file; a handling code closes some actions to some roles. What is decided on kept data
(erasing, holding, reviewing it) needs the officer to be on every file of it, except for those whose
office it is to watch over all of it. An officer's roles add up, with one exception: whoever
administers the machine never reads or moves content, whatever else they hold.

What is seen of the node itself (state, partners, logs, upkeep) is asked for pages: on the command
line the same verbs name no officer, show no case content, write nothing that counts as one's act,
and whoever may read the node's folder runs them. Two more actions exist in pages alone
(`PAGES_ONLY`). SECURITY lists those verbs; a row here would promise a check that nobody makes.

Promises: no answer depends on anything but the arguments; what is not listed is refused.
Does not look up anybody: the caller brings roles and membership from the officers' records, and
the rules of a release itself (recipients, permissions, grounds) are the desk's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tansiq.node.actions import Action
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.handling import HandlingCode
from tansiq.terms.roles import Role


@dataclass(frozen=True, slots=True)
class Subject:
    """What the action is about: is the officer on its file, did they write it, how is it handled.

    `permitted` says that the originator's permission for this very use is on record.
    """

    on_file: bool = False
    author: bool = False
    handling: str = HandlingCode.H0.value
    permitted: bool = False


NOTHING = Subject()
_READERS = frozenset(
    {
        Role.INTELLIGENCE_ANALYST,
        Role.LIAISON_OFFICER,
        Role.SOURCE_HANDLER,
        Role.CASE_OFFICER,
        Role.PROSECUTOR,
        Role.OPERATIONS_COMMANDER,
        Role.PROTECTIVE_SECURITY_OFFICER,
        Role.DEFENCE_COUNSEL,
    }
)
_FILERS = frozenset(
    {
        Role.INTELLIGENCE_ANALYST,
        Role.LIAISON_OFFICER,
        Role.SOURCE_HANDLER,
        Role.CASE_OFFICER,
        Role.SITE_TEAM_LEADER,
        Role.PROTECTIVE_SECURITY_OFFICER,
    }
)
_CLAIMERS = frozenset(
    {Role.INTELLIGENCE_ANALYST, Role.LIAISON_OFFICER, Role.SOURCE_HANDLER, Role.CASE_OFFICER}
)
_DIRECTORS = frozenset({Role.CASE_OFFICER, Role.PROSECUTOR})
_RELEASERS = frozenset({Role.LIAISON_OFFICER, Role.SOURCE_HANDLER, Role.CASE_OFFICER})
_DESK = frozenset({Role.LIAISON_OFFICER, Role.CASE_OFFICER})
_DESK_AND_LAW = _DESK | {Role.PROSECUTOR}
_DECIDERS = _DESK_AND_LAW | {Role.OPERATIONS_COMMANDER}
_COMMAND = frozenset({Role.OPERATIONS_COMMANDER, Role.CASE_OFFICER})
_IN_THE_FIELD = _COMMAND | {Role.SITE_TEAM_LEADER}
_OWN_PART = _IN_THE_FIELD | {Role.PROSECUTOR}
_CUSTODY = _IN_THE_FIELD | {Role.PROSECUTOR, Role.EVIDENCE_CUSTODIAN}
_OVERSEERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.SUPERVISOR})
_ERASERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.CASE_OFFICER, Role.PROSECUTOR})
_HOLDERS = frozenset({Role.DATA_PROTECTION_OFFICER, Role.PROSECUTOR, Role.SUPERVISOR})
_MACHINE = frozenset({Role.SYSTEM_ADMINISTRATOR})
_EVERYBODY = frozenset(Role)
# Sites and contacts are seen by who warns them and by nobody else (REQUIREMENTS 5.5).
_WARNERS = frozenset({Role.PROTECTIVE_SECURITY_OFFICER})
_WARNED = _WARNERS | _DESK | {Role.OPERATIONS_COMMANDER}

# Actions on the content of a file: the officer must be on it.
ON_FILE: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.FILE_REPORT: _FILERS,
        Action.LIST_REPORTS: _READERS,
        Action.READ_REPORT: _READERS,
        Action.READ_SOURCE: frozenset({Role.SOURCE_HANDLER}),
        Action.RELEASE: _RELEASERS,
        Action.RECALL: _RELEASERS,
        Action.CORRECT: _RELEASERS,
        Action.ANSWER_RECALL: _DESK,
        Action.ANSWER_CORRECTION: _DESK,
        Action.ASK_PERMISSION: _DESK_AND_LAW,
        Action.GIVE_PERMISSION: _DESK_AND_LAW,
        Action.REFUSE_PERMISSION: _DESK_AND_LAW,
        Action.MAKE_REQUEST: _DESK_AND_LAW | {Role.INTELLIGENCE_ANALYST},
        Action.ACKNOWLEDGE_REQUEST: _DESK_AND_LAW,
        Action.ANSWER_REQUEST: _DESK_AND_LAW,
        Action.REFUSE_REQUEST: _DESK_AND_LAW,
        Action.PROPOSE_AGREEMENT: _DESK_AND_LAW,
        Action.SIGN_AGREEMENT: _DESK_AND_LAW,
        Action.READ_CASE: _READERS,
        Action.READ_CLAIM: _READERS,
        Action.MAKE_CLAIM: _CLAIMERS,
        Action.JUDGE_CLAIM: _CLAIMERS | _DIRECTORS,
        Action.CHANGE_STATUS: _DIRECTORS,
        Action.MERGE_ENTITIES: frozenset({Role.INTELLIGENCE_ANALYST, Role.CASE_OFFICER}),
        Action.DIRECT_CASE: _DIRECTORS,
        Action.MOVE_TASK: _CLAIMERS | _DIRECTORS,
        Action.EXPORT_CASE: _DIRECTORS | {Role.INTELLIGENCE_ANALYST},
        Action.TAKE_DRAFT: _CLAIMERS,
        Action.READ_DRAFT: _CLAIMERS | {Role.PROSECUTOR},
        Action.JUDGE_DRAFT: _CLAIMERS,
        Action.KEEP_LIST: _DESK | {Role.INTELLIGENCE_ANALYST},
        Action.PROPOSE_MATCH: _DESK | {Role.INTELLIGENCE_ANALYST},
        Action.APPROVE_MATCH: _DESK_AND_LAW,
        Action.ACCEPT_MATCH: _DESK,
        Action.READ_MATCH: _DESK_AND_LAW | {Role.INTELLIGENCE_ANALYST},
        Action.JUDGE_MATCH: _DESK | {Role.INTELLIGENCE_ANALYST},
        Action.SEE_SITES: _WARNERS,
        Action.KEEP_SITES: _WARNERS,
        Action.SEE_ALERTS: _WARNERS,
        Action.PROPOSE_ALERT: _WARNERS,
        Action.APPROVE_ALERT: _WARNERS,
        Action.REVIEW_ALERT: _WARNERS,
        Action.REACH_CONTACT: _WARNERS,
        Action.READ_ALERT: _WARNED,
        Action.ACKNOWLEDGE_ALERT: _WARNED,
        Action.EXPORT_PROOF: _DESK_AND_LAW | {Role.EVIDENCE_CUSTODIAN, Role.FORENSIC_EXAMINER},
        Action.READ_OPERATION: _DECIDERS
        | {
            Role.SITE_TEAM_LEADER,
            Role.INTELLIGENCE_ANALYST,
            Role.PROTECTIVE_SECURITY_OFFICER,
            Role.EVIDENCE_CUSTODIAN,
        },
        Action.WRITE_ORDER: _COMMAND,
        Action.WRITE_TACTICAL: _COMMAND,
        Action.READ_TACTICAL: _OWN_PART,
        Action.KEEP_CHECKLIST: _OWN_PART,
        Action.WAIVE_POINT: _COMMAND | {Role.PROSECUTOR},
        Action.VOTE_GO: _DECIDERS,
        Action.ACKNOWLEDGE_ORDER: _DECIDERS | {Role.SITE_TEAM_LEADER},
        Action.REPORT_SITE: _IN_THE_FIELD,
        Action.CLOSE_OPERATION: _COMMAND,
        Action.FILE_EVALUATION: _COMMAND,
        Action.RECORD_CUSTODY: _CUSTODY,
        Action.READ_CUSTODY: _CUSTODY,
        Action.ORDER_STOP: _DECIDERS | {Role.SITE_TEAM_LEADER},
        Action.LIFT_STOP: frozenset({Role.OPERATIONS_COMMANDER}),
        Action.SEE_STOPS: _DECIDERS | _FILERS,
    }
)

# Actions on what is kept, named by retention class: overseers know no file, the others need it.
ON_KEPT: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.ORDER_ERASURE: _ERASERS,
        Action.CONFIRM_ERASURE: _ERASERS,
        Action.REFUSE_ERASURE: _ERASERS,
        Action.PLACE_HOLD: _HOLDERS,
        Action.LIFT_HOLD: _HOLDERS,
        Action.RECORD_REVIEW: _ERASERS,
        Action.SEE_LISTS: _DESK_AND_LAW | {Role.INTELLIGENCE_ANALYST} | _OVERSEERS,
        Action.OVERSEE_MATCHES: _OVERSEERS,
        Action.AUDIT_MATCH: _OVERSEERS,
    }
)

# Actions that touch no content.
ANYWHERE: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.PROPOSE_CHANGE: _DECIDERS,
        Action.APPROVE_CHANGE: _DECIDERS,
        Action.REFUSE_CHANGE: _DECIDERS,
        Action.SEE_OFFICERS: _DECIDERS | _OVERSEERS | _MACHINE,
        Action.INVITE_OFFICER: _MACHINE,
        Action.CONFIRM_PASSKEY: _DECIDERS,
        Action.SEE_PARTNERS: _EVERYBODY - {Role.DEFENCE_COUNSEL},
        Action.SEE_LOGS: _EVERYBODY - {Role.DEFENCE_COUNSEL},
        Action.READ_LOG: _OVERSEERS,
        Action.WHO_SAW: frozenset({Role.DATA_PROTECTION_OFFICER}),
        Action.SET_MATCH_QUOTA: frozenset({Role.DATA_PROTECTION_OFFICER}),
        Action.TURN_MATCH_KEYS: frozenset({Role.DATA_PROTECTION_OFFICER}),
        Action.SEE_STATISTICS: _OVERSEERS,
        Action.ADOPT_RULE_SET: _DIRECTORS,
        Action.CONFIRM_RULE_SET: frozenset({Role.PROSECUTOR}),
        Action.OVERRIDE_ZONE: frozenset({Role.OPERATIONS_COMMANDER, Role.CASE_OFFICER}),
        Action.SEE_HEALTH: _DECIDERS | _OVERSEERS | _MACHINE,
        Action.SEE_UPKEEP: _MACHINE,
    }
)

MATRIX: Mapping[Action, frozenset[Role]] = MappingProxyType({**ON_FILE, **ON_KEPT, **ANYWHERE})

# Asked by a page only, under the name of that page: there is no verb for it.
PAGES_ONLY: Mapping[Action, str] = MappingProxyType(
    {
        Action.INVITE_OFFICER: "officers",
        Action.CONFIRM_PASSKEY: "officers",
    }
)

# Who directs a case or protects its sources reads what is restricted.
_UNDER_H3 = _DIRECTORS | {Role.SOURCE_HANDLER}

# Counsel sees the disclosed set: what its originator lets into court, without restriction.
_DISCLOSABLE = frozenset({HandlingCode.H0.value})


def decide(roles: frozenset[Role], action: Action, subject: Subject = NOTHING) -> None:
    """Return when the officer may; else raise Refused naming the rule that forbids it."""
    allowed = _allowed(roles, action, subject)
    if not allowed:
        raise Refused("access_role", action=action.value)
    if action in ANYWHERE:
        return
    if Role.SYSTEM_ADMINISTRATOR in roles:
        raise Refused("access_administrator", action=action.value)
    if action in ON_KEPT and allowed & _OVERSEERS:
        return
    if not subject.on_file:
        raise Refused("access_not_on_file", action=action.value)
    _check_handling(allowed, action, subject)
    _check_restricted(roles, action, subject)


def decide_site(roles: frozenset[Role], action: Action, *, leads: bool) -> None:
    """One site of our own part: who may act only as a team leader may at the site they lead.

    Asked after `decide`; Refused `access_not_leader`.
    """
    if not leads and not sees_every_site(roles, action):
        raise Refused("access_not_leader", action=action.value)


def sees_every_site(roles: frozenset[Role], action: Action) -> bool:
    """Whether an action reaches all of our sites, and not just the one that the officer leads."""
    return bool(roles & MATRIX[action] - {Role.SITE_TEAM_LEADER})


def decide_known(
    roles: frozenset[Role], action: Action, subject: Subject, absent: Missing | None
) -> None:
    """As `decide`; who is not on the file is told `absent`, as if there were nothing to guess."""
    try:
        decide(roles, action, subject)
    except Refused as problem:
        if absent is not None and problem.code == "access_not_on_file":
            raise absent from None
        raise


def may(roles: frozenset[Role], action: Action, subject: Subject = NOTHING) -> bool:
    """Whether `decide` would let it pass: for what a screen offers."""
    try:
        decide(roles, action, subject)
    except Refused:
        return False
    return True


def _allowed(roles: frozenset[Role], action: Action, subject: Subject) -> frozenset[Role]:
    """The roles of this officer that allow the action; the author may see their own source."""
    if action is Action.READ_SOURCE and subject.author:
        return roles & _FILERS
    return roles & MATRIX[action]


def _check_restricted(roles: frozenset[Role], action: Action, subject: Subject) -> None:
    """A claim under H3 is open to those who direct the case, and to whoever wrote it."""
    restricted = action is Action.READ_CLAIM and subject.handling == HandlingCode.H3.value
    if restricted and not subject.author and roles.isdisjoint(_UNDER_H3):
        raise Refused("access_restricted")


def _check_handling(allowed: frozenset[Role], action: Action, subject: Subject) -> None:
    handling = HandlingCode(subject.handling)
    if allowed == {Role.DEFENCE_COUNSEL} and handling.value not in _DISCLOSABLE:
        raise Refused("access_not_disclosable", handling=handling.value)
    if action is Action.EXPORT_PROOF and handling is HandlingCode.H1 and not subject.permitted:
        raise Refused("access_court_h1")
