"""Joint cases: which are mine, what is new and to do in one, finding entities, what contradicts."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import case_exports, case_news, cases
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.case_prints import Printer
from tansiq.printing.render import render
from tansiq.terms.casework import PENDING
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Refused
from tansiq.web import case_saying
from tansiq.web.accounts import visits
from tansiq.web.case_told import told_of
from tansiq.web.case_words import Words, address_of, channel_of, highest
from tansiq.web.gate import Visit, onward, page
from tansiq.web.pages.reports import download
from tansiq.web.screens import roles_of


@page("cases", Action.READ_CASE)
def listed(visit: Visit) -> HttpResponse:
    """The cases of this officer, with what is new in each and what presses."""
    visits.tidy(visit.node)
    since = visits.so_far(visit.session.account)
    return visit.page(
        "cases/list.html",
        glances=case_news.glances(visit.node, visit.reader, since),
        visited=frozenset(since),
        news_words=case_saying.NEWS,
        address_of=address_of,
        stamp=stamp,
        **told_of(visit),
    )


@page("cases", Action.READ_CASE)
def shown(visit: Visit, case: str) -> HttpResponse:
    """One case: new since the last visit, to do, law, decisions, sources, who reads."""
    account, channel = visit.session.account, channel_of(case)
    since = visits.so_far(account).get(channel)
    # Whoever is not on the case gets no further than this, and leaves no trace of a visit.
    seen = case_news.case_news(visit.node, visit.reader, channel, since)
    visits.shown(account, channel, seen.marks)
    files = (*seen.files, *(one.file for one in seen.quarantine))
    return visit.page(
        "cases/case.html",
        seen=seen,
        since=since,
        news_words=case_saying.NEWS,
        pending=PENDING,
        at=address_of(channel),
        words=Words.of(visit.speech.language, files),
        highest=highest,
        stamp=stamp,
        may_export=may(roles_of(visit.officer), Action.EXPORT_CASE, Subject(on_file=True)),
        **told_of(visit),
    )


@page("cases", Action.READ_CASE)
def seen_all(visit: Visit, case: str) -> HttpResponse:
    """The officer has seen the news that were shown."""
    channel = channel_of(case)
    cases.one(visit.node, visit.reader, channel)
    visits.seen_all(visit.session.account, channel)
    return onward(visit.request, address_of(channel))


@page("cases", Action.READ_CASE)
def sources(visit: Visit, case: str) -> HttpResponse:
    """The sources of a case, newest first, of one agency or of all."""
    channel, asked = channel_of(case), visit.request.GET
    agency, before = str(asked.get("agency", ""))[:40], str(asked.get("before", ""))[:200]
    return visit.page(
        "cases/sources.html",
        found=case_news.sources(visit.node, visit.reader, channel, agency, before),
        filed_by=agency,
        before=before,
        case=cases.one(visit.node, visit.reader, channel),
        at=address_of(channel),
        **told_of(visit),
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
        **told_of(visit),
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
    path("cases/<str:case>/seen", require_POST(seen_all)),
    path("cases/<str:case>/sources", require_safe(sources)),
    path("cases/<str:case>/contradictions", require_safe(contradictions)),
)
