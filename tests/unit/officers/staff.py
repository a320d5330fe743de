"""Officers for tests: two founders who decide, an analyst, an administrator."""

from datetime import UTC, datetime

from tansiq.officers.commands import ChangeState, Proposal
from tansiq.officers.people import Officer, Staff, officer_of
from tansiq.record.officers import AnyChange, OfficerKey, Person
from tansiq.record.plan import NewClass
from tansiq.terms.ids import NodeId, OfficerId, new_record_id

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KEPT = NewClass("2027-11-01", "2029-11-01")
ME = NodeId("rabat")
FIRST, SECOND, THIRD, ADMIN, NEW = (OfficerId(f"of-{letter * 13}") for letter in "aeimq")


def key(letter: str) -> OfficerKey:
    return OfficerKey(key=letter * 16, scheme="key_file", public=f"public {letter}")


def person(officer: str, letter: str, *roles: str) -> Person:
    return Person(officer=officer, name=f"Name {letter}", roles=roles, key=key(letter))


PEOPLE = (
    person(FIRST, "a", "liaison_officer"),
    person(SECOND, "b", "case_officer"),
    person(THIRD, "c", "intelligence_analyst"),
    person(ADMIN, "d", "system_administrator"),
)
FOUNDERS = PEOPLE[:2]


def staff(*more: Officer, partners: frozenset[str] = frozenset()) -> Staff:
    everybody = (*(officer_of(one) for one in PEOPLE), *more)
    return Staff({one.officer: one for one in everybody}, partners)


def state(
    officer: OfficerId = FIRST,
    change: AnyChange | None = None,
    proposer: OfficerId = FIRST,
    **changes: object,
) -> ChangeState:
    fields: dict[str, object] = {
        "me": ME,
        "officer": officer,
        "now": NOW,
        "staff": staff(),
        "retention": KEPT,
    }
    if change is not None:
        known = Proposal(proposal=new_record_id(), proposer=proposer, change=change)
        fields["proposal"] = known
    return ChangeState(**(fields | changes))  # type: ignore[arg-type]
