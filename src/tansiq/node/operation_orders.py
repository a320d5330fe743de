"""The order for those who write it and vote on it: versions, what changed, what is still red.

Promises: what a page shows of a decision is on record first; a voter sees the version letter for
letter, what changed since their own last vote, and the red points of our sites as far as their role
lets them see these. Domain rules are the slice's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tansiq.node import access, operations, rule_sets
from tansiq.node.actions import Action
from tansiq.node.checklists import leads
from tansiq.node.compose import Node
from tansiq.node.operation_decisions import Settled, settle
from tansiq.node.operation_lists import own_part
from tansiq.node.operation_parts import Scene, scene_of
from tansiq.node.operations import Where, known
from tansiq.node.perform import Written
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.operations import commands, queries
from tansiq.operations.checklists import Point
from tansiq.operations.commands import OperationNow, OrderDraft
from tansiq.operations.counting import newest
from tansiq.operations.decision import Decision
from tansiq.operations.differences import draft_of
from tansiq.operations.facts import PlanFact, StopFact, VoteFact
from tansiq.operations.ordering import newest_commitments, plan_of
from tansiq.operations.plans import heads_of
from tansiq.operations.queries import Acknowledged
from tansiq.record.operations import OperationPlan, QuorumParty
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.errors import Invalid, Missing, Refused
from tansiq.terms.zones import PlaceTime, instant_at, local_time


@dataclass(frozen=True, slots=True, kw_only=True)
class RedSite:
    """A site of ours that is not ready; `missing` is empty for whoever may not see the points."""

    site: str
    done: int
    waived: int
    total: int
    missing: tuple[Point, ...]
    rules: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSeen:
    """All that an order is written from: versions, bound parts, lifted stops, entries in trouble.

    `lacking` are members that have bound no part yet: no order can name them.
    """

    scene: Scene
    decision: Decision
    heads: tuple[PlanFact, ...]
    versions: tuple[PlanFact, ...]
    bound: frozenset[str]
    lacking: tuple[str, ...]
    lifted: tuple[StopFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteSeen:
    """The one current version for a voter: what it was when they last voted, and their own word.

    `may` says that the rule asks for a role of theirs; `decided` that our node showed go, after
    which no vote is taken back.
    """

    scene: Scene
    settled: Settled
    before: PlanFact | None
    mine: VoteFact | None
    rule: QuorumParty | None
    may: bool
    decided: bool
    red: tuple[RedSite, ...]
    acknowledged: tuple[Acknowledged, ...]
    versions: tuple[PlanFact, ...]


def order(node: Node, reader: Reader, where: Where) -> OrderSeen:
    """What the page of the order shows; Missing `operation_unknown` off its file."""
    officer = _let_in(node, reader, where)
    decision = settle(node, where).decision
    with node.store.reading() as tx:
        now = _now(node, tx, where)
    bound = frozenset(newest_commitments(now.facts))
    heads = heads_of(now.facts)
    known_stops = {stop for one in heads for stop in one.plan.resumes}
    return OrderSeen(
        scene=scene_of(node, officer, now),
        decision=decision,
        heads=heads,
        versions=_ordered(now),
        bound=bound,
        lacking=tuple(one for one in now.channel.members if one not in bound),
        lifted=tuple(one for one in now.facts.stops if one.lifted and one.stop not in known_stops),
    )


def would_be(node: Node, reader: Reader, where: Where, draft: OrderDraft) -> OperationPlan:
    """The version that a draft would make now: for what changes to be shown before it is signed."""

    def query(tx: Tx, _officer: Officer) -> tuple[OperationPlan, Sequence[str]]:
        now = _now(node, tx, where)
        return plan_of(now, draft, heads_of(now.facts)), [where.operation]

    return read(node, reader, _look(where), query)


def ballot(node: Node, reader: Reader, where: Where) -> VoteSeen:
    """What the page of the vote shows; Missing `operation_unknown` off its file."""
    officer = _let_in(node, reader, where)
    settled = settle(node, where)
    head = settled.decision.plan
    rules = () if head is None else head.plan.quorum.parties
    rule = next((one for one in rules if one.party == node.me), None)
    with node.store.reading() as tx:
        now = _now(node, tx, where)
        return VoteSeen(
            scene=scene_of(node, officer, now),
            settled=settled,
            before=_voted_before(now, _own_words(now, officer.officer)),
            mine=_newest_on(now, head, officer.officer),
            rule=rule,
            may=rule is not None and rule.role in officer.roles,
            decided=settled.first_go is not None,
            red=_red(node, tx, officer, now),
            acknowledged=queries.acknowledged(tx, where.channel, where.operation),
            versions=_ordered(now),
        )


def _let_in(node: Node, reader: Reader, where: Where) -> Officer:
    """Ask and note once, before anything is settled for a page; Missing `operation_unknown`."""

    def query(tx: Tx, officer: Officer) -> tuple[Officer, Sequence[str]]:
        _now(node, tx, where)
        return officer, [where.operation]

    return read(node, reader, _look(where), query)


def _look(where: Where) -> Look:
    absent = Missing("operation_unknown")
    return Look(action=Action.READ_OPERATION, file=where.channel, absent=absent)


def _now(node: Node, tx: Tx, where: Where) -> OperationNow:
    known(node, tx, where.channel)
    now = operations.state_without(node, tx, where, operations.kept(node, where.channel))
    if not now.sites:
        raise Missing("operation_unknown")
    return now


def _ordered(now: OperationNow) -> tuple[PlanFact, ...]:
    """Every version once, the newest first."""
    held = {one.digest: one for one in reversed(now.facts.plans)}
    ordered = sorted(held.values(), key=lambda one: (one.plan.number, one.digest), reverse=True)
    return tuple(ordered)


def _own_words(now: OperationNow, officer: str) -> list[VoteFact]:
    """Every vote of one officer of ours, as they were given."""
    mine = (
        one for one in now.facts.votes if (one.agency, one.officer) == (now.situation.me, officer)
    )
    return sorted(mine, key=lambda one: one.place)


def _voted_before(now: OperationNow, words: list[VoteFact]) -> PlanFact | None:
    """The version that an officer last voted on, where it is another than the current one."""
    heads = {one.digest for one in heads_of(now.facts)}
    held = {one.digest: one for one in now.facts.plans}
    last = next((one.plan for one in reversed(words) if one.plan not in heads), "")
    return held.get(last)


def _newest_on(now: OperationNow, head: PlanFact | None, officer: str) -> VoteFact | None:
    if head is None:
        return None
    words = newest(now.facts, head.digest, now.situation.me)
    return next((one for one in words if one.officer == officer and one.plan == head.digest), None)


def _red(node: Node, tx: Tx, officer: Officer, now: OperationNow) -> tuple[RedSite, ...]:
    """Our red sites; the points for those who may see them, counts for every voter."""
    held = own_part(node, tx, now.facts, now.sites)
    may = node.may(officer, Action.READ_TACTICAL, now.channel.channel)
    every = access.sees_every_site(node.roles(officer), Action.READ_TACTICAL)
    lists = () if held is None else tuple(one for one in held.lists if one.red)
    return tuple(
        RedSite(
            site=one.site.site,
            done=one.counts[0],
            waived=one.counts[1],
            total=one.counts[2],
            missing=one.missing if may and (every or leads(officer, one.site)) else (),
            rules=one.rules is not None,
        )
        for one in lists
    )


def postpone(
    node: Node, signer: Signer, where: Where, wish: tuple[str, str], seen: str
) -> tuple[Written, ...]:
    """Put the same order before all with another H-hour; `wish` is the instant and the reason.

    Refused `operation_two_plans` or `operation_no_plan` where there is not one version.
    """
    h_hour, reason = wish

    def command(_tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        heads = heads_of(now.facts)
        if len(heads) != 1:
            raise Refused("operation_two_plans" if heads else "operation_no_plan")
        draft = replace(draft_of(heads[0].plan), h_hour=h_hour, changed=reason)
        return commands.issue_order(now, draft, (seen,))

    return operations.in_operation(node, signer, (Action.WRITE_ORDER, where), command)


def instant_of(node: Node, wall: str, zone: str) -> str:
    """The instant (wire time) of a local reading `YYYY-MM-DDTHH:MM`; `UTC` is a zone like others.

    Invalid `operation_h_hour`, `time_skipped`, `time_twice`, `zone_unknown`.
    """
    try:
        read_ = datetime.fromisoformat(wall)
    except ValueError:
        raise Invalid("operation_h_hour") from None
    with node.store.reading() as tx:
        known_ = rule_sets.overrides(tx)
    return stamp(instant_at(read_, zone, known_).instant)


def local_times(node: Node, instant: str, zones: Mapping[str, str]) -> dict[str, PlaceTime]:
    """What an instant is called at each of these places, signed overrides and all."""
    with node.store.reading() as tx:
        known_ = rule_sets.overrides(tx)
    at = parse_stamp(instant)
    return {place: local_time(at, zone, known_) for place, zone in zones.items()}
