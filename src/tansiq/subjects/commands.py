"""What officers and the node itself may say about a match, as planned records.

Promises: pure; a step is planned only where it is this side's turn, about what both approved, by an
officer who is not the one before (REQUIREMENTS 2.2). The node's own steps carry no act: they do
what the signed proposal, acceptance and approvals told it to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import msgspec

from tansiq.ledger import base64
from tansiq.record.base import Record
from tansiq.record.matches import (
    IdentifiersListed,
    MatchAccepted,
    MatchApproved,
    MatchClaim,
    MatchEnded,
    MatchEpochOpened,
    MatchJudged,
    MatchPair,
    MatchPrepared,
    MatchProposed,
    MatchQuotaSet,
    MatchRevealed,
    MatchScope,
)
from tansiq.record.material import Attachment
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tidy import check_retention, clean
from tansiq.subjects.matching import PROPOSAL, REVEAL, Match
from tansiq.subjects.name_lists import NAME
from tansiq.subjects.norm_samples import samples_digest
from tansiq.subjects.normal import NORM, TYPES
from tansiq.subjects.queries import KeptList
from tansiq.subjects.quota import LEAST, MOST
from tansiq.subjects.session import Claim, Revealed, bucket
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import HOME, ClassId, RecordId, record_id

VERDICTS = ("same", "not_same", "cannot_tell")
TEXT = 4_000


@dataclass(frozen=True, slots=True)
class MatchNow:
    """Who acts, in which channel, and the match as it stands; `ours` is our class for it."""

    situation: Situation
    channel: ChannelNow
    match: Match | None
    ours: ClassId | None
    retention: NewClass


def keep_list(
    situation: Situation, made: IdentifiersListed, retention: NewClass, unread: int
) -> tuple[Planned, ...]:
    """Plan one `identifiers_listed` at home; refused while any line could not be read."""
    if made.type != NAME and made.type not in TYPES:
        raise Invalid("identifier_type", type=made.type)
    if unread:
        raise Invalid("identifiers_unread", lines=unread)
    if not made.count:
        raise Invalid("identifiers_none")
    payload = msgspec.structs.replace(
        made,
        list=record_id(made.list),
        title=clean(made.title, "title"),
        norm=NORM,
        purpose=clean(made.purpose, "purpose", most=TEXT),
        legal_basis=clean(made.legal_basis, "legal_basis"),
    )
    dates = check_retention(retention, situation.now)
    named = tuple(one.blob for one in made.rows)
    return (Planned(channel=HOME, payload=payload, retention=dates, blobs=named, signed=True),)


def open_epoch(partner: str, kind: str, number: int, retention: NewClass) -> tuple[Planned, ...]:
    """Plan one `match_epoch_opened` in a class of its own, from which the key follows."""
    payload = MatchEpochOpened(partner=partner, type=kind, epoch=number)
    return (Planned(channel=HOME, payload=payload, retention=retention),)


def set_quota(
    situation: Situation, wish: MatchQuotaSet, partners: Collection[str], retention: NewClass
) -> tuple[Planned, ...]:
    """Plan one `match_quota_set` at home, for an enrolled partner and a type of ours."""
    if wish.type not in TYPES:
        raise Invalid("identifier_type", type=wish.type[:40])
    if wish.partner not in partners:
        raise Missing("partner_unknown", partner=wish.partner[:60])
    if not 0 <= wish.daily <= MOST:
        raise Invalid("match_quota_number", most=MOST)
    payload = msgspec.structs.replace(wish, reason=clean(wish.reason, "reason", most=TEXT))
    dates = check_retention(retention, situation.now)
    return (Planned(channel=HOME, payload=payload, retention=dates),)


def propose(
    now: MatchNow, match: RecordId, scope: MatchScope, lists: Sequence[KeptList]
) -> tuple[Planned, ...]:
    """Plan one `match_proposed`, and at home which lists stand behind it.

    `scope.size` tells how many identifiers these hold, each counted once.
    """
    if now.match is not None:
        raise Conflict("match_known", match=match)
    partner = _partner(now)
    _check_least(lists)
    if not scope.case and not scope.purpose:
        raise Invalid("desk_field_missing", field="purpose")
    checked = MatchScope(
        type=scope.type,
        norm=NORM,
        samples=samples_digest(scope.type),
        size=bucket(scope.size),
        root=scope.root,
        case=scope.case,
        purpose=clean(scope.purpose, "purpose", most=TEXT, needed=False),
        legal_basis=clean(scope.legal_basis, "legal_basis"),
        mode=scope.mode,
        daily=scope.daily,
        tells=scope.tells,
        names=scope.type == NAME,
    )
    payload = MatchProposed(match=match, partner=partner, scope=checked)
    return (*_said(now, payload), _prepared(now, match, lists))


def approve_proposal(now: MatchNow) -> tuple[Planned, ...]:
    """Plan the second approval on the asker's side; Refused `match_same_officer`."""
    match = _of(now, "proposed", now.situation.me)
    if match.asker != now.situation.me:
        raise Refused("match_step_side")
    if match.proposer == now.situation.officer:
        raise Refused("match_same_officer")
    return _said(now, MatchApproved(match=match.match, step=PROPOSAL, digest=match.digest))


