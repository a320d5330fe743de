"""Who may act for this agency: officers, roles, keys, assignments, partners, by two people.

Promises: one mechanism for every change that matters. One officer proposes a change; it takes
effect with the approval of another, which repeats it whole, so that the second officer signs what
takes effect and not a reference to it.
Does not promise that names travel: they lie in `home`; partners see pseudonyms, keys and roles.
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.registry import register


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A name in one language."""

    language: str
    text: str


class OfficerKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key with which an officer signs acts: a key file, or a passkey with its public data."""

    key: str
    scheme: str
    public: str
    rp_id: str = ""
    origins: tuple[str, ...] = ()


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An officer as the agency knows them: pseudonym, name, rank, unit, roles, first key."""

    officer: str
    name: str
    rank: str = ""
    unit: str = ""
    roles: tuple[str, ...]
    key: OfficerKey


class Change(msgspec.Struct, frozen=True, kw_only=True, tag_field="change"):
    """Base of all changes that need two people."""


class OfficerAdded(Change, frozen=True, kw_only=True, tag="officer_added"):
    """A new officer with roles and a first key."""

    person: Person


class OfficerNamed(Change, frozen=True, kw_only=True, tag="officer_named"):
    """A new officer with roles, and no key yet: they sign nothing before two people add one."""

    officer: str
    name: str
    rank: str = ""
    unit: str = ""
    roles: tuple[str, ...]


class OfficerLeft(Change, frozen=True, kw_only=True, tag="officer_left"):
    """An officer leaves: every role, key and assignment ends."""

    officer: str
    reason: str


class RoleGranted(Change, frozen=True, kw_only=True, tag="role_granted"):
    """An officer receives a role."""

    officer: str
    role: str


class RoleWithdrawn(Change, frozen=True, kw_only=True, tag="role_withdrawn"):
    """An officer loses a role."""

    officer: str
    role: str


class KeyAdded(Change, frozen=True, kw_only=True, tag="key_added"):
    """An officer may sign with a further key."""

    officer: str
    key: OfficerKey


class KeyRevoked(Change, frozen=True, kw_only=True, tag="key_revoked"):
    """A key of an officer signs nothing from here on."""

    officer: str
    key: str
    reason: str


class CaseAssigned(Change, frozen=True, kw_only=True, tag="case_assigned"):
    """An officer is put on a file: a case, a desk, or the agency's own desk (`home`)."""

    officer: str
    file: str


class CaseUnassigned(Change, frozen=True, kw_only=True, tag="case_unassigned"):
    """An officer is taken off a file."""

    officer: str
    file: str


class DutyHoursSet(Change, frozen=True, kw_only=True, tag="duty_hours_set"):
    """An officer has duty hours of their own (`HH:MM-HH:MM`, agency's zone), or none any more."""

    officer: str
    hours: str


class PartnerEnrolled(Change, frozen=True, kw_only=True, tag="partner_enrolled"):
    """A partner's root is trusted, and how its fingerprint was checked (REQUIREMENTS 10.1)."""

    node: str
    names: tuple[Label, ...]
    fingerprint: str
    card_digest: str
    url: str
    checked: str
    channels_used: tuple[str, ...]
    languages: tuple[str, ...] = ()


class PartnerLeft(Change, frozen=True, kw_only=True, tag="partner_left"):
    """A partner is no longer trusted from here on."""

    node: str
    reason: str


class ChannelMembership(Change, frozen=True, kw_only=True, tag="channel_membership"):
    """Our consent to a generation of a channel, by the digest of its signed statement."""

    channel: str
    generation: int
    members: tuple[str, ...]
    purpose: str
    statement_digest: str


class EpochAccepted(Change, frozen=True, kw_only=True, tag="epoch_accepted"):
    """A log goes on under a new origin: after a rotation, a fork, a gap or a revocation."""

    agency: str
    old_origin: str
    new_origin: str
    reason: str
    statement_digest: str


class CharterAdopted(Change, frozen=True, kw_only=True, tag="charter_adopted"):
    """The law or regulation that creates our file, in its eight parts (LAW L28).

    Data subjects outside `categories` are not stored, nothing is sent outside `recipients`.
    """

    regime: str
    controller: str
    legitimacy: str
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    data: tuple[str, ...]
    sources: tuple[str, ...]
    recipients: tuple[str, ...]
    security: str
    opinion: str = ""


class FeedOpened(Change, frozen=True, kw_only=True, tag="feed_opened"):
    """A partner's other system may read what we release to that partner in these channels.

    `digest` is that of the password it reads with, which is kept nowhere here.
    """

    feed: str
    name: str
    recipient: str
    channels: tuple[str, ...]
    digest: str
    expiry: str


class FeedClosed(Change, frozen=True, kw_only=True, tag="feed_closed"):
    """A partner's other system reads nothing any more."""

    feed: str
    reason: str


# Changes to an officer who is there already; each names them in `officer`.
OfficerChange = (
    OfficerLeft
    | RoleGranted
    | RoleWithdrawn
    | KeyAdded
    | KeyRevoked
    | CaseAssigned
    | CaseUnassigned
    | DutyHoursSet
)
AnyChange = (
    OfficerAdded
    | OfficerNamed
    | OfficerChange
    | PartnerEnrolled
    | PartnerLeft
    | ChannelMembership
    | EpochAccepted
    | CharterAdopted
    | FeedOpened
    | FeedClosed
)


@register
class NodeFounded(Record, frozen=True, kw_only=True):
    """The first entry of `home`: the agency and the two officers who found the node together."""

    KIND: ClassVar[str] = "node_founded"
    VERSION: ClassVar[int] = 1

    node: str
    names: tuple[Label, ...]
    founders: tuple[Person, ...]


@register
class ChangeProposed(Record, frozen=True, kw_only=True):
    """One officer proposes a change; nothing has changed yet."""

    KIND: ClassVar[str] = "change_proposed"
    VERSION: ClassVar[int] = 1

    proposal: str
    change: AnyChange
    reason: str = ""


@register
class ChangeApproved(Record, frozen=True, kw_only=True):
    """A second officer approves; the change, repeated here, is in effect from this position."""

    KIND: ClassVar[str] = "change_approved"
    VERSION: ClassVar[int] = 1

    proposal: str
    change: AnyChange


@register
class ChangeRefused(Record, frozen=True, kw_only=True):
    """A proposal ends without effect."""

    KIND: ClassVar[str] = "change_refused"
    VERSION: ClassVar[int] = 1

    proposal: str
    reason: str


@register
class OfficerIntroduced(Record, frozen=True, kw_only=True):
    """The agency tells a channel which key and roles a pseudonym acts with, from this position."""

    KIND: ClassVar[str] = "officer_introduced"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    officer: str
    key: OfficerKey
    roles: tuple[str, ...]


@register
class OfficerKeyWithdrawn(Record, frozen=True, kw_only=True):
    """The agency tells a channel that a key of a pseudonym signs nothing after this position."""

    KIND: ClassVar[str] = "officer_key_withdrawn"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    officer: str
    key: str
