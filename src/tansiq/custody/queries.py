"""What is asked of the register: who is held, what happened to them, what was seized, how many.

Promises: reads rows and gives plain values; what belongs to an exercise is given only to who asks
for an exercise, since a channel is asked for by name. Says of nobody more than the records do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from tansiq.custody.arrests import Law
from tansiq.custody.now import ArrestNow, CustodyNow, NoteNow
from tansiq.custody.rules_queries import overrides, rule_sets
from tansiq.record.custody import (
    ArrestNoted,
    ArrestRecorded,
    FieldSynced,
    IncidentRecorded,
    ItemSeized,
)
from tansiq.record.plan import NewClass
from tansiq.record.situation import Situation
from tansiq.store.connect import Row, Tx
from tansiq.terms.ids import ChannelId, ClassId


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote a record here, and when this node took it in."""

    entry: str
    officer: str
    time: str


@dataclass(frozen=True, slots=True)
class ArrestRow:
    """A person held, with who wrote what of them: the arrest first, then each note."""

    now: ArrestNow
    by: tuple[Written, ...]

    @property
    def said(self) -> ArrestRecorded:
        """The arrest as it was recorded."""
        return self.now.said


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A thing seized, and who wrote it."""

    said: ItemSeized
    by: Written
    class_id: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """Something that went wrong, and who wrote it."""

    said: IncidentRecorded
    by: Written


@dataclass(frozen=True, slots=True)
class SiteCount:
    """How many persons held and things seized one site has."""

    operation: str
    site: str
    arrests: int
    items: int


@dataclass(frozen=True, slots=True)
class Held:
    """How far the items of a device are in: the last number, and its chain."""

    last: int = 0
    chain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which part of the register: channels of operations, one operation, some sites."""

    channels: tuple[str, ...]
    operation: str = ""
    sites: tuple[str, ...] | None = None

    @property
    def where(self) -> tuple[str, tuple[object, ...]]:
        """The condition on a table that names operation and site, and its values."""
        found = "shared = ANY(%s) AND (%s = '' OR operation = %s)"
        values: tuple[object, ...] = (list(self.channels), self.operation, self.operation)
        if self.sites is None:
            return found, values
        return f"{found} AND site = ANY(%s)", (*values, list(self.sites))


_ORDER = "epoch, seq"


def arrests(tx: Tx, about: About) -> tuple[ArrestRow, ...]:
    """The persons held, in the order in which they were recorded."""
    where, values = about.where
    rows = tx.rows(f"SELECT * FROM custody_arrest WHERE {where} ORDER BY {_ORDER}", values)
    notes = _notes(tx, [row["arrest"] for row in rows])
    return tuple(_arrest(row, notes.get(row["arrest"], [])) for row in rows)


def arrest(tx: Tx, arrest_id: str) -> ArrestRow | None:
    """One person held."""
    row = tx.one("SELECT * FROM custody_arrest WHERE arrest = %s", (arrest_id,))
    return None if row is None else _arrest(row, _notes(tx, [arrest_id]).get(arrest_id, []))


def items(tx: Tx, about: About, label: str = "") -> tuple[ItemRow, ...]:
    """The things seized, by site and label; those of one label key where one is given."""
    where, values = about.where
    rows = tx.rows(
        f"SELECT * FROM custody_item WHERE {where} AND (%s = '' OR label = %s)"
        " ORDER BY operation, site, label",
        (*values, label, label),
    )
    return tuple(_item(row) for row in rows)


def item(tx: Tx, item_id: str) -> ItemRow | None:
    """One thing seized."""
    row = tx.one("SELECT * FROM custody_item WHERE item = %s", (item_id,))
    return None if row is None else _item(row)


def incidents(tx: Tx, about: About) -> tuple[IncidentRow, ...]:
    """What went wrong, the newest first."""
    where, values = about.where
    rows = tx.rows(
        f"SELECT * FROM custody_incident WHERE {where} ORDER BY at DESC, epoch DESC, seq DESC",
        values,
    )
    return tuple(
        IncidentRow(msgspec.json.decode(row["record"], type=IncidentRecorded), _by(row))
        for row in rows
    )


