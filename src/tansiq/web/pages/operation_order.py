"""The order of an operation: its versions, the vote on the current one, reading it, the end."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.node import operation_orders, operations
from tansiq.node.actions import Action
from tansiq.node.operation_orders import OrderSeen
from tansiq.operations.facts import PlanFact
from tansiq.operations.plans import VOTING_ROLES
from tansiq.operations.quorums import quorum_changes
from tansiq.record.operations import OperationPlan
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import CloseOutcome, SilenceRule, VoteChoice
from tansiq.terms.zones import local_time
from tansiq.web import offers, operating_forms
from tansiq.web.gate import Visit, page
from tansiq.web.operating_forms import TEXTS, address_of, where
from tansiq.web.operating_told import around, changes, sheet_of, zones_known
from tansiq.web.rules import by_method

_LOOKED = "looked"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


@page("operations", Action.WRITE_ORDER)
def order(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """The form of the next version, filled from a current one; several stand side by side."""
    seen = operation_orders.order(visit.node, visit.reader, where(channel, operation))
    return visit.page("operating/order.html", **_facts(visit, seen))


def _facts(visit: Visit, seen: OrderSeen) -> dict[str, Any]:
    held = _base(visit, seen)
    plan = None if held is None else held.plan
    ours = sorted({one.zone for bound in seen.scene.sites.values() for one in bound})
    zone = visit.node.settings.zone if visit.node.settings.zone in ours else (ours or ["UTC"])[0]
    local = None if plan is None else local_time(parse_stamp(plan.h_hour), zone).wall
    places = {one.site: one.zone for bound in seen.scene.sites.values() for one in bound}
    return {
        **around(visit, seen.scene, "order"),
        "seen": seen,
        "held": plan,
        "when": "" if plan is None else plan.h_hour,
        "times": operation_orders.local_times(visit.node, plan.h_hour, places) if plan else {},
        "base": held.digest if held else "",
        "h_local": local.isoformat(timespec="minutes") if local else "",
        "h_zone": zone,
        "zones_here": ours,
        "zones_known": zones_known(),
        "by_party": _by_party(plan),
        "heads": tuple(sheet_of(visit, one) for one in seen.heads),
        "apart": changes(seen.heads[0].plan, seen.heads[1].plan) if len(seen.heads) > 1 else (),
        "parties": tuple(one for one in seen.scene.members if one in seen.bound),
        "texts": TEXTS,
        "roles": tuple(sorted(VOTING_ROLES)),
        "silences": tuple(SilenceRule),
        "outcomes": tuple(CloseOutcome),
        "tongues": offers.tongues(visit.speech),
        "versions": seen.versions,
    }


def _base(visit: Visit, seen: OrderSeen) -> PlanFact | None:
    """The current version that the form goes on from: the one asked for, else the first."""
    asked = visit.request.GET.get("from", "")
    named = next((one for one in seen.heads if one.digest == asked), None)
    return named or (seen.heads[0] if seen.heads else None)


def _by_party(plan: OperationPlan | None) -> dict[str, dict[str, object]]:
    """Per party what the version says of votes and silence."""
    if plan is None:
        return {}
    silence = {one.party: one for one in plan.silence}
    return {
        one.party: {
            "officers": one.officers,
            "role": one.role,
            "minutes": silence[one.party].minutes if one.party in silence else "",
            "rule": silence[one.party].rule if one.party in silence else "",
        }
        for one in plan.quorum.parties
    }


@page("operations", Action.WRITE_ORDER)
def issue(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """Put a version before all: what changes is shown first, then the record itself."""
    place = where(channel, operation)
    seen = operation_orders.order(visit.node, visit.reader, place)
    draft = operating_forms.order(visit, seen.scene.members)
    shown = tuple(str(one) for one in visit.request.POST.getlist("seen"))
    if seen.heads and not visit.posted(_LOOKED):
        coming = operation_orders.would_be(visit.node, visit.reader, place, draft)
        return visit.page(
            "operating/between.html",
            **around(visit, seen.scene, "order"),
            changed=tuple((one, changes(one.plan, coming)) for one in seen.heads),
            kept=_kept(visit),
            to=visit.request.path,
        )
    return visit.sign(
        lambda signer: operations.issue(visit.node, signer, place, draft, shown),
        f"{address_of(place)}/vote",
    )


def _kept(visit: Visit) -> list[tuple[str, str]]:
    """Every field as it was sent, to be sent again."""
    post = visit.request.POST
    return [(name, str(value)) for name in post if name != _TOKEN for value in post.getlist(name)]


@page("operations", Action.WRITE_ORDER)
def postpone(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """The same order at another hour."""
    place = where(channel, operation)
    at = operation_orders.instant_of(visit.node, visit.posted("h-local"), visit.posted("h-zone"))
    wish, seen = (at, visit.posted("reason")), visit.posted("seen")
    return visit.sign(
        lambda signer: operation_orders.postpone(visit.node, signer, place, wish, seen),
        f"{address_of(place)}/vote",
    )


@page("operations", Action.WRITE_ORDER)
def hours(visit: Visit) -> HttpResponse:
    """What a local reading is in UTC and at each place that the form names; reads nothing."""
    named = (str(one).rpartition("=") for one in visit.request.POST.getlist("place")[:400])
    places = {name: zone for name, _, zone in named}
    try:
        at = operation_orders.instant_of(
            visit.node, visit.posted("h-local"), visit.posted("h-zone")
        )
        times = operation_orders.local_times(visit.node, at, places)
    except TansiqError as problem:
        return visit.page("operating/hours.html", problem=problem, when="", times={})
    return visit.page("operating/hours.html", problem=None, when=at, times=times)


@page("operations", Action.READ_OPERATION)
def vote(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """The current version as it is voted on: what changed since the last vote, what is red."""
    seen = operation_orders.ballot(visit.node, visit.reader, where(channel, operation))
    head = seen.settled.decision.plan
    before = None if seen.before is None else seen.before.plan
    decision = seen.settled.decision
    return visit.page(
        "operating/vote.html",
        **around(visit, seen.scene, "vote"),
        seen=seen,
        decision=decision,
        quorum_changes=quorum_changes(seen.settled.facts.plans, decision.heads),
        sheet=None if head is None else sheet_of(visit, head),
        changed=changes(before, head.plan) if before is not None and head is not None else (),
    )


@page("operations", Action.VOTE_GO)
def choose(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """Vote on the version that the page showed, or take the vote back."""
    place, digest = where(channel, operation), visit.posted("digest")
    choice = VoteChoice(visit.posted("choice"))
    return visit.sign(
        lambda signer: operations.vote(visit.node, signer, place, digest, choice),
        f"{address_of(place)}/vote",
    )


@page("operations", Action.ACKNOWLEDGE_ORDER)
def acknowledge(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """Say that the order was read, for our party or for one of our sites."""
    place, site = where(channel, operation), visit.posted("site")
    digest = visit.posted("digest")
    then = f"{address_of(place)}/sites/{site}" if site else f"{address_of(place)}/vote"
    return visit.sign(
        lambda signer: operations.acknowledge(visit.node, signer, place, digest, site), then
    )


@page("operations", Action.CLOSE_OPERATION)
def close(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """End our part of the operation."""
    place, outcome = where(channel, operation), CloseOutcome(visit.posted("outcome"))
    return visit.sign(
        lambda signer: operations.close(visit.node, signer, place, outcome),
        f"{address_of(place)}/vote",
    )


_EITHER = ["GET", "HEAD", "POST"]
_AT = "operations/<str:channel>/<str:operation>"
ADDRESSES = (
    path("operations/hours", require_POST(hours)),
    path(f"{_AT}/order", require_http_methods(_EITHER)(by_method(order, issue))),
    path(f"{_AT}/order/postpone", require_POST(postpone)),
    path(f"{_AT}/vote", require_safe(vote)),
    path(f"{_AT}/vote/cast", require_POST(choose)),
    path(f"{_AT}/acknowledge", require_POST(acknowledge)),
    path(f"{_AT}/close", require_POST(close)),
)
