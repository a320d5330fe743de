"""Our lists of identifiers: which there are, and keeping another one from lines or a file.

Promises: a list is kept whole or not at all; a line that cannot be read is shown with its number,
its text and the reason, and what was typed stays where it is.
"""

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from tansiq.node import matches
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.matches import Listing
from tansiq.node.signing import Signer
from tansiq.subjects.name_lists import COLUMNS, NAME, read_list
from tansiq.subjects.normal import SERVICES, TYPES, Unread
from tansiq.terms.errors import Invalid, words
from tansiq.terms.ids import HOME
from tansiq.web import forms
from tansiq.web.gate import Visit, page
from tansiq.web.match_told import match_facts
from tansiq.web.rendering import PLACE, PLACES
from tansiq.web.rules import by_method
from tansiq.web.screens import roles_of

SHOWN, LONGEST = 100, 200
"""Unreadable lines on one page, and letters of each; the rest is counted."""


@page("matches", Action.SEE_LISTS)
def listed(visit: Visit) -> HttpResponse:
    """Our lists, newest first, without what they hold."""
    at_home = Subject(on_file=HOME in visit.officer.files)
    on_file = may(roles_of(visit.officer), Action.SEE_LISTS, at_home)
    return visit.page(
        "matches/lists.html",
        on_file=on_file,
        lists=matches.lists(visit.node, visit.reader) if on_file else (),
        may_keep=_may(visit, Action.KEEP_LIST),
        may_propose=_may(visit, Action.PROPOSE_MATCH),
        **match_facts(visit),
    )


def _may(visit: Visit, action: Action) -> bool:
    return may(roles_of(visit.officer), action, Subject(on_file=True))


@page("matches", Action.KEEP_LIST)
def blank(visit: Visit) -> HttpResponse:
    """The form of a list."""
    return visit.page(
        "matches/new-list.html",
        types=(*TYPES, NAME),
        columns=COLUMNS,
        services=sorted(SERVICES),
        region=visit.speech.locale.territory or "",
        **match_facts(visit),
    )


@page("matches", Action.KEEP_LIST)
def keep(visit: Visit) -> HttpResponse:
    """Keep a list, or show which lines cannot be read."""
    forms.check_size(visit.request)
    listing = Listing(
        type=visit.posted("type"),
        title=visit.posted("title"),
        purpose=visit.posted("purpose").replace("\r\n", "\n"),
        legal_basis=visit.posted("legal-basis").replace("\r\n", "\n"),
        region=visit.posted("region").strip(),
        canary=visit.posted("canary") == "yes",
    )
    lines = lines_of(visit)
    unread = read_list(listing.type, lines, listing.region).unread
    wrong = [one for one in unread if lines[one.line - 1].strip()]
    if wrong:
        told = told_of(visit, lines, wrong)
        return beside(visit, visit.page("matches/unread.html", 400, told=told, count=len(wrong)))
    written = [one for one in lines if one.strip()]

    def work(signer: Signer) -> object:
        return matches.keep_list(visit.node, signer, written, listing)

    return visit.sign(work, "/matches/lists")


def told_of(
    visit: Visit, lines: Sequence[str], wrong: Sequence[Unread]
) -> list[tuple[int, str, str]]:
    """The first lines that cannot be read, each with its number and why."""
    return [_told(visit, lines[one.line - 1], one) for one in wrong[:SHOWN]]


def _told(visit: Visit, line: str, one: Unread) -> tuple[int, str, str]:
    """The number of a line, the line, and why it cannot be read."""
    service = line.partition(":")[0].strip()[:40]
    said = words(Invalid(one.code, service=service), visit.speech.language)
    return one.line, line[:LONGEST], said


def lines_of(visit: Visit, typed: str = "lines", chosen: str = "file") -> list[str]:
    """What was typed in one field, then what was chosen as a file in another."""
    text = visit.posted(typed)
    file = visit.request.FILES.get(chosen)
    if isinstance(file, UploadedFile):
        try:
            read = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid("identifiers_text") from None
        text = f"{text.rstrip()}\n{read}" if text.strip() else read
    return text.splitlines()


def beside(visit: Visit, response: HttpResponse) -> HttpResponse:
    """Put an answer where the form wants its trouble told, so that the form stays as it is."""
    place = visit.request.headers.get(PLACE, "")
    if PLACES.fullmatch(place):
        response.headers["HX-Retarget"] = place
        response.headers["HX-Reswap"] = "innerHTML"
    return response


_EITHER = ["GET", "HEAD", "POST"]
ADDRESSES = (
    path("matches/lists", require_safe(listed)),
    path("matches/lists/new", require_http_methods(_EITHER)(by_method(blank, keep))),
)
