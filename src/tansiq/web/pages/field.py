"""The field page of a telephone: an empty page that is the same for everybody, and what fills it.

Promises: the page itself holds nothing of a site, so that what a browser keeps of it tells nothing;
what fills it is asked for apart, through every check, and kept by nobody on the way. What comes in
is sealed, has a bound, and is taken from whoever may report for that very site alone.
"""

from collections.abc import Callable
from functools import wraps
from importlib.resources import files

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import field_desk, field_sites
from tansiq.node.actions import Action
from tansiq.node.field_box import ITEM, PIECE
from tansiq.node.field_desk import AT_ONCE, At
from tansiq.node.field_items import Device
from tansiq.node.operations import Where
from tansiq.terms.errors import Invalid, TansiqError
from tansiq.terms.ids import channel_id
from tansiq.web import field_given, field_words
from tansiq.web.accounts import passkeys
from tansiq.web.gate import Visit, open_page, page
from tansiq.web.headers import WITH_CAMERA
from tansiq.web.house import house
from tansiq.web.pages.entrance import told
from tansiq.web.rendering import shown
from tansiq.web.static import address, digest_of, kept_file

Answer = Callable[..., HttpResponse]
NAME = "field"
SHELL = "/field/shell"
SEAL_ROOM = 128
"""Bytes that a seal adds, and some."""


def _said(work: Answer) -> Answer:
    """Tell an error to the script that asked, in words of the reader's language."""

    @wraps(work)
    def done(visit: Visit, **named: str) -> HttpResponse:
        try:
            return work(visit, **named)
        except TansiqError as problem:
            return told(visit.request, problem)

    return done


def at(channel: str, operation: str, site: str) -> At:
    """The site that an address names."""
    return At(Where(channel_id(channel), operation), site)


@page(NAME, Action.REPORT_SITE)
def sites(visit: Visit) -> HttpResponse:
    """The sites this officer may report for."""
    found = field_sites.sites(visit.node, visit.reader)
    return visit.page("field/list.html", sites=found, now=visit.node.clock.now())


@page(NAME, Action.REPORT_SITE)
def one(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """The page of one site: empty, for whoever may report for sites; its content is asked apart."""
    at(channel, operation, site)
    return _shell(visit.request, f"/field/{channel}/{operation}/{site}/data")


@open_page
def shell(request: HttpRequest) -> HttpResponse:
    """The same page without an address: what a telephone keeps of it."""
    return _shell(request, "")


def _shell(request: HttpRequest, data: str) -> HttpResponse:
    response = shown(request, "field/page.html", words=field_words.address(), data=data)
    for name, value in WITH_CAMERA.items():
        response.headers[name] = value
    return response


@page(NAME, Action.REPORT_SITE)
@_said
def data(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """Everything a telephone holds of one site."""
    place = at(channel, operation, site)
    found = field_sites.site(visit.node, visit.reader, place.where, site)
    told_now = field_desk.now(house().boards, visit.reader, place)
    return JsonResponse(
        {
            **field_given.given(found, told_now),
            "csrf": get_token(visit.request),
            "passkeys": passkeys.to_sign_in(visit.session.account),
        }
    )


@page(NAME, Action.REPORT_SITE)
@_said
def now(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """The order as it stands, the node's time, and how far what was entered is."""
    device = str(visit.request.GET.get("device", ""))
    place = at(channel, operation, site)
    return JsonResponse(
        field_given.told(field_desk.now(house().boards, visit.reader, place, device))
    )


@page(NAME, Action.REPORT_SITE)
@_said
def item(visit: Visit, channel: str, operation: str, site: str, **named: str) -> HttpResponse:
    """Keep one sealed item."""
    sealed = _body(visit.request, ITEM + SEAL_ROOM)
    place = at(channel, operation, site)
    (seq,) = _numbers(named["seq"])
    field_desk.receive(visit.node, visit.reader, place, (named["device"], seq), sealed)
    return JsonResponse({"held": True})


@page(NAME, Action.REPORT_SITE)
@_said
def piece(visit: Visit, channel: str, operation: str, site: str, **named: str) -> HttpResponse:
    """Keep one sealed piece of a photograph."""
    sealed = _body(visit.request, PIECE + SEAL_ROOM)
    place = at(channel, operation, site)
    seq, photo, number = _numbers(named["seq"], named["photo"], named["number"])
    what = (named["device"], seq, photo, number)
    field_desk.receive_piece(visit.node, visit.reader, place, what, sealed)
    return JsonResponse({"held": True})


@page(NAME, Action.REPORT_SITE)
@_said
def record(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """Begin the signature for what waits of one device."""
    place = at(channel, operation, site)
    offset = visit.posted("offset_now")
    try:
        ahead = int(offset) if offset else None
    except ValueError as problem:
        raise Invalid("field_items", most=AT_ONCE) from problem
    device = Device(place.where, place.site, visit.posted("device"), ahead)
    labels = {
        int(name.removeprefix("label-")): visit.posted(name)
        for name in visit.request.POST
        if name.removeprefix("label-").isdecimal()
    }
    return visit.sign(
        lambda signer: field_desk.record(visit.node, signer, place, device, labels),
        f"/field/{channel}/{operation}/{site}",
        covers="field/covered.html",
        items=field_desk.ready(visit.node, visit.reader, place, device.device),
    )


def _numbers(*texts: str) -> tuple[int, ...]:
    if not all(one.isascii() and one.isdecimal() and len(one) <= 6 for one in texts):
        raise Invalid("field_part", most=ITEM >> 10)
    return tuple(int(one) for one in texts)


def _body(request: HttpRequest, most: int) -> bytes:
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or not 0 < int(length) <= most:
        raise Invalid("field_part", most=most >> 10)
    return bytes(request.body)


@open_page
def words(request: HttpRequest) -> HttpResponse:
    """The words of the page, in all languages."""
    data_, digest = field_words.packed()
    return kept_file(request, data_, "application/json", digest)


@open_page
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, which names the files it keeps and their version."""
    kept = (
        SHELL,
        field_words.address(),
        address("field.bundle.css"),
        address("field.bundle.js"),
        address("icon.svg"),
        address("field.webmanifest"),
    )
    listed = ", ".join(f'"{one}"' for one in kept)
    own = (files("tansiq.web") / "static" / "field-worker.js").read_text(encoding="utf-8")
    version = digest_of((listed + own).encode())
    text = f'"use strict";\nconst FILES = [{listed}];\nconst VERSION = "{version}";\n{own}'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


_SITE = "field/<str:channel>/<str:operation>/<str:site>"
ADDRESSES = (
    path("field", require_safe(sites)),
    path("field/shell", require_safe(shell)),
    path("field/words", require_safe(words)),
    path("field/worker.js", require_safe(worker)),
    path(_SITE, require_safe(one)),
    path(f"{_SITE}/data", require_safe(data)),
    path(f"{_SITE}/now", require_safe(now)),
    path(f"{_SITE}/items/<str:device>/<str:seq>", require_POST(item)),
    path(f"{_SITE}/items/<str:device>/<str:seq>/<str:photo>/<str:number>", require_POST(piece)),
    path(f"{_SITE}/record", require_POST(record)),
)
