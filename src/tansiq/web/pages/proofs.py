"""Proof files: taking one out, and checking one in words; a file is never kept."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from tansiq.node import proofs
from tansiq.node.actions import Action
from tansiq.terms.errors import Invalid
from tansiq.web.forms import check_size
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reports import download


@page("reports", Action.EXPORT_PROOF)
def take(visit: Visit, entry: str) -> HttpResponse:
    """The proof of an entry as a file, with its text only when asked for."""
    with_key = visit.posted("with-key") == "yes"
    name, data = proofs.taken(visit.node, visit.reader, entry, with_key=with_key)
    return download(name, data)


@page("reports", Action.EXPORT_PROOF)
def checked(visit: Visit, entry: str) -> HttpResponse:
    """What the proof of an entry shows, in words, beside the record."""
    with_key = visit.posted("with-key") == "yes"
    _, data = proofs.taken(visit.node, visit.reader, entry, with_key=with_key)
    return visit.page("proofs/findings.html", found=proofs.checked(visit.node, data))


@page("proofs", None, content=False)
def check(visit: Visit) -> HttpResponse:
    """Check a file that somebody brought; what it says of the case is not shown."""
    found = None
    if visit.request.method == "POST":
        check_size(visit.request)
        given = visit.request.FILES.get("file")
        if given is None:
            raise Invalid("verify_unknown_file")
        found = proofs.checked(visit.node, given.read())
    return visit.page("proofs/check.html", found=found)


ADDRESSES = (
    path("proofs", require_http_methods(["GET", "HEAD", "POST"])(check)),
    path("proofs/<str:entry>", require_POST(take)),
    path("proofs/<str:entry>/checked", require_POST(checked)),
)
