"""The form of a notice, for a contact whom nobody knows here: a code, a button, then the text.

Promises: a link that is followed shows the form and changes nothing, whatever it names; only a code
that is typed and sent opens a notice. Wrong, unknown, ended: one answer.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from tansiq.node import notices
from tansiq.terms.errors import Refused, advice, words
from tansiq.web.accounts import notice_throttle
from tansiq.web.gate import open_page
from tansiq.web.house import house
from tansiq.web.rendering import language_of, shown, status_of

_LONGEST = 80


@open_page
def notice(request: HttpRequest, named: str) -> HttpResponse:
    """The form; after the right code, what it is about."""
    if request.method != "POST":
        return shown(request, "notices/form.html", told=None)
    try:
        return _opened(request, named[:_LONGEST])
    except Refused as problem:
        language = language_of(request)
        told = {
            "said": words(problem, language),
            "do": advice(problem, language),
            "code": problem.code,
        }
        return shown(request, "notices/form.html", status_of(problem), told=told)


def _opened(request: HttpRequest, named: str) -> HttpResponse:
    notice_throttle.check(request, named)
    try:
        found = notices.opened(house().node, named, str(request.POST.get("code", "")))
    except Refused:
        notice_throttle.failed(request, named)
        raise
    return shown(request, "notices/notice.html", seen=found)


ADDRESSES = (path("notice/<str:named>", require_http_methods(["GET", "HEAD", "POST"])(notice)),)
