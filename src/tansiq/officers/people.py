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
    EpochAccepted,
    KeyAdded,
    KeyRevoked,
    OfficerAdded,
    OfficerKey,
    OfficerLeft,
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
    """One officer: name (for our own eyes), roles, keys that sign now, files they are put on."""

    officer: str
    name: str = ""
    rank: str = ""
    unit: str = ""
    roles: frozenset[str] = frozenset()
    keys: Mapping[str, OfficerKey] = field(default_factory=lambda: _NO_KEYS)
    files: frozenset[str] = frozenset()
    active: bool = True

    @property
    def administrator(self) -> bool:
        """Whether this officer runs the machine, and so decides nothing here."""
        return Role.SYSTEM_ADMINISTRATOR.value in self.roles


@dataclass(frozen=True, slots=True)
class Staff:
    """All officers by pseudonym, and the partners enrolled."""

    officers: Mapping[str, Officer]
    partners: frozenset[str] = frozenset()

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


def _after(staff: Staff, change: AnyChange) -> Staff:  # noqa: C901, PLR0911 - one arm per kind of change
    match change:
        case OfficerAdded(person=person):
            return _with(staff, officer_of(person))
        case OfficerLeft(officer=officer):
            return _change(staff, officer, active=False, keys=_NO_KEYS, roles=frozenset())
        case RoleGranted(officer=officer, role=role):
            return _roles(staff, officer, add=frozenset({role}))
        case RoleWithdrawn(officer=officer, role=role):
            return _roles(staff, officer, drop=frozenset({role}))
        case KeyAdded(officer=officer, key=key):
            return _keys(staff, officer, add=key)
        case KeyRevoked(officer=officer, key=key_id):
            return _keys(staff, officer, drop=key_id)
        case CaseAssigned(officer=officer, file=file):
            return _files(staff, officer, add=frozenset({file}))
        case CaseUnassigned(officer=officer, file=file):
            return _files(staff, officer, drop=frozenset({file}))
        case PartnerEnrolled(node=node):
            return replace(staff, partners=staff.partners | {node})
        case PartnerLeft(node=node):
            return replace(staff, partners=staff.partners - {node})
        case ChannelMembership() | EpochAccepted() | CharterAdopted():
            return staff
        case _:
            assert_never(change)


def _with(staff: Staff, officer: Officer) -> Staff:
    return replace(staff, officers=MappingProxyType({**staff.officers, officer.officer: officer}))


def _change(
    staff: Staff,
    officer: str,
    *,
    active: bool,
    keys: Mapping[str, OfficerKey],
    roles: frozenset[str],
) -> Staff:
    known = staff.officers.get(officer)
    if known is None:
        return staff
    left = replace(known, active=active, keys=keys, roles=roles, files=frozenset())
    return _with(staff, left)


def _roles(
    staff: Staff,
    officer: str,
    *,
    add: frozenset[str] = frozenset(),
    drop: frozenset[str] = frozenset(),
) -> Staff:
    known = staff.officers.get(officer)
    if known is None:
        return staff
    return _with(staff, replace(known, roles=(known.roles | add) - drop))


def _files(
    staff: Staff,
    officer: str,
    *,
    add: frozenset[str] = frozenset(),
    drop: frozenset[str] = frozenset(),
) -> Staff:
    known = staff.officers.get(officer)
    if known is None:
        return staff
    return _with(staff, replace(known, files=(known.files | add) - drop))


def _keys(staff: Staff, officer: str, *, add: OfficerKey | None = None, drop: str = "") -> Staff:
    known = staff.officers.get(officer)
    if known is None:
        return staff
    keys = {key: one for key, one in known.keys.items() if key != drop}
    if add is not None:
        keys[add.key] = add
    return _with(staff, replace(known, keys=MappingProxyType(keys)))
