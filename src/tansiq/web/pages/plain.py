"""Where one begins, the machine's view at `/health`, and pages for what does not exist."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from tansiq.terms.errors import Missing, Refused, TansiqError
from tansiq.web.gate import Visit, page
from tansiq.web.house import house
from tansiq.web.rendering import shown, trouble
from tansiq.web.screens import first


@page("", None, content=False)
def start(visit: Visit) -> HttpResponse:
    """The first screen of this officer."""
    return HttpResponseRedirect(first(visit.officer))


@page("", None, content=False)
def no_longer(visit: Visit) -> HttpResponse:
    """What an open page becomes when its officer may not read it any more, or it is gone."""
    return visit.page("no_longer.html")


def health(_: HttpRequest) -> HttpResponse:
    """The state for a machine; 503 with the error code when the node is unwell."""
    try:
        seen = house().look()
    except TansiqError as error:
        return JsonResponse({"status": "unwell", "code": error.code}, status=503)
    partners = [
        {"node": one.node, "link": one.link, "lag": one.lag, "failing": one.failing}
        for one in seen.partners
    ]
    found = {"status": "ok", "node": seen.node, "version": seen.version, "partners": partners}
    return JsonResponse(found)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page; why is Django's affair, and told to nobody."""
    del exception
    return trouble(request, Missing("page_unknown"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django refused; why is its affair."""
    del exception
    return trouble(request, Refused("request_forged"))


def forged(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form that did not come from a page of ours, or from one that is too old."""
    del reason
    return trouble(request, Refused("request_forged"))


def fault(request: HttpRequest) -> HttpResponse:
    """A fault of this program; what it was never reaches a page."""
    part = request.headers.get("HX-Request") == "true"
    return shown(request, "parts/fault.html" if part else "fault.html", 500)
