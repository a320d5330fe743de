"""The desk of those who warn: our alerts by what presses, one alert with its ladder, its acts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import alert_cap, alert_desk, alert_sending, alerts
from tansiq.node.actions import Action
from tansiq.node.signing import Signer
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing
from tansiq.web import alert_told
from tansiq.web.gate import Visit, page
from tansiq.web.signing import Work
from tansiq.web.takeaway import taken


@page("alerts", Action.SEE_ALERTS)
def board(visit: Visit) -> HttpResponse:
    """Warnings, most pressing first."""
    return visit.page("alerts/list.html", **_board(visit))


@page("alerts", Action.SEE_ALERTS)
def fresh(visit: Visit) -> HttpResponse:
    """The list alone, asked for again when there is news."""
    return visit.page("alerts/board.html", **_board(visit))


def _board(visit: Visit) -> dict[str, Any]:
    seen = alert_desk.board(visit.node, visit.reader)
    return {**_facts(visit), "seen": seen}


def _facts(visit: Visit) -> dict[str, Any]:
    return {
        **alert_told.facts(visit),
        "mail_set_up": alert_sending.set_up(visit.node),
        "now_stamp": stamp(visit.node.clock.now()),
        "own": visit.officer.officer,
    }


@page("alerts", Action.SEE_ALERTS)
def show(visit: Visit, alert: str) -> HttpResponse:
    """One alert: the text as it is received, beside what it rests on; who knows, who is next."""
    seen = alert_desk.show(visit.node, visit.reader, alert)
    return visit.page("alerts/alert.html", one=seen, **_facts(visit))


@page("alerts", Action.SEE_ALERTS)
def ladder(visit: Visit, alert: str) -> HttpResponse:
    """Who knows and who is next, asked for again when there is news."""
    seen = alert_desk.show(visit.node, visit.reader, alert)
    return visit.page("alerts/ladder.html", one=seen, **_facts(visit))


@page("alerts", Action.SEE_ALERTS)
def cap(visit: Visit, alert: str, number: str) -> HttpResponse:
    """A message as a CAP 1.2 document."""
    made = alert_cap.of_ours(visit.node, visit.reader, alert, _number(number))
    return taken(made.name, made.data, "application/cap+xml")


Deed = Callable[[Visit, str], Work]


def _approve(visit: Visit, alert: str) -> Work:
    shown = (_number(visit.posted("number")), visit.posted("digest"))
    return lambda signer: alerts.approve(visit.node, signer, alert, shown)


def _refuse(visit: Visit, alert: str) -> Work:
    why = (_number(visit.posted("number")), visit.posted("explanation"))
    return lambda signer: alerts.refuse(visit.node, signer, alert, why)


def _review(visit: Visit, alert: str) -> Work:
    found = (
        _number(visit.posted("number")),
        visit.posted("outcome"),
        visit.posted("explanation"),
    )
    return lambda signer: alerts.review(visit.node, signer, alert, found)


def _reached(visit: Visit, alert: str) -> Work:
    told = (visit.posted("site"), visit.posted("contact"), visit.posted("note"))
    return lambda signer: alerts.reached(visit.node, signer, alert, told)


DEEDS: Mapping[str, Deed] = {
    "approve": _approve,
    "refuse": _refuse,
    "review": _review,
    "reached": _reached,
}


@page("alerts", Action.SEE_ALERTS)
def act(visit: Visit, alert: str, deed: str) -> HttpResponse:
    """Begin an act about an alert; who may is asked by the node function itself."""
    begin = DEEDS.get(deed)
    if begin is None:
        raise Missing("alert_unknown")
    work = begin(visit, alert)

    def signed(signer: Signer) -> object:
        return work(signer)

    return visit.sign(signed, f"/alerts/own/{alert}")


def _number(text: str) -> int:
    """The number of a message; what is none names no message."""
    if not text.isdecimal() or len(text) > 6:
        raise Missing("alert_unknown")
    return int(text)


_ONE = "alerts/own/<str:alert>"
ADDRESSES = (
    path("alerts", require_safe(board)),
    path("alerts/fresh", require_safe(fresh)),
    path(_ONE, require_safe(show)),
    path(f"{_ONE}/ladder", require_safe(ladder)),
    path(f"{_ONE}/cap/<str:number>", require_safe(cap)),
    path(f"{_ONE}/<str:deed>", require_POST(act)),
)
