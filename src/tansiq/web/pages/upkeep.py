"""The administrator's screen: what needs a hand, and which one; never the content of a case."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.node import upkeep
from tansiq.node.actions import Action
from tansiq.terms.errors import advice, words
from tansiq.web.gate import Visit, page


@page("upkeep", Action.SEE_UPKEEP, content=False)
def shown(visit: Visit) -> HttpResponse:
    """The whole screen."""
    return _page(visit, "upkeep/upkeep.html")


@page("upkeep", Action.SEE_UPKEEP, content=False)
def fresh(visit: Visit) -> HttpResponse:
    """The same without its shell."""
    return _page(visit, "upkeep/board.html")


def _page(visit: Visit, template: str) -> HttpResponse:
    seen = upkeep.upkeep(visit.node, visit.officer)
    language = visit.speech.language
    return visit.page(
        template,
        seen=seen,
        said=lambda problem: words(problem, language),
        do=lambda problem: advice(problem, language),
    )


ADDRESSES = (path("upkeep", require_safe(shown)), path("upkeep/fresh", require_safe(fresh)))
