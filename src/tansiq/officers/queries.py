"""Questions about officers: who they are now, what waits for a second person, whose key it is.

Promises: the present is folded from effects in the order of `home`; a key counts for an act only
from the position at which it was made known, and until the position at which it was withdrawn. For
`home` that is the approval; for a shared channel it is what the agency told that very channel, so
that every member judges an act by the same entries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from tansiq.officers.commands import (
    ChangeState,
    FoundingState,
    IntroductionState,
    Proposal,
)
from tansiq.officers.people import Officer, Staff, staff_after
from tansiq.record.officers import (
    AnyChange,
    ChannelMembership,
    FeedOpened,
    Label,
    OfficerIntroduced,
    OfficerKey,
    PartnerEnrolled,
)
from tansiq.record.plan import NewClass
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME, ChannelId, NodeId, OfficerId, Origin

_NOBODY = Staff(MappingProxyType({}))


def staff(tx: Tx) -> Staff:
    """Everybody, as of now."""
    rows = tx.rows("SELECT change FROM officers_effect ORDER BY generation, epoch, seq, part")
    return staff_after(_NOBODY, _changes(rows))


def officer(tx: Tx, identifier: str) -> Officer | None:
    """One officer as of now, with the name that only we see; None for an unknown pseudonym."""
    return _one(tx, identifier).officers.get(identifier)


def can_act(tx: Tx, identifier: str, key: str) -> Officer:
    """The officer, active and holding this key now; Missing `officer_unknown` or `key_unknown`."""
    found = present(tx, identifier)
    if key not in found.keys:
        raise Missing("key_unknown", key=key)
    return found


def present(tx: Tx, identifier: str) -> Officer:
    """The officer, active now, whatever they sign with; Missing `officer_unknown`."""
    found = officer(tx, identifier)
    if found is None or not found.active:
        raise Missing("officer_unknown", officer=identifier)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ActKey:
    """The key an act must verify with, and the roles it was made known with."""

    agency: str
    officer: str
    key: OfficerKey
    roles: frozenset[str]


def key_for_act(tx: Tx, who: tuple[str, str], key: str, origin: str, seq: int) -> ActKey:
    """The key of (agency, officer) as it stood for the entry at `seq` of `origin`.

    Raises Missing `key_unknown` when it was not made known before that entry, or was withdrawn.
    """
    place = Origin.parse(origin)
    agency, identifier = who
    if place.channel == HOME:
        return _home_key(tx, who, key, (place.generation, place.epoch, seq))
    rows = tx.rows(
        "SELECT told, withdrawn FROM officers_introduction WHERE agency = %s AND who = %s"
        " AND key = %s AND channel = %s AND generation = %s AND (epoch, seq) < (%s, %s)"
        " ORDER BY epoch DESC, seq DESC LIMIT 1",
        (agency, identifier, key, place.channel, place.generation, place.epoch, seq),
    )
    if not rows or rows[0]["withdrawn"]:
        raise Missing("key_unknown", key=key)
    told = msgspec.json.decode(rows[0]["told"], type=OfficerIntroduced)
    return ActKey(agency=agency, officer=identifier, key=told.key, roles=frozenset(told.roles))


def _home_key(tx: Tx, who: tuple[str, str], key: str, place: tuple[int, int, int]) -> ActKey:
    agency, identifier = who
    rows = tx.rows(
        "SELECT change FROM officers_effect WHERE subject = %s AND agency = %s"
        " AND ((generation, epoch, seq) < (%s, %s, %s)"
        " OR (founding AND (generation, epoch, seq) = (%s, %s, %s)))"
        " ORDER BY generation, epoch, seq, part",
        (identifier, agency, *place, *place),
    )
    found = staff_after(_NOBODY, _changes(rows)).officers.get(identifier)
    if found is None or key not in found.keys:
        raise Missing("key_unknown", key=key)
    return ActKey(agency=agency, officer=identifier, key=found.keys[key], roles=found.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingChange:
    """A proposal that waits for a second officer."""

    proposal: str
    proposer: str
    effect: str
    subject: str
    reason: str
    time: str
    change: AnyChange


def pending_changes(tx: Tx) -> tuple[PendingChange, ...]:
    """What waits for a second officer, oldest first."""
    rows = tx.rows(
        "SELECT p.* FROM officers_proposal p WHERE NOT EXISTS (SELECT 1 FROM officers_decision d"
        " WHERE d.proposal = p.proposal) ORDER BY p.generation, p.epoch, p.seq"
    )
    return tuple(
        PendingChange(
            proposal=row["proposal"],
            proposer=row["officer"],
            effect=row["effect"],
            subject=row["subject"],
            reason=row["reason"],
            time=row["time"],
            change=_change(row["change"]),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """The agency as its founding record names it."""

    node: str
    names: tuple[Label, ...]
    time: str


def founding(tx: Tx) -> Founding | None:
    """The founding record, or None before it."""
    row = tx.one("SELECT * FROM officers_founding ORDER BY generation, epoch, seq LIMIT 1")
    if row is None:
        return None
    names = msgspec.json.decode(row["names"], type=tuple[Label, ...])
    return Founding(node=row["node"], names=names, time=row["time"])


def partners(tx: Tx) -> tuple[PartnerEnrolled, ...]:
    """Partners enrolled now, each as its last enrolment has it."""
    rows = tx.rows(
        "SELECT DISTINCT ON (subject) effect, change FROM officers_effect"
        " WHERE effect IN ('partner_enrolled', 'partner_left')"
        " ORDER BY subject, generation DESC, epoch DESC, seq DESC, part DESC"
    )
    found = (_change(row["change"]) for row in rows)
    return tuple(one for one in found if isinstance(one, PartnerEnrolled))


@dataclass(frozen=True, slots=True)
class FeedSeen:
    """A feed that is open, and whether an officer has asked for its end: then it gives nothing."""

    opened: FeedOpened
    ending: bool


def feeds(tx: Tx) -> tuple[FeedSeen, ...]:
    """Feeds that no second officer has closed yet, by id."""
    rows = tx.rows(
        "SELECT DISTINCT ON (e.subject) e.change, EXISTS (SELECT 1 FROM officers_proposal p"
        " WHERE p.effect = 'feed_closed' AND p.subject = e.subject AND NOT EXISTS"
        " (SELECT 1 FROM officers_decision d WHERE d.proposal = p.proposal)) AS ending"
        " FROM officers_effect e WHERE e.effect IN ('feed_opened', 'feed_closed')"
        " ORDER BY e.subject, e.generation DESC, e.epoch DESC, e.seq DESC, e.part DESC"
    )
    found = ((_change(row["change"]), bool(row["ending"])) for row in rows)
    return tuple(FeedSeen(one, ending) for one, ending in found if isinstance(one, FeedOpened))


def membership(tx: Tx, channel: str) -> tuple[ChannelMembership, ...]:
    """Our consents to generations of a channel, oldest first."""
    rows = tx.rows(
        "SELECT change FROM officers_effect WHERE effect = 'channel_membership' AND subject = %s"
        " ORDER BY generation, epoch, seq, part",
        (channel,),
    )
    return tuple(one for one in _changes(rows) if isinstance(one, ChannelMembership))


def state_for_founding(tx: Tx, retention: NewClass) -> FoundingState:
    """For `found_node`."""
    return FoundingState(founded=founding(tx) is not None, retention=retention)


@dataclass(frozen=True, slots=True)
class Acting:
    """Our agency, the officer who acts, and the present instant (UTC)."""

    me: NodeId
    officer: OfficerId
    now: datetime


def state_for_change(tx: Tx, acting: Acting, proposal: str, retention: NewClass) -> ChangeState:
    """For `propose_change`, `approve_change`, `refuse_change`."""
    row = tx.one(
        "SELECT p.*, EXISTS (SELECT 1 FROM officers_decision d WHERE d.proposal = p.proposal)"
        " AS decided FROM officers_proposal p WHERE p.proposal = %s"
        " ORDER BY p.generation, p.epoch, p.seq LIMIT 1",
        (proposal,),
    )
    known = None
    if row is not None:
        known = Proposal(
            proposal=proposal,
            proposer=row["officer"],
            change=_change(row["change"]),
            decided=row["decided"],
        )
    return ChangeState(
        me=acting.me,
        officer=acting.officer,
        now=acting.now,
        staff=staff(tx),
        retention=retention,
        proposal=known,
        proposal_taken=known is not None,
    )


def state_for_introductions(
    tx: Tx, me: str, channel: ChannelId, generation: int, retention: NewClass
) -> IntroductionState:
    """For `introduce_officers`: what our log of this generation has told so far."""
    told = _told(tx, me, channel, generation)
    return IntroductionState(
        channel=channel, staff=staff(tx), introduced=MappingProxyType(told), retention=retention
    )


def introduced(tx: Tx, agency: str, channel: str, generation: int) -> dict[str, tuple[str, ...]]:
    """The officers an agency has made known in a generation of a channel: pseudonym to roles."""
    found: dict[str, frozenset[str]] = {}
    for (officer, _key), roles in _told(tx, agency, channel, generation).items():
        found[officer] = found.get(officer, frozenset()) | roles
    return {officer: tuple(sorted(found[officer])) for officer in sorted(found)}


def _told(
    tx: Tx, agency: str, channel: str, generation: int
) -> dict[tuple[str, str], frozenset[str]]:
    """(officer, key) to the roles last told, without what was withdrawn."""
    rows = tx.rows(
        "SELECT DISTINCT ON (who, key) who, key, told, withdrawn FROM officers_introduction"
        " WHERE agency = %s AND channel = %s AND generation = %s"
        " ORDER BY who, key, epoch DESC, seq DESC",
        (agency, channel, generation),
    )
    return {
        (row["who"], row["key"]): frozenset(
            msgspec.json.decode(row["told"], type=OfficerIntroduced).roles
        )
        for row in rows
        if not row["withdrawn"]
    }


def _one(tx: Tx, identifier: str) -> Staff:
    rows = tx.rows(
        "SELECT change FROM officers_effect WHERE subject = %s"
        " ORDER BY generation, epoch, seq, part",
        (identifier,),
    )
    return staff_after(_NOBODY, _changes(rows))


def _changes(rows: Iterable[dict[str, Any]]) -> list[AnyChange]:
    return [_change(row["change"]) for row in rows]


def _change(text: str) -> AnyChange:
    change: AnyChange = msgspec.json.decode(text, type=AnyChange)
    return change
