"""Alerts, sites and states of the world for the tests of the slice."""

import dataclasses
from datetime import UTC, datetime, timedelta

import msgspec

from tansiq.alerts.audience import Hearing
from tansiq.alerts.facts import APPROVED, Alert, Message, Ruling
from tansiq.alerts.issuing import IssuingState, digest_of
from tansiq.alerts.leaks import Traces
from tansiq.record.alerts import (
    AlertAudience,
    AlertMessage,
    AlertProposed,
    AlertText,
    SiteContact,
    SiteDetails,
)
from tansiq.record.material import Markings, TransferGround
from tansiq.record.plan import NewClass
from tansiq.record.situation import ChannelNow, Situation
from tansiq.terms.clock import stamp
from tansiq.terms.ids import (
    ChannelId,
    EntryRef,
    NodeId,
    OfficerId,
    new_class_id,
    new_officer_id,
    new_record_id,
)

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
ME, OTHER = NodeId("rabat"), NodeId("madrid")
DESK = ChannelId("desk:madrid~rabat")
EXERCISE = ChannelId("exercise:autumn")
SITE, GUARD, SECOND = new_record_id(), new_officer_id(), new_officer_id()


def text(language: str = "en", **changes: str) -> AlertText:
    told = {
        "headline": "Warning",
        "description": "Danger near the north entrance.",
        "advice": "Close the entrance.",
        "area": "Centre",
    }
    return AlertText(language=language, **{**told, **changes})


def person(language: str = "en", minutes: int = 10, email: str = "a@x.example") -> SiteContact:
    return SiteContact(
        contact=new_record_id(), name="Amina", email=email, language=language, minutes=minutes
    )


def site(*people: SiteContact) -> SiteDetails:
    return SiteDetails(
        name="House", kind="worship", address="", area="", contacts=people or (person(),)
    )


def message(**changes: object) -> AlertMessage:
    usual = AlertMessage(
        alert=new_record_id(),
        number=1,
        step="alert",
        exercise=False,
        urgency="immediate",
        severity="severe",
        certainty="likely",
        category="security",
        responses=("avoid",),
        expiry=stamp(NOW + timedelta(hours=12)),
        texts=(text(),),
    )
    return msgspec.structs.replace(usual, **changes)


def wish(said: AlertMessage | None = None, **changes: object) -> AlertProposed:
    usual = AlertProposed(
        message=said or message(),
        audience=AlertAudience(sites=(SITE,), channels=()),
        basis=(),
        handling=Markings(code="H2"),
        legal_basis="Code, article 4",
        transfer_grounds=(),
    )
    return msgspec.structs.replace(usual, **changes)


def hearing(channel: ChannelId = DESK, *grounds: str, **changes: object) -> Hearing:
    now = ChannelNow(channel, 1, (OTHER, ME))
    return dataclasses.replace(Hearing(now, {OTHER: frozenset(grounds)}), **changes)


def ground(code: str = "threat_to_life") -> TransferGround:
    return TransferGround(code=code, direction=f"{ME}>{OTHER}")


def state(held: Alert | None = None, **changes: object) -> IssuingState:
    usual = IssuingState(
        situation=Situation(ME, OfficerId(GUARD), NOW),
        alert=held,
        sites={SITE: site()},
        hearings={DESK: hearing(), EXERCISE: hearing(EXERCISE)},
        traces=Traces(),
        retention=NewClass("2027-01-01", "2028-01-01"),
    )
    return dataclasses.replace(usual, **changes)


def held(*said: AlertProposed, approved: bool = True, officer: str = GUARD) -> Alert:
    """An alert with these messages, each approved by the second officer."""
    ruling = Ruling(APPROVED, SECOND, stamp(NOW)) if approved else None
    kept = new_class_id()
    return Alert(
        said[0].message.alert,
        tuple(
            Message(
                said=one,
                digest=digest_of(one),
                officer=officer,
                time=stamp(NOW),
                class_id=kept,
                entry=EntryRef("rabat/home/g1/e1", at, "00" * 32),
                decision=None if one.danger_to_life else ruling,
            )
            for at, one in enumerate(said)
        ),
    )


def following(alert: Alert, **changes: object) -> AlertMessage:
    """The next message of an alert."""
    before = alert.messages[-1].said.message
    usual = {"number": before.number + 1, "step": "update"}
    return msgspec.structs.replace(before, **{**usual, **changes})
