"""The register of protected sites and people: who is to be warned, and whom to tell in which order.

Promises: a site has somebody to tell, each with an address and a language this house speaks; each
site lies in a retention class of its own, and what is said of it later lies in the same one. Does
not: show it to anybody; the node decides who may see it (REQUIREMENTS 5.5).
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from tansiq.alerts.areas import clean_circles, clean_polygons
from tansiq.alerts.wording import (
    AREA,
    TEXT,
    clean_address,
    clean_line,
    clean_phone,
    clean_prose,
)
from tansiq.record.alerts import (
    SiteChanged,
    SiteContact,
    SiteDetails,
    SiteRegistered,
    SiteRemoved,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tidy import check_retention
from tansiq.terms.errors import Conflict, Invalid, Missing
from tansiq.terms.ids import HOME, ClassId, record_id
from tansiq.terms.languages import Language
from tansiq.terms.warning import SiteKind

MOST_CONTACTS = 20
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site as the register has it now."""

    site: str
    details: SiteDetails
    class_id: ClassId
    removed: bool
    since: str


@dataclass(frozen=True, slots=True)
class RegisterState:
    """Who acts, whether the id is taken, and the site as it stands."""

    situation: Situation
    site: Site | None
    taken: AbstractSet[str] = frozenset()


def register_site(
    state: RegisterState, wish: SiteRegistered, retention: NewClass
) -> tuple[Planned, ...]:
    """Plan one `site_registered` in a class of its own; Conflict `site_known`."""
    record_id(wish.site)
    if wish.site in state.taken:
        raise Conflict("site_known", site=wish.site)
    payload = SiteRegistered(
        site=wish.site,
        details=clean_details(wish.details),
        reason=clean_prose(wish.reason, "reason"),
    )
    dates = check_retention(retention, state.situation.now)
    return (Planned(channel=HOME, payload=payload, retention=dates),)


def change_site(state: RegisterState, wish: SiteChanged) -> tuple[Planned, ...]:
    """Plan one `site_changed`; Missing `site_unknown`."""
    held = _standing(state)
    payload = SiteChanged(
        site=held.site,
        details=clean_details(_same_people(held.details, wish.details)),
        reason=clean_prose(wish.reason, "reason"),
    )
    return (Planned(channel=HOME, payload=payload, retention=held.class_id),)


def remove_site(state: RegisterState, reason: str) -> tuple[Planned, ...]:
    """Plan one `site_removed`; Missing `site_unknown`."""
    held = _standing(state)
    payload = SiteRemoved(site=held.site, reason=clean_prose(reason, "reason"))
    return (Planned(channel=HOME, payload=payload, retention=held.class_id),)


def clean_details(details: SiteDetails) -> SiteDetails:
    """A site brought to normal form, or Invalid naming what fails."""
    contacts = tuple(_contact(one) for one in details.contacts)
    if not 1 <= len(contacts) <= MOST_CONTACTS:
        raise Invalid("alert_contacts", most=MOST_CONTACTS)
    for named in ([one.contact for one in contacts], [one.email.casefold() for one in contacts]):
        if len(set(named)) != len(named):
            raise Invalid("alert_contact_twice")
    return SiteDetails(
        name=clean_line(details.name, "name"),
        kind=SiteKind(details.kind).value,
        address=clean_prose(details.address, "address", most=AREA, needed=False),
        area=clean_prose(details.area, "area", most=TEXT, needed=False),
        contacts=contacts,
        circles=clean_circles(details.circles),
        polygons=clean_polygons(details.polygons),
    )


def _same_people(held: SiteDetails, details: SiteDetails) -> SiteDetails:
    """Contacts under an address that is known keep their id: what they were told stays theirs."""
    known = {one.email.casefold(): one.contact for one in held.contacts}
    contacts = tuple(
        msgspec.structs.replace(one, contact=known.get(one.email.strip().casefold(), one.contact))
        for one in details.contacts
    )
    return msgspec.structs.replace(details, contacts=contacts)


def _contact(one: SiteContact) -> SiteContact:
    if one.language not in set(Language):
        choices = ", ".join(sorted(Language))
        raise Invalid("alert_contact_language", value=one.language[:20], choices=choices)
    if not 1 <= one.minutes <= MOST_MINUTES:
        raise Invalid("alert_minutes", most=MOST_MINUTES)
    return SiteContact(
        contact=record_id(one.contact),
        name=clean_line(one.name, "name"),
        email=clean_address(one.email),
        language=str(one.language),
        minutes=one.minutes,
        phone=clean_phone(one.phone),
    )


def _standing(state: RegisterState) -> Site:
    if state.site is None or state.site.removed:
        raise Missing("site_unknown")
    return state.site
