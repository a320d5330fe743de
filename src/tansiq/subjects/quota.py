"""How much a partner may ask: points received, for each type and day, counted before an answer.

Promises: padding and checks count as points, for each of them may be a guess. A session that was
answered and not counted and revealed in time counts in full however it ended, and is listed for the
auditor (findings: with 1,000 a day a plan of 10^8 numbers lasts 274 years, with 2^20 three months).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.terms.errors import Refused

DAILY = 20_000
"""Points of one partner, type and day, unless the data-protection officer sets another number."""
MOST = 2_000_000
"""What can be set at most: twice the largest list there is a figure for."""
LEAST = 16
"""Identifiers a set must have: a match about one person is a question about that person."""
REVEAL_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Spent:
    """One answered request: who asked, about what, when it was answered, and how it went on."""

    match: str
    partner: str
    type: str
    answered: datetime
    points: int
    finished: bool


def spent_on(sessions: Iterable[Spent], partner: str, kind: str, day: datetime) -> int:
    """Points a partner used on the day (UTC) of an instant, for one type."""
    return sum(
        one.points
        for one in sessions
        if (one.partner, one.type, one.answered.date()) == (partner, kind, day.date())
    )


def check_quota(
    sessions: Iterable[Spent], asked: tuple[str, str, int], now: datetime, daily: int = DAILY
) -> int:
    """Points left after a request of (partner, type, points); Refused `match_quota` when none."""
    partner, kind, points = asked
    left = daily - spent_on(sessions, partner, kind, now)
    if points > left:
        raise Refused("match_quota", points=points, left=max(left, 0))
    return left - points


def unfinished(sessions: Iterable[Spent], now: datetime) -> tuple[Spent, ...]:
    """Answered requests whose count or reveal is overdue, oldest first: the auditor's sample."""
    late = (one for one in sessions if not one.finished and now - one.answered > REVEAL_WITHIN)
    return tuple(sorted(late, key=lambda one: (one.answered, one.match)))
