"""The page at `/`, the machine's view at `/health`, and the style sheet.

Promises: four languages, and a clear word with its error code when the node itself cannot answer.
Shows no case content: what it is given holds none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tansiq.node.health import Status
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import TansiqError, advice, words
from tansiq.terms.languages import Language
from tansiq.web.speech import Manner, Speech, catalogue, language_for

STATIC = {"tansiq.css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the pages get what they show, and how the agency wants it shown."""

    look: Callable[[], Status]
    manner: Manner


@cache
def environment(language: Language) -> Environment:
    """Templates speaking one language."""
    made = Environment(
        loader=PackageLoader("tansiq.web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install: Callable[..., None] = made.install_gettext_translations  # type: ignore[attr-defined]
    install(catalogue(language), newstyle=True)
    return made


def desk() -> Desk:
    """The one desk of this process."""
    found: Desk = settings.TANSIQ_DESK
    return found


def shown(template: str, request: HttpRequest, status: int, **facts: Any) -> HttpResponse:
    """A page in the reader's language."""
    manner = desk().manner
    language = language_for(
        request.GET.get("lang"), request.headers.get("Accept-Language", ""), manner.language
    )
    page = environment(language).get_template(template)
    speech = Speech.of(language, manner)
    text = page.render(
        lang=language, dir=language.direction, languages=list(Language), speech=speech, **facts
    )
    response = HttpResponse(text, status=status)
    response.headers["Content-Language"] = str(language)
    response.headers["Vary"] = "Accept-Language"
    return response


def state(request: HttpRequest) -> HttpResponse:
    """The state of the node, or why it cannot be told."""
    try:
        seen = desk().look()
    except TansiqError as error:
        return shown(
            "unwell.html", request, 503, error=error, said=words, do=advice, code=error.code
        )
    return shown("state.html", request, 200, seen=seen, instant=parse_stamp)


def health(_: HttpRequest) -> HttpResponse:
    """The same for a machine; 503 with the error code when the node is unwell."""
    try:
        seen = desk().look()
    except TansiqError as error:
        return JsonResponse({"status": "unwell", "code": error.code}, status=503)
    partners = [
        {"node": one.node, "link": one.link, "lag": one.lag, "failing": one.failing}
        for one in seen.partners
    ]
    found = {"status": "ok", "node": seen.node, "version": seen.version, "partners": partners}
    return JsonResponse(found)


def static(_: HttpRequest, name: str) -> HttpResponse:
    """One of our own files, by name; nothing else of the disk has an address."""
    if name not in STATIC:
        raise Http404
    content = (files("tansiq.web") / "static" / name).read_bytes()
    return HttpResponse(content, content_type=STATIC[name])


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page; why is Django's affair, and told to nobody."""
    del exception
    return shown("absent.html", request, 404)
