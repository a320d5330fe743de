"""What was asked and answered in private matches, in numbers: quotas and sessions.

Promises: computed from what was said; no identifier is touched. Sizes are those that each side
told, rounded up as it told them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.subjects import quota
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import Epoch, MatchFile, QuotaSet
from tansiq.subjects.quota import Spent
from tansiq.terms.clock import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaSeen:
    """A quota with what was spent of it today (UTC); by nobody and without reason when not set."""

    partner: str
    type: str
    daily: int
    spent: int
    left: int
    by: str
    since: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeen:
    """A match in which points were asked: sizes as each side told them, rounded up.

    `grew_` is the difference to the session before with the same partner, type and direction; None
    where there is none. `we_ask` tells the direction.
    """

    match: str
    partner: str
    type: str
    we_ask: bool
    state: str
    at: str
    points: int
    size_asker: int
    size_answerer: int
    grew_asker: int | None
    grew_answerer: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochSeen:
    """Our newest key for a partner and type, and what turning it now would do.

    `to_end` is how many matches that compare once are not over under it: they end with
    `match_epoch_over`; `to_renew` how many standing matches would begin the comparison anew.
    """

    partner: str
    type: str
    epoch: int
    since: str
    to_end: int
    to_renew: int


def epochs_seen(
    me: str, newest: Iterable[tuple[Epoch, datetime]], files: Iterable[MatchFile]
) -> tuple[EpochSeen, ...]:
    """One for each partner and type with a key of ours, in their order."""
    open_to = [one.match for one in files if one.match.answerer == me and _rests(one)]
    found = []
    for epoch, since in newest:
        whose = (epoch.partner, epoch.type)
        here = [one for one in open_to if (one.asker, one.scope.type) == whose]
        # What an older key answered is ended already, by the node's next step.
        once = sum(not one.spans and _epoch_of(one) == epoch.epoch for one in here)
        found.append(
            EpochSeen(
                partner=epoch.partner,
                type=epoch.type,
                epoch=epoch.epoch,
                since=stamp(since),
                to_end=once,
                to_renew=sum(bool(one.spans) for one in here),
            )
        )
    return tuple(found)


def _epoch_of(match: Match) -> int:
    return 0 if match.accepted is None else match.accepted.epoch


def _rests(file: MatchFile) -> bool:
    """Whether a match still needs the key of its answerer."""
    match = file.match
    none = match.counted is not None and not match.counted.matches
    return match.accepted is not None and match.state not in {"ended", "revealed"} and not none


def quotas_seen(
    told: Sequence[QuotaSet], spent: Sequence[Spent], now: datetime
) -> tuple[QuotaSeen, ...]:
    """One for each partner and type that asked, or that something was set for."""
    newest = {(one.partner, one.type): one for one in reversed(told)}
    whom = sorted({*newest, *((one.partner, one.type) for one in spent)})
    found = []
    for partner, kind in whom:
        one = newest.get((partner, kind)) or QuotaSet(partner, kind, quota.DAILY, "", "", "")
        used = quota.spent_on(spent, partner, kind, now)
        found.append(
            QuotaSeen(
                partner=partner, type=kind, daily=one.daily, spent=used,
                left=max(one.daily - used, 0), by=one.by, since=one.since, reason=one.reason,
            )
        )  # fmt: skip
    return tuple(found)


def sessions_seen(me: str, files: Iterable[MatchFile]) -> tuple[SessionSeen, ...]:
    """Sessions newest first, each round of a standing match too; `files` come oldest first."""
    before: dict[tuple[str, str, bool], tuple[int, int]] = {}
    found = []
    for file in files:
        match = file.match
        we_ask = match.asker == me
        whom = (match.answerer if we_ask else match.asker, match.scope.type, we_ask)
        for at, points, sizes in _asked(file):
            last = before.get(whom)
            before[whom] = sizes
            found.append(
                SessionSeen(
                    match=match.match, partner=whom[0], type=whom[1], we_ask=we_ask,
                    state=match.state, at=at, points=points,
                    size_asker=sizes[0], size_answerer=sizes[1],
                    grew_asker=None if last is None else sizes[0] - last[0],
                    grew_answerer=None if last is None else sizes[1] - last[1],
                )
            )  # fmt: skip
    # By time: the rounds of standing matches lie between one another.
    order = sorted(enumerate(found), key=lambda one: (one[1].at, one[0]), reverse=True)
    return tuple(one for _, one in order)


def _asked(file: MatchFile) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """Each time points were asked: when, how many, and the size each side told last."""
    match = file.match
    if match.asked is not None and match.accepted is not None:
        at = next(one.time for one in file.steps if one.said == match.asked)
        yield at, match.asked.count, (match.scope.size, match.accepted.size)
    for span in match.spans:
        for one in span.rounds:
            yield one.time, one.asked.count, (match.scope.size, span.set.size)
