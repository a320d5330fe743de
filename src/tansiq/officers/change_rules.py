"""What each kind of change must satisfy, when it is proposed and again when it is approved."""

import re
from typing import assert_never

import msgspec

from tansiq.officers.feed_rules import check_feed
from tansiq.officers.people import Officer, Staff
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
    OfficerKey,
    OfficerLeft,
    OfficerNamed,
    PartnerEnrolled,
    PartnerLeft,
    Person,
    RoleGranted,
    RoleWithdrawn,
)
from tansiq.terms.category import Category
from tansiq.terms.clock import duty_hours
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import Origin, channel_id, key_id, node_id, officer_id
from tansiq.terms.roles import Role, may_be_held_together
from tansiq.terms.text import to_nfc

SCHEMES = frozenset({"key_file", "passkey"})
CHECKED = frozenset({"in_person", "two_channels"})
REGIMES = frozenset({"security", "crime", "general"})
EPOCH_REASONS = frozenset({"rotation", "fork", "gap", "revocation"})
TWO = 2
NAME_LIMIT = 200

_DIGEST = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https://[a-z0-9.\-\[\]:]+(/[A-Za-z0-9._~/-]*)?")


def subject_of(change: AnyChange) -> str:  # noqa: PLR0911 - one arm per kind of change
    """Whom or what a change is about: an officer, a partner, a channel, a log, our file, a feed."""
    match change:
        case OfficerAdded(person=person):
            return person.officer
        case PartnerEnrolled(node=node) | PartnerLeft(node=node):
            return node
        case ChannelMembership(channel=channel):
            return channel
        case EpochAccepted(new_origin=origin):
            return origin
        case CharterAdopted(regime=regime):
            return regime
        case FeedOpened(feed=feed) | FeedClosed(feed=feed):
            return feed
        case _:
            return change.officer


def check_change(  # noqa: C901, PLR0911 - one arm per kind of change
    staff: Staff, me: str, change: AnyChange
) -> AnyChange:
    """The change in normal form if it may take effect now, else the rule that forbids it."""
    match change:
        case OfficerAdded():
            return _officer_added(staff, change)
        case OfficerNamed():
            return _officer_named(staff, change)
        case OfficerLeft() | RoleGranted() | RoleWithdrawn():
            return _roles(staff, change)
        case KeyAdded() | KeyRevoked():
            return _keys(staff, change)
        case CaseAssigned() | CaseUnassigned():
            return _files(staff, change)
        case DutyHoursSet():
            return _hours(staff, change)
        case PartnerEnrolled() | PartnerLeft():
            return _partner(staff, me, change)
        case ChannelMembership():
            return _membership(staff, me, change)
        case EpochAccepted():
            return _epoch(change)
        case CharterAdopted():
            return _charter(change)
        case FeedOpened() | FeedClosed():
            return check_feed(staff, change)
        case _:
            assert_never(change)


def check_person(person: Person) -> Person:
    """A new officer: pseudonym, name, roles that go together, a usable key."""
    return Person(
        officer=officer_id(person.officer),
        name=_name(person.name),
        rank=to_nfc(person.rank).strip(),
        unit=to_nfc(person.unit).strip(),
        roles=tuple(sorted(check_roles(frozenset(person.roles)))),
        key=check_key(person.key),
    )


def _name(given: str) -> str:
    name = to_nfc(given).strip()
    if not name or len(name) > NAME_LIMIT:
        raise Invalid("officer_name", most=NAME_LIMIT)
    return name


def check_roles(roles: frozenset[str]) -> frozenset[str]:
    """Known roles that one officer may hold together; an administrator holds no other."""
    known = frozenset(one.value for one in Role)
    strange = sorted(roles - known)
    if strange:
        raise Invalid("role_unknown", role=strange[0][:40])
    if not roles:
        raise Invalid("role_missing")
    if not may_be_held_together(frozenset(Role(one) for one in roles)):
        raise Refused("administrator_with_case_role")
    return roles


def check_key(key: OfficerKey) -> OfficerKey:
    """A key's id, scheme and the data its scheme needs."""
    key_id(key.key)
    if key.scheme not in SCHEMES or not key.public:
        raise Invalid("officer_key", scheme=key.scheme[:40])
    if key.scheme == "passkey" and not (key.rp_id and key.origins):
        raise Invalid("officer_key", scheme=key.scheme)
    return key


def _officer(staff: Staff, officer: str) -> Officer:
    known = staff.officers.get(officer_id(officer))
    if known is None or not known.active:
        raise Missing("officer_unknown", officer=officer)
    return known


def _officer_added(staff: Staff, change: OfficerAdded) -> OfficerAdded:
    person = check_person(change.person)
    if person.officer in staff.officers:
        raise Conflict("officer_known", officer=person.officer)
    _check_unshared(staff, person.key)
    return OfficerAdded(person=person)


def _officer_named(staff: Staff, change: OfficerNamed) -> OfficerNamed:
    if officer_id(change.officer) in staff.officers:
        raise Conflict("officer_known", officer=change.officer)
    return msgspec.structs.replace(
        change,
        name=_name(change.name),
        rank=to_nfc(change.rank).strip(),
        unit=to_nfc(change.unit).strip(),
        roles=tuple(sorted(check_roles(frozenset(change.roles)))),
    )


