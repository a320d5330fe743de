"""Reports: the list of ours and of what came, writing one, its page, its attachments."""

from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from tansiq.node import archive, histories, reports
from tansiq.node.actions import Action
from tansiq.node.archive import Asked
from tansiq.node.signing import Signer
from tansiq.node.unsealing import opened
from tansiq.terms.file_names import safe_name
from tansiq.terms.ids import HOME, channel_id, new_record_id
from tansiq.web import forms, offers
from tansiq.web.application import UPLOADS
from tansiq.web.gate import Visit, page
from tansiq.web.rules import by_method

_SIDES = {"ours": archive.ours, "theirs": archive.theirs}


@page("reports", Action.LIST_REPORTS)
def listed(visit: Visit) -> HttpResponse:
    """A page of the list: ours or received, of one file or all, by words."""
    asked = visit.request.GET
    side = "theirs" if asked.get("side") == "theirs" else "ours"
    file, words = str(asked.get("file", "")), str(asked.get("words", ""))
    wish = Asked(file=file, words=words, after=str(asked.get("after", "")))
    found = _SIDES[side](visit.node, visit.reader, wish)
    sheet = found.ours if side == "ours" else found.theirs
    return visit.page(
        "reports/list.html",
        seen=found,
        sheet=sheet,
        side=side,
        file=file,
        words=words,
        first=not wish.after,
        counted=archive.COUNTED,
        here=lambda **more: _address(side=side, file=file, words=words, **more),
    )


def _address(**wanted: str) -> str:
    return "/reports?" + urlencode({name: value for name, value in wanted.items() if value})


@page("write", Action.FILE_REPORT)
def blank(visit: Visit) -> HttpResponse:
    """The form of a new report."""
    language = visit.speech.language
    return visit.page(
        "reports/write.html",
        files=sorted(visit.officer.files, key=lambda one: (one != HOME, one)),
        sources=offers.sources(language),
        information=offers.information(language),
        handlings=offers.handlings(language),
        labels=offers.labels(language),
        categories=offers.categories(language),
        tongues=offers.tongues(visit.speech),
        schemata=forms.SCHEMATA,
        dates=forms.dates(visit.node.clock.now().date()),
        most=UPLOADS >> 20,
    )


@page("write", Action.FILE_REPORT)
def file(visit: Visit) -> HttpResponse:
    """File what was written, with the officer's act under it."""
    forms.check_size(visit.request)
    report = new_record_id()
    filing = forms.filing(visit, report)
    folder = channel_id(visit.posted("file"))

    def work(signer: Signer) -> object:
        return reports.file(visit.node, signer, (filing,), folder)

    return visit.sign(work, f"/reports/{report}")


@page("reports", Action.READ_REPORT)
def show(visit: Visit, report: str) -> HttpResponse:
    """A report of ours with all that became of it."""
    return visit.page(
        "reports/report.html",
        seen=histories.report(visit.node, visit.reader, report),
        actions=Action,
    )


@page("reports", Action.READ_REPORT)
def fresh(visit: Visit, report: str) -> HttpResponse:
    """Its releases and receipts alone, asked for again when there is news."""
    seen = histories.report(visit.node, visit.reader, report)
    return visit.page("reports/releases.html", seen=seen)


@page("reports", Action.READ_REPORT)
def attachment(visit: Visit, report: str, digest: str) -> HttpResponse:
    """One attachment of a report of ours."""
    return sent(visit, report, digest)


def sent(visit: Visit, named: str, digest: str) -> HttpResponse:
    """An attachment as a download that no browser opens by itself."""
    found, data = opened(visit.node, visit.reader, named, digest)
    return download(found.name, data)


def download(name: str, data: bytes) -> HttpResponse:
    """Bytes under a name; never shown inside a page."""
    response = HttpResponse(data, content_type="application/octet-stream")
    named = quote(safe_name(name), safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{named}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


ADDRESSES = (
    path("reports", require_safe(listed)),
    path("reports/new", require_http_methods(["GET", "HEAD", "POST"])(by_method(blank, file))),
    path("reports/<str:report>", require_safe(show)),
    path("reports/<str:report>/fresh", require_safe(fresh)),
    path("reports/<str:report>/files/<str:digest>", require_safe(attachment)),
)