def counts(tx: Tx, about: About) -> tuple[SiteCount, ...]:
    """How many of both each site has, sites without any left out."""
    where, values = about.where
    rows = tx.rows(
        "SELECT operation, site, sum(held)::int AS held, sum(seized)::int AS seized FROM ("
        f"SELECT operation, site, 1 AS held, 0 AS seized FROM custody_arrest WHERE {where}"
        f" UNION ALL SELECT operation, site, 0, 1 FROM custody_item WHERE {where}) AS every"
        " GROUP BY operation, site ORDER BY operation, site",
        (*values, *values),
    )
    return tuple(
        SiteCount(row["operation"], row["site"], row["held"], row["seized"]) for row in rows
    )


def held_of(tx: Tx, device: str) -> Held:
    """How far the items of a device are in."""
    row = tx.one(
        "SELECT last, chain FROM custody_sync WHERE device = %s ORDER BY last DESC LIMIT 1",
        (device,),
    )
    return Held() if row is None else Held(row["last"], row["chain"])


def syncs(tx: Tx, about: About) -> tuple[FieldSynced, ...]:
    """What devices brought in, in the order in which it came."""
    where, values = about.where
    rows = tx.rows(f"SELECT record FROM custody_sync WHERE {where} ORDER BY {_ORDER}", values)
    return tuple(msgspec.json.decode(row["record"], type=FieldSynced) for row in rows)


def law(tx: Tx) -> Law:
    """The sets adopted here and the zones overridden, as clocks are read by them."""
    return Law(rule_sets(tx), overrides(tx))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who writes, in which operation, about which sites (with their zones), kept how long."""

    situation: Situation
    shared: ChannelId
    operation: str
    jurisdiction: str
    sites: dict[str, str]
    retention: NewClass


def register_now(tx: Tx, asking: Asking) -> CustodyNow:
    """The register of an operation as a command finds it."""
    about = About(channels=(asking.shared,), operation=asking.operation)
    found = items(tx, about)
    return CustodyNow(
        situation=asking.situation,
        shared=asking.shared,
        operation=asking.operation,
        jurisdiction=asking.jurisdiction,
        sites=asking.sites,
        retention=asking.retention,
        rules=rule_sets(tx),
        arrests={one.said.arrest: one.now for one in arrests(tx, about)},
        items={one.said.item: one.said.site for one in found},
        labels=frozenset(_labels(tx, about)),
        incidents=frozenset(one.said.incident for one in incidents(tx, about)),
        counts={one.site: (one.arrests, one.items) for one in counts(tx, about)},
    )


def _labels(tx: Tx, about: About) -> Iterable[str]:
    where, values = about.where
    rows = tx.rows(f"SELECT label FROM custody_item WHERE {where}", values)
    return (row["label"] for row in rows)


def _notes(tx: Tx, arrest_ids: Sequence[str]) -> dict[str, list[Row]]:
    rows = tx.rows(
        f"SELECT * FROM custody_note WHERE arrest = ANY(%s) ORDER BY {_ORDER}", (list(arrest_ids),)
    )
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["arrest"], []).append(row)
    return found


def _arrest(row: Row, notes: Sequence[Row]) -> ArrestRow:
    now = ArrestNow(
        said=msgspec.json.decode(row["record"], type=ArrestRecorded),
        class_id=ClassId(row["class_id"]),
        notes=tuple(
            NoteNow(entry=one["entry"], said=msgspec.json.decode(one["record"], type=ArrestNoted))
            for one in notes
        ),
    )
    return ArrestRow(now, (_by(row), *map(_by, notes)))


def _item(row: Row) -> ItemRow:
    said = msgspec.json.decode(row["record"], type=ItemSeized)
    return ItemRow(said, _by(row), row["class_id"])


def _by(row: Row) -> Written:
    return Written(row["entry"], row["officer"], row["time"])


def files_of(tx: Tx, classes: Sequence[str]) -> dict[str, set[str]]:
    """The channels whose operations the records of these retention classes belong to."""
    tables = ("custody_arrest", "custody_item", "custody_incident", "custody_sync")
    each = (f"SELECT class_id, shared FROM {one} WHERE class_id = ANY(%s)" for one in tables)
    found: dict[str, set[str]] = {}
    for row in tx.rows(" UNION ".join(each), [list(classes)] * len(tables)):
        found.setdefault(row["class_id"], set()).add(row["shared"])
    return found
