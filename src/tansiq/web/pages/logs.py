"""The logs as people can read them: entries in words, cosignatures, forks, what was set aside."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import epochs, exchanging, logbook
from tansiq.node.access import may
from tansiq.node.actions import Action
from tansiq.node.signing import Signer
from tansiq.terms.errors import Missing
from tansiq.web.gate import Visit, page
from tansiq.web.kinds import ENTRIES
from tansiq.web.saying_parts import PARTS
from tansiq.web.screens import roles_of


@page("logs", Action.SEE_LOGS, content=False)
def listed(visit: Visit) -> HttpResponse:
    """All logs by channel."""
    return _list(visit, "logs/list.html")


@page("logs", Action.SEE_LOGS, content=False)
def fresh(visit: Visit) -> HttpResponse:
    """The list without its shell."""
    return _list(visit, "logs/board.html")


def _list(visit: Visit, template: str) -> HttpResponse:
    seen = logbook.listed(visit.node, visit.officer)
    mine = {one.origin for one in seen.logs}
    forks = [one for one in exchanging.forks(visit.node) if one.origin in mine]
    return visit.page(
        template,
        seen=seen,
        forks=forks,
        epochs=epochs.waiting(visit.node, visit.officer),
        decides=may(roles_of(visit.officer), Action.PROPOSE_CHANGE),
    )


@page("logs", Action.PROPOSE_CHANGE, content=False)
def accept(visit: Visit) -> HttpResponse:
    """Propose to accept that a partner's log goes on under a new key."""
    origin = visit.posted("origin")
    if origin not in {one.new_origin for one in epochs.waiting(visit.node, visit.officer)}:
        raise Missing("epoch_statement_missing", origin=origin[:120])

    def work(signer: Signer) -> object:
        return epochs.accept(visit.node, signer, origin)

    return visit.sign(work, "/changes")


@page("logs", Action.SEE_LOGS, content=False)
def shown(visit: Visit, origin: str) -> HttpResponse:
    """One log, from its end or below a position."""
    before = visit.request.GET.get("before", "")
    below = int(before) if before.isdecimal() and len(before) < 16 else None
    seen = logbook.shown(visit.node, visit.officer, origin, below)
    kinds = {**ENTRIES, **{name: said for one in PARTS for name, said in one.ENTRIES.items()}}
    return visit.page("logs/one.html", seen=seen, kinds=kinds)


@page("logs", Action.SEE_LOGS, content=False)
def verify(visit: Visit) -> HttpResponse:
    """Check every byte of a log now, and say what was found."""
    origin = visit.posted("origin")
    found = logbook.verify(visit.node, visit.officer, origin)
    line = logbook.shown(visit.node, visit.officer, origin).log
    return visit.page("logs/verified.html", found=found, log=line)


ADDRESSES = (
    path("logs", require_safe(listed)),
    path("logs/fresh", require_safe(fresh)),
    path("logs/accept", require_POST(accept)),
    path("logs/verify", require_POST(verify)),
    path("logs/<path:origin>", require_safe(shown)),
)
