"""Help: what waits for you and what to do first, the words, the error codes, the keys.

Promises: open to everybody, also before signing in, because nothing of a case is here; every error
code that this program can show has its page, with words and advice.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.terms.errors import ErrorWords, Missing, catalogue
from tansiq.terms.grading import Scheme, information_codes, source_codes
from tansiq.terms.handling import HandlingCode
from tansiq.terms.roles import Role
from tansiq.terms.status import Status
from tansiq.terms.words import GLOSSARY, table
from tansiq.web.gate import open_page, visitor
from tansiq.web.rendering import shown
from tansiq.web.screens import first_time, roles_of

# The full stop after a place goes with it: three points end a sentence as well.
_PLACE = re.compile(r"\{[a-z_]+\}\.?")
# Letters that are written in more than one way in Arabic; marks go with the decomposition.
_SAME = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None})


@open_page
def guide(request: HttpRequest) -> HttpResponse:
    """What waits for this officer, and what to do first."""
    visit = visitor(request, "help")
    officer = visit.officer if visit else None
    return _page(
        request,
        "help/guide.html",
        roles=sorted(roles_of(officer)) if officer else list(Role),
        fresh=first_time(officer) if officer else True,
        files=len(officer.files) if officer else 0,
        reason=visit.session.reason if visit else "",
    )


@open_page
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field in four languages, searched in any of them."""
    asked = _asked(request)
    rows = table(GLOSSARY)
    found = {code: row for code, row in rows.items() if _hit(asked, code, *row.values())}
    codes = {scheme.value: (source_codes(scheme), information_codes(scheme)) for scheme in Scheme}
    return _page(
        request,
        "help/glossary.html",
        asked=asked,
        found=found,
        whole=len(rows),
        schemes=codes,
        handlings=[one.value for one in HandlingCode],
        statuses=[one.value for one in Status],
    )


@open_page
def errors(request: HttpRequest) -> HttpResponse:
    """Every error code, searched by code or words."""
    asked, known = _asked(request), catalogue()
    found = {
        code: _bare(one.says)
        for code, one in sorted(known.items())
        if _hit(asked, code, *one.says.values())
    }
    return _page(request, "help/errors.html", asked=asked, found=found, whole=len(known))


@open_page
def error(request: HttpRequest, code: str) -> HttpResponse:
    """One error code: what happened, and what to do."""
    known: ErrorWords | None = catalogue().get(code)
    if known is None:
        raise Missing("page_unknown")
    return _page(request, "help/error.html", code=code, says=_bare(known.says), do=_bare(known.do))


@open_page
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that work on every page."""
    return _page(request, "help/keys.html")


def _page(request: HttpRequest, template: str, **facts: Any) -> HttpResponse:
    visit = visitor(request, "help")
    return shown(request, template, **{**(visit.shell() if visit else {}), **facts})


def _asked(request: HttpRequest) -> str:
    return str(request.GET.get("q", "")).strip()[:80]


def _hit(asked: str, *texts: str) -> bool:
    wanted = _folded(asked).split()
    whole = " ".join(map(_folded, texts))
    return all(one in whole for one in wanted)


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.replace("_", " ")).casefold()
    return "".join(one for one in parts if not unicodedata.combining(one)).translate(_SAME)


def _bare(said: Mapping[str, str]) -> dict[str, str]:
    """Words whose places stay open: what fills them is said where the error happens."""
    return {language: _PLACE.sub("…", text) for language, text in said.items()}


ADDRESSES = (
    path("help", require_safe(guide)),
    path("help/glossary", require_safe(glossary)),
    path("help/errors", require_safe(errors)),
    path("help/errors/<str:code>", require_safe(error)),
    path("help/keys", require_safe(keys)),
)
