"""Private matches: what waits for whom, and one match with its steps and what can be done now."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import match_desk, matches
from tansiq.node.actions import Action
from tansiq.node.match_desk import MatchPage
from tansiq.subjects.session import CHECKS
from tansiq.web.gate import Visit, page
from tansiq.web.match_stages import stages
from tansiq.web.match_told import match_facts
from tansiq.web.signing import Work


@page("matches", Action.READ_MATCH)
def listed(visit: Visit) -> HttpResponse:
    """Hits to judge, matches that wait for our officers, those under way, those over."""
    return _board(visit, "matches/list.html")


@page("matches", Action.READ_MATCH)
def fresh(visit: Visit) -> HttpResponse:
    """The same without the shell, asked for again when there is news."""
    return _board(visit, "matches/board.html")


def _board(visit: Visit, template: str) -> HttpResponse:
    seen = match_desk.board(visit.node, visit.reader)
    return visit.page(template, seen=seen, **match_facts(visit))


@page("matches", Action.READ_MATCH)
def shown(visit: Visit, match: str) -> HttpResponse:
    """One match: its steps, its sizes, what is under way, what can be done."""
    return visit.page("matches/match.html", **_facts(visit, match))


@page("matches", Action.READ_MATCH)
def renewed(visit: Visit, match: str) -> HttpResponse:
    """The same without the shell."""
    return visit.page("matches/match-board.html", **_facts(visit, match))


def _facts(visit: Visit, match: str) -> dict[str, Any]:
    seen = match_desk.page(visit.node, visit.reader, match)
    facts = {"stages": stages(seen.line.file, seen.line.turn), "points": _points(seen)}
    return {"seen": seen, **facts, **match_facts(visit)}


def _points(seen: MatchPage) -> int:
    """What the request has or will have: the asker's bucket and the checks."""
    return seen.line.match.scope.size + CHECKS


@page("matches", Action.APPROVE_MATCH)
def approve(visit: Visit, match: str) -> HttpResponse:
    """Approve our proposal as its second officer."""
    return _sign(visit, match, lambda signer: matches.approve(visit.node, signer, match))


@page("matches", Action.ACCEPT_MATCH)
def accept(visit: Visit, match: str) -> HttpResponse:
    """Take part in a partner's match with the lists that were chosen."""
    named = tuple(str(one) for one in visit.request.POST.getlist("list"))
    return _sign(visit, match, lambda signer: matches.accept(visit.node, signer, match, named))


@page("matches", Action.APPROVE_MATCH)
def reveal(visit: Visit, match: str) -> HttpResponse:
    """Approve, for our side, that the matches be revealed."""
    return _sign(visit, match, lambda signer: matches.approve_reveal(visit.node, signer, match))


@page("matches", Action.APPROVE_MATCH)
def end(visit: Visit, match: str) -> HttpResponse:
    """Refuse a match, or stop it."""
    reason = visit.posted("reason")
    return _sign(visit, match, lambda signer: matches.end(visit.node, signer, match, reason))


def _sign(visit: Visit, match: str, work: Work) -> HttpResponse:
    return visit.sign(work, f"/matches/{match}")


_AT = "matches/<str:match>"
ADDRESSES = (
    path("matches", require_safe(listed)),
    path("matches/fresh", require_safe(fresh)),
    path(_AT, require_safe(shown)),
    path(f"{_AT}/fresh", require_safe(renewed)),
    path(f"{_AT}/approve", require_POST(approve)),
    path(f"{_AT}/accept", require_POST(accept)),
    path(f"{_AT}/reveal", require_POST(reveal)),
    path(f"{_AT}/end", require_POST(end)),
)
