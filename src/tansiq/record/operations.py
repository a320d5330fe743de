"""What the parties of an operation say to one another: order, votes, states, closing.

Promises: the shapes and names of these kinds, version by version; all of them lie in the channel of
the operation, a joint case or an exercise. Nothing here tells where a site is or who is looked for:
that is each agency's own part (`record.tactics`), bound into the order by a salted commitment.
Votes, decisions and closings stand whole in the open header, so that whoever holds the log can
count them. Does not say what is decided: `operations.decision` does.
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.exchange import OpenRecord
from tansiq.record.officers import Label
from tansiq.record.registry import register


class OrderText(msgspec.Struct, frozen=True, kw_only=True):
    """The words of the order in one language; the first of an order is the authentic one."""

    language: str
    situation: str
    purpose: str
    signals: str = ""
    abort: str = ""
    contingency: str = ""
    medical: str = ""
    interpreters: str = ""


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the day, which begins so many minutes after H-hour (before it, below zero)."""

    code: str
    minutes: int
    names: tuple[Label, ...]


class OrderSite(msgspec.Struct, frozen=True, kw_only=True):
    """A site as all parties know it: a code, whose it is, the zone whose clocks hang there."""

    site: str
    party: str
    zone: str


class QuorumParty(msgspec.Struct, frozen=True, kw_only=True):
    """How many distinct officers of which role must vote for a party."""

    party: str
    officers: int
    role: str


class QuorumRule(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a go: every party named here, each by its own officers. Version 1 is that rule."""

    version: int
    parties: tuple[QuorumParty, ...]


class SilenceOf(msgspec.Struct, frozen=True, kw_only=True):
    """What it means for all when nothing was heard of a party for this long before H-hour."""

    party: str
    minutes: int
    rule: str


class TacticalCommitment(msgspec.Struct, frozen=True, kw_only=True):
    """A party's own part, bound by a salted SHA-256 (hex) that it alone can open."""

    party: str
    commitment: str


class PassedOver(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that cannot be read or counted, and that this plan asks nobody to wait for."""

    origin: str
    seq: int


class OperationPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an operation order; the digest of it is what officers vote on.

    `previous` are the digests of the versions it replaces, `resumes` the stops that were lifted and
    after which it starts anew, `h_hour` one UTC instant for every site. `stale_minutes` is after
    how long the last word of a site is shown as old. `zone_table` is the version of the zone table
    its author read local times from.
    """

    operation: str
    number: int
    previous: tuple[str, ...]
    exercise: bool
    names: tuple[Label, ...]
    texts: tuple[OrderText, ...]
    h_hour: str
    quorum: QuorumRule
    silence: tuple[SilenceOf, ...]
    commitments: tuple[TacticalCommitment, ...]
    sites: tuple[OrderSite, ...]
    phases: tuple[Phase, ...] = ()
    languages: tuple[str, ...]
    stale_minutes: int
    zone_table: str
    resumes: tuple[str, ...] = ()
    passes_over: tuple[PassedOver, ...] = ()


@register
class OrderIssued(Record, frozen=True, kw_only=True):
    """A party puts a version of the order before all; votes on older versions are void with it."""

    KIND: ClassVar[str] = "order_issued"
    VERSION: ClassVar[int] = 1

    plan: OperationPlan
    changed: str = ""


@register
class TacticalCommitted(Record, frozen=True, kw_only=True):
    """A party fixes its own part by a commitment; the newest of each party is in force."""

    KIND: ClassVar[str] = "tactical_committed"
    VERSION: ClassVar[int] = 1

    operation: str
    commitment: str
    sites: tuple[OrderSite, ...]


@register
class GoVoted(OpenRecord, frozen=True, kw_only=True):
    """An officer votes on one version of the order, by its digest (hex)."""

    KIND: ClassVar[str] = "go_voted"
    VERSION: ClassVar[int] = 1

    operation: str
    plan: str
    choice: str


class CutLog(msgspec.Struct, frozen=True, kw_only=True):
    """How far one log of the channel was counted."""

    origin: str
    size: int


@register
class DecisionShown(OpenRecord, frozen=True, kw_only=True):
    """What this node showed its people, of which version, and the cut that it follows from."""

    KIND: ClassVar[str] = "decision_shown"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    operation: str
    plan: str
    outcome: str
    reason: str
    cut: tuple[CutLog, ...]


@register
class OrderAcknowledged(Record, frozen=True, kw_only=True):
    """An officer has read this version: a commander for the party, a team leader for a site."""

    KIND: ClassVar[str] = "order_acknowledged"
    VERSION: ClassVar[int] = 1

    operation: str
    plan: str
    site: str = ""


@register
class ReadinessTold(Record, frozen=True, kw_only=True):
    """How many points of a site's checklist are green; which ones stays with its agency."""

    KIND: ClassVar[str] = "readiness_told"
    VERSION: ClassVar[int] = 1
    ACT: ClassVar[bool] = False

    operation: str
    site: str
    done: int
    waived: int
    total: int


class SiteReport(msgspec.Struct, frozen=True, kw_only=True):
    """One word from a site: its state, or empty for a sign of life; counts are totals so far.

    `at` is the device's own time, `offset_ms` what it measured its clock to be ahead of the node's
    (null when it never could), `plan` the digest of the version that the team holds.
    """

    at: str
    offset_ms: int | None = None
    state: str = ""
    incident: str = ""
    arrests: int = 0
    seizures: int = 0
    plan: str = ""


@register
class SiteReported(Record, frozen=True, kw_only=True):
    """Words from a site in the order in which they were said there, oldest first."""

    KIND: ClassVar[str] = "site_reported"
    VERSION: ClassVar[int] = 1

    operation: str
    site: str
    reports: tuple[SiteReport, ...]


@register
class OperationClosed(OpenRecord, frozen=True, kw_only=True):
    """A party ends its part; the operation is closed when every party has."""

    KIND: ClassVar[str] = "operation_closed"
    VERSION: ClassVar[int] = 1

    operation: str
    plan: str
    outcome: str
