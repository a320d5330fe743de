"""Who the officers are at one moment: values that commands and queries share.

Pure. Folding the effects of approved changes in the order of `home` gives the officers of any
moment; nothing here is ever stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import assert_never

from tansiq.record.officers import (
    AnyChange,
    CaseAssigned,
    CaseUnassigned,
    ChannelMembership,
    CharterAdopted,
    DutyHoursSet,
    EpochAccepted,
    FeedClosed,
    FeedOpened,
    KeyAdded,
    KeyRevoked,
    OfficerAdded,
    OfficerChange,
    OfficerKey,
    OfficerLeft,
    OfficerNamed,
    PartnerEnrolled,
    PartnerLeft,
    Person,
    RoleGranted,
    RoleWithdrawn,
)
from tansiq.terms.roles import Role

_NO_KEYS: Mapping[str, OfficerKey] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Officer:
    """One officer: name (for our own eyes), roles, keys that sign now, files they are put on.

    `hours` are duty hours of their own (`HH:MM-HH:MM`, agency's zone), empty when they have none.
    """

    officer: str
    name: str = ""
    rank: str = ""
    unit: str = ""
    roles: frozenset[str] = frozenset()
    keys: Mapping[str, OfficerKey] = field(default_factory=lambda: _NO_KEYS)
    files: frozenset[str] = frozenset()
    active: bool = True
    hours: str = ""

    @property
    def administrator(self) -> bool:
        """Whether this officer runs the machine, and so decides nothing here."""
        return Role.SYSTEM_ADMINISTRATOR.value in self.roles


@dataclass(frozen=True, slots=True)
class Staff:
    """All officers by pseudonym, the partners enrolled, the feeds that partners' systems read."""

    officers: Mapping[str, Officer]
    partners: frozenset[str] = frozenset()
    feeds: frozenset[str] = frozenset()

    def deciders(self) -> frozenset[str]:
        """Officers who may propose or approve: active, with a key and a role that decides."""
        return frozenset(
            one.officer
            for one in self.officers.values()
            if one.active and one.keys and not one.administrator and one.roles & DECIDING_ROLES
        )


DECIDING_ROLES = frozenset(
    {
        Role.LIAISON_OFFICER.value,
        Role.CASE_OFFICER.value,
        Role.PROSECUTOR.value,
        Role.OPERATIONS_COMMANDER.value,
    }
)


def officer_of(person: Person) -> Officer:
    """A person as founded or added."""
    return Officer(
        officer=person.officer,
        name=person.name,
        rank=person.rank,
        unit=person.unit,
        roles=frozenset(person.roles),
        keys=MappingProxyType({person.key.key: person.key}),
    )


def staff_after(staff: Staff, changes: Iterable[AnyChange]) -> Staff:
    """The staff once these changes have taken effect, in order."""
    for change in changes:
        staff = _after(staff, change)
    return staff


def _after(staff: Staff, change: AnyChange) -> Staff:
    match change:
        case OfficerAdded(person=person):
            return _with(staff, officer_of(person))
        case OfficerNamed():
            return _with(staff, _named(change))
        case PartnerEnrolled() | PartnerLeft() | FeedOpened() | FeedClosed():
            return _neighbours(staff, change)
        case ChannelMembership() | EpochAccepted() | CharterAdopted():
            return staff
        case _:
            known = staff.officers.get(change.officer)
            return staff if known is None else _with(staff, _changed(known, change))


def _neighbours(
    staff: Staff, change: PartnerEnrolled | PartnerLeft | FeedOpened | FeedClosed
) -> Staff:
    match change:
        case PartnerEnrolled(node=node):
            return replace(staff, partners=staff.partners | {node})
        case PartnerLeft(node=node):
            return replace(staff, partners=staff.partners - {node})
        case FeedOpened(feed=feed):
            return replace(staff, feeds=staff.feeds | {feed})
        case FeedClosed(feed=feed):
            return replace(staff, feeds=staff.feeds - {feed})
        case _:
            assert_never(change)


def _named(change: OfficerNamed) -> Officer:
    return Officer(
        officer=change.officer,
        name=change.name,
        rank=change.rank,
        unit=change.unit,
        roles=frozenset(change.roles),
    )


def _with(staff: Staff, officer: Officer) -> Staff:
    return replace(staff, officers=MappingProxyType({**staff.officers, officer.officer: officer}))


def _changed(  # noqa: C901, PLR0911 - one arm per kind of change
    known: Officer, change: OfficerChange
) -> Officer:
    match change:
        case OfficerLeft():
            none: frozenset[str] = frozenset()
            return replace(known, active=False, keys=_NO_KEYS, roles=none, files=none)
        case RoleGranted(role=role):
            return replace(known, roles=known.roles | {role})
        case RoleWithdrawn(role=role):
            return replace(known, roles=known.roles - {role})
        case KeyAdded(key=key):
            return replace(known, keys=MappingProxyType({**known.keys, key.key: key}))
        case KeyRevoked(key=gone):
            left = {key: one for key, one in known.keys.items() if key != gone}
            return replace(known, keys=MappingProxyType(left))
        case CaseAssigned(file=file):
            return replace(known, files=known.files | {file})
        case CaseUnassigned(file=file):
            return replace(known, files=known.files - {file})
        case DutyHoursSet(hours=hours):
            return replace(known, hours=hours)
        case _:
            assert_never(change)
