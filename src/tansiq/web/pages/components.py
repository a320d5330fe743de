"""The living page of all components, in every state, light beside dark; nothing on it is real."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse

from tansiq.node.health import PartnerState
from tansiq.terms.clock import stamp
from tansiq.terms.status import Status
from tansiq.web.gate import open_page
from tansiq.web.house import house
from tansiq.web.rendering import shown

_HOUR = timedelta(hours=1)


@open_page
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component."""
    now = house().node.clock.now()
    clocks = [(5.7 * _HOUR, 8 * _HOUR), (1.2 * _HOUR, 8 * _HOUR), (-0.45 * _HOUR, 8 * _HOUR)]
    clocks.append((140 * _HOUR, 168 * _HOUR))
    return shown(
        request,
        "components/gallery.html",
        statuses=[one.value for one in Status],
        clocks=[(stamp(now + left), stamp(now + left - whole)) for left, whole in clocks],
        partners=[_partner(number, link, now) for number, link in enumerate(_LINKS)],
    )


_LINKS = ("live", "late", "off")


def _partner(number: int, link: str, now: datetime) -> PartnerState:
    return PartnerState(
        node=("val-uev", "mer-bcm", "nor-ptr")[number],
        names={"es": "Unidad de Enlace, Valdoria", "ar": "وحدة الاتصال، فالدوريا"},
        link=link,
        last_contact=stamp(now - (timedelta(seconds=3), timedelta(minutes=14), 48 * _HOUR)[number]),
        failure="",
        sent=18_204,
        received=18_204 - 15 * number,
        applied=18_204 - 15 * number,
        opened=18_204 - 15 * number,
        read=18_190,
        lag=15 * number,
        failing="",
        parked_here=0,
        quarantined_here=0,
        software="",
        zone=("Europe/Madrid", "", "Africa/Casablanca")[number],
        logs=(),
    )
