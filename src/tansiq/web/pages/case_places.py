"""The places of a joint case: by country, and as a plan where coordinates are claimed."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.cases.placing import Country, Place
from tansiq.node import case_places, cases
from tansiq.node.actions import Action
from tansiq.web.case_plan import plan
from tansiq.web.case_told import told_of
from tansiq.web.case_words import Words, address_of, channel_of
from tansiq.web.gate import Visit, page


@dataclass(frozen=True, slots=True)
class Named:
    """A country with its name in the reader's language."""

    code: str
    word: str
    places: tuple[Place, ...]


@page("cases", Action.READ_CASE)
def listed(visit: Visit, case: str) -> HttpResponse:
    """Where entities are said to be, each with the source behind it."""
    channel = channel_of(case)
    before = str(visit.request.GET.get("before", ""))[:200]
    found = case_places.places(visit.node, visit.reader, channel, before)
    words = Words.of(visit.speech.language, found.files)
    return visit.page(
        "cases/places.html",
        countries=_named(words, found.countries),
        plan=plan(found.points),
        further=found.further,
        before=before,
        case=cases.one(visit.node, visit.reader, channel),
        at=address_of(channel),
        words=words,
        **told_of(visit),
    )


def _named(words: Words, countries: tuple[Country, ...]) -> tuple[Named, ...]:
    """By name in the reader's language; places that state no country come last."""
    found = [
        Named(one.code, words.value("Address", "country", one.code) if one.code else "", one.places)
        for one in countries
    ]
    return tuple(sorted(found, key=lambda one: (not one.code, one.word.casefold())))


ADDRESSES = (path("cases/<str:case>/places", require_safe(listed)),)
