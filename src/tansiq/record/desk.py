"""What liaison desks say to one another: reports, releases, recalls, permissions, requests.

Promises: the shapes and names of these kinds, version by version.
Does not promise that a record obeys policy: that is the command's work before it is written, and
the reader's when it comes from a partner.

A retention class holds one report, so that one report can be erased alone (LAW L4, L38).
"""

from typing import ClassVar

from tansiq.record.base import Record
from tansiq.record.material import (
    AgreementTerms,
    Content,
    Markings,
    Mention,
    Originator,
    Provenance,
    SeizureGround,
    Source,
    TransferGround,
)
from tansiq.record.registry import register


@register
class ReportFiled(Record, frozen=True, kw_only=True):
    """A report enters our own desk; nobody else is told."""

    KIND: ClassVar[str] = "report_filed"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    report: str
    file: str
    reference: str
    content: Content
    source: Source
    handling: Markings
    origin: Originator | None = None
    seized: bool = False
    provenance: Provenance | None = None


@register
class ReleaseChecked(Record, frozen=True, kw_only=True):
    """Our own note beside a release: which report it copies, and what the leak warning found."""

    KIND: ClassVar[str] = "release_checked"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    release: str
    report: str
    channel: str
    leaks: int
    reason: str = ""


@register
class ReportReleased(Record, frozen=True, kw_only=True):
    """A copy of a report for the members of this channel, in this wording and under these terms."""

    KIND: ClassVar[str] = "report_released"
    VERSION: ClassVar[int] = 1

    release: str
    content: Content
    wording: str
    worded_by: str
    recipients: tuple[str, ...]
    purpose: str
    court: bool
    legal_basis: str
    transfer_grounds: tuple[TransferGround, ...]
    handling: Markings
    expiry: str
    origin: Originator | None = None
    permission: str = ""
    seizure_ground: SeizureGround | None = None
    answers: str = ""


@register
class ReportRecalled(Record, frozen=True, kw_only=True):
    """The originator takes a release back; every recipient owes an answer by `due`."""

    KIND: ClassVar[str] = "report_recalled"
    VERSION: ClassVar[int] = 1

    release: str
    reason: str
    explanation: str
    measure: str
    due: str


@register
class RecallAnswered(Record, frozen=True, kw_only=True):
    """What a recipient did about a recall: complied, or refused with the reason code."""

    KIND: ClassVar[str] = "recall_answered"
    VERSION: ClassVar[int] = 1

    originator: str
    release: str
    outcome: str
    measure: str = ""
    reason: str = ""
    explanation: str = ""


@register
class ReportCorrected(Record, frozen=True, kw_only=True):
    """The originator replaces the words of a release; recipients must rectify and say so."""

    KIND: ClassVar[str] = "report_corrected"
    VERSION: ClassVar[int] = 1

    correction: str
    release: str
    content: Content
    changed: tuple[str, ...]
    explanation: str
    due: str


@register
class CorrectionAnswered(Record, frozen=True, kw_only=True):
    """What a recipient did about a correction: complied, or refused with the reason code."""

    KIND: ClassVar[str] = "correction_answered"
    VERSION: ClassVar[int] = 1

    originator: str
    correction: str
    outcome: str
    reason: str = ""
    explanation: str = ""


@register
class PermissionAsked(Record, frozen=True, kw_only=True):
    """A recipient asks the originator for leave to pass a release on, or to use it in court."""

    KIND: ClassVar[str] = "permission_asked"
    VERSION: ClassVar[int] = 1

    permission: str
    originator: str
    release: str
    recipients: tuple[str, ...]
    court: bool
    purpose: str
    due: str


@register
class PermissionGiven(Record, frozen=True, kw_only=True):
    """The originator's leave: for these recipients and uses, under these conditions, until then."""

    KIND: ClassVar[str] = "permission_given"
    VERSION: ClassVar[int] = 1

    permission: str
    asker: str
    release: str
    recipients: tuple[str, ...]
    court: bool
    conditions: str
    expiry: str


@register
class PermissionRefused(Record, frozen=True, kw_only=True):
    """The originator says no, with a reason code."""

    KIND: ClassVar[str] = "permission_refused"
    VERSION: ClassVar[int] = 1

    permission: str
    asker: str
    release: str
    reason: str
    explanation: str = ""


@register
class RequestMade(Record, frozen=True, kw_only=True):
    """A request for information; itself a transfer, so it carries the same terms (LAW L6, L46)."""

    KIND: ClassVar[str] = "request_made"
    VERSION: ClassVar[int] = 1

    request: str
    to: str
    urgency: str
    question: str
    language: str
    mentions: tuple[Mention, ...]
    recipients: tuple[str, ...]
    purpose: str
    legal_basis: str
    transfer_grounds: tuple[TransferGround, ...]
    handling: Markings
    formalities: tuple[str, ...] = ()
    hours: int
    due: str


@register
class RequestAcknowledged(Record, frozen=True, kw_only=True):
    """The asked agency has read the request; it says from when its clock runs."""

    KIND: ClassVar[str] = "request_acknowledged"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    requester: str
    request: str
    received: str


@register
class RequestAnswered(Record, frozen=True, kw_only=True):
    """The answer: the releases that carry it, or the fact that nothing is held."""

    KIND: ClassVar[str] = "request_answered"
    VERSION: ClassVar[int] = 1

    requester: str
    request: str
    outcome: str
    releases: tuple[str, ...] = ()


@register
class RequestRefused(Record, frozen=True, kw_only=True):
    """The asked agency declines, wholly or partly, and names the ground."""

    KIND: ClassVar[str] = "request_refused"
    VERSION: ClassVar[int] = 1

    requester: str
    request: str
    reason: str
    explanation: str = ""


@register
class DeskAgreementProposed(Record, frozen=True, kw_only=True):
    """A party puts the terms of a desk agreement before the other members of the channel."""

    KIND: ClassVar[str] = "desk_agreement_proposed"
    VERSION: ClassVar[int] = 1

    agreement: str
    terms: AgreementTerms


@register
class DeskAgreementSigned(Record, frozen=True, kw_only=True):
    """A party signs the digest of the terms; in force when every party has signed the same one."""

    KIND: ClassVar[str] = "desk_agreement_signed"
    VERSION: ClassVar[int] = 1

    agreement: str
    proposer: str
    digest: str
