"""Proposing a match: with whom, over which lists of ours, on what ground; and what each end shows.

Promises: what the preview says of sizes is computed from the lists themselves; the act binds the
commitment to exactly these lists.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from tansiq.node import match_desk, matches
from tansiq.node.actions import Action
from tansiq.record.matches import MatchScope
from tansiq.subjects.name_lists import NAME
from tansiq.subjects.normal import NORM, TYPES
from tansiq.subjects.rounds import MODES
from tansiq.terms.errors import TansiqError, advice, words
from tansiq.terms.ids import DESK, channel_id
from tansiq.web.case_told import told_of
from tansiq.web.gate import Visit, page
from tansiq.web.match_told import match_facts
from tansiq.web.rules import by_method

_LONGEST = 9


@page("matches", Action.PROPOSE_MATCH)
def blank(visit: Visit) -> HttpResponse:
    """The form."""
    asked = visit.request.GET
    return visit.page(
        "matches/propose.html",
        seen=match_desk.proposable(visit.node, visit.reader),
        types=(*TYPES, NAME),
        asked=str(asked.get("list", ""))[:80],
        **{**told_of(visit), **match_facts(visit)},
    )


@page("matches", Action.PROPOSE_MATCH)
def propose(visit: Visit) -> HttpResponse:
    """Put a match before our second officer, and then the partner."""
    channel, scope, named = channel_id(visit.posted("channel")), _scope(visit), _lists(visit)
    return visit.sign(
        lambda signer: matches.propose(visit.node, signer, channel, (named, scope)), "/matches"
    )


@page("matches", Action.PROPOSE_MATCH)
def preview(visit: Visit) -> HttpResponse:
    """What each side learns at each end a match may come to, as the form stands."""
    channel, named = visit.posted("channel"), _lists(visit)
    open_to = match_desk.proposable(visit.node, visit.reader)
    pair = next((one for one in open_to.pairs if one.channel == channel), None)
    sized, told = None, None
    if named:
        try:
            sized = match_desk.sized(visit.node, visit.reader, named, visit.posted("type"))
        except TansiqError as problem:
            told = _told(visit, problem)
    return visit.page(
        "matches/preview.html", pair=pair, sized=sized, told=told,
        named=visit.posted("type") == NAME, scope=_scope(visit),
        purpose=visit.posted("purpose").strip(), **{**told_of(visit), **match_facts(visit)},
    )  # fmt: skip


def _told(visit: Visit, problem: TansiqError) -> Mapping[str, Any]:
    language = visit.speech.language
    return {"said": words(problem, language), "do": advice(problem, language), "code": problem.code}


def _scope(visit: Visit) -> MatchScope:
    """What the form says it is for; sizes, samples and commitment are the node's to fill in."""
    channel, daily = visit.posted("channel"), visit.posted("daily").strip()
    return MatchScope(
        type=visit.posted("type"),
        norm=NORM,
        samples="",
        size=0,
        root="",
        case="" if channel.startswith(DESK) else channel,
        purpose=visit.posted("purpose").replace("\r\n", "\n"),
        legal_basis=visit.posted("legal-basis").replace("\r\n", "\n"),
        mode=visit.posted("mode") or MODES[0],
        daily=int(daily) if daily.isascii() and daily.isdecimal() and len(daily) <= _LONGEST else 0,
        tells=visit.posted("tells") == "yes",
    )


def _lists(visit: Visit) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one) for one in visit.request.POST.getlist("list")))


_EITHER = ["GET", "HEAD", "POST"]
ADDRESSES = (
    path("matches/new", require_http_methods(_EITHER)(by_method(blank, propose))),
    path("matches/new/preview", require_POST(preview)),
)
