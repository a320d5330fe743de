"""Role x action x file x handling, against a hand-written table (DESIGN 6, REQUIREMENTS 11.2)."""

import tomllib
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path

import pytest

from tansiq.node.access import ANYWHERE, NOTHING, ON_FILE, ON_KEPT, Subject, decide, may
from tansiq.node.actions import Action
from tansiq.officers.people import DECIDING_ROLES
from tansiq.terms.errors import Refused
from tansiq.terms.handling import HandlingCode
from tansiq.terms.roles import OUTSIDE_CASES, Role

TABLE = tomllib.loads(Path(__file__).with_name("access_expected.toml").read_text())
EXPECTED: Mapping[str, list[str]] = TABLE["roles"]
CONTENT = frozenset(TABLE["content"])
KEPT = frozenset(TABLE["kept"])
WATCHING = frozenset(TABLE["watching"])
UNDER_H3 = frozenset(TABLE["under_h3"])
CODES = [one.value for one in HandlingCode]


def expected(role: str, action: str, subject: Subject) -> bool:
    """The answer by the hand-written table and the rules in words."""
    if action == "read_source" and subject.author and "file_report" in EXPECTED[role]:
        return subject.on_file  # who wrote it knows it
    if action not in EXPECTED[role]:
        return False
    if action in KEPT or action not in CONTENT:
        return action not in KEPT or role in WATCHING or subject.on_file
    if not subject.on_file or (role == "defence_counsel" and subject.handling != "H0"):
        return False
    restricted = action == "read_claim" and subject.handling == "H3" and not subject.author
    if restricted and role not in UNDER_H3:
        return False
    return not (action == "export_proof" and subject.handling == "H1" and not subject.permitted)


SUBJECTS = [
    Subject(on_file=on_file, author=author, handling=handling, permitted=permitted)
    for on_file, author, handling, permitted in product(
        (False, True), (False, True), CODES, (False, True)
    )
]


@pytest.mark.parametrize("role", list(Role))
def test_every_cell_of_the_matrix_is_as_written(role: Role) -> None:
    wrong = [
        (action.value, subject)
        for action in Action
        for subject in SUBJECTS
        if may(frozenset({role}), action, subject) != expected(role.value, action.value, subject)
    ]
    assert wrong == []


def test_the_written_table_names_every_role_and_no_unknown_action() -> None:
    assert set(EXPECTED) == {one.value for one in Role}
    assert {one for actions in EXPECTED.values() for one in actions} == {
        one.value for one in Action
    }


def test_every_action_stands_in_exactly_one_table() -> None:
    tables = (ON_FILE, ON_KEPT, ANYWHERE)
    assert sorted(one for table in tables for one in table) == sorted(Action)
    assert {one.value for one in ON_FILE} == CONTENT
    assert {one.value for one in ON_KEPT} == KEPT


def test_nobody_without_a_role_may_do_anything() -> None:
    for action, subject in product(Action, SUBJECTS):
        assert not may(frozenset(), action, subject)


def test_an_administrator_never_touches_content_whatever_other_role_they_hold() -> None:
    """11.2."""
    for other, action, subject in product(Role, (*ON_FILE, *ON_KEPT), SUBJECTS):
        assert not may(frozenset({Role.SYSTEM_ADMINISTRATOR, other}), action, subject)


def test_the_data_protection_officer_reads_logs_and_no_cases() -> None:
    """11.2."""
    roles = frozenset({Role.DATA_PROTECTION_OFFICER})
    assert may(roles, Action.READ_LOG)
    assert may(roles, Action.WHO_SAW)
    for action, subject in product(ON_FILE, SUBJECTS):
        assert not may(roles, action, subject)


def test_roles_outside_cases_reach_no_content() -> None:
    for role, action, subject in product(OUTSIDE_CASES, ON_FILE, SUBJECTS):
        assert not may(frozenset({role}), action, subject)


def test_nothing_on_content_is_allowed_off_the_file() -> None:
    """Need to know is by case."""
    everything = frozenset(Role) - {Role.SYSTEM_ADMINISTRATOR}
    for action, handling in product(ON_FILE, CODES):
        assert not may(everything, action, Subject(author=True, handling=handling))


def test_nobody_who_works_on_cases_erases_holds_or_reviews_what_lies_on_another_file() -> None:
    """Need to know is by case; those who watch over all of it are no exception of a case role."""
    working = frozenset(Role) - {Role.DATA_PROTECTION_OFFICER, Role.SUPERVISOR}
    for role, action, handling in product(working, ON_KEPT, CODES):
        assert not may(frozenset({role}), action, Subject(author=True, handling=handling))


def test_two_roles_together_allow_what_either_allows() -> None:
    for first, second in combinations(set(Role) - {Role.SYSTEM_ADMINISTRATOR}, 2):
        for action, subject in product(Action, SUBJECTS):
            either = any(may(frozenset({one}), action, subject) for one in (first, second))
            assert may(frozenset({first, second}), action, subject) == either


def test_the_same_roles_decide_on_changes_here_and_among_the_officers() -> None:
    assert {one.value for one in ANYWHERE[Action.APPROVE_CHANGE]} == DECIDING_ROLES


@pytest.mark.parametrize(
    ("roles", "action", "subject", "code"),
    [
        ({Role.SPOKESPERSON}, Action.READ_REPORT, NOTHING, "access_role"),
        ({Role.CASE_OFFICER}, Action.READ_REPORT, NOTHING, "access_not_on_file"),
        ({Role.CASE_OFFICER}, Action.ORDER_ERASURE, NOTHING, "access_not_on_file"),
        ({Role.PROSECUTOR}, Action.LIFT_HOLD, NOTHING, "access_not_on_file"),
        (
            {Role.SYSTEM_ADMINISTRATOR, Role.CASE_OFFICER},
            Action.READ_REPORT,
            Subject(on_file=True),
            "access_administrator",
        ),
        (
            {Role.DEFENCE_COUNSEL},
            Action.READ_REPORT,
            Subject(on_file=True, handling="H1"),
            "access_not_disclosable",
        ),
        (
            {Role.PROSECUTOR},
            Action.EXPORT_PROOF,
            Subject(on_file=True, handling="H1"),
            "access_court_h1",
        ),
    ],
)
def test_a_refusal_names_its_rule(
    roles: set[Role], action: Action, subject: Subject, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        decide(frozenset(roles), action, subject)
    assert refused.value.code == code
