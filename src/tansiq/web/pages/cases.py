"""Joint cases: which are mine, what is new and to do in one, finding entities, what contradicts."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.node import case_exports, cases
from tansiq.node.access import Action, Subject, may
from tansiq.node.case_prints import Printer
from tansiq.printing.render import render
from tansiq.terms.casework import PENDING
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Refused, words
from tansiq.web.case_words import Words, address_of, channel_of, highest
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reports import download
from tansiq.web.screens import roles_of

NEWS = timedelta(days=7)
"""How far back a case tells what arrived; the page says so."""


@page("cases", Action.READ_CASE)
def listed(visit: Visit) -> HttpResponse:
    """The cases of this officer, with what waits in each."""
    return visit.page(
        "cases/list.html",
        boards=[_board(visit, one.channel) for one in cases.listed(visit.node, visit.reader)],
        pending=PENDING,
        address_of=address_of,
        **_told(visit),
    )


@page("cases", Action.READ_CASE)
def shown(visit: Visit, case: str) -> HttpResponse:
    """One case: new, to do, law, decisions, sources, who reads."""
    seen = _board(visit, channel_of(case))
    files = (*seen.news.files, *(one.file for one in seen.quarantine))
    return visit.page(
        "cases/case.html",
        seen=seen,
        pending=PENDING,
        at=address_of(seen.case.channel),
        words=Words.of(visit.speech.language, files),
        highest=highest,
        stamp=stamp,
        may_export=may(roles_of(visit.officer), Action.EXPORT_CASE, Subject(on_file=True)),
        **_told(visit),
    )


def _told(visit: Visit) -> dict[str, Any]:
    """How a case is called and why it is shut, in the reader's language."""
    language = visit.speech.language

    def name_of(case: cases.CaseSeen) -> str:
        bound = case.agreement
        names = {} if bound is None else {one.language: one.text for one in bound.terms.names}
        return visit.speech.name(names, case.channel)

    def shut_words(case: cases.CaseSeen) -> str:
        return words(Refused(case.shut, case=case.channel), language)

    return {"name_of": name_of, "shut_words": shut_words, "me": visit.node.me}


def _board(visit: Visit, channel: str) -> cases.CaseBoard:
    since = stamp(visit.node.clock.now() - NEWS)
    return cases.board(visit.node, visit.reader, channel_of(channel.removeprefix("case:")), since)


@page("cases", Action.READ_CASE)
def entities(visit: Visit, case: str) -> HttpResponse:
    """Entities of a case: newest first, or those that answer to words in any script."""
    channel = channel_of(case)
    asked = visit.request.GET.get("words", "").strip()[:200]
    before = visit.request.GET.get("before", "")[:40]
    if asked:
        found = cases.search(visit.node, visit.reader, channel, asked)
    else:
        found = cases.entities(visit.node, visit.reader, channel, before)
    return visit.page(
        "cases/entities.html",
        found=found,
        asked=asked,
        before=before,
        case=cases.one(visit.node, visit.reader, channel),
        at=address_of(channel),
        words=Words.of(visit.speech.language, found.files),
        highest=highest,
        **_told(visit),
    )


@page("cases", Action.READ_CASE)
def contradictions(visit: Visit, case: str) -> HttpResponse:
    """What cannot both be right, side by side."""
    channel = channel_of(case)
    after = visit.request.GET.get("after", "")[:40]
    found = cases.contradictions(visit.node, visit.reader, channel, after)
    return visit.page(
        "cases/contradictions.html",
        found=found,
        case=cases.one(visit.node, visit.reader, channel),
        at=address_of(channel),
        words=Words.of(visit.speech.language, found.files),
        **_told(visit),
    )


@page("cases", Action.EXPORT_CASE)
def taken_out(visit: Visit, case: str, layout: str, entity: str = "") -> HttpResponse:
    """A case or an entity file as PDF in the reader's language, or as FollowTheMoney."""
    channel = channel_of(case)
    court = visit.request.GET.get("court") == "yes"
    name = f"{case.replace(':', '-')}{'-' if entity else ''}{entity}"
    if layout == "ftm":
        wanted = (entity,) if entity else ()
        found = case_exports.exported(visit.node, visit.reader, channel, wanted, court=court)
        return download(f"{name}.ftm.json", case_exports.as_ftm(found)[0])
    now = stamp(visit.node.clock.now())
    printer = Printer(visit.speech.language, now, exercise=visit.node.settings.exercise)
    if not entity:
        board, found = case_exports.summary(visit.node, visit.reader, channel, court=court)
        return download(f"{name}.pdf", render(printer.summary(board, found)))
    found = case_exports.exported(visit.node, visit.reader, channel, (entity,), court=court)
    if not found.files:
        raise Refused("entity_quarantined", entity=entity)
    return download(f"{name}.pdf", render(printer.entity(found)))


_LAYOUT = "taken-out.<str:layout>"

ADDRESSES = (
    path(f"cases/<str:case>/{_LAYOUT}", require_safe(taken_out)),
    path(f"cases/<str:case>/entities/<str:entity>/{_LAYOUT}", require_safe(taken_out)),
    path("cases", require_safe(listed)),
    path("cases/<str:case>", require_safe(shown)),
    path("cases/<str:case>/entities", require_safe(entities)),
    path("cases/<str:case>/contradictions", require_safe(contradictions)),
)
