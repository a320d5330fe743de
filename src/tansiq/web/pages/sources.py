"""The sources of a case: choosing one, filing one, what rests on one, taking one back."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.cases.sourcing import FileDocument
from tansiq.node import case_claims, case_files, cases
from tansiq.node.actions import Action
from tansiq.node.case_sources import choice
from tansiq.terms.casework import SourceKind
from tansiq.terms.ids import new_record_id
from tansiq.terms.legal import RecallReason
from tansiq.web import entity_deeds, forms, offers
from tansiq.web.application import UPLOADS
from tansiq.web.case_words import Words, address_of, caption, channel_of
from tansiq.web.gate import Visit, page, safe_next
from tansiq.web.pages.reports import download
from tansiq.web.rules import by_method


@page("cases", Action.READ_CASE)
def choices(visit: Visit, case: str) -> HttpResponse:
    """The choices of a field that asks for a source, by the words that were typed beside it."""
    text = str(visit.request.GET.get("source-words", "")).strip()[:200]
    found = choice(visit.node, visit.reader, channel_of(case), text)
    return visit.page("entities/choices.html", found=found)


@page("cases", Action.READ_CASE)
def source(visit: Visit, case: str, document: str) -> HttpResponse:
    """A source, what it is and what rests on it."""
    seen = case_files.source_page(visit.node, visit.reader, channel_of(case), document)
    return visit.page(
        "entities/source.html",
        seen=seen,
        case_at=address_of(seen.case.channel),
        words=Words.of(visit.speech.language, seen.files),
        caption=caption,
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
    """The form that files a source; `next` and `form` say where its officer came from."""
    channel, language = channel_of(case), visit.speech.language
    asked = visit.request.GET
    return visit.page(
        "entities/file-source.html",
        case=cases.one(visit.node, visit.reader, channel),
        case_at=address_of(channel),
        sources=choice(visit.node, visit.reader, channel, "").sources,
        kinds=tuple(SourceKind),
        handlings=offers.handlings(language),
        labels=offers.labels(language),
        tongues=offers.tongues(visit.speech),
        most=UPLOADS >> 20,
        next=safe_next(visit.request, ""),
        form=str(asked.get("form", ""))[:300],
    )


@page("cases", Action.MAKE_CLAIM)
def filed(visit: Visit, case: str) -> HttpResponse:
    """File a source as an act of its own, then go on with the form that wanted it."""
    forms.check_size(visit.request)
    channel, made = channel_of(case), new_record_id()
    wish, files = _filing(visit, made), tuple(forms.loose_files(visit.request))
    back = safe_next(visit.request, "")
    named = urlencode({"source": made, "form": visit.posted("wanted-by")})
    return visit.sign(
        lambda signer: case_claims.file_document(visit.node, signer, channel, wish, files),
        f"{back}?{named}" if back else f"{address_of(channel)}/sources/{made}",
    )


def _filing(visit: Visit, made: str) -> FileDocument:
    """A source as it was typed."""
    texts: dict[str, Any] = {
        name: visit.posted(name).replace("\r\n", "\n")
        for name in ("source", "title", "language", "reference", "authority", "dated", "summary")
    }
    return FileDocument(
        **texts,
        document=made,
        handling=forms.markings(visit),
        protected=visit.posted("protected") == "yes",
        ask=visit.posted("ask"),
        repeats=visit.posted("repeats"),
        translates=visit.posted("translates"),
        release=visit.posted("release").strip(),
    )


@page("cases", Action.MAKE_CLAIM)
def withdraw(visit: Visit, case: str, document: str) -> HttpResponse:
    """Take a source of ours back."""
    channel, reason = channel_of(case), entity_deeds.reasoned(visit)
    return visit.sign(
        lambda signer: case_claims.withdraw_document(visit.node, signer, channel, document, reason),
        f"{address_of(channel)}/sources/{document}",
    )


_ALL = "cases/<str:case>/sources"
_ONE = f"{_ALL}/<str:document>"
ADDRESSES = (
    path(f"{_ALL}/choices", require_safe(choices)),
    path(f"{_ALL}/new", require_http_methods(["GET", "HEAD", "POST"])(by_method(blank, filed))),
    path(_ONE, require_safe(source)),
    path(f"{_ONE}/files/<str:digest>", require_safe(attachment)),
    path(f"{_ONE}/withdraw", require_POST(withdraw)),
)
