"""The register of protected sites and people: shut until a reason is given; then list and forms."""

from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.node import alert_sites
from tansiq.node.actions import Action
from tansiq.node.alert_sites import Registering
from tansiq.terms.errors import Invalid
from tansiq.web import alert_forms, alert_told, forms
from tansiq.web.gate import Visit, page, safe_next


@page("sites", Action.SEE_SITES)
def listed(visit: Visit) -> HttpResponse:
    """The register, once it was said why."""
    if not alert_told.register_reason(visit):
        onwards = safe_next(visit.request, "/alerts/sites")
        return visit.page("alerts/shut.html", onwards=onwards, **alert_told.facts(visit))
    found = alert_sites.listed(visit.node, alert_told.register_reader(visit))
    return visit.page("alerts/sites.html", sites=found, **alert_told.facts(visit))


@page("sites", Action.SEE_SITES)
def opened(visit: Visit) -> HttpResponse:
    """Open the register with a reason."""
    if not visit.posted("reason").strip():
        raise Invalid("reason_missing")
    alert_told.open_register(visit, visit.posted("reason"))
    return HttpResponseRedirect(safe_next(visit.request, "/alerts/sites"))


def shut(visit: Visit) -> HttpResponse | None:
    """The way to the reason, while the register is shut."""
    if alert_told.register_reason(visit):
        return None
    return HttpResponseRedirect(f"/alerts/sites?next={quote(visit.request.get_full_path())}")


@page("sites", Action.KEEP_SITES)
def new(visit: Visit) -> HttpResponse:
    """The form of a new site, or the act it asks for."""
    if visit.request.method == "POST":
        wish = Registering(
            alert_forms.details(visit), visit.posted("explanation"), forms.retention(visit)
        )
        return visit.sign(lambda signer: alert_sites.add(visit.node, signer, wish), "/alerts/sites")
    today = visit.node.clock.now().date()
    return visit.page(
        "alerts/site-form.html",
        held=None,
        at="/alerts/sites/new",
        dates=forms.dates(today),
        tongues=alert_forms.TONGUES,
        **alert_told.facts(visit),
    )


@page("sites", Action.SEE_SITES)
def show(visit: Visit, site: str) -> HttpResponse:
    """One site with its contacts, and the form to change it."""
    way = shut(visit)
    if way is not None:
        return way
    found = alert_sites.show(visit.node, alert_told.register_reader(visit), site)
    return visit.page(
        "alerts/site-form.html",
        held=found,
        at=f"/alerts/sites/{site}/change",
        dates=None,
        tongues=alert_forms.TONGUES,
        **alert_told.facts(visit),
    )


@page("sites", Action.KEEP_SITES)
def change(visit: Visit, site: str) -> HttpResponse:
    """Change what the register says of a site."""
    wish = Registering(alert_forms.details(visit), visit.posted("explanation"))
    return visit.sign(
        lambda signer: alert_sites.change(visit.node, signer, site, wish), f"/alerts/sites/{site}"
    )


@page("sites", Action.KEEP_SITES)
def remove(visit: Visit, site: str) -> HttpResponse:
    """Take a site off the register."""
    why = visit.posted("explanation")
    return visit.sign(
        lambda signer: alert_sites.remove(visit.node, signer, site, why), "/alerts/sites"
    )


ADDRESSES = (
    path("alerts/sites", require_safe(listed)),
    path("alerts/sites/open", require_POST(opened)),
    path("alerts/sites/new", require_http_methods(["GET", "HEAD", "POST"])(new)),
    path("alerts/sites/<str:site>", require_safe(show)),
    path("alerts/sites/<str:site>/change", require_POST(change)),
    path("alerts/sites/<str:site>/remove", require_POST(remove)),
)
