"""Finding sites and alerts in the tables: from rows to what the records say together.

Promises: an id counts with the first record that used it; what a partner repeats changes nothing.
Reads tables of alerts alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec

from tansiq.alerts.facts import APPROVED, REFUSED, Alert, Message, Ruling, SharedMessage
from tansiq.alerts.register import Site
from tansiq.record.alerts import (
    AlertCancelled,
    AlertIssued,
    AlertProposed,
    AlertUpdated,
    SharedAlert,
    SiteChanged,
    SiteContact,
    SiteDetails,
    SiteRegistered,
    SiteRemoved,
)
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, ClassId, EntryRef
from tansiq.terms.warning import AlertStep

Row = Mapping[str, Any]

_SHARED: Mapping[str, type[SharedAlert]] = {
    AlertStep.ALERT: AlertIssued,
    AlertStep.UPDATE: AlertUpdated,
    AlertStep.CANCEL: AlertCancelled,
}


def ref_of(row: Row) -> EntryRef:
    """The reference to cite an entry by, from its row."""
    return EntryRef(row["origin"], row["seq"], row["leaf"])


def site(tx: Tx, named: str) -> Site | None:
    """A site as it stands, removed ones too."""
    found = _sites(_rows_of(tx, named))
    return found[0] if found else None


def _rows_of(tx: Tx, named: str) -> list[Row]:
    query = "SELECT * FROM alert_site WHERE site = %s ORDER BY generation, epoch, seq"
    return list(tx.rows(query, (named,)))


def sites(tx: Tx, *, removed: bool = False) -> tuple[Site, ...]:
    """The register by name; those that left it only where asked for."""
    rows = tx.rows("SELECT * FROM alert_site ORDER BY site, generation, epoch, seq")
    found = [one for one in _sites(rows) if removed or not one.removed]
    return tuple(sorted(found, key=lambda one: (one.details.name.casefold(), one.site)))


def sites_named(tx: Tx, named: Sequence[str]) -> dict[str, SiteDetails]:
    """What the register says of these sites now; those that left it are not there."""
    query = "SELECT * FROM alert_site WHERE site = ANY(%s) ORDER BY site, generation, epoch, seq"
    found = _sites(tx.rows(query, (list(named),)))
    return {one.site: one.details for one in found if not one.removed}


def contacts_ever(tx: Tx, named: str) -> dict[str, SiteContact]:
    """Everybody who was ever to be told at a site, as last known, by contact."""
    return {
        each.contact: each
        for row in _rows_of(tx, named)
        if (details := _details(row)) is not None
        for each in details.contacts
    }


def _sites(rows: Iterable[Row]) -> list[Site]:
    return [
        made for _, told in groupby(rows, lambda row: row["site"]) if (made := _site(list(told)))
    ]


def _site(rows: Sequence[Row]) -> Site | None:
    if rows[0]["kind"] != SiteRegistered.KIND:
        return None
    known = [details for row in rows if (details := _details(row)) is not None]
    return Site(
        site=rows[0]["site"],
        details=known[-1],
        class_id=ClassId(rows[0]["class_id"]),
        removed=any(row["kind"] == SiteRemoved.KIND for row in rows),
        since=rows[0]["time"],
    )


def _details(row: Row) -> SiteDetails | None:
    if row["kind"] == SiteRegistered.KIND:
        return msgspec.json.decode(row["record"], type=SiteRegistered).details
    if row["kind"] == SiteChanged.KIND:
        return msgspec.json.decode(row["record"], type=SiteChanged).details
    return None


def alert(tx: Tx, named: str) -> Alert | None:
    """An alert of ours with everything decided about it."""
    found = _alerts(tx, (named,))
    return found[0] if found else None


def alerts(tx: Tx) -> tuple[Alert, ...]:
    """Every alert of ours, the newest first."""
    rows = tx.rows(
        "SELECT alert FROM alert_proposal WHERE number = 1"
        " ORDER BY time DESC, generation DESC, epoch DESC, seq DESC"
    )
    order = {name: place for place, name in enumerate(dict.fromkeys(row["alert"] for row in rows))}
    return tuple(sorted(_alerts(tx, tuple(order)), key=lambda one: order[one.alert]))


def unexpired(tx: Tx, now: str) -> tuple[Alert, ...]:
    """Alerts of ours with a message that has not expired at this wire time."""
    rows = tx.rows("SELECT DISTINCT alert FROM alert_proposal WHERE expiry > %s", (now,))
    return tuple(_alerts(tx, tuple(row["alert"] for row in rows)))


def _alerts(tx: Tx, named: Sequence[str]) -> list[Alert]:
    rows = tx.rows(
        "SELECT * FROM alert_proposal WHERE alert = ANY(%s)"
        " ORDER BY alert, number, generation, epoch, seq",
        (list(named),),
    )
    rulings = tx.rows(
        "SELECT * FROM alert_ruling WHERE alert = ANY(%s) ORDER BY generation, epoch, seq",
        (list(named),),
    )
    made = []
    for name, told in groupby(rows, lambda row: row["alert"]):
        first: dict[int, Row] = {}
        for row in told:
            first.setdefault(row["number"], row)
        ours = [one for one in rulings if one["alert"] == name]
        made.append(Alert(name, tuple(_message(row, ours) for row in first.values())))
    return made


def _message(row: Row, rulings: Sequence[Row]) -> Message:
    ours = [one for one in rulings if one["number"] == row["number"]]
    decisions = [
        one
        for one in ours
        if one["outcome"] == REFUSED
        or (one["outcome"] == APPROVED and one["digest"] == row["digest"])
    ]
    reviews = [one for one in ours if one["outcome"] not in {APPROVED, REFUSED}]
    return Message(
        said=msgspec.json.decode(row["record"], type=AlertProposed),
        digest=row["digest"],
        officer=row["officer"],
        time=row["time"],
        class_id=ClassId(row["class_id"]),
        entry=ref_of(row),
        decision=_ruling(decisions),
        review=_ruling(reviews),
    )


def _ruling(rows: Sequence[Row]) -> Ruling | None:
    if not rows:
        return None
    one = rows[0]
    return Ruling(one["outcome"], one["officer"], one["time"], one["reason"])


def shared(tx: Tx, channel: str, agency: str, named: str) -> tuple[SharedMessage, ...]:
    """The messages of an alert of an agency in a channel, by number; the first of each counts."""
    rows = tx.rows(
        "SELECT * FROM alert_shared WHERE channel = %s AND agency = %s AND alert = %s"
        " ORDER BY number, generation, epoch, seq",
        (channel, agency, named),
    )
    return _shared_messages(tx, rows)


def shared_in(tx: Tx, channels: Sequence[str]) -> tuple[SharedMessage, ...]:
    """Every message in these channels, the newest first."""
    rows = tx.rows(
        "SELECT * FROM alert_shared WHERE channel = ANY(%s)"
        " ORDER BY time DESC, origin DESC, seq DESC",
        (list(channels),),
    )
    return _shared_messages(tx, rows)


def shared_somewhere(tx: Tx, agency: str, named: str) -> tuple[SharedMessage, ...]:
    """The messages of an alert of an agency in every channel where it lies, by number."""
    rows = tx.rows(
        "SELECT * FROM alert_shared WHERE agency = %s AND alert = %s"
        " ORDER BY channel, number, generation, epoch, seq",
        (agency, named),
    )
    return _shared_messages(tx, rows)


def _shared_messages(tx: Tx, rows: Sequence[Row]) -> tuple[SharedMessage, ...]:
    first: dict[tuple[str, str, str, int], Row] = {}
    for row in sorted(rows, key=lambda row: (row["generation"], row["epoch"], row["seq"])):
        first.setdefault((row["channel"], row["agency"], row["alert"], row["number"]), row)
    kept = {(row["origin"], row["seq"]) for row in first.values()}
    named = sorted({row["alert"] for row in rows})
    told = tx.rows(
        "SELECT * FROM alert_acknowledged WHERE alert = ANY(%s)"
        " ORDER BY time, generation, epoch, seq",
        (named,),
    )
    return tuple(_shared(row, told) for row in rows if (row["origin"], row["seq"]) in kept)


def _shared(row: Row, told: Sequence[Row]) -> SharedMessage:
    known: dict[str, str] = {}
    for one in told:
        # Whoever is no reader of it cannot know of it; who wrote it need not say so.
        if _about(one, row):
            known.setdefault(one["agency"], one["time"])
    return SharedMessage(
        agency=row["agency"],
        channel=ChannelId(row["channel"]),
        said=msgspec.json.decode(row["record"], type=_SHARED[row["step"]]),
        entry=ref_of(row),
        time=row["time"],
        received=row["received"],
        acknowledged=tuple(sorted(known.items())),
    )


def _about(one: Row, row: Row) -> bool:
    same = ("alert", "number", "channel")
    return (
        all(one[name] == row[name] for name in same)
        and one["originator"] == row["agency"]
        and one["agency"] != row["agency"]
    )
