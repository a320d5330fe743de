"""Boards made of plain values: three invented parties, their votes and stops, words from sites."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tansiq.alerts.queries import Counts
from tansiq.node.clock_agreement import judged
from tansiq.node.operation_board import Board, SiteLine
from tansiq.node.operation_decisions import Confirmed, Settled
from tansiq.node.operations import Where
from tansiq.operations.decision import decide
from tansiq.operations.facts import CommitmentFact, Facts, OfficerFact, PlanFact, StopFact, VoteFact
from tansiq.operations.plans import digest_of
from tansiq.operations.queries import LogLine, Readiness, SiteWord
from tansiq.operations.standing import standing
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OperationPlan,
    OrderSite,
    OrderText,
    QuorumParty,
    QuorumRule,
    SilenceOf,
    TacticalCommitment,
)
from tansiq.terms.clock import ZonedTime
from tansiq.terms.ids import ChannelId, Origin
from tansiq.terms.operating import SiteState

CHANNEL = ChannelId("case:2026-017")
OPERATION = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"
H = datetime(2026, 3, 13, 6, tzinfo=UTC)
NOW = H - timedelta(minutes=42, seconds=10)
ZONES = {"ras": "Africa/Casablanca", "val": "Europe/Madrid", "mer": "Atlantic/Canary"}
COMMITTED = "ab" * 32


def origin(party: str) -> str:
    return str(Origin(party, CHANNEL, 1, 1))  # type: ignore[arg-type]


def plan(number: int = 1, previous: tuple[str, ...] = (), sites: int = 2) -> OperationPlan:
    """A version that three parties must vote on."""
    return OperationPlan(
        operation=OPERATION,
        number=number,
        previous=previous,
        exercise=False,
        names=(Label(language="en", text="Sample 3"),),
        texts=(OrderText(language="en", situation="invented", purpose="together"),),
        h_hour="2026-03-13T06:00:00Z",
        quorum=QuorumRule(
            version=1,
            parties=tuple(
                QuorumParty(party=one, officers=1, role="operations_commander") for one in ZONES
            ),
        ),
        silence=tuple(SilenceOf(party=one, minutes=30, rule="hold") for one in ZONES),
        commitments=tuple(TacticalCommitment(party=one, commitment=COMMITTED) for one in ZONES),
        sites=tuple(
            OrderSite(site=f"{party.upper()}-{at}", party=party, zone=zone)
            for party, zone in ZONES.items()
            for at in range(1, sites + 1)
        ),
        languages=("ar", "es"),
        stale_minutes=5,
        zone_table="2026.1",
    )


def fact(said: OperationPlan, party: str = "ras", seq: int = 9) -> PlanFact:
    return PlanFact(agency=party, origin=origin(party), seq=seq, digest=digest_of(said), plan=said)


def facts(*plans: PlanFact, votes: tuple[VoteFact, ...] = (), **more: object) -> Facts:
    """What a cut holds: every party has bound its part, every officer is told."""
    told = Facts(
        operation=OPERATION,
        cut={origin(one): 100 for one in ZONES},
        plans=plans,
        votes=votes,
        commitments=tuple(
            CommitmentFact(agency=one, origin=origin(one), seq=2, commitment=COMMITTED)
            for one in ZONES
        ),
        officers=tuple(
            OfficerFact(
                agency=one,
                origin=origin(one),
                seq=1,
                officer=f"of-{one}",
                key=f"key-{one}",
                roles=frozenset({"operations_commander"}),
                withdrawn=False,
            )
            for one in ZONES
        ),
    )
    return replace(told, **more)  # type: ignore[arg-type]


def vote(party: str, plan_digest: str, choice: str = "go", seq: int = 20) -> VoteFact:
    return VoteFact(
        agency=party,
        origin=origin(party),
        seq=seq,
        officer=f"of-{party}",
        key=f"key-{party}",
        time="2026-03-13T05:16:02Z",
        plan=plan_digest,
        choice=choice,
    )


def stop(party: str, *, lifted: bool = False) -> StopFact:
    return StopFact(
        agency=party,
        origin=origin(party),
        seq=30,
        time="2026-03-13T05:20:00Z",
        stop="r-stop",
        lifted=lifted,
    )


def word(site: str, **told: object) -> SiteWord:
    said: dict[str, object] = {
        "state": "ready",
        "state_at": "",
        "at": "",
        "offset_ms": None,
        "received": "2026-03-13T05:10:00Z",
        "incident": "",
        "arrests": 0,
        "seizures": 0,
        "plan": "",
    }
    return SiteWord(site=site, **{**said, **told})  # type: ignore[arg-type]


def line(site: OrderSite, state: SiteState = SiteState.READY, **told: object) -> SiteLine:
    """A site as the board holds it: green, with a word of nine seconds ago."""
    said: dict[str, object] = {
        "word": word(site.site),
        "age": timedelta(seconds=9),
        "stale": False,
        "readiness": Readiness(6, 0, 6, ""),
        "behind": False,
        "local": ZonedTime(H, site.zone),
    }
    return SiteLine(site=site, ours=site.party == "ras", state=state, **{**said, **told})  # type: ignore[arg-type]


def board(
    held: Facts,
    sites: tuple[SiteLine, ...] = (),
    now: datetime = NOW,
    first_go: datetime | None = None,
    lines: tuple[LogLine, ...] = (),
) -> Board:
    decision = decide(held)
    head = decision.plan
    shown = sites or tuple(line(one) for one in (head.plan.sites if head else ()))
    heard = {one: now - timedelta(seconds=12) for one in ZONES}
    return Board(
        where=Where(CHANNEL, OPERATION),
        exercise=False,
        now=now,
        settled=Settled(decision, held, (), first_go),
        standing=standing(decision, "ras", heard, first_go, now),
        confirmed=Confirmed(("ras", "val"), 3),
        sites=shown,
        acknowledged=(),
        clocks=judged((), now, 1000),
        lists=(),
        names={"ras": {"en": "Rasilia"}, "val": {"es": "Valdoria"}},
        heard=heard,
        lines=lines,
        alerts=Counts(0, 0, 0),
        drafts={},
    )


def said(kind: str, party: str, when: str, **words: str) -> LogLine:
    return LogLine(
        kind=kind,
        agency=party,
        officer=f"of-{party}",
        time=when,
        received=when,
        origin=origin(party),
        seq=40,
        leaf="",
        words=words,
    )
