"""Persons held and things seized in the demo's case, made at a stage while its servers run."""

import struct
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from demo import casework
from demo.stage import Side
from tests.nodes.custodial import Custodial
from tests.nodes.lone import Lone
from tests.nodes.operated import Acting

from tansiq.node import rule_sets
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import ArrestEvent
from tansiq.terms.zones import ZoneOverride

NAMES = {"rabat": "يونس بن عبد الله أبو المثالي", "madrid": "Álvaro Ferrobal del Río Inventado"}


@dataclass(frozen=True)
class HeldThere:
    """An operation of one side, with a person whose limit is near, a minor, and things."""

    where: Where
    near: str
    young: str
    item: str

    @property
    def enter(self) -> str:
        case = self.where.channel.removeprefix("case:")
        return f"/custody/enter/{case}/{self.where.operation}"


def drawn(shade: int) -> bytes:
    """A small real picture: a dark thing on a light table."""
    width, height = 96, 72
    inside = (range(30, 66), range(12, 60))
    rows = b"".join(
        b"\0"
        + bytes(
            channel
            for x in range(width)
            for channel in (
                (40, 44, shade) if x in inside[0] and y in inside[1] else (226, 219, 205)
            )
        )
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def held_there(side: Side) -> HeldThere:
    """Make it at one side of a stage."""
    where = Where(ChannelId(casework.CASE), new_record_id())
    made = Custodial(Acting(cast("Lone", side), side.id, where))
    made.side.write_part()
    made.adopt()
    _clocks_change(made)
    site = f"{side.id.upper()}-1"
    now, clock = made.now(), "rasilia.custody"
    near = made.arrest(
        site, at=stamp(now - timedelta(hours=46, minutes=20)), clock=clock, name=NAMES[side.id],
        language="ar", interpreter=True, nationalities=("RAS",),
        rights_told_at=stamp(now - timedelta(hours=46)),
    )  # fmt: skip
    for event, ago in (
        (ArrestEvent.LAWYER_CALLED, 45), (ArrestEvent.LAWYER_MET, 43),
        (ArrestEvent.FAMILY_TOLD, 42), (ArrestEvent.PROSECUTOR_TOLD, 45),
    ):  # fmt: skip
        made.note(near, event, at=stamp(now - timedelta(hours=ago)))
    young = made.arrest(site, at=stamp(now - timedelta(hours=2)), clock=clock, minor=True, name="")
    made.arrest(f"{side.id.upper()}-2", at=stamp(now - timedelta(minutes=40)), clock=clock)
    photos = [drawn(52), drawn(96)]
    item = made.seize("VAL-000417", site, photos, held_by=near, objection="ليس لي")
    made.seize("VAL-000418", f"{side.id.upper()}-2")
    made.incident("a door was forced", site)
    return HeldThere(where, near, young, item)


def _clocks_change(made: Custodial) -> None:
    """A decree puts the clocks of the place back tomorrow, so that both readings are shown."""
    zone = "Africa/Casablanca" if made.side.name == "rabat" else "Europe/Madrid"
    since = made.now() + timedelta(hours=1)
    override = ZoneOverride(
        zone=zone,
        since=stamp(since),
        until=stamp(since + timedelta(days=30)),
        offset_minutes=60,
        reason="invented decree",
        source="decree 1/26 (invented)",
    )
    with Node.open(made.side.lone.node) as node:
        rule_sets.override_zone(node, made.side.hand(), override)
