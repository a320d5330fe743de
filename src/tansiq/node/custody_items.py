"""Reading what was seized: the list by site and label, one thing, its photographs as taken.

Promises: a photograph leaves only as it was taken, and only to who may see its site; the reading is
on record before its bytes go out. Does not: look into a thing that was seized; that is leave to
seek from a judge (LAW L40).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tansiq.custody import queries
from tansiq.custody.labels import label_key
from tansiq.custody.queries import About, ItemRow, SiteCount
from tansiq.node.compose import Node
from tansiq.node.custody_parts import (
    EXERCISE,
    READ,
    Asked,
    Named,
    counts,
    holders,
    is_exercise,
    named,
    part_of,
    zones,
)
from tansiq.node.custody_sites import Sites
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.node.reports import attachment
from tansiq.officers.people import Officer
from tansiq.record.material import Attachment
from tansiq.store.connect import Tx
from tansiq.terms.errors import Damaged, Missing
from tansiq.terms.zones import ZoneOverride

NO_ITEM = "custody_item_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seized:
    """Things seized, by site and label; `holders` are persons by id, spoken of by number."""

    asked: Asked
    now: datetime
    items: tuple[ItemRow, ...]
    holders: Mapping[str, str]
    sites: tuple[SiteCount, ...]
    operations: Mapping[str, Named]
    overrides: tuple[ZoneOverride, ...]

    @property
    def exercise(self) -> bool:
        """Whether all of this is an exercise."""
        return self.asked.kind == EXERCISE


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing seized; `holder` is a person by number, `zone` that of the site's clocks."""

    row: ItemRow
    zone: str
    holder: str
    operation: Named | None
    overrides: tuple[ZoneOverride, ...]
    exercise: bool


def items(node: Node, reader: Reader, asked: Asked) -> Seized:
    """The things seized that this officer may see."""
    now = node.clock.now()

    def query(tx: Tx, officer: Officer) -> tuple[Seized, Sequence[str]]:
        about, theirs = part_of(node, tx, officer, asked)
        every = tuple(
            one
            for one in queries.items(tx, about, label_key(asked.label))
            if theirs.may(one.said.operation, one.said.site)
        )
        found = Seized(
            asked=asked,
            now=now,
            items=every,
            holders=holders(tx, About(channels=about.channels)),
            sites=counts(tx, About(channels=about.channels), theirs),
            operations=named(tx, about.channels),
            overrides=queries.law(tx).overrides,
        )
        return found, [one.said.item for one in every]

    return read(node, reader, Look(action=READ), query)


def item(node: Node, reader: Reader, item_id: str) -> Thing:
    """One thing seized; Missing `custody_item_unknown` for who may not see that site."""
    with node.store.reading() as tx:
        row = queries.item(tx, item_id)
    absent = Missing(NO_ITEM)
    if row is None:
        raise unknown(node, reader, READ, absent)

    def query(tx: Tx, officer: Officer) -> tuple[Thing, Sequence[str]]:
        if not Sites(node, tx, officer).may(row.said.operation, row.said.site):
            raise absent
        about = About(channels=(row.said.channel,), operation=row.said.operation)
        found = Thing(
            row=row,
            zone=zones(tx, row.said.channel, row.said.operation).get(row.said.site, "UTC"),
            holder=holders(tx, about).get(row.said.held_by, ""),
            operation=named(tx, about.channels).get(row.said.operation),
            overrides=queries.law(tx).overrides,
            exercise=is_exercise(row.said.channel),
        )
        return found, [item_id]

    return read(node, reader, Look(action=READ, file=row.said.channel, absent=absent), query)


def photo(node: Node, reader: Reader, item_id: str, digest: str) -> tuple[Attachment, bytes]:
    """A photograph of a thing as it was taken.

    Missing `attachment_unknown`, Damaged `attachment_differs`.
    """
    named = item(node, reader, item_id).row.said.attachments
    found = next((one for one in named if one.sha256 == digest), None)
    if found is None:
        raise Missing("attachment_unknown", name=digest[:64])
    data = attachment(node, found)
    if sha256(data).hexdigest() != found.sha256:
        raise Damaged("attachment_differs", name=found.name)
    return found, data
