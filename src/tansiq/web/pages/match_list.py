"""One list of identifiers: what it is, how it changed, what rests on it; changed or withdrawn here.

Promises: a change is made whole or not at all; a line that cannot be read is shown with its number,
its text and the reason, and what was typed stays where it is.
"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import match_listed, match_lists
from tansiq.node.actions import Action
from tansiq.node.match_listed import ListPage
from tansiq.node.match_lists import Change
from tansiq.node.signing import Signer
from tansiq.subjects.name_lists import NAME
from tansiq.subjects.normal import Unread, normal_set
from tansiq.terms.errors import Invalid
from tansiq.web import forms
from tansiq.web.gate import Visit, page
from tansiq.web.match_told import match_facts
from tansiq.web.pages.match_lists import beside, lines_of, told_of


@page("matches", Action.SEE_LISTS)
def shown(visit: Visit, named: str) -> HttpResponse:
    """One list, without what it holds."""
    return visit.page(
        "matches/one-list.html",
        seen=match_listed.page(visit.node, visit.reader, named),
        region=visit.speech.locale.territory or "",
        names=NAME,
        **match_facts(visit),
    )


@page("matches", Action.KEEP_LIST)
def change(visit: Visit, named: str) -> HttpResponse:
    """Add and remove lines, or show which cannot be read."""
    forms.check_size(visit.request)
    seen = match_listed.page(visit.node, visit.reader, named)
    add, remove = lines_of(visit), lines_of(visit, "less", "less-file")
    region = visit.posted("region").strip()
    wrong = _unread(seen, add, region), _unread(seen, remove, region)
    if any(wrong):
        return beside(
            visit,
            visit.page(
                "matches/unread-change.html",
                400,
                count=sum(map(len, wrong)),
                more=told_of(visit, add, wrong[0]),
                less=told_of(visit, remove, wrong[1]),
            ),
        )
    wish = Change(
        add=_written(add),
        remove=_written(remove),
        reason=visit.posted("reason").replace("\r\n", "\n"),
        region=region,
    )

    def work(signer: Signer) -> object:
        return match_lists.change(visit.node, signer, named, wish)

    return visit.sign(work, f"/matches/lists/{named}")


@page("matches", Action.KEEP_LIST)
def withdraw(visit: Visit, named: str) -> HttpResponse:
    """Withdraw the list; what rests on it ends."""
    reason = visit.posted("reason").replace("\r\n", "\n")
    return visit.sign(
        lambda signer: match_lists.withdraw(visit.node, signer, named, reason),
        f"/matches/lists/{named}",
    )


def _unread(seen: ListPage, lines: list[str], region: str) -> list[Unread]:
    """Lines that are none of the list's type; empty ones say nothing."""
    if seen.list.type == NAME:
        raise Invalid("identifier_type", type=NAME)
    _, unread = normal_set(seen.list.type, lines, region)
    return [one for one in unread if lines[one.line - 1].strip()]


def _written(lines: list[str]) -> list[str]:
    return [one for one in lines if one.strip()]


_AT = "matches/lists/<str:named>"
ADDRESSES = (
    path(_AT, require_safe(shown)),
    path(f"{_AT}/change", require_POST(change)),
    path(f"{_AT}/withdraw", require_POST(withdraw)),
)
