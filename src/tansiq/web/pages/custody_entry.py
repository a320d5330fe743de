"""Entering an arrest, a seizure or an incident of one operation at a desk."""

from urllib.parse import quote

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.custody.commands import ArrestWish, IncidentWish, SeizureWish
from tansiq.custody.photos import MOST_BYTES, MOST_PHOTOS, check_photo_size
from tansiq.node import custody
from tansiq.node.actions import Action
from tansiq.node.custody_choices import Choices, choices, instant_of
from tansiq.node.operations import Where
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import new_record_id, record_id
from tansiq.terms.operating import IncidentKind, SeizedKind
from tansiq.web import offers
from tansiq.web.application import UPLOADS
from tansiq.web.case_words import channel_of
from tansiq.web.forms import check_size
from tansiq.web.gate import Visit, page

_RECORD = Action.RECORD_CUSTODY
_PARTS = ("arrest", "seizure", "incident")


@page("custody", _RECORD)
def form(visit: Visit, case: str, operation: str) -> HttpResponse:
    """The forms of one operation; `part` opens one of them."""
    where = _where(case, operation)
    found = choices(visit.node, visit.reader, where)
    asked = str(visit.request.GET.get("part", ""))
    return visit.page(
        "custody/enter.html",
        found=found,
        at=f"/custody/enter/{quote(case)}/{operation}",
        part=asked if asked in _PARTS else "arrest",
        site=str(visit.request.GET.get("site", "")),
        held=str(visit.request.GET.get("held", "")),
        kinds=tuple(SeizedKind),
        incidents=tuple(IncidentKind),
        tongues=offers.tongues(visit.speech),
        most_photos=MOST_PHOTOS,
        most_size=MOST_BYTES // 1_000_000,
        most_upload=UPLOADS >> 20,
        exercise=found.exercise or visit.node.settings.exercise,
    )


@page("custody", _RECORD)
def arrest(visit: Visit, case: str, operation: str) -> HttpResponse:
    """Record an arrest."""
    where = _where(case, operation)
    site, zone, at = _place(visit, where)
    told = visit.posted("rights-told")
    wish = ArrestWish(
        arrest=new_record_id(),
        site=site,
        at=at,
        zone=zone,
        clock=visit.posted("clock"),
        name=visit.posted("name"),
        born=visit.posted("born"),
        minor=visit.posted("minor") == "yes",
        language=visit.posted("language"),
        interpreter=visit.posted("interpreter") == "yes",
        nationalities=tuple(visit.posted("nationalities").replace(",", " ").split()),
        ground=visit.posted("ground"),
        rights_told_at=at if told == "yes" else "",
        note=visit.posted("note").replace("\r\n", "\n"),
    )
    return visit.sign(
        lambda signer: custody.record_arrest(visit.node, signer, where, wish),
        f"/custody/{wish.arrest}",
    )


@page("custody", _RECORD)
def seizure(visit: Visit, case: str, operation: str) -> HttpResponse:
    """Record a thing seized, with its photographs."""
    check_size(visit.request)
    where = _where(case, operation)
    site, _, at = _place(visit, where)
    photos = _photos(visit)
    wish = SeizureWish(
        item=new_record_id(),
        site=site,
        label=visit.posted("label"),
        what=SeizedKind(visit.posted("what")),
        at=at,
        found=visit.posted("found"),
        held_by=visit.posted("held-by"),
        words=visit.posted("words").replace("\r\n", "\n"),
        objection=visit.posted("objection").replace("\r\n", "\n"),
    )
    return visit.sign(
        lambda signer: custody.seize_item(visit.node, signer, where, wish, photos),
        f"/custody/items/{wish.item}",
    )


@page("custody", _RECORD)
def incident(visit: Visit, case: str, operation: str) -> HttpResponse:
    """Record an incident."""
    where = _where(case, operation)
    site, _, at = _place(visit, where)
    wish = IncidentWish(
        incident=new_record_id(),
        site=site,
        what=IncidentKind(visit.posted("what")),
        at=at,
        words=visit.posted("words").replace("\r\n", "\n"),
    )
    kind = "?kind=exercise" if case.startswith("exercise:") else ""
    return visit.sign(
        lambda signer: custody.record_incident(visit.node, signer, where, wish),
        f"/custody{kind}",
    )


def _where(case: str, operation: str) -> Where:
    return Where(channel_of(case), record_id(operation))


def _place(visit: Visit, where: Where) -> tuple[str, str, str]:
    """The site chosen, the zone of its clocks, and the hour given by them (or in UTC)."""
    found: Choices = choices(visit.node, visit.reader, where)
    site = visit.posted("site")
    zone = found.sites.get(site, "")
    if not zone:
        raise Invalid("custody_code", field="site", value=site[:64])
    by = "UTC" if visit.posted("by-clock") == "utc" else zone
    return site, zone, instant_of(visit.node, by, visit.posted("hour"))


def _photos(visit: Visit) -> tuple[bytes, ...]:
    """What was taken, byte for byte; what is too large is refused before it is read."""
    found = [one for one in visit.request.FILES.getlist("photos") if one.name]
    if len(found) > MOST_PHOTOS:
        raise Invalid("custody_photo_count", count=len(found), most=MOST_PHOTOS)
    for number, one in enumerate(found, start=1):
        check_photo_size(number, one.size or 0)
    return tuple(one.read() for one in found)


_AT = "custody/enter/<str:case>/<str:operation>"

ADDRESSES = (
    path(_AT, require_safe(form)),
    path(f"{_AT}/arrest", require_POST(arrest)),
    path(f"{_AT}/seizure", require_POST(seizure)),
    path(f"{_AT}/incident", require_POST(incident)),
)
