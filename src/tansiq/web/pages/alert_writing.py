"""Writing a warning: the words as they are received beside the source that stays here.

Promises: who would be told, and what betrays the source, comes from the function that proposes; the
register must be open, since its sites stand in the form.
"""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from tansiq.node import alert_desk, alert_sites, alert_writing, alerts, choices
from tansiq.node.actions import Action
from tansiq.node.alert_writing import AlertPreview
from tansiq.node.signing import Signer
from tansiq.record.traces import Leak
from tansiq.terms.errors import Missing, TansiqError, advice, words
from tansiq.terms.ids import new_record_id
from tansiq.terms.legal import TransferGroundCode
from tansiq.web import alert_forms, alert_told, forms
from tansiq.web.gate import Visit, page
from tansiq.web.pages.alert_sites import shut

_AROUND = 40
_STEPS = ("update", "cancel")


@page("alerts", Action.PROPOSE_ALERT)
def new(visit: Visit) -> HttpResponse:
    """The form of a new warning, or the act it asks for."""
    if visit.request.method == "POST":
        return _sign(visit, new_record_id(), "alert")
    way = shut(visit)
    return way or visit.page(
        "alerts/write.html",
        held=None,
        step="alert",
        at="/alerts/new",
        **_offered(visit),
    )


@page("alerts", Action.PROPOSE_ALERT)
def later(visit: Visit, alert: str, step: str) -> HttpResponse:
    """The form of new words or of the end of a warning, or the act it asks for."""
    if step not in _STEPS:
        raise Missing("alert_unknown")
    if visit.request.method == "POST":
        return _sign(visit, alert, step)
    held = alert_desk.show(visit.node, visit.reader, alert)
    return visit.page(
        "alerts/write.html",
        held=held,
        step=step,
        at=f"/alerts/own/{alert}/write/{step}",
        **_offered(visit, register=False),
    )


@page("alerts", Action.PROPOSE_ALERT)
def preview(visit: Visit, step: str) -> HttpResponse:
    """Who would be told, what betrays the source, what forbids it."""
    alert = visit.posted("alert") if step in _STEPS else ""
    wish = alert_forms.writing(visit, alert, step)
    seen = alert_writing.preview(visit.node, visit.reader, wish)
    return visit.page(
        "alerts/preview.html",
        seen=seen,
        wish=wish,
        told=_told(visit, seen),
        leaks=[_leak(seen, one) for one in seen.leaks],
        **alert_told.facts(visit),
    )


def _sign(visit: Visit, alert: str, step: str) -> HttpResponse:
    wish = alert_forms.writing(visit, alert, step)

    def work(signer: Signer) -> object:
        return alerts.propose(visit.node, signer, wish)

    return visit.sign(work, f"/alerts/own/{alert}")


def _offered(visit: Visit, *, register: bool = True) -> dict[str, Any]:
    """What the form offers: sites, channels, grounds, codes."""
    sites = alert_sites.listed(visit.node, alert_told.register_reader(visit)) if register else ()
    return {
        "sites": sites,
        "channels": choices.choices(visit.node, visit.reader),
        "grounds": tuple(TransferGroundCode),
        "tongues": alert_forms.TONGUES,
        "dates": forms.dates(visit.node.clock.now().date()),
        **alert_told.facts(visit),
    }


def _told(visit: Visit, seen: AlertPreview) -> dict[str, str] | None:
    if not seen.forbidden:
        return None
    problem, language = TansiqError(seen.forbidden, **seen.facts), visit.speech.language
    return {"said": words(problem, language), "do": advice(problem, language), "code": problem.code}


def _leak(seen: AlertPreview, leak: Leak) -> dict[str, str]:
    """A find with a few words around it, as it was typed."""
    name, _, language = leak.field.partition(".")
    texts = {one.language: one for one in seen.texts}
    text = str(getattr(texts[language], name))
    start, end = max(leak.start - _AROUND, 0), leak.end + _AROUND
    return {
        "field": name,
        "language": language,
        "before": text[start : leak.start],
        "found": text[leak.start : leak.end],
        "after": text[leak.end : end],
    }


_BOTH = require_http_methods(["GET", "HEAD", "POST"])
ADDRESSES = (
    path("alerts/new", _BOTH(new)),
    path("alerts/preview/<str:step>", require_POST(preview)),
    path("alerts/own/<str:alert>/write/<str:step>", _BOTH(later)),
)
