"""Persons held and things seized at one side of an operation, by officers of that side."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from tests.nodes.operated import Acting

from tansiq.custody.commands import ArrestWish, IncidentWish, NoteWish, SeizureWish
from tansiq.custody.field_shapes import OpenedItem, chain_after
from tansiq.node import custody, custody_items, custody_register, field_items, operations, rule_sets
from tansiq.node.compose import Node
from tansiq.node.custody_items import Seized
from tansiq.node.custody_parts import Asked
from tansiq.node.custody_register import One, Register
from tansiq.node.field_items import Device, Synced
from tansiq.terms.clock import stamp
from tansiq.terms.ids import new_record_id
from tansiq.terms.operating import ArrestEvent, IncidentKind, SeizedKind
from tansiq.terms.rule_files import templates

JPEG = b"\xff\xd8\xff\xe0" + b"\0\x10JFIF" + bytes(500)


@dataclass(frozen=True)
class Custodial:
    """What the register of one side is asked and told."""

    side: Acting

    def now(self) -> datetime:
        with Node.open(self.side.lone.node) as node:
            return node.clock.now().replace(microsecond=0)

    def adopt(self, name: str = "rasilia") -> None:
        with Node.open(self.side.lone.node) as node:
            known = {one.jurisdiction for one in rule_sets.listed(node) if one.adopted}
            if name not in known:
                rule_sets.adopt(node, self.side.hand(), templates()[name])

    def lead(self, who: str, site: str) -> None:
        """Make an officer the leader of the team at a site, and of no other."""
        lone = self.side.lone
        with Node.open(lone.node) as node:
            with node.store.reading() as tx:
                part, _ = operations.queries.own_part(tx, self.side.where.operation)  # type: ignore[misc]
            sites = tuple(
                msgspec.structs.replace(
                    one, team=msgspec.structs.replace(one.team, leader=lone.id_of(who))
                )
                if one.site == site
                else one
                for one in part.sites
            )
            zones = {
                one.site: "Africa/Casablanca" if self.side.name == "rabat" else "Europe/Madrid"
                for one in sites
            }
            changed = msgspec.structs.replace(part, sites=sites)
            operations.write_tactical(node, self.side.hand(), self.side.where, changed, zones)

    def arrest(self, site: str = "RABAT-1", who: str = "case", **told: object) -> str:
        made = new_record_id()
        given: dict[str, object] = {
            "arrest": made,
            "site": site,
            "at": stamp(self.now() - timedelta(hours=1)),
            "clock": "rasilia.custody",
            "name": "Invented Person",
            "born": "1980-05-01",
        }
        wish = ArrestWish(**{**given, **told})  # type: ignore[arg-type]
        with Node.open(self.side.lone.node) as node:
            custody.record_arrest(node, self.side.hand(who), self.side.where, wish)
        return made

    def note(self, arrest: str, event: ArrestEvent, who: str = "case", **told: object) -> str:
        given: dict[str, object] = {"arrest": arrest, "event": event, "at": stamp(self.now())}
        wish = NoteWish(**{**given, **told})  # type: ignore[arg-type]
        with Node.open(self.side.lone.node) as node:
            done = custody.note_event(node, self.side.hand(who), self.side.where, wish)
        return str(done[0].entry.entry_id)

    def seize(
        self, label: str, site: str = "RABAT-1", photos: Sequence[bytes] = (), **told: object
    ) -> str:
        made = new_record_id()
        given: dict[str, object] = {
            "item": made,
            "site": site,
            "label": label,
            "what": SeizedKind.PHONE,
            "at": stamp(self.now()),
            "found": "room 2, drawer",
        }
        wish = SeizureWish(**{**given, **told})  # type: ignore[arg-type]
        with Node.open(self.side.lone.node) as node:
            custody.seize_item(node, self.side.hand(), self.side.where, wish, photos)
        return made

    def incident(self, words: str, site: str = "RABAT-1") -> None:
        wish = IncidentWish(
            incident=new_record_id(),
            site=site,
            what=IncidentKind.INJURY,
            at=stamp(self.now()),
            words=words,
        )
        with Node.open(self.side.lone.node) as node:
            custody.record_incident(node, self.side.hand(), self.side.where, wish)

    def register(self, who: str = "case", **asked: str) -> Register:
        with Node.open(self.side.lone.node) as node:
            return custody_register.register(node, self.side.reader(who), Asked(**asked))

    def person(self, arrest: str, who: str = "case") -> One:
        with Node.open(self.side.lone.node) as node:
            return custody_register.person(node, self.side.reader(who), arrest)

    def items(self, who: str = "case", **asked: str) -> Seized:
        with Node.open(self.side.lone.node) as node:
            return custody_items.items(node, self.side.reader(who), Asked(**asked))

    def photo(self, item: str, digest: str, who: str = "case") -> bytes:
        with Node.open(self.side.lone.node) as node:
            return custody_items.photo(node, self.side.reader(who), item, digest)[1]


@dataclass
class Phone:
    """A phone at a site that keeps items in a chain, as the field page does."""

    side: Acting
    site: str = "RABAT-1"
    name: str = "phone-1"
    items: list[OpenedItem] = field(default_factory=list)
    chain: str = ""

    def keep(self, at: datetime, kind: str, photos: Sequence[bytes] = (), **told: object) -> None:
        item: dict[str, object] = {
            "type": kind,
            "seq": len(self.items) + 1,
            "previous": self.chain,
            "at": stamp(at),
            "offset_ms": None,
            **told,
        }
        if photos:
            item["photos"] = [
                {"size": len(one), "sha256": hashlib.sha256(one).hexdigest()} for one in photos
            ]
        body = json.dumps(item, ensure_ascii=False).encode()
        self.items.append(OpenedItem(body, tuple(photos)))
        self.chain = chain_after(self.chain, body)

    def sync(
        self, since: int = 1, who: str = "case", offset_now: int | None = None, **more: object
    ) -> Synced:
        device = Device(self.side.where, self.site, self.name, offset_now)
        with Node.open(self.side.lone.node) as node:
            return field_items.sync(
                node,
                self.side.hand(who),
                device,
                self.items[since - 1 :],
                **more,  # type: ignore[arg-type]
            )
