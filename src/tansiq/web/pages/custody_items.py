"""Things seized: the list by site and label, one thing, its photographs as downloads."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.node import custody_items
from tansiq.node.actions import Action
from tansiq.web.custody_told import asked_of, told
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reports import download

_READ = Action.READ_CUSTODY
SHOWN = frozenset({"image/jpeg", "image/png"})
"""What a browser draws by itself; anything else is taken away as it is."""


@page("seized", _READ)
def listed(visit: Visit) -> HttpResponse:
    """Things seized, of one site or all, of one label or all."""
    asked = asked_of(visit)
    seen = custody_items.items(visit.node, visit.reader, asked)
    return visit.page(
        "custody/items.html",
        seen=seen,
        drawable=SHOWN,
        here=_address,
        exercise=seen.exercise or visit.node.settings.exercise,
        **told(visit, seen.overrides),
    )


def _address(**wanted: str) -> str:
    return "/custody/items?" + urlencode({name: value for name, value in wanted.items() if value})


@page("seized", _READ)
def item(visit: Visit, item: str) -> HttpResponse:
    """One thing seized: what, where, with whom, what was said; nothing that opens it."""
    seen = custody_items.item(visit.node, visit.reader, item)
    return visit.page(
        "custody/item.html",
        seen=seen,
        one=seen.row.said,
        drawable=SHOWN,
        exercise=seen.exercise or visit.node.settings.exercise,
        **told(visit, seen.overrides),
    )


@page("seized", _READ)
def photo(visit: Visit, item: str, digest: str) -> HttpResponse:
    """A photograph as it was taken, as a download."""
    found, data = custody_items.photo(visit.node, visit.reader, item, digest)
    return download(found.name, data)


@page("seized", _READ)
def glimpse(visit: Visit, item: str, digest: str) -> HttpResponse:
    """The same for an `img` of our own pages: opened by itself it downloads all the same.

    The type is the one its first bytes had when it came in, and no browser guesses another.
    """
    found, data = custody_items.photo(visit.node, visit.reader, item, digest)
    response = download(found.name, data)
    if found.media_type in SHOWN:
        response.headers["Content-Type"] = found.media_type
    return response


ADDRESSES = (
    path("custody/items", require_safe(listed)),
    path("custody/items/<str:item>", require_safe(item)),
    path("custody/items/<str:item>/photos/<str:digest>", require_safe(photo)),
    path("custody/items/<str:item>/glimpses/<str:digest>", require_safe(glimpse)),
)
