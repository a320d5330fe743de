"""Intake: the drafts, what they contradict, where they come from, what was set aside."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.node import intake_clashes, intakes
from tansiq.node.actions import Action
from tansiq.node.intake_seen import DraftHead
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME
from tansiq.terms.intake import DraftState
from tansiq.web import intake_told
from tansiq.web.gate import Visit, page
from tansiq.web.intake_told import Told


@dataclass(frozen=True, slots=True)
class Counts:
    """How many drafts wait, contradict themselves and were set aside: the numbers on the tabs."""

    drafts: int = 0
    contradictions: int = 0
    aside: int = 0

    @classmethod
    def of(cls, heads: tuple[DraftHead, ...]) -> "Counts":
        """Of all drafts there are."""
        standing = [one for one in heads if one.state is not DraftState.SET_ASIDE]
        return cls(
            drafts=sum(one.state is not DraftState.JUDGED for one in standing),
            contradictions=sum(one.counts.contradictions for one in standing),
            aside=len(heads) - len(standing),
        )


def words(visit: Visit) -> dict[str, Any]:
    """What the templates of intake ask for by name."""
    language = visit.speech.language
    return {
        "language_name": intake_told.language_name(visit.speech),
        "clash_words": intake_told.words_of(intake_told.CLASHES, language),
    }


def at_home(work: Callable[[Visit], HttpResponse]) -> Callable[[Visit], HttpResponse]:
    """Show the page to whoever is on `home`, where drafts lie; others are told how to get there."""

    def entered(visit: Visit) -> HttpResponse:
        if HOME not in visit.officer.files:
            return visit.page("intake/shut.html")
        return work(visit)

    return entered


@page("intake", Action.READ_DRAFT)
@at_home
def listed(visit: Visit) -> HttpResponse:
    """The drafts that stand, newest first."""
    return _listed(visit, "intake/list.html")


@page("intake", Action.READ_DRAFT)
def fresh(visit: Visit) -> HttpResponse:
    """The list without the shell, asked for again when there is news."""
    if HOME not in visit.officer.files:
        raise Missing("draft_unknown")
    return _listed(visit, "intake/board.html")


def _listed(visit: Visit, template: str) -> HttpResponse:
    every = intakes.drafts(visit.node, visit.reader)
    kept = tuple(one for one in every if one.state is not DraftState.SET_ASIDE)
    return visit.page(template, heads=kept, counts=Counts.of(every), **words(visit))


@page("intake", Action.READ_DRAFT)
@at_home
def aside(visit: Visit) -> HttpResponse:
    """The drafts that were refused whole, each with the reason."""
    every = intakes.drafts(visit.node, visit.reader)
    kept = tuple(one for one in every if one.state is DraftState.SET_ASIDE)
    return visit.page("intake/aside.html", heads=kept, counts=Counts.of(every), **words(visit))


@page("intake", Action.READ_DRAFT)
@at_home
def contradictions(visit: Visit) -> HttpResponse:
    """What cannot both be right, draft by draft and between two."""
    found = intake_clashes.clashing(visit.node, visit.reader)
    language = visit.speech.language
    return visit.page(
        "intake/contradictions.html",
        within=[(one.head, Told(one, language).cards()) for one in found.within],
        between=intake_told.between(found.desk, language),
        more=found.more,
        counts=Counts.of(found.desk.every),
        **words(visit),
    )


@page("intake", Action.READ_DRAFT)
@at_home
def sources(visit: Visit) -> HttpResponse:
    """Texts by origin, each origin once, and the figures in which two differ."""
    found = intake_clashes.desk(visit.node, visit.reader)
    return visit.page(
        "intake/sources.html",
        groups=found.sources.origins,
        texts=sum(len(one.drafts) for one in found.sources.origins),
        between=intake_told.between(found, visit.speech.language),
        not_compared=found.sources.not_compared,
        counts=Counts.of(found.every),
        **words(visit),
    )


ADDRESSES = (
    path("intake", require_safe(listed)),
    path("intake/fresh", require_safe(fresh)),
    path("intake/set-aside", require_safe(aside)),
    path("intake/contradictions", require_safe(contradictions)),
    path("intake/sources", require_safe(sources)),
)
