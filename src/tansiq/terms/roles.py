"""The fifteen roles an officer can hold.

Promises: the list, and which roles touch the content of cases. Does not: say what a role may do;
the access rules of the node do.
"""

from __future__ import annotations

from tansiq.terms.vocabulary import DomainWord


class Role(DomainWord):
    """A role of an officer."""

    INTELLIGENCE_ANALYST = "intelligence_analyst"
    LIAISON_OFFICER = "liaison_officer"
    SOURCE_HANDLER = "source_handler"
    CASE_OFFICER = "case_officer"
    PROSECUTOR = "prosecutor"
    OPERATIONS_COMMANDER = "operations_commander"
    SITE_TEAM_LEADER = "site_team_leader"
    EVIDENCE_CUSTODIAN = "evidence_custodian"
    FORENSIC_EXAMINER = "forensic_examiner"
    PROTECTIVE_SECURITY_OFFICER = "protective_security_officer"
    SPOKESPERSON = "spokesperson"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SUPERVISOR = "supervisor"
    DEFENCE_COUNSEL = "defence_counsel"


# Those who see logs, proofs or machines, never the content of a case.
OUTSIDE_CASES = frozenset(
    {Role.DATA_PROTECTION_OFFICER, Role.SYSTEM_ADMINISTRATOR, Role.SUPERVISOR},
)
CASE_ROLES = frozenset(Role) - OUTSIDE_CASES


def may_be_held_together(roles: frozenset[Role]) -> bool:
    """Whether one person may hold these roles: an administrator holds no case role besides."""
    return Role.SYSTEM_ADMINISTRATOR not in roles or roles.isdisjoint(CASE_ROLES)
