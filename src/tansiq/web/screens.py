"""The screens of the shell: their address, the word in the navigation, who is shown the way there.

Promises: the navigation offers what `node.access` lets the officer's roles do, and nothing else; a
screen that is not offered refuses all the same, because its page asks the node. An officer's first
screen is the first one offered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.officers.people import Officer
from tansiq.terms.ids import ChannelId, channel_kind
from tansiq.terms.roles import Role


def N_(text: str) -> str:  # noqa: N802 - the customary mark of a word that is translated later
    """Mark a word for the catalogues."""
    return text


@dataclass(frozen=True, slots=True)
class Screen:
    """One entry of the navigation; `action` None is for everybody who signed in."""

    name: str
    path: str
    word: str
    action: Action | None
    group: str = ""


SCREENS: tuple[Screen, ...] = (
    Screen("desk", "/desk", N_("Liaison desk"), Action.LIST_REPORTS),
    Screen("reports", "/reports", N_("Reports"), Action.LIST_REPORTS),
    Screen("write", "/reports/new", N_("New report"), Action.FILE_REPORT),
    Screen("asked", "/asked", N_("Requests and recalls"), Action.LIST_REPORTS),
    Screen("ask", "/asked/new", N_("New request"), Action.MAKE_REQUEST),
    Screen("cases", "/cases", N_("My cases"), Action.READ_CASE),
    Screen("intake", "/intake", N_("Open sources"), Action.READ_DRAFT),
    Screen("operations", "/operations", N_("Operations"), Action.READ_OPERATION),
    Screen("field", "/field", N_("My sites"), Action.REPORT_SITE),
    Screen("matches", "/matches", N_("Matches"), Action.READ_MATCH),
    Screen("alerts", "/alerts", N_("Warnings"), Action.SEE_ALERTS, N_("Warnings")),
    Screen("sites", "/alerts/sites", N_("Protected sites"), Action.SEE_SITES, N_("Warnings")),
    Screen(
        "alerts_received",
        "/alerts/received",
        N_("Warnings received"),
        Action.READ_ALERT,
        N_("Warnings"),
    ),
    Screen("custody", "/custody", N_("Persons held"), Action.READ_CUSTODY),
    Screen("seized", "/custody/items", N_("Things seized"), Action.READ_CUSTODY),
    Screen("upkeep", "/upkeep", N_("Administration"), Action.SEE_UPKEEP),
    Screen("oversight", "/oversight", N_("Data protection"), Action.WHO_SAW, N_("Oversight")),
    Screen(
        "supervision",
        "/supervision",
        N_("Proofs and statistics"),
        Action.SEE_STATISTICS,
        N_("Oversight"),
    ),
    Screen(
        "match_oversight",
        "/oversight/matches",
        N_("Private matches"),
        Action.OVERSEE_MATCHES,
        N_("Oversight"),
    ),
    Screen("reads", "/reads", N_("Read log"), Action.READ_LOG, N_("Oversight")),
    Screen("retention", "/retention", N_("Retention"), Action.ORDER_ERASURE, N_("Oversight")),
    Screen("holds", "/holds", N_("Holds on erasure"), Action.PLACE_HOLD, N_("Oversight")),
    Screen("partners", "/partners", N_("Partners"), Action.SEE_PARTNERS, N_("Node")),
    Screen("channels", "/channels", N_("Channels"), Action.SEE_PARTNERS, N_("Node")),
    Screen("logs", "/logs", N_("Logs"), Action.SEE_LOGS, N_("Node")),
    Screen("proofs", "/proofs", N_("Check a proof"), None, N_("Node")),
    Screen("rules", "/rules", N_("Rule sets"), None, N_("Node")),
    Screen("state", "/state", N_("State of the node"), Action.SEE_HEALTH, N_("Node")),
    Screen("changes", "/changes", N_("Changes"), Action.SEE_OFFICERS, N_("People")),
    Screen("officers", "/officers", N_("Officers"), Action.SEE_OFFICERS, N_("People")),
    Screen("passkeys", "/passkeys", N_("My passkeys"), None, N_("Myself")),
)

# Whose daily screen is their cases, and who keeps the liaison desk.
_AT_CASES = frozenset({Role.INTELLIGENCE_ANALYST, Role.CASE_OFFICER, Role.PROSECUTOR})
_AT_DESK = frozenset({Role.LIAISON_OFFICER})
_AT_WARNINGS = frozenset({Role.PROTECTIVE_SECURITY_OFFICER})
_IN_COMMAND = frozenset({Role.OPERATIONS_COMMANDER})
_AT_ITEMS = frozenset({Role.EVIDENCE_CUSTODIAN})
_ON_SOME_FILE = Subject(on_file=True)


def roles_of(officer: Officer) -> frozenset[Role]:
    """An officer's roles as the access rules know them."""
    return frozenset(Role(one) for one in officer.roles)


def offered(officer: Officer, screens: Sequence[Screen] = SCREENS) -> tuple[Screen, ...]:
    """The screens this officer is shown the way to."""
    roles = roles_of(officer)
    return tuple(
        one for one in screens if one.action is None or may(roles, one.action, _ON_SOME_FILE)
    )


def first(officer: Officer) -> str:
    """Where an officer begins (TERMS): a commander at the board, others at cases or warnings."""
    roles = roles_of(officer)
    if roles & _IN_COMMAND and not roles & _AT_DESK:
        return "/operations/mine"
    on_a_case = any(channel_kind(ChannelId(one)) == "case" for one in officer.files)
    if on_a_case and roles & _AT_CASES and not roles & _AT_DESK:
        return "/cases"
    if roles == {Role.SITE_TEAM_LEADER}:
        return "/field"
    if roles & _AT_WARNINGS and not roles & (_AT_DESK | _AT_CASES):
        return "/alerts"
    if roles <= _AT_ITEMS:
        return "/custody/items"
    return offered(officer)[0].path


def first_time(officer: Officer) -> bool:
    """Whether an officer has no passkey that signs acts yet, and so is new to the pages."""
    return not any(one.scheme == "passkey" for one in officer.keys.values())
