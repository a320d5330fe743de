"""What a desk command is told about the world: who acts, when, in which channel, on what terms.

Values only. The node fills them from the read model and from the exchange; a command adds nothing
to them and asks nothing further.
"""

from dataclasses import dataclass

from tansiq.record.material import (
    AgreementTerms,
    Content,
    Markings,
    Originator,
    Source,
)
from tansiq.terms.ids import ChannelId, EntryRef


@dataclass(frozen=True, slots=True)
class Charter:
    """What the law that creates our file lets in and out (LAW L28)."""

    categories: frozenset[str]
    recipients: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A desk agreement that every party has signed, with the digest they signed (hex)."""

    agreement: str
    terms: AgreementTerms
    digest: str

    def hours(self, urgency: str) -> int | None:
        """Hours allowed for an answer of this urgency, or None when the terms are silent."""
        return next((one.hours for one in self.terms.hours if one.urgency == urgency), None)

    def languages(self, party: str) -> tuple[str, ...]:
        """Languages in which this party takes requests; those of the agreement when unsaid."""
        own = (one.codes for one in self.terms.accepts if one.party == party)
        return next(own, self.terms.languages)

    def grounds(self, sender: str, receiver: str) -> frozenset[str]:
        """Transfer grounds both accept from `sender` to `receiver` (LAW L30, L37)."""
        return frozenset(
            code
            for one in self.terms.grounds
            if (one.sender, one.receiver) == (sender, receiver)
            for code in one.codes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """An originator's leave to pass a release of theirs on."""

    permission: str
    giver: str
    release: str
    recipients: tuple[str, ...]
    court: bool
    expiry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an officer wants to release: a report of ours, or a partner's release we hold.

    `origin` is set whenever the material is not ours. `withdrawn` says that its originator has
    recalled it; `expiry` is the originator's, empty for our own.
    """

    identifier: str
    content: Content
    handling: Markings
    source: Source | None = None
    reference: str = ""
    origin: Originator | None = None
    seized: bool = False
    withdrawn: bool = False
    expiry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFact:
    """A release as its originator's log has it, with the place to cite in `after`."""

    agency: str
    release: str
    entry: EntryRef
    channel: ChannelId
    recipients: tuple[str, ...]
    content: Content
    handling: Markings
    expiry: str
    origin: Originator | None = None
    recalled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFact:
    """A request as the asker's log has it."""

    agency: str
    request: str
    entry: EntryRef
    channel: ChannelId
    to: str
    due: str
    closed: bool = False
    acknowledged: bool = False
