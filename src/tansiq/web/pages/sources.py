"""The sources of a case: filing one."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from tansiq.cases.sourcing import FileDocument
from tansiq.node import case_claims, case_desk
from tansiq.node.access import Action
from tansiq.terms.casework import SourceKind
from tansiq.terms.ids import new_record_id
from tansiq.web import forms, offers
from tansiq.web.application import UPLOADS
from tansiq.web.case_told import told_of
from tansiq.web.case_words import address_of, channel_of
from tansiq.web.gate import Visit, page
from tansiq.web.rules import by_method


@page("cases", Action.MAKE_CLAIM)
def blank(visit: Visit, case: str) -> HttpResponse:
    """The form of a source."""
    language = visit.speech.language
    seen = case_desk.work(visit.node, visit.reader, channel_of(case))
    return visit.page(
        "entities/file-source.html",
        **told_of(visit),
        seen=seen,
        at=address_of(seen.case.channel),
        kinds=tuple(SourceKind),
        tongues=offers.tongues(visit.speech),
        handlings=offers.handlings(language),
        labels=offers.labels(language),
        most=UPLOADS >> 20,
    )


@page("cases", Action.MAKE_CLAIM)
def filed(visit: Visit, case: str) -> HttpResponse:
    """File a source with its files."""
    forms.check_size(visit.request)
    channel, made = channel_of(case), new_record_id()
    document = _filing(visit, made)
    files = tuple(forms.loose_files(visit.request))
    return visit.sign(
        lambda signer: case_claims.file_document(visit.node, signer, channel, document, files),
        f"{address_of(channel)}/sources/{made}",
    )


def _filing(visit: Visit, made: str) -> FileDocument:
    """A source as it was described."""
    return FileDocument(
        document=made,
        source=visit.posted("source"),
        title=visit.posted("title"),
        language=visit.posted("language"),
        handling=forms.markings(visit),
        reference=visit.posted("reference"),
        authority=visit.posted("authority"),
        dated=visit.posted("dated"),
        summary=visit.posted("summary").replace("\r\n", "\n"),
        protected=visit.posted("protected") == "yes",
        ask=visit.posted("ask"),
        repeats=visit.posted("repeats"),
        release=visit.posted("release").strip(),
        translates=visit.posted("translates"),
    )


_NEW = "cases/<str:case>/sources/new"
_EITHER = ["GET", "HEAD", "POST"]
ADDRESSES = (path(_NEW, require_http_methods(_EITHER)(by_method(blank, filed))),)
