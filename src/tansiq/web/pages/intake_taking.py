"""Handing foreign files in: each read by itself behind walls, each with an outcome of its own."""

from collections.abc import Iterator
from functools import partial

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from tansiq.extract.sandbox import Sandbox
from tansiq.node import intakes
from tansiq.node.actions import Action
from tansiq.node.drafting import Origin
from tansiq.node.intakes import Taken
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid, Refused, TansiqError
from tansiq.web import forms
from tansiq.web.application import UPLOADS
from tansiq.web.gate import Visit, page
from tansiq.web.house import house
from tansiq.web.pages.intake import Counts, at_home, words
from tansiq.web.rules import by_method

Told = tuple[str, Taken | None, TansiqError | None]
_LEFT = 1 << 16
"""Bytes of a form beside its file: its fields and what stands between them."""


@page("intake", Action.TAKE_DRAFT)
@at_home
def blank(visit: Visit) -> HttpResponse:
    """The place where files are dropped."""
    return visit.page("intake/new.html", counts=Counts(), most=UPLOADS - _LEFT, **words(visit))


@page("intake", Action.TAKE_DRAFT)
def taken(visit: Visit) -> HttpResponse:
    """Read every file of the form, one after the other; one that fails costs no other its place."""
    forms.check_size(visit.request)
    told = tuple(_each(visit))
    if not told:
        raise Invalid("draft_empty")
    if visit.request.headers.get("HX-Request") != "true":
        return visit.page("intake/taken.html", counts=Counts(), told=told, **words(visit))
    _, one, problem = told[0]
    if problem is not None:
        raise problem
    return visit.page("intake/outcome.html", one=one, problem=None, **words(visit))


def _each(visit: Visit) -> Iterator[Told]:
    for one in forms.loose_files(visit.request):
        yield _told(visit, one.name, one.data)
    text = visit.posted("text").replace("\r\n", "\n")
    if text.strip():
        now = stamp(visit.node.clock.now()).replace(":", "")
        yield _told(visit, f"pasted-{now}.txt", text.encode("utf-8", "replace"))


def _told(visit: Visit, name: str, data: bytes) -> Told:
    """What became of one file; an officer who may not is refused for all of them."""
    file, origin = (name, data), _origin(visit)
    work = partial(_take, visit, file, origin)
    try:
        return name, house().room.read(work), None
    except TansiqError as problem:
        if isinstance(problem, Refused) and problem.code.startswith("access_"):
            raise
        return name, None, problem


def _take(visit: Visit, file: tuple[str, bytes], origin: Origin, sandbox: Sandbox) -> Taken:
    return intakes.take(visit.node, visit.reader, file, origin, sandbox)


def _origin(visit: Visit) -> Origin:
    return Origin(
        url=visit.posted("url").strip(),
        published=visit.posted("published").strip(),
        region=visit.posted("region").strip().upper()[:2],
        outlet=visit.posted("outlet").strip(),
    )


ADDRESSES = (
    path("intake/new", require_http_methods(["GET", "HEAD", "POST"])(by_method(blank, taken))),
)
