"""Saying that one knows: a partner's officer by an act, a contact by code, or one who telephoned.

Promises: a message is acknowledged once by an agency, by the one it was sent to; a later message
asks anew. What a contact says by the form is written by the node, without an officer's act.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.alerts.facts import Alert, SharedMessage
from tansiq.alerts.wording import clean_prose
from tansiq.record.alerts import (
    AlertAcknowledged,
    ContactReached,
    NoticeAcknowledged,
    NoticeEnded,
    NoticeTried,
    SiteDetails,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tidy import check_retention
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import HOME, ClassId
from tansiq.terms.warning import NoticeOutcome


def acknowledge(
    situation: Situation, message: SharedMessage | None, retention: NewClass
) -> tuple[Planned, ...]:
    """Plan one `alert_acknowledged` in the channel of a partner's message."""
    if message is None:
        raise Missing("alert_unknown")
    if message.agency == situation.me:
        raise Refused("alert_own")
    if message.known_by(situation.me):
        raise Conflict("alert_acknowledged_before")
    payload = AlertAcknowledged(
        originator=message.agency, alert=message.message.alert, number=message.message.number
    )
    return (
        Planned(
            channel=message.channel,
            payload=payload,
            retention=check_retention(retention, situation.now),
            after=(message.entry,),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachState:
    """The alert, the sites of the register, and which contacts know of which message."""

    alert: Alert | None
    sites: Mapping[str, SiteDetails]
    known: frozenset[tuple[str, str, int]] = frozenset()


def reach_contact(state: ReachState, named: tuple[str, str], note: str) -> tuple[Planned, ...]:
    """Plan one `contact_reached` for the message that counts; `named` = (site, contact)."""
    current = None if state.alert is None else state.alert.current
    if state.alert is None or current is None:
        raise Missing("alert_unknown")
    site, contact = named
    details = state.sites.get(site)
    people = () if details is None else details.contacts
    if site not in current.said.audience.sites or contact not in {one.contact for one in people}:
        raise Missing("alert_contact_unknown")
    if (site, contact, current.number) in state.known:
        raise Conflict("alert_acknowledged_before")
    payload = ContactReached(
        alert=state.alert.alert,
        number=current.number,
        site=site,
        contact=contact,
        note=clean_prose(note, "note", needed=False),
    )
    return (Planned(channel=HOME, payload=payload, retention=current.class_id),)


def notice_tried(tried: NoticeTried, class_id: ClassId) -> tuple[Planned, ...]:
    """Plan one `notice_tried`, before anything is sent."""
    return (Planned(channel=HOME, payload=tried, retention=class_id),)


def notice_ended(
    notice: str, outcome: NoticeOutcome, cause: str, class_id: ClassId
) -> tuple[Planned, ...]:
    """Plan one `notice_ended`."""
    payload = NoticeEnded(notice=notice, outcome=outcome.value, cause=cause)
    return (Planned(channel=HOME, payload=payload, retention=class_id),)


def notice_acknowledged(told: NoticeAcknowledged, class_id: ClassId) -> tuple[Planned, ...]:
    """Plan one `notice_acknowledged`."""
    return (Planned(channel=HOME, payload=told, retention=class_id),)
