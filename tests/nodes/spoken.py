"""What nodes of the rig say, by which clock, and how they fold it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from tansiq.record.base import Record
from tansiq.record.registry import register
from tansiq.store.projection import Change, Insert, Opened, Projection

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@register
class Spoken(Record, frozen=True, kw_only=True):
    """A text that a test node says."""

    KIND: ClassVar[str] = "rig_spoken"
    VERSION: ClassVar[int] = 1

    text: str


def _fold(opened: Opened) -> Iterator[Change]:
    if opened.said is not None and isinstance(opened.said.payload, Spoken):
        row: dict[str, object] = {
            "entry_id": opened.entry_id,
            "origin": opened.origin,
            "seq": opened.seq,
            "text": opened.said.payload.text,
        }
        yield Insert("rig_spoken", row)


SPOKEN = Projection(
    name="rig_spoken",
    version=1,
    tables=(
        """CREATE TABLE rig_spoken (
            entry_id text PRIMARY KEY, origin text NOT NULL, seq bigint NOT NULL, text text NOT NULL
        )""",
    ),
    kinds=frozenset({"rig_spoken"}),
    fold=_fold,
)


@dataclass
class MovedClock:
    """A clock that tests may set."""

    offset: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset
