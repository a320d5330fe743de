"""The file of an entity: what is said of it, why it is believed, and every act upon it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.cases.claiming import Claiming
from tansiq.cases.mentions import Accepting
from tansiq.node import case_claims, case_files, cases
from tansiq.node.access import Action
from tansiq.node.case_claims import Withdrawing
from tansiq.node.case_files import FileSeen
from tansiq.record.claims import Claim, ClaimJudged, EntityOpened
from tansiq.terms.category import Category
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.legal import RecallReason
from tansiq.terms.status import Status
from tansiq.web import case_words, forms, offers
from tansiq.web.case_timeline import timeline
from tansiq.web.case_words import Words, address_of, channel_of
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reports import download
from tansiq.web.rules import by_method
from tansiq.web.signing import Work


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
    file = seen.file
    return {
        **_choices(visit),
        "seen": seen,
        "file": file,
        "here": f"{address_of(seen.case.channel)}/entities/{file.entity}",
        "case_at": address_of(seen.case.channel),
        "words": Words.of(visit.speech.language, (file, *seen.tied)),
        "names": case_words.stated_names(file),
        "highest": case_words.highest(file),
        "disputes": case_words.disputes,
        "timeline": timeline(file),
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


@page("cases", Action.READ_CASE)
def source(visit: Visit, case: str, document: str) -> HttpResponse:
    """A source, what it is and what rests on it."""
    seen = case_files.source_page(visit.node, visit.reader, channel_of(case), document)
    return visit.page(
        "entities/source.html",
        seen=seen,
        case_at=address_of(seen.case.channel),
        words=Words.of(visit.speech.language, seen.files),
        reasons=tuple(RecallReason),
        actions=Action,
        me=visit.node.me,
    )


@page("cases", Action.READ_CASE)
def attachment(visit: Visit, case: str, document: str, digest: str) -> HttpResponse:
    """A file of a source as a download."""
    named = (document, digest)
    found, data = case_files.attachment(visit.node, visit.reader, channel_of(case), named)
    return download(found.name, data)


@page("cases", Action.MAKE_CLAIM)
def blank(visit: Visit, case: str) -> HttpResponse:
    """The form that opens an entity."""
    board = cases.board(visit.node, visit.reader, channel_of(case), "9999")
    return visit.page(
        "entities/new.html",
        **_choices(visit),
        seen=board,
        case_at=address_of(board.case.channel),
        types=case_words.types(visit.speech.language),
    )


@page("cases", Action.MAKE_CLAIM)
def opened(visit: Visit, case: str) -> HttpResponse:
    """Open an entity with its first name."""
    made = new_record_id()
    wish = EntityOpened(
        entity=made, schema=visit.posted("schema"), category=visit.posted("category")
    )
    channel, claiming = channel_of(case), _claiming(visit, "name")
    return visit.sign(
        lambda signer: case_claims.open_named(visit.node, signer, channel, wish, claiming),
        f"{address_of(channel)}/entities/{made}",
    )


def _claiming(visit: Visit, name: str = "") -> Claiming:
    """One claim as it was typed."""
    return Claiming(
        document=visit.posted("document"),
        handling=forms.markings(visit),
        place=visit.posted("place"),
        claims=(
            Claim(
                property=name or visit.posted("property"),
                value=visit.posted("value"),
                grade=forms.grade(visit),
                nature=visit.posted("nature"),
                language=visit.posted("language"),
                since=visit.posted("since"),
                until=visit.posted("until"),
                about=visit.posted("about") == "yes",
                note=visit.posted("note"),
            ),
        ),
    )


Deed = Callable[[Visit, ChannelId, str, str], Work]


def _claim(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    wish = _claiming(visit)
    return lambda signer: case_claims.claim(visit.node, signer, channel, entity, wish)


def _correct(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    wish, old = _claiming(visit), (named, visit.posted("explanation"))
    return lambda signer: case_claims.correct(visit.node, signer, channel, old, wish)


def _why(visit: Visit) -> Withdrawing:
    return Withdrawing(visit.posted("reason"), visit.posted("explanation"))


def _withdraw(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    reason = _why(visit)
    return lambda signer: case_claims.withdraw_claim(visit.node, signer, channel, named, reason)


def _category(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    said = (visit.posted("category"), visit.posted("explanation"))
    return lambda signer: case_claims.set_category(visit.node, signer, channel, entity, said)


def _accept(visit: Visit, channel: ChannelId, entity: str, named: str) -> Work:
    how = Accepting(
        grade=forms.grade(visit), nature=visit.posted("nature"), handling=forms.markings(visit)
    )
    what = (named, entity)
    return lambda signer: case_claims.accept_mention(visit.node, signer, channel, what, how)


def _judge(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    said = ClaimJudged(
        claim=named,
        stance=visit.posted("stance"),
        text=visit.posted("text"),
        language=visit.posted("language"),
        document=visit.posted("document"),
    )
    return lambda signer: case_claims.judge(visit.node, signer, channel, said)


def _reject(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    reason = visit.posted("explanation")
    return lambda signer: case_claims.reject_mention(visit.node, signer, channel, named, reason)


def _status(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    said = (visit.posted("status"), visit.posted("document"), visit.posted("explanation"))
    return lambda signer: case_claims.change_status(visit.node, signer, channel, entity, said)


def _merge(visit: Visit, channel: ChannelId, entity: str, _: str) -> Work:
    both, reason = (entity, visit.posted("other")), visit.posted("explanation")
    return lambda signer: case_claims.merge(visit.node, signer, channel, both, reason)


def _split(visit: Visit, channel: ChannelId, _: str, named: str) -> Work:
    reason = visit.posted("explanation")
    return lambda signer: case_claims.split(visit.node, signer, channel, named, reason)


def _act(action: Action, deed: Deed) -> Callable[..., HttpResponse]:
    """The page of an act: its dialog, and the file when it is signed."""

    @page("cases", action)
    def done(visit: Visit, case: str, entity: str, named: str = "") -> HttpResponse:
        channel = channel_of(case)
        then = f"{address_of(channel)}/entities/{entity}"
        return visit.sign(deed(visit, channel, entity, named), then)

    guarded: Callable[..., HttpResponse] = require_POST(done)
    return guarded


@page("cases", Action.MAKE_CLAIM)
def withdraw_source(visit: Visit, case: str, document: str) -> HttpResponse:
    """Take a source of ours back."""
    channel, reason = channel_of(case), _why(visit)
    return visit.sign(
        lambda signer: case_claims.withdraw_document(visit.node, signer, channel, document, reason),
        f"{address_of(channel)}/sources/{document}",
    )


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
    return visit.page("entities/merge.html", **facts, text=text, found=found, other=other)


_AT = "cases/<str:case>/entities/<str:entity>"
_SOURCE = "cases/<str:case>/sources/<str:document>"
_EITHER = ["GET", "HEAD", "POST"]
ADDRESSES = (
    path("cases/<str:case>/entities/new", require_http_methods(_EITHER)(by_method(blank, opened))),
    path(_AT, require_safe(show)),
    path(f"{_AT}/why/<str:claim>", require_safe(why)),
    path(f"{_AT}/claim", _act(Action.MAKE_CLAIM, _claim)),
    path(f"{_AT}/category", _act(Action.MAKE_CLAIM, _category)),
    path(f"{_AT}/status", _act(Action.CHANGE_STATUS, _status)),
    path(f"{_AT}/beside", require_safe(beside)),
    path(f"{_AT}/merge", _act(Action.MERGE_ENTITIES, _merge)),
    path(f"{_AT}/split/<str:named>", _act(Action.MERGE_ENTITIES, _split)),
    path(f"{_AT}/correct/<str:named>", _act(Action.MAKE_CLAIM, _correct)),
    path(f"{_AT}/withdraw/<str:named>", _act(Action.MAKE_CLAIM, _withdraw)),
    path(f"{_AT}/judge/<str:named>", _act(Action.JUDGE_CLAIM, _judge)),
    path(f"{_AT}/accept/<str:named>", _act(Action.MAKE_CLAIM, _accept)),
    path(f"{_AT}/reject/<str:named>", _act(Action.JUDGE_CLAIM, _reject)),
    path(_SOURCE, require_safe(source)),
    path(f"{_SOURCE}/files/<str:digest>", require_safe(attachment)),
    path(f"{_SOURCE}/withdraw", require_POST(withdraw_source)),
)
