"""What officers may say of lists that change and of standing matches, as planned records.

Promises: pure; a list is changed by numbered, signed steps in its own retention class, so that
erasing the class takes all of it; a verdict on a hit of which the partner was not told stays at
home.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from tansiq.record.matches import MatchJudged, MatchScope
from tansiq.record.plan import NewClass, Planned
from tansiq.record.tidy import clean
from tansiq.record.watches import IdentifiersChanged, IdentifiersWithdrawn, MatchRoundPrepared
from tansiq.subjects.commands import TEXT, VERDICTS, MatchNow, open_epoch
from tansiq.subjects.name_lists import NAME
from tansiq.subjects.queries import Epoch, KeptList
from tansiq.subjects.quota import DAILY, LEAST
from tansiq.subjects.rounds import MODES, WATCH
from tansiq.subjects.session import bucket
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import HOME, ClassId


def change_list(held: KeptList | None, said: IdentifiersChanged) -> tuple[Planned, ...]:
    """Plan one `identifiers_changed`; Conflict `state_moved` when another change came first."""
    one = _standing(held)
    if said.number != len(one.changes) + 1:
        raise Conflict("state_moved")
    if not said.added and not said.removed:
        raise Invalid("identifiers_none")
    payload = msgspec.structs.replace(said, reason=clean(said.reason, "reason", most=TEXT))
    named = tuple(part.blob for part in (*said.added_rows, *said.removed_rows))
    return (
        Planned(channel=HOME, payload=payload, retention=one.class_id, blobs=named, signed=True),
    )


def withdraw_list(held: KeptList | None, reason: str) -> tuple[Planned, ...]:
    """Plan one `identifiers_withdrawn`."""
    one = _standing(held)
    payload = IdentifiersWithdrawn(list=one.said.list, reason=clean(reason, "reason", most=TEXT))
    return (Planned(channel=HOME, payload=payload, retention=one.class_id, signed=True),)


def _standing(held: KeptList | None) -> KeptList:
    if held is None:
        raise Missing("identifiers_unknown")
    if held.withdrawn:
        raise Conflict("identifiers_withdrawn")
    return held


def checked_mode(scope: MatchScope, held: int) -> MatchScope:
    """The mode of a scope as it may be proposed; a standing match fits into a day's quota.

    Names never match by themselves day after day: each reveal of names is approved by both.
    """
    if scope.mode not in MODES:
        raise Invalid("match_mode", mode=scope.mode[:20])
    if scope.type == NAME and scope.mode == WATCH:
        raise Refused("match_names_standing")
    if scope.mode != WATCH:
        return msgspec.structs.replace(scope, daily=0, tells=False)
    if not LEAST <= scope.daily <= DAILY:
        raise Invalid("match_daily", least=LEAST, most=DAILY)
    if bucket(held) > DAILY:
        raise Refused("match_quota", points=bucket(held), left=DAILY)
    return scope


def round_prepared(said: MatchRoundPrepared, class_id: ClassId) -> Planned:
    """Plan what stands behind a round, in the class of the match's first list."""
    return Planned(
        channel=HOME,
        payload=said,
        retention=class_id,
        blobs=tuple(one.blob for one in said.rows),
    )


def judge_watched(
    now: MatchNow, places: Sequence[int], verdict: MatchJudged
) -> tuple[Planned, ...]:
    """Plan a verdict on a hit at one of these places; at home where the partner was not told."""
    match = now.match
    if match is None or not match.spans:
        raise Missing("match_unknown")
    if verdict.place not in places or now.ours is None:
        raise Missing("match_hit_unknown")
    if verdict.verdict not in VERDICTS:
        raise Invalid("match_verdict", verdict=verdict.verdict[:20])
    payload = msgspec.structs.replace(verdict, reason=clean(verdict.reason, "reason", most=TEXT))
    said = Planned(channel=now.channel.channel, payload=payload, retention=now.ours)
    return (said if match.scope.tells else replace(said, channel=HOME, retention=now.retention),)


def turn_epoch(now: Epoch | None, retention: NewClass, *, signed: bool) -> tuple[Planned, ...]:
    """Plan the epoch after this one, in a class of its own."""
    if now is None:
        raise Missing("match_epoch_missing")
    plan = open_epoch(now.partner, now.type, now.epoch + 1, retention)
    return tuple(replace(one, signed=signed) for one in plan)