def accept(now: MatchNow, told: MatchAccepted, lists: Sequence[KeptList]) -> tuple[Planned, ...]:
    """Plan one `match_accepted` with this side's key and tags, and at home the lists behind."""
    match = _of(now, "endorsed", now.situation.me)
    if match.answerer != now.situation.me:
        raise Refused("match_step_side")
    if (match.scope.norm, match.scope.samples) != (NORM, samples_digest(match.scope.type)):
        raise Refused("match_norm_differs", norm=match.scope.norm)
    _check_least(lists)
    return (*_said(now, told, told.rows), _prepared(now, match.match, lists))


def approve_reveal(now: MatchNow) -> tuple[Planned, ...]:
    """Plan this side's approval of the reveal; on the asker's side by another than who proposed."""
    match = _of(now, "counted", now.situation.me)
    me = now.situation.me
    if me in match.approved:
        raise Conflict("match_approved_before")
    if me == match.asker and match.proposer == now.situation.officer:
        raise Refused("match_same_officer")
    return _said(now, MatchApproved(match=match.match, step=REVEAL, digest=match.reveal_digest))


def end(now: MatchNow, reason: str) -> tuple[Planned, ...]:
    """Plan one `match_ended`: by either side, at any time before the reveal."""
    if now.match is None:
        raise Missing("match_unknown")
    if now.match.state in {"ended", "revealed"}:
        raise Conflict("match_over", state=now.match.state)
    payload = MatchEnded(match=now.match.match, reason=clean(reason, "reason", most=TEXT))
    return tuple(replace(one, signed=True) for one in _said(now, payload))


def judge(
    now: MatchNow, place: int, verdict: str, reason: str, hits: Collection[int]
) -> tuple[Planned, ...]:
    """Plan a verdict on one of the hits; nothing preselected, each with its reason."""
    match = _of(now, "revealed", now.situation.me)
    if match.revealed is None or place not in hits:
        raise Missing("match_hit_unknown")
    if verdict not in VERDICTS:
        raise Invalid("match_verdict", verdict=verdict[:20])
    payload = MatchJudged(
        match=match.match, place=place, verdict=verdict, reason=clean(reason, "reason", most=TEXT)
    )
    return _said(now, payload)


def step(now: MatchNow, payload: Record, rows: Sequence[Attachment] = ()) -> tuple[Planned, ...]:
    """Plan a step of the node itself in this side's class."""
    return _said(now, payload, rows)


def claims_of(found: Sequence[Claim]) -> tuple[MatchClaim, ...]:
    """Claims as they are told."""
    return tuple(MatchClaim(place=one.place, point=base64.to_text(one.point)) for one in found)


def revealed_as(match: str, told: Revealed) -> MatchRevealed:
    """A reveal as it is told."""
    pairs = tuple(MatchPair(place=place, index=index) for place, index in told.pairs)
    return MatchRevealed(
        match=match, pairs=pairs, proofs=tuple(base64.to_text(one) for one in told.proofs)
    )


def _check_least(lists: Sequence[KeptList]) -> None:
    """Names count, not their keys: the keys of one person are a question about that person."""
    said = [one.said for one in lists]
    if sum(one.names if one.type == NAME else one.count for one in said) < LEAST:
        raise Refused("match_small", least=LEAST)


def _prepared(now: MatchNow, match: str, lists: Sequence[KeptList]) -> Planned:
    payload = MatchPrepared(
        match=match,
        lists=tuple(one.said.list for one in lists),
        upto=tuple(len(one.changes) for one in lists),
    )
    return Planned(channel=HOME, payload=payload, retention=now.retention)


def _partner(now: MatchNow) -> str:
    """The one other member of the channel; Refused `match_channel` where there are others."""
    others = now.channel.audience(now.situation.me)
    if len(others) != 1 or now.channel.halted:
        raise Refused("match_channel", channel=now.channel.channel)
    return others[0]


def _of(now: MatchNow, state: str, me: str) -> Match:
    """The match in the state an act needs; Missing or Conflict with where it stands."""
    match = now.match
    if match is None or me not in {match.asker, match.answerer}:
        raise Missing("match_unknown")
    if match.state != state:
        raise Conflict("match_state", state=match.state)
    return match


def _said(
    now: MatchNow,
    payload: Record,
    rows: Sequence[Attachment] = (),
) -> tuple[Planned, ...]:
    """In our class for this match, or, where we have none yet, in a new one."""
    dates = check_retention(now.retention, now.situation.now) if now.ours is None else now.ours
    return (
        Planned(
            channel=now.channel.channel,
            payload=payload,
            retention=dates,
            blobs=tuple(one.blob for one in rows),
        ),
    )
