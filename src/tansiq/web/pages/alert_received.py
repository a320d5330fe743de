"""Warnings of partners: those nobody acknowledged first; one whole, and our word that we know."""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import alert_cap, alert_partners
from tansiq.node.actions import Action
from tansiq.web import alert_told
from tansiq.web.gate import Visit, page
from tansiq.web.takeaway import taken


@page("alerts_received", Action.READ_ALERT)
def listed(visit: Visit) -> HttpResponse:
    """All of them in the channels of this officer."""
    seen = alert_partners.listed(visit.node, visit.reader)
    return visit.page("alerts/received.html", seen=seen, **alert_told.facts(visit))


@page("alerts_received", Action.READ_ALERT)
def fresh(visit: Visit) -> HttpResponse:
    """The list alone, asked for again when there is news."""
    seen = alert_partners.listed(visit.node, visit.reader)
    return visit.page("alerts/received-lines.html", seen=seen, **alert_told.facts(visit))


@page("alerts_received", Action.READ_ALERT)
def show(visit: Visit, agency: str, alert: str) -> HttpResponse:
    """One of them whole."""
    seen = alert_partners.show(visit.node, visit.reader, agency, alert)
    return visit.page("alerts/received-one.html", one=seen, **alert_told.facts(visit))


@page("alerts_received", Action.ACKNOWLEDGE_ALERT)
def acknowledge(visit: Visit, agency: str, alert: str) -> HttpResponse:
    """Say that our agency knows."""
    return visit.sign(
        lambda signer: alert_partners.acknowledge(visit.node, signer, agency, alert),
        f"/alerts/received/{agency}/{alert}",
    )


@page("alerts_received", Action.READ_ALERT)
def cap(visit: Visit, agency: str, alert: str) -> HttpResponse:
    """The newest message as a CAP 1.2 document."""
    made = alert_cap.of_theirs(visit.node, visit.reader, agency, alert)
    return taken(made.name, made.data, "application/cap+xml")


@page("alerts_received", Action.READ_ALERT)
def cap_acknowledgement(visit: Visit, agency: str, alert: str) -> HttpResponse:
    """Our acknowledgement as a CAP 1.2 document."""
    made = alert_cap.of_theirs(visit.node, visit.reader, agency, alert, acknowledged=True)
    return taken(made.name, made.data, "application/cap+xml")


_ONE = "alerts/received/<str:agency>/<str:alert>"
ADDRESSES = (
    path("alerts/received", require_safe(listed)),
    path("alerts/received/fresh", require_safe(fresh)),
    path(_ONE, require_safe(show)),
    path(f"{_ONE}/acknowledge", require_POST(acknowledge)),
    path(f"{_ONE}/cap", require_safe(cap)),
    path(f"{_ONE}/acknowledgement", require_safe(cap_acknowledgement)),
)
