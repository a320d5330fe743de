"""Our own part of an operation: its sites one by one, their checklists, words from them."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.node import cases, checklists, operation_parts, operations
from tansiq.node.actions import Action
from tansiq.node.operation_parts import PartSeen, SiteWish
from tansiq.operations.checklists import NEED_DOCUMENT, roles_that_waive
from tansiq.terms.casework import InstrumentKind
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import new_record_id
from tansiq.terms.operating import IncidentKind, SiteState
from tansiq.terms.rule_words import Circumstance, SiteDocument
from tansiq.terms.zones import local_time
from tansiq.web import operating_forms
from tansiq.web.case_plan import plan
from tansiq.web.case_told import told_of
from tansiq.web.case_words import caption
from tansiq.web.gate import Visit, page
from tansiq.web.operating_forms import address_of, where
from tansiq.web.operating_map import spots
from tansiq.web.operating_told import around, zones_known
from tansiq.web.rules import by_method

OF_A_PERSON = frozenset(
    {Circumstance.MINOR, Circumstance.INCOMMUNICADO, Circumstance.IDENTITY_CHECK}
)
OF_A_SITE = tuple(one for one in Circumstance if one not in OF_A_PERSON)


@page("operations", Action.WRITE_TACTICAL)
def begin(visit: Visit) -> HttpResponse:
    """Choose the case or exercise of a new operation."""
    found = cases.listed(visit.node, visit.reader)
    return visit.page("operating/new.html", cases=found, **told_of(visit))


@page("operations", Action.WRITE_TACTICAL)
def blank(visit: Visit) -> HttpResponse:
    """The form of the first site of a new operation."""
    wanted = where(visit.request.GET.get("channel", ""), new_record_id())
    case = cases.one(visit.node, visit.reader, wanted.channel)
    seen = operation_parts.fresh(visit.node, visit.reader, wanted)
    return visit.page("operating/site.html", **_offers(visit, seen), held=None, case=case, zone="")


@page("operations", Action.READ_TACTICAL)
def part(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """Our sites as cards; those of others as codes and counts."""
    seen = operation_parts.part(visit.node, visit.reader, where(channel, operation))
    drawn = plan(spots(seen.part))
    return visit.page("operating/part.html", **_offers(visit, seen), plan=drawn)


@page("operations", Action.WRITE_TACTICAL)
def one_site(visit: Visit, channel: str, operation: str, site: str = "") -> HttpResponse:
    """The form of one site, or of one more."""
    seen = operation_parts.part(visit.node, visit.reader, where(channel, operation))
    held = None if not site or seen.part is None else seen.part.of(site).site
    zone = seen.scene.zones.get(site, "")
    entry = ""
    if held is not None and held.enters_at:
        at = local_time(parse_stamp(held.enters_at), zone).wall
        entry = at.isoformat(timespec="minutes")
    facts = _offers(visit, seen)
    return visit.page(
        "operating/site.html", **{**facts, "held": held, "zone": zone, "entry": entry}
    )


def _offers(visit: Visit, seen: PartSeen) -> dict[str, Any]:
    """What a page of our own part is given, its form included."""
    people = {one.officer: one.name for one in seen.officers}
    return {
        **around(visit, seen.scene, "part"),
        "seen": seen,
        "people": people,
        "captions": {one.entity: caption(one) for one in seen.files},
        "conditions": OF_A_SITE,
        "instruments": tuple(InstrumentKind),
        "zones_known": zones_known(),
        "entry": "",
    }


@page("operations", Action.WRITE_TACTICAL)
def write(visit: Visit, channel: str, operation: str, site: str = "") -> HttpResponse:
    """Write a site: our part in a new version, and its commitment for the others."""
    place, wish = where(channel, operation), operating_forms.site_wish(visit, site)
    return visit.sign(
        lambda signer: operation_parts.write_site(visit.node, signer, place, wish),
        f"{address_of(place)}/part",
    )


@page("operations", Action.WRITE_TACTICAL)
def remove(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """Take a site out of our part."""
    place = where(channel, operation)
    wish = SiteWish(code=site, site=None, zone="", jurisdiction="", seen=visit.posted("seen"))
    return visit.sign(
        lambda signer: operation_parts.write_site(visit.node, signer, place, wish),
        f"{address_of(place)}/part",
    )


@page("operations", Action.READ_TACTICAL)
def site(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """One of our sites: checklist, words from it, its order acknowledged."""
    seen = operation_parts.site(visit.node, visit.reader, where(channel, operation), site)
    roles = visit.officer.roles
    return visit.page(
        "operating/checks.html",
        **around(visit, seen.scene, "part"),
        seen=seen,
        waivable={one.code for one in seen.held.points if roles_that_waive(one, roles)},
        need_document=NEED_DOCUMENT,
        papers=tuple(SiteDocument),
        states=tuple(SiteState),
        incidents=tuple(IncidentKind),
        zone=seen.scene.zones.get(site, "UTC"),
    )


def _here(channel: str, operation: str, site: str) -> str:
    return f"{address_of(where(channel, operation))}/sites/{site}"


@page("operations", Action.KEEP_CHECKLIST)
def mark(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """Say that a point is there, or is not."""
    place, said = where(channel, operation), operating_forms.mark(visit)
    return visit.sign(
        lambda signer: checklists.mark_point(visit.node, signer, place, site, said),
        _here(channel, operation, site),
    )


@page("operations", Action.WAIVE_POINT)
def waive(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """Take it on oneself that a point is missing."""
    place, wish = where(channel, operation), (visit.posted("item"), visit.posted("reason"))
    return visit.sign(
        lambda signer: checklists.waive_point(visit.node, signer, place, site, wish),
        _here(channel, operation, site),
    )


@page("operations", Action.REPORT_SITE)
def report(visit: Visit, channel: str, operation: str, site: str) -> HttpResponse:
    """Tell all parties what a site said by radio."""
    place, said = where(channel, operation), operating_forms.report(visit)
    return visit.sign(
        lambda signer: operations.report_site(visit.node, signer, place, site, [said]),
        _here(channel, operation, site),
    )


_EITHER = ["GET", "HEAD", "POST"]
_AT = "operations/<str:channel>/<str:operation>"
ADDRESSES = (
    path("operations/new", require_safe(begin)),
    path("operations/new/site", require_safe(blank)),
    path(f"{_AT}/part", require_safe(part)),
    path(f"{_AT}/part/new", require_http_methods(_EITHER)(by_method(one_site, write))),
    path(f"{_AT}/part/<str:site>", require_http_methods(_EITHER)(by_method(one_site, write))),
    path(f"{_AT}/part/<str:site>/remove", require_POST(remove)),
    path(f"{_AT}/sites/<str:site>", require_safe(site)),
    path(f"{_AT}/sites/<str:site>/mark", require_POST(mark)),
    path(f"{_AT}/sites/<str:site>/waive", require_POST(waive)),
    path(f"{_AT}/sites/<str:site>/report", require_POST(report)),
)
