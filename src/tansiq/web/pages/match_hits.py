"""The verdict desk: one hit that both know, what speaks for it and what is not known, a verdict."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import match_names, match_verdicts, matches
from tansiq.node.actions import Action
from tansiq.node.match_names import NameMeeting
from tansiq.node.match_verdicts import HitQueue
from tansiq.subjects.commands import VERDICTS
from tansiq.subjects.name_lists import NAME
from tansiq.terms.errors import Missing
from tansiq.terms.languages import Language
from tansiq.web.gate import Visit, page
from tansiq.web.match_told import match_facts

_LONGEST = 9


@page("matches", Action.READ_MATCH)
def desk(visit: Visit, match: str, place: str) -> HttpResponse:
    """The queue beside the hit, both sides of it, the three verdicts."""
    seen = match_verdicts.hit(visit.node, visit.reader, match, _place(place))
    named = seen.queue.line.match.scope.type == NAME
    why = match_names.why(visit.node, visit.reader, match, _place(place)) if named else None
    told = None if why is None else _weighed(why, visit.speech.language)
    return visit.page(
        "matches/hit.html", seen=seen, why=why, told=told, **_facts(visit, seen.queue)
    )


@page("matches", Action.READ_MATCH)
def waiting(visit: Visit, match: str, place: str) -> HttpResponse:
    """The queue and what was said of the hit, asked for again when there is news."""
    beside = match_verdicts.queue(visit.node, visit.reader, match, _place(place))
    return visit.page("matches/queue.html", **_facts(visit, beside))


def _weighed(why: NameMeeting, language: Language) -> dict[str, list[str]]:
    """What speaks for and against two names, and what is not known, in words."""
    return {
        name: [one.said(language) for one in points]
        for name, points in (
            ("speaks_for", why.speaks_for),
            ("speaks_against", why.speaks_against),
            ("not_known", why.not_known),
        )
    }


def _facts(visit: Visit, beside: HitQueue) -> dict[str, Any]:
    return {"queue": beside, "verdicts": VERDICTS, **match_facts(visit)}


@page("matches", Action.JUDGE_MATCH)
def judge(visit: Visit, match: str, place: str) -> HttpResponse:
    """Say whether it is the same, and why; then the hit that waits next."""
    said = (_place(place), visit.posted("verdict"), visit.posted("reason"))
    return visit.sign(
        lambda signer: matches.judge(visit.node, signer, match, said),
        f"/matches/{match}/hits/{place}",
    )


def _place(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        raise Missing("match_hit_unknown")
    return int(text)


_AT = "matches/<str:match>/hits/<str:place>"
ADDRESSES = (
    path(_AT, require_safe(desk)),
    path(f"{_AT}/queue", require_safe(waiting)),
    path(f"{_AT}/judge", require_POST(judge)),
)
