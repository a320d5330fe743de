"""A host name of its own for notices shows notices, and nothing else of these pages.

Promises: whoever comes by that name, from anywhere, finds the form for a code and the files it is
drawn with; sign-in and every page of officers are not there. Where notices have no name of their
own, nothing is changed.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

from tansiq.web.house import house

SHOWN = ("/notice/", "/static/")


class NoticeDoor:
    """Middleware that answers 404 to everything else under that name."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what may be shown under the name that was asked."""
        own = house().node.settings
        if own.notice_host and own.notice_host != own.web_host:
            asked = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get(
                "HTTP_HOST", ""
            )
            if asked == own.notice_host and not request.path.startswith(SHOWN):
                return HttpResponseNotFound()
        return self.answer(request)
