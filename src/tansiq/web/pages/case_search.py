"""Finding entities of a joint case: the list, and what is offered while somebody types."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.cases.finding import Found
from tansiq.node import cases
from tansiq.node.actions import Action
from tansiq.web.case_met import SCRIPTS, Met, met
from tansiq.web.case_told import told_of
from tansiq.web.case_words import Words, address_of, channel_of, highest
from tansiq.web.gate import Visit, page

OFFERED = 8
SHORTEST = 2
"""Letters before anything is offered: every offer stands in the read log."""


@page("cases", Action.READ_CASE)
def entities(visit: Visit, case: str) -> HttpResponse:
    """Entities of a case: newest first, or those that answer to words in any script."""
    channel = channel_of(case)
    asked = _asked(visit)
    before = visit.request.GET.get("before", "")[:40]
    found: Found
    if asked:
        found = cases.search(visit.node, visit.reader, channel, asked)
    else:
        found = cases.entities(visit.node, visit.reader, channel, before)
    return visit.page(
        "cases/entities.html",
        found=found,
        met=met(found, asked),
        scripts=SCRIPTS,
        asked=asked,
        before=before,
        case=cases.one(visit.node, visit.reader, channel),
        at=address_of(channel),
        words=Words.of(visit.speech.language, found.files),
        highest=highest,
        **told_of(visit),
    )


@page("cases", Action.READ_CASE)
def offered(visit: Visit, case: str) -> HttpResponse:
    """What answers to the words so far, as a list under the field."""
    channel, asked = channel_of(case), _asked(visit)
    long_enough = len(asked) >= SHORTEST
    found = None
    why: Mapping[str, tuple[Met, ...]] = {}
    if long_enough:
        found = cases.search(visit.node, visit.reader, channel, asked, OFFERED)
        why = met(found, asked)
    else:
        # Too short to offer anything is no way past the gate: who may not see the case is told so.
        cases.one(visit.node, visit.reader, channel)
    return visit.page(
        "cases/offered.html",
        found=found,
        met=why,
        scripts=SCRIPTS,
        at=address_of(channel),
        words=Words.of(visit.speech.language, found.files if found else ()),
        highest=highest,
    )


def _asked(visit: Visit) -> str:
    return str(visit.request.GET.get("words", "")).strip()[:200]


ADDRESSES = (
    path("cases/<str:case>/entities", require_safe(entities)),
    path("cases/<str:case>/offered", require_safe(offered)),
)
