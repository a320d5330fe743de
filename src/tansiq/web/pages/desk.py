"""The liaison desk: what waits by time left, receipts missing, what came and went, the links.

The pattern of every page: `@page` names the screen and the action; a node function gives the data
and has written the read log when it returns; the template shows it; `visit.sign` begins an act.
"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import overview, recalls, requests
from tansiq.node.actions import Action
from tansiq.node.recalls import Answering
from tansiq.node.signing import Signer
from tansiq.web.gate import Visit, page

_HOME = "/desk"


@page("desk", Action.LIST_REPORTS)
def desk(visit: Visit) -> HttpResponse:
    """The whole screen."""
    return visit.page("desk/desk.html", seen=overview.overview(visit.node, visit.reader))


@page("desk", Action.LIST_REPORTS)
def fresh(visit: Visit) -> HttpResponse:
    """The screen without its shell, asked for again when there is news."""
    return visit.page("desk/board.html", seen=overview.overview(visit.node, visit.reader))


@page("desk", Action.ACKNOWLEDGE_REQUEST)
def acknowledge(visit: Visit, agency: str, asked: str) -> HttpResponse:
    """Say that a request was read."""

    def work(signer: Signer) -> object:
        return requests.acknowledge(visit.node, signer, agency, asked)

    return visit.sign(work, _HOME)


@page("desk", Action.REFUSE_REQUEST)
def refuse(visit: Visit, agency: str, asked: str) -> HttpResponse:
    """Refuse a request with a reason code and an explanation."""
    why = (visit.posted("reason"), visit.posted("explanation"))

    def work(signer: Signer) -> object:
        return requests.refuse(visit.node, signer, agency, asked, why)

    return visit.sign(work, _HOME)


@page("desk", Action.ANSWER_REQUEST)
def nothing_held(visit: Visit, agency: str, asked: str) -> HttpResponse:
    """Answer that nothing is held."""

    def work(signer: Signer) -> object:
        return requests.answer(visit.node, signer, agency, asked, ())

    return visit.sign(work, _HOME)


@page("desk", Action.ANSWER_RECALL)
def answer_recall(visit: Visit, agency: str, release: str) -> HttpResponse:
    """Say what was done about a recall."""
    answer = _answering(visit)

    def work(signer: Signer) -> object:
        return recalls.answer_recall(visit.node, signer, agency, release, answer)

    return visit.sign(work, _HOME)


@page("desk", Action.ANSWER_CORRECTION)
def answer_correction(visit: Visit, agency: str, correction: str) -> HttpResponse:
    """Say what was done about a correction."""
    answer = _answering(visit)

    def work(signer: Signer) -> object:
        return recalls.answer_correction(visit.node, signer, agency, correction, answer)

    return visit.sign(work, _HOME)


def _answering(visit: Visit) -> Answering:
    return Answering(
        complied=visit.posted("outcome") == "complied",
        reason=visit.posted("reason"),
        explanation=visit.posted("explanation"),
    )


ADDRESSES = (
    path("desk", require_safe(desk)),
    path("desk/fresh", require_safe(fresh)),
    path("desk/requests/<str:agency>/<str:asked>/acknowledge", require_POST(acknowledge)),
    path("desk/requests/<str:agency>/<str:asked>/refuse", require_POST(refuse)),
    path("desk/requests/<str:agency>/<str:asked>/nothing-held", require_POST(nothing_held)),
    path("desk/recalls/<str:agency>/<str:release>/answer", require_POST(answer_recall)),
    path("desk/corrections/<str:agency>/<str:correction>/answer", require_POST(answer_correction)),
)
