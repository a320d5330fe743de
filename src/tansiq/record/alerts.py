"""What is said to warn those a plot aims at: the register of sites, alerts, and who was told.

Promises: the shapes and names of these kinds, version by version. The register, the proposal with
its grounds and every delivery lie in `home`; partners get `alert_issued`, `alert_updated` and
`alert_cancelled` alone, which name no site, no contact and no source (REQUIREMENTS 5.2, 5.5).

A retention class holds one site, or one alert at home, so that each can be erased alone.
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.material import Markings, TransferGround
from tansiq.record.registry import register


class SiteContact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to tell at a site; `minutes` pass without an answer before the next one is told."""

    contact: str
    name: str
    email: str
    language: str
    minutes: int
    phone: str = ""


class SiteDetails(msgspec.Struct, frozen=True, kw_only=True):
    """A protected site or person: what and where it is, and whom to tell, in this order.

    Circles are `latitude,longitude radius` with the radius in kilometres, polygons are points
    `latitude,longitude` that end where they begin, both as CAP 1.2 spells them.
    """

    name: str
    kind: str
    address: str
    area: str
    contacts: tuple[SiteContact, ...]
    circles: tuple[str, ...] = ()
    polygons: tuple[str, ...] = ()


@register
class SiteRegistered(Record, frozen=True, kw_only=True):
    """A site enters the register of those to be warned."""

    KIND: ClassVar[str] = "site_registered"
    VERSION: ClassVar[int] = 1

    site: str
    details: SiteDetails
    reason: str


@register
class SiteChanged(Record, frozen=True, kw_only=True):
    """A site of the register reads like this from now on."""

    KIND: ClassVar[str] = "site_changed"
    VERSION: ClassVar[int] = 1

    site: str
    details: SiteDetails
    reason: str


@register
class SiteRemoved(Record, frozen=True, kw_only=True):
    """A site leaves the register; alerts that told it before still reach it with their end."""

    KIND: ClassVar[str] = "site_removed"
    VERSION: ClassVar[int] = 1

    site: str
    reason: str


class AlertText(msgspec.Struct, frozen=True, kw_only=True):
    """What a recipient reads, in one language; written apart from the source."""

    language: str
    headline: str
    description: str
    advice: str
    area: str


class AlertMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message of an alert: number 1 begins it, later ones go on with it, the last may end it.

    The codes are those of CAP 1.2. An `exercise` is one for whoever reads it anywhere.
    """

    alert: str
    number: int
    step: str
    exercise: bool
    urgency: str
    severity: str
    certainty: str
    category: str
    responses: tuple[str, ...]
    expiry: str
    texts: tuple[AlertText, ...]
    onset: str = ""
    circles: tuple[str, ...] = ()
    polygons: tuple[str, ...] = ()


class AlertBasis(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert rests on: a report, a partner's release, a claim or a partner's alert.

    It stays at home. `file` is where it lies, `agency` whose it is.
    """

    kind: str
    file: str
    agency: str
    named: str


class AlertAudience(msgspec.Struct, frozen=True, kw_only=True):
    """Who is warned: sites of our register, and the members of channels."""

    sites: tuple[str, ...]
    channels: tuple[str, ...]


@register
class AlertProposed(Record, frozen=True, kw_only=True):
    """An officer wants these to be warned in these words; another officer decides.

    `danger_to_life` says why it cannot wait for a second signature: then it is in force at once,
    and its review by another officer is due within a day (REQUIREMENTS 5.4). Kept at home.
    """

    KIND: ClassVar[str] = "alert_proposed"
    VERSION: ClassVar[int] = 1

    message: AlertMessage
    audience: AlertAudience
    basis: tuple[AlertBasis, ...]
    handling: Markings
    legal_basis: str
    transfer_grounds: tuple[TransferGround, ...]
    danger_to_life: str = ""
    reason: str = ""


@register
class AlertApproved(Record, frozen=True, kw_only=True):
    """The second officer approves a message of an alert; `digest` binds it to what they read."""

    KIND: ClassVar[str] = "alert_approved"
    VERSION: ClassVar[int] = 1

    alert: str
    number: int
    digest: str


@register
class AlertRefused(Record, frozen=True, kw_only=True):
    """The second officer says no to a message of an alert, and why."""

    KIND: ClassVar[str] = "alert_refused"
    VERSION: ClassVar[int] = 1

    alert: str
    number: int
    reason: str


@register
class AlertReviewed(Record, frozen=True, kw_only=True):
    """Another officer has looked at what went out on one signature: it was right, or it was not."""

    KIND: ClassVar[str] = "alert_reviewed"
    VERSION: ClassVar[int] = 1

    alert: str
    number: int
    outcome: str
    reason: str


class SharedAlert(Record, frozen=True, kw_only=True):
    """What partners get of a message; not a kind by itself."""

    message: AlertMessage
    recipients: tuple[str, ...]
    handling: Markings
    legal_basis: str
    transfer_grounds: tuple[TransferGround, ...]


@register
class AlertIssued(SharedAlert, frozen=True, kw_only=True):
    """A warning for the members of this channel."""

    KIND: ClassVar[str] = "alert_issued"
    VERSION: ClassVar[int] = 1


@register
class AlertUpdated(SharedAlert, frozen=True, kw_only=True):
    """A warning reads like this from now on."""

    KIND: ClassVar[str] = "alert_updated"
    VERSION: ClassVar[int] = 1


@register
class AlertCancelled(SharedAlert, frozen=True, kw_only=True):
    """A warning is over; the text says why."""

    KIND: ClassVar[str] = "alert_cancelled"
    VERSION: ClassVar[int] = 1


@register
class AlertAcknowledged(Record, frozen=True, kw_only=True):
    """An officer of a partner says that their agency knows of a message."""

    KIND: ClassVar[str] = "alert_acknowledged"
    VERSION: ClassVar[int] = 1

    originator: str
    alert: str
    number: int


@register
class NoticeTried(Record, frozen=True, kw_only=True):
    """The node is about to mail a contact: written before anything is sent.

    `notice` stands in the link of the mail, `code_digest` is a keyed digest of the code in it.
    """

    KIND: ClassVar[str] = "notice_tried"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    notice: str
    alert: str
    number: int
    site: str
    contact: str
    attempt: int
    code_digest: str


@register
class NoticeEnded(Record, frozen=True, kw_only=True):
    """What became of an attempt, with a code for why; the mail server's words are not kept."""

    KIND: ClassVar[str] = "notice_ended"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    notice: str
    outcome: str
    cause: str = ""


@register
class NoticeAcknowledged(Record, frozen=True, kw_only=True):
    """A contact typed the code of their mail and read the message."""

    KIND: ClassVar[str] = "notice_acknowledged"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    notice: str
    alert: str
    number: int
    site: str
    contact: str


@register
class ContactReached(Record, frozen=True, kw_only=True):
    """An officer told a contact by telephone, who said that they know."""

    KIND: ClassVar[str] = "contact_reached"
    VERSION: ClassVar[int] = 1

    alert: str
    number: int
    site: str
    contact: str
    note: str
