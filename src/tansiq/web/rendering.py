"""Pages in the reader's language, and the page that says what went wrong.

Promises: a page says which language it speaks. Errors are told by code, words and advice, never by
a library's text.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token

from tansiq.terms.errors import (
    Conflict,
    Damaged,
    Invalid,
    Missing,
    PartnerFault,
    Refused,
    TansiqError,
    advice,
    words,
)
from tansiq.terms.languages import Language
from tansiq.web.house import house
from tansiq.web.speech import Speech, language_for
from tansiq.web.templating import environment

LANGUAGE = "tansiq_language"
THEME = "tansiq_theme"
THEMES = frozenset({"light", "dark", "system"})
STATUS: Mapping[type[TansiqError], int] = {
    Refused: 403,
    Invalid: 400,
    Missing: 404,
    Conflict: 409,
    PartnerFault: 503,
    Damaged: 500,
}
PLACE, PLACES = "X-Tansiq-Trouble", re.compile(r"#[a-z0-9-]{1,40}")
"""Where a form wants to be told what went wrong, so that what was typed stays beside it."""
_OTHERWISE = {"too_many_attempts": 429, "account_locked": 429, "notice_locked": 429}


def language_of(request: HttpRequest) -> Language:
    """What the reader chose, now or before, else what the browser accepts, else the agency's."""
    asked = request.GET.get("lang") or request.COOKIES.get(LANGUAGE)
    accepted = request.headers.get("Accept-Language", "")
    return language_for(asked, accepted, house().manner.language)


def speech_for(request: HttpRequest) -> Speech:
    """How the reader of this request is spoken to."""
    return Speech.of(language_of(request), house().manner)


def shown(request: HttpRequest, template: str, status: int = 200, **facts: Any) -> HttpResponse:
    """A page in the reader's language."""
    speech = speech_for(request)
    own = house().node
    theme = request.COOKIES.get(THEME, "")
    base: dict[str, Any] = {
        "speech": speech,
        "now": own.clock.now(),
        "agency": speech.name(own.settings.names, own.me),
        "node_id": own.me,
        "exercise": own.settings.exercise,
        "csrf": get_token(request),
        "path": request.path,
        "query": _query(request),
        "theme": theme if theme in THEMES else "system",
        "visit": None,
        "screens": (),
        "screen": "",
        "news": None,
    }
    text = environment(speech.language).get_template(template).render({**base, **facts})
    response = HttpResponse(text, status=status)
    response.headers["Content-Language"] = str(speech.language)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return remember_language(request, response, speech.language)


def _query(request: HttpRequest) -> str:
    """What else an address asks for, to be kept when the language or the look changes."""
    asked = request.GET.copy() if request.method in {"GET", "HEAD"} else QueryDict(mutable=True)
    asked.pop("lang", None)
    return f"{asked.urlencode()}&" if asked else ""


def remember_language(
    request: HttpRequest, response: HttpResponse, language: Language
) -> HttpResponse:
    """Keep a language that was chosen in the address."""
    if request.GET.get("lang") == language:
        response.set_cookie(
            LANGUAGE, str(language), max_age=365 * 86400, samesite="Lax", httponly=True
        )
    return response


def status_of(problem: TansiqError) -> int:
    """The status of an answer that tells this error."""
    return _OTHERWISE.get(problem.code, STATUS.get(type(problem), 500))


def trouble(request: HttpRequest, problem: TansiqError, **facts: Any) -> HttpResponse:
    """The page, or the part of a page, that says what went wrong and what to do."""
    status = status_of(problem)
    language = language_of(request)
    told = {"said": words(problem, language), "do": advice(problem, language), "code": problem.code}
    part = request.headers.get("HX-Request") == "true"
    template = "parts/trouble.html" if part else "trouble.html"
    response = shown(request, template, status, told=told, family=problem.family, **facts)
    place = request.headers.get(PLACE, "")
    if part and PLACES.fullmatch(place):
        response.headers["HX-Retarget"] = place
        response.headers["HX-Reswap"] = "innerHTML"
    return response