def _check_unshared(staff: Staff, key: OfficerKey) -> None:
    for one in staff.officers.values():
        if any(held.key == key.key or held.public == key.public for held in one.keys.values()):
            raise Refused("key_shared")


def _roles(
    staff: Staff, change: OfficerLeft | RoleGranted | RoleWithdrawn
) -> OfficerLeft | RoleGranted | RoleWithdrawn:
    known = _officer(staff, change.officer)
    match change:
        case OfficerLeft(reason=reason):
            if not reason.strip():
                raise Invalid("change_reason")
        case RoleGranted(role=role):
            if role in known.roles:
                raise Conflict("role_held", role=role)
            check_roles(known.roles | {role})
        case RoleWithdrawn(role=role):
            if role not in known.roles:
                raise Conflict("role_not_held", role=role)
    return change


def _keys(staff: Staff, change: KeyAdded | KeyRevoked) -> KeyAdded | KeyRevoked:
    known = _officer(staff, change.officer)
    if isinstance(change, KeyAdded):
        check_key(change.key)
        _check_unshared(staff, change.key)
    elif change.key not in known.keys:
        raise Missing("key_unknown", key=change.key[:40])
    elif not change.reason.strip():
        raise Invalid("change_reason")
    return change


def _files(staff: Staff, change: CaseAssigned | CaseUnassigned) -> CaseAssigned | CaseUnassigned:
    known = _officer(staff, change.officer)
    channel_id(change.file)
    if known.administrator and isinstance(change, CaseAssigned):
        raise Refused("administrator_with_case_role")
    if (change.file in known.files) == isinstance(change, CaseAssigned):
        raise Conflict("assignment_unchanged", file=change.file)
    return change


def _hours(staff: Staff, change: DutyHoursSet) -> DutyHoursSet:
    known = _officer(staff, change.officer)
    if change.hours:
        duty_hours(change.hours)
    if change.hours == known.hours:
        raise Conflict("hours_unchanged", officer=change.officer)
    return change


def _partner(
    staff: Staff, me: str, change: PartnerEnrolled | PartnerLeft
) -> PartnerEnrolled | PartnerLeft:
    if node_id(change.node) == me:
        raise Refused("partner_is_us")
    if isinstance(change, PartnerLeft):
        if change.node not in staff.partners:
            raise Missing("partner_unknown", partner=change.node)
        if not change.reason.strip():
            raise Invalid("change_reason")
        return change
    if change.node in staff.partners:
        raise Conflict("partner_enrolled_before", partner=change.node)
    return _enrolment(change)


def _enrolment(change: PartnerEnrolled) -> PartnerEnrolled:
    for digest in (change.fingerprint, change.card_digest):
        if _DIGEST.fullmatch(digest) is None:
            raise Invalid("partner_fingerprint")
    if change.url and _URL.fullmatch(change.url) is None:
        raise Invalid("partner_url", url=change.url[:80])
    if change.checked not in CHECKED:
        raise Refused("partner_unchecked")
    channels = {to_nfc(one).strip().casefold() for one in change.channels_used} - {""}
    if change.checked == "two_channels" and len(channels) < TWO:
        raise Refused("partner_two_channels")
    return change


def _membership(staff: Staff, me: str, change: ChannelMembership) -> ChannelMembership:
    channel_id(change.channel)
    members = tuple(sorted({node_id(one) for one in change.members}))
    if me not in members or len(members) < TWO or members != change.members:
        raise Invalid("channel_members", members=", ".join(change.members)[:200])
    strangers = sorted(set(members) - staff.partners - {me})
    if strangers:
        raise Refused("channel_member_unenrolled", node=strangers[0])
    if _DIGEST.fullmatch(change.statement_digest) is None or change.generation < 0:
        raise Invalid("channel_statement")
    if not change.purpose.strip():
        raise Invalid("change_reason")
    return msgspec.structs.replace(change, purpose=to_nfc(change.purpose).strip())


def _epoch(change: EpochAccepted) -> EpochAccepted:
    old, new = Origin.parse(change.old_origin), Origin.parse(change.new_origin)
    same = (old.agency, old.channel, old.generation) == (new.agency, new.channel, new.generation)
    if not same or new.epoch <= old.epoch or change.agency != new.agency:
        raise Invalid("epoch_origins", old=change.old_origin, new=change.new_origin)
    if change.reason not in EPOCH_REASONS:
        raise Invalid("epoch_reason", value=change.reason[:40])
    if _DIGEST.fullmatch(change.statement_digest) is None:
        raise Invalid("channel_statement")
    return change


def _charter(change: CharterAdopted) -> CharterAdopted:
    """All parts are there; categories are words of the field, recipients are nodes (LAW L28)."""
    if change.regime not in REGIMES:
        raise Invalid("charter_regime", value=change.regime[:40])
    texts = (change.controller, change.legitimacy, change.security)
    lists = (change.purposes, change.categories, change.data, change.sources)
    if not all(one.strip() for one in texts) or not all(lists):
        raise Invalid("charter_incomplete")
    return msgspec.structs.replace(
        change,
        controller=to_nfc(change.controller).strip(),
        legitimacy=to_nfc(change.legitimacy).strip(),
        security=to_nfc(change.security).strip(),
        categories=tuple(sorted({Category(one).value for one in change.categories})),
        recipients=tuple(sorted({node_id(one) for one in change.recipients})),
    )
