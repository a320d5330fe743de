"""Changes that need two people: what waits for a second officer, approved or refused by act."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import changes
from tansiq.node.access import may
from tansiq.node.actions import Action
from tansiq.node.signing import Signer
from tansiq.web.gate import Visit, page
from tansiq.web.kinds import CHANGES, change_lines
from tansiq.web.screens import roles_of

_HOME = "/changes"


@page("changes", Action.SEE_OFFICERS)
def listed(visit: Visit) -> HttpResponse:
    """Everything that waits."""
    return _list(visit, "changes/list.html")


@page("changes", Action.SEE_OFFICERS)
def fresh(visit: Visit) -> HttpResponse:
    """The same without the shell."""
    return _list(visit, "changes/board.html")


def _list(visit: Visit, template: str) -> HttpResponse:
    waiting = changes.pending(visit.node, visit.reader)
    known = changes.officers(visit.node, visit.reader) if waiting else ()
    return visit.page(
        template,
        waiting=waiting,
        names={one.officer: one.name for one in known},
        words=CHANGES,
        told=change_lines,
        decides=may(roles_of(visit.officer), Action.APPROVE_CHANGE),
    )


@page("changes", Action.APPROVE_CHANGE)
def approve(visit: Visit, proposal: str) -> HttpResponse:
    """Approve as the second officer; it is in effect then."""

    def work(signer: Signer) -> object:
        return changes.approve(visit.node, signer, proposal)

    return visit.sign(work, _HOME)


@page("changes", Action.REFUSE_CHANGE)
def refuse(visit: Visit, proposal: str) -> HttpResponse:
    """End a proposal without effect."""
    reason = visit.posted("reason")

    def work(signer: Signer) -> object:
        return changes.refuse(visit.node, signer, proposal, reason)

    return visit.sign(work, _HOME)


ADDRESSES = (
    path("changes", require_safe(listed)),
    path("changes/fresh", require_safe(fresh)),
    path("changes/<str:proposal>/approve", require_POST(approve)),
    path("changes/<str:proposal>/refuse", require_POST(refuse)),
)
