"""The file of an entity: what is said of it, why it is believed, and every act upon it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.cases.meanwhile import mark
from tansiq.node import case_claims, case_files, cases
from tansiq.node.actions import Action
from tansiq.node.case_files import FileSeen
from tansiq.node.case_sources import choice
from tansiq.record.claims import EntityOpened
from tansiq.terms.category import Category
from tansiq.terms.ids import new_record_id
from tansiq.terms.legal import RecallReason
from tansiq.terms.status import Status
from tansiq.web import case_links, case_words, entity_deeds, offers
from tansiq.web.case_places import places
from tansiq.web.case_reading import around, rows
from tansiq.web.case_timeline import timeline
from tansiq.web.case_words import Words, address_of, channel_of
from tansiq.web.entity_deeds import Deed
from tansiq.web.gate import Visit, page
from tansiq.web.meanwhile import shown_first
from tansiq.web.rules import by_method


@page("cases", Action.READ_CASE)
def show(visit: Visit, case: str, entity: str) -> HttpResponse:
    """The whole file."""
    seen = case_files.entity_page(visit.node, visit.reader, channel_of(case), entity)
    return visit.page("entities/file.html", **_facts(visit, seen), why=None)


@page("cases", Action.READ_CASE)
def why(visit: Visit, case: str, entity: str, claim: str) -> HttpResponse:
    """Why a claim is believed: a part beside the file, or a page of its own without a script."""
    found = case_files.why(visit.node, visit.reader, channel_of(case), (entity, claim))
    part = visit.request.headers.get("HX-Request") == "true"
    template = "entities/why.html" if part else "entities/file.html"
    return visit.page(template, **_facts(visit, found.seen), why=found)


def _facts(visit: Visit, seen: FileSeen) -> dict[str, Any]:
    file, language = seen.file, visit.speech.language
    tied = case_links.links(file, seen.tied, language)
    return {
        **_choices(visit),
        "seen": seen,
        "file": file,
        "mark": mark(file),
        "here": f"{address_of(seen.case.channel)}/entities/{file.entity}",
        "case_at": address_of(seen.case.channel),
        "words": Words.of(language, (file, *seen.tied)),
        "names": case_words.stated_names(file),
        "caption": case_words.caption,
        "highest": case_words.highest(file),
        "disputes": case_words.disputes,
        "rows": rows,
        "around": around,
        "ties": case_links.by_kind(tied),
        "tied": len(tied),
        "graph": case_links.graph(file, tied),
        "places": places(file),
        "timeline": timeline(file, tied),
        "actions": Action,
        "me": visit.node.me,
    }


def _choices(visit: Visit) -> dict[str, Any]:
    language = visit.speech.language
    return {
        "grade_sources": offers.sources(language),
        "grade_information": offers.information(language),
        "handlings": offers.handlings(language),
        "labels": offers.labels(language),
        "tongues": offers.tongues(visit.speech),
        "categories": tuple(Category),
        "statuses": tuple(one for one in Status if one is not Status.REPORTED),
        "reasons": tuple(RecallReason),
    }


@page("cases", Action.MAKE_CLAIM)
def blank(visit: Visit, case: str) -> HttpResponse:
    """The form that opens an entity."""
    channel = channel_of(case)
    return visit.page(
        "entities/new.html",
        **_choices(visit),
        case=cases.one(visit.node, visit.reader, channel),
        sources=choice(visit.node, visit.reader, channel, "").sources,
        case_at=address_of(channel),
        types=case_words.types(visit.speech.language),
    )


@page("cases", Action.MAKE_CLAIM)
def opened(visit: Visit, case: str) -> HttpResponse:
    """Open an entity with its first name."""
    made = new_record_id()
    wish = EntityOpened(
        entity=made, schema=visit.posted("schema"), category=visit.posted("category")
    )
    channel, claiming = channel_of(case), entity_deeds.claiming(visit, "name")
    return visit.sign(
        lambda signer: case_claims.open_named(visit.node, signer, channel, wish, claiming),
        f"{address_of(channel)}/entities/{made}",
    )


def _act(action: Action, deed: Deed) -> Callable[..., HttpResponse]:
    """The page of an act: what was said meanwhile if anything was, its dialog, then the file."""

    @page("cases", action)
    def done(visit: Visit, case: str, entity: str, named: str = "") -> HttpResponse:
        channel = channel_of(case)
        work = deed(visit, channel, entity, named)
        between = shown_first(visit, channel, (entity, visit.posted("other")), named)
        return between or visit.sign(work, f"{address_of(channel)}/entities/{entity}")

    guarded: Callable[..., HttpResponse] = require_POST(done)
    return guarded


@page("cases", Action.MERGE_ENTITIES)
def beside(visit: Visit, case: str, entity: str) -> HttpResponse:
    """Another entity to be found by name, and both files side by side before anything is signed."""
    channel, asked = channel_of(case), visit.request.GET
    seen = case_files.entity_page(visit.node, visit.reader, channel, entity)
    text, chosen = str(asked.get("text", "")).strip(), str(asked.get("other", ""))
    found = cases.search(visit.node, visit.reader, channel, text) if text else None
    other = case_files.entity_page(visit.node, visit.reader, channel, chosen) if chosen else None
    files = (*seen.tied, seen.file, *((other.file, *other.tied) if other else ()))
    facts = {**_facts(visit, seen), "words": Words.of(visit.speech.language, files)}
    if other:
        facts["mark"] = mark(seen.file, other.file)
    return visit.page("entities/merge.html", **facts, text=text, found=found, other=other)


_AT = "cases/<str:case>/entities/<str:entity>"
_EITHER = ["GET", "HEAD", "POST"]
_OURS = Action.MAKE_CLAIM
ADDRESSES = (
    path("cases/<str:case>/entities/new", require_http_methods(_EITHER)(by_method(blank, opened))),
    path(_AT, require_safe(show)),
    path(f"{_AT}/why/<str:claim>", require_safe(why)),
    path(f"{_AT}/claim", _act(_OURS, entity_deeds.claim)),
    path(f"{_AT}/category", _act(_OURS, entity_deeds.category)),
    path(f"{_AT}/status", _act(Action.CHANGE_STATUS, entity_deeds.status)),
    path(f"{_AT}/beside", require_safe(beside)),
    path(f"{_AT}/merge", _act(Action.MERGE_ENTITIES, entity_deeds.merge)),
    path(f"{_AT}/split/<str:named>", _act(Action.MERGE_ENTITIES, entity_deeds.split)),
    path(f"{_AT}/correct/<str:named>", _act(_OURS, entity_deeds.correct)),
    path(f"{_AT}/withdraw/<str:named>", _act(_OURS, entity_deeds.withdraw)),
    path(f"{_AT}/judge/<str:named>", _act(Action.JUDGE_CLAIM, entity_deeds.judge)),
    path(f"{_AT}/accept/<str:named>", _act(_OURS, entity_deeds.accept)),
    path(f"{_AT}/reject/<str:named>", _act(Action.JUDGE_CLAIM, entity_deeds.reject)),
)
