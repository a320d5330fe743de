"""Who was told and who knows, for one alert: deliveries by site, and the ladders they stand on.

Promises: an attempt is one row and its outcome another; of several outcomes of one attempt the one
that says it was handed over counts, else the first. Reads tables of alerts alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tansiq.alerts.facts import Alert
from tansiq.alerts.ladder import Rungs, Try
from tansiq.alerts.lookup import contacts_ever, sites_named
from tansiq.record.alerts import SiteDetails
from tansiq.store.connect import Tx
from tansiq.terms.ids import ClassId
from tansiq.terms.warning import NoticeOutcome

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A contact who knows of a message: since when, and how they said so."""

    site: str
    contact: str
    number: int
    how: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One attempt as its link finds it."""

    notice: str
    alert: str
    number: int
    site: str
    contact: str
    code_digest: str
    class_id: ClassId


def known(tx: Tx, alert: str) -> tuple[Known, ...]:
    """Which contacts know of which message, the first word of each."""
    rows = tx.rows(
        "SELECT DISTINCT ON (site, contact, number) site, contact, number, how, time"
        " FROM alert_known WHERE alert = %s"
        " ORDER BY site, contact, number, generation, epoch, seq",
        (alert,),
    )
    return tuple(Known(**row) for row in rows)


def notice(tx: Tx, named: str) -> Notice | None:
    """An attempt by the id in its link."""
    row = tx.one(
        "SELECT notice, alert, number, site, contact, code_digest, class_id FROM alert_try"
        " WHERE notice = %s ORDER BY generation, epoch, seq LIMIT 1",
        (named,),
    )
    return None if row is None else Notice(**{**row, "class_id": ClassId(row["class_id"])})


def rungs(tx: Tx, alert: Alert) -> tuple[Rungs, ...]:
    """The ladder of every site that the message that counts is for; none before one does."""
    message = alert.current
    if message is None:
        return ()
    said = message.said
    register = sites_named(tx, said.audience.sites)
    tries = _tries(tx, alert.alert)
    know = known(tx, alert.alert)
    return tuple(
        Rungs(
            site=site,
            number=message.number,
            step=said.message.step,
            since=message.since,
            expiry=said.message.expiry,
            contacts=_contacts(register.get(site)),
            tries=(mine := tuple(one for where, one in tries if where == site)),
            known={(one.contact, one.number): one.time for one in know if one.site == site},
            extra=_others(tx, site, register.get(site), mine),
        )
        for site in said.audience.sites
    )


def _contacts(details: SiteDetails | None) -> tuple[Any, ...]:
    return () if details is None else details.contacts


def _others(
    tx: Tx, site: str, details: SiteDetails | None, tries: Sequence[Try]
) -> tuple[Any, ...]:
    """Contacts who were told and are on the register no more, as last known."""
    here = {one.contact for one in _contacts(details)}
    gone = dict.fromkeys(one.contact for one in tries if one.contact not in here)
    if not gone:
        return ()
    ever = contacts_ever(tx, site)
    return tuple(ever[one] for one in gone if one in ever)


def _tries(tx: Tx, alert: str) -> list[tuple[str, Try]]:
    rows = tx.rows(
        "SELECT DISTINCT ON (t.notice) t.notice, t.site, t.contact, t.number, t.attempt, t.time,"
        " coalesce(e.outcome, '') AS outcome, coalesce(e.cause, '') AS cause,"
        " coalesce(e.time, '') AS ended FROM alert_try t"
        " LEFT JOIN alert_try_end e ON e.notice = t.notice WHERE t.alert = %s"
        " ORDER BY t.notice, e.outcome IS DISTINCT FROM %s, e.generation, e.epoch, e.seq",
        (alert, NoticeOutcome.HANDED_OVER.value),
    )
    made = [(str(row.pop("site")), Try(**row)) for row in map(dict, rows)]
    return sorted(made, key=lambda one: (one[1].time, one[1].attempt))
