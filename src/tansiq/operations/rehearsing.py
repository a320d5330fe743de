"""The sites of an exercise played by the machine: what each would report, and when.

Promises: pure and repeatable: the same version and seed give the same day. Every site moves through
the states of an ordinary day around H-hour, some a little late, and one in so many has an incident.
Plays own sites of an exercise only; a real operation is refused.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.operations.now import OperationNow
from tansiq.record.operations import OperationPlan, SiteReport
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.errors import Refused
from tansiq.terms.operating import IncidentKind, SiteState

# State, and how many seconds after H-hour an ordinary team reports it.
_DAY = (
    (SiteState.GO_RECEIVED, -600),
    (SiteState.MOVING, -240),
    (SiteState.ENTERED, 0),
    (SiteState.SECURED, 180),
    (SiteState.SEARCHED, 1_800),
    (SiteState.CLOSED, 2_700),
)
_SPREAD = 20.0
_INCIDENT_IN = 12


@dataclass(frozen=True, slots=True)
class Played:
    """One word that a site of the exercise says at its instant."""

    site: str
    at: datetime
    report: SiteReport


def check_exercise(now: OperationNow) -> None:
    """Refused `rehearsal_real` unless the current version is that of an exercise."""
    head = now.decision.plan
    if head is None or not (head.plan.exercise and now.facts.exercise):
        raise Refused("rehearsal_real")


def play(plan: OperationPlan, party: str, seed: str, pace: float) -> tuple[Played, ...]:
    """What the sites of a party would say, by time; `pace` divides every distance from H-hour."""
    h_hour = parse_stamp(plan.h_hour)
    found: list[Played] = []
    for one in plan.sites:
        if one.party == party:
            found += _site(one.site, h_hour, (f"{seed}:{one.site}", pace))
    return tuple(sorted(found, key=lambda one: (one.at, one.site)))


def _site(site: str, h_hour: datetime, how: tuple[str, float]) -> list[Played]:
    seed, pace = how
    chance = random.Random(seed)  # noqa: S311 - an exercise must be repeatable, not secret
    late = chance.expovariate(1 / _SPREAD)
    hurt = chance.randrange(_INCIDENT_IN) == 0
    found, arrests, seizures = [], 0, 0
    for state, after in _DAY:
        at = h_hour + timedelta(seconds=(after + (late if after >= 0 else 0)) / pace)
        if state is SiteState.SECURED:
            arrests = chance.randint(0, 3)
        if state is SiteState.SEARCHED:
            seizures = chance.randint(0, 12)
        incident = IncidentKind.RESISTANCE.value if hurt and state is SiteState.ENTERED else ""
        report = SiteReport(
            at=stamp(at),
            offset_ms=0,
            state=state.value,
            incident=incident,
            arrests=arrests,
            seizures=seizures,
        )
        found.append(Played(site, at, report))
    return found


def due(played: Sequence[Played], since: datetime | None, now: datetime) -> tuple[Played, ...]:
    """The words between two instants, the earlier one left out."""
    return tuple(one for one in played if (since is None or one.at > since) and one.at <= now)
