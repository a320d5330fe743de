"""The desk of those who warn: our alerts, who was told, who knows, what is due next.

Promises: whoever may not see the register sees none of this; each look is noted with the ids of
alerts and sites it showed. What presses stands first: reviews overdue, then nobody who knows, by
the time to the next rung, then what waits for a second officer, then what ends soonest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.alerts import ladder, queries
from tansiq.alerts.facts import Alert, Message
from tansiq.alerts.ladder import Rungs
from tansiq.alerts.telling import Known
from tansiq.desk.delivery import Reaches, delivery
from tansiq.node import alert_basis
from tansiq.node.actions import Action
from tansiq.node.acts import ActSeen, acts_of
from tansiq.node.alert_basis import BasisSeen
from tansiq.node.alert_writing import ABSENT
from tansiq.node.compose import Node
from tansiq.node.partners import reaches
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.officers.people import Officer
from tansiq.record.alerts import SiteContact, SiteDetails
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.ids import HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTold:
    """Somebody on the ladder: how far the mail has come, and whether they know.

    `state` is a word of `notice_outcomes`, or `under_way`, or `not_told`.
    """

    contact: str
    name: str
    language: str
    email: str
    phone: str
    state: str
    tries: int
    cause: str = ""
    last: str = ""
    again: str = ""
    known: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTold:
    """A site in an alert: its ladder, since when somebody knows, who is told next and when."""

    site: str
    name: str
    kind: str
    contacts: tuple[ContactTold, ...]
    knows: str
    next_name: str = ""
    next_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTold:
    """A partner in an alert: how far its copy has come, and since when it says that it knows."""

    channel: str
    agency: str
    delivery: str
    knows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSeen:
    """An alert with everybody it reaches; sources and acts on its own page alone."""

    alert: Alert
    state: str
    sites: tuple[SiteTold, ...]
    partners: tuple[PartnerTold, ...]
    bases: tuple[BasisSeen, ...] = ()
    acts: tuple[tuple[int, tuple[ActSeen, ...]], ...] = ()

    @property
    def shown(self) -> Message:
        """The message that counts, or the first proposal."""
        return self.alert.current or self.alert.messages[-1]

    @property
    def unknown_to(self) -> int:
        """How many sites and partners have not said that they know."""
        knows = [one.knows for one in self.sites] + [one.knows for one in self.partners]
        return sum(not one for one in knows)


def board(node: Node, reader: Reader) -> tuple[AlertSeen, ...]:
    """Every alert of ours, most pressing first."""
    now = stamp(node.clock.now())

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[AlertSeen, ...], Sequence[str]]:
        known = reaches(node, tx)
        found = [_seen(node, tx, one, known) for one in queries.alerts(tx)]
        seen = tuple(sorted(found, key=lambda one: _order(one, now)))
        shown = [each for one in seen for each in (one.alert.alert, *_sites(one))]
        return seen, list(dict.fromkeys(shown))

    return read(node, reader, Look(action=Action.SEE_ALERTS, file=HOME, absent=ABSENT), query)


def show(node: Node, reader: Reader, alert: str) -> AlertSeen:
    """One alert of ours whole, with what it rests on; Missing `alert_unknown`."""
    with node.store.reading() as tx:
        found = queries.alert(tx, alert)
    if found is None:
        raise unknown(node, reader, Action.SEE_ALERTS, ABSENT)

    def query(tx: Tx, officer: Officer) -> tuple[AlertSeen, Sequence[str]]:
        bases = dict.fromkeys(one for each in found.messages for one in each.said.basis)
        made = _seen(
            node,
            tx,
            found,
            reaches(node, tx),
            tuple(alert_basis.seen(node, tx, officer, one) for one in bases),
        )
        return made, [alert, *_sites(made), *(one.named for one in bases)]

    return read(node, reader, Look(action=Action.SEE_ALERTS, file=HOME, absent=ABSENT), query)


def _seen(
    node: Node, tx: Tx, alert: Alert, known: Reaches, bases: tuple[BasisSeen, ...] = ()
) -> AlertSeen:
    shown = alert.current or alert.messages[-1]
    register = queries.sites_named(tx, shown.said.audience.sites)
    know = queries.known(tx, alert.alert)
    ladders = queries.rungs(tx, alert) or _planned(alert, register)
    return AlertSeen(
        alert=alert,
        state=_state(node, alert),
        sites=tuple(_site(node, one, register.get(one.site), know) for one in ladders),
        partners=_partners(node, tx, alert, known),
        bases=bases,
        acts=tuple(
            (one.number, acts_of(node, tx, one.entry.origin, one.entry.seq))
            for one in (alert.messages if bases else ())
        ),
    )


def _planned(alert: Alert, register: dict[str, SiteDetails]) -> tuple[Rungs, ...]:
    """Whom a message would tell, before it is in force."""
    message = alert.messages[-1]
    return tuple(
        Rungs(
            site=site,
            number=message.number,
            step=message.said.message.step,
            since=message.time,
            expiry=message.time,
            contacts=details.contacts,
            tries=(),
            known={},
        )
        for site, details in register.items()
    )


def _state(node: Node, alert: Alert) -> str:
    """One word for where an alert stands."""
    if alert.cancelled:
        return "cancelled"
    if alert.expired(node.clock.now()):
        return "expired"
    if alert.current is not None:
        return "in_force"
    return "refused" if alert.messages[-1].refused else "proposed"


def _site(node: Node, rungs: Rungs, details: SiteDetails | None, know: Sequence[Known]) -> SiteTold:
    now = node.clock.now()
    next_one = ladder.escalation(rungs, now)
    how = {(one.site, one.contact, one.number): one for one in know}
    return SiteTold(
        site=rungs.site,
        name="" if details is None else details.name,
        kind="" if details is None else details.kind,
        contacts=tuple(
            _contact(rungs, one, how.get((rungs.site, one.contact, rungs.number)))
            for one in (*rungs.contacts, *rungs.extra)
        ),
        knows=rungs.knows_since(),
        next_name="" if next_one is None else next_one.contact.name,
        next_at="" if next_one is None else stamp(next_one.at),
    )


def _contact(rungs: Rungs, one: SiteContact, known: Known | None) -> ContactTold:
    tried = rungs.tries_of(one.contact)
    newest = tried[-1] if tried else None
    return ContactTold(
        contact=one.contact,
        name=one.name,
        language=one.language,
        email=one.email,
        phone=one.phone,
        state="not_told" if newest is None else newest.outcome or "under_way",
        tries=len(tried),
        cause="" if newest is None else newest.cause,
        last="" if newest is None else newest.time,
        again="" if known else ladder.next_try(rungs, one.contact),
        known="" if known is None else known.time,
        how="" if known is None else known.how,
    )


def _partners(node: Node, tx: Tx, alert: Alert, known: Reaches) -> tuple[PartnerTold, ...]:
    current = alert.current
    if current is None:
        return ()
    found = []
    for channel in current.said.audience.channels:
        messages = queries.shared(tx, channel, node.me, alert.alert)
        newest = messages[-1] if messages else None
        for agency in () if newest is None else newest.said.recipients:
            place = newest.entry if newest else current.entry
            found.append(
                PartnerTold(
                    channel=channel,
                    agency=agency,
                    delivery=delivery(known, agency, place.origin, place.seq).value,
                    knows=newest.known_by(agency) if newest else "",
                )
            )
    return tuple(found)


def _sites(one: AlertSeen) -> list[str]:
    return [each.site for each in one.sites]


def _order(one: AlertSeen, now: str) -> tuple[int, str]:
    """What presses: a rank and a wire time."""
    overdue = [each.review_due for each in one.alert.reviews_due if each.review_due <= now]
    if overdue:
        return 0, min(overdue)
    if one.state == "in_force":
        rungs = [each.next_at for each in one.sites if not each.knows and each.next_at]
        if one.unknown_to:
            return 1, min(rungs, default=one.shown.said.message.expiry)
    if one.alert.pending is not None:
        return 2, one.alert.pending.time
    if one.alert.reviews_due:
        return 3, min(each.review_due for each in one.alert.reviews_due)
    if one.state == "in_force":
        return 4, one.shown.said.message.expiry
    return 5, _reversed(one.shown.time)


def _reversed(time: str) -> str:
    """A text that sorts the newest first."""
    return f"{10**12 - int(parse_stamp(time).timestamp()):013}"
