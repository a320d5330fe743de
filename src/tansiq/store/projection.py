"""What a slice gives the store so that its tables can be folded from entries, as plain values.

Promises: a fold sees one opened entry and answers with changes; it reads no table, so folding the
same entries in the same order always gives the same rows. Does not: touch the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from tansiq.ledger.entry import Header
from tansiq.record.base import Said
from tansiq.store.connect import Tx
from tansiq.terms.ids import EntryId, EntryRef, Origin, entry_id


class Opened(NamedTuple):
    """An entry with its text: what a fold sees.

    ``said`` is None for an entry without a body; ``received`` is the UTC stamp at which this node
    took it in; ``mine`` tells whether this node wrote it; ``arrival`` is its place in this node's
    own order; ``digest`` is that of the record's own bytes, known where an entry is read for the
    first time.
    """

    origin: str
    agency: str
    channel: str
    seq: int
    leaf: bytes
    header: Header
    said: Said | None
    acts: tuple[dict[str, object], ...]
    received: str
    mine: bool
    arrival: int = 0
    digest: bytes = b""

    @property
    def entry_id(self) -> EntryId:
        """The entry's id, spelt from its leaf hash."""
        return entry_id(self.leaf)

    @property
    def ref(self) -> EntryRef:
        """The reference by which later entries of the channel cite this one."""
        return EntryRef(self.origin, self.seq, self.leaf.hex())


def place_of(opened: Opened) -> dict[str, object]:
    """The columns that say where a row comes from: its entry, author, class and time."""
    where = Origin.parse(opened.origin)
    return {
        "origin": opened.origin,
        "seq": opened.seq,
        "agency": opened.agency,
        "channel": opened.channel,
        "generation": where.generation,
        "epoch": where.epoch,
        "class_id": opened.header.class_id,
        "officer": "" if opened.said is None else opened.said.author or "",
        "time": opened.header.time,
    }


class Insert(msgspec.Struct, frozen=True):
    """A new row; exactly one entry may make it."""

    table: str
    row: Mapping[str, object]


class Update(msgspec.Struct, frozen=True):
    """New values in every row whose columns equal ``key`` (never None there)."""

    table: str
    key: Mapping[str, object]
    values: Mapping[str, object]


class Delete(msgspec.Struct, frozen=True):
    """No more rows whose columns equal ``key`` (never None there)."""

    table: str
    key: Mapping[str, object]


Change = Insert | Update | Delete


class Failure(NamedTuple):
    """An entry that is set aside, and the code of the reason."""

    opened: Opened
    code: str


# Reads tables (a fold does not): told the entries of a batch in order, names those to set aside.
Judge = Callable[[Tx, Sequence[Opened]], Iterable[Failure]]


@dataclass(frozen=True, slots=True)
class Projection:
    """The tables of one slice and how they follow from entries.

    ``tables`` are SQL statements with unqualified names, run once in an empty schema; no identity
    columns, defaults that move, triggers or foreign keys to other schemas. ``kinds`` are the kinds
    the fold wants to see. A changed fold or table needs a new ``version``: all is folded anew.
    ``judge``, where a slice has one, is asked once about each entry that arrives, of any kind,
    before any table takes it; what it names is set aside for good.
    """

    name: str
    version: int
    tables: tuple[str, ...]
    kinds: frozenset[str]
    fold: Callable[[Opened], Iterable[Change]] = field(repr=False)
    judge: Judge | None = field(default=None, repr=False)
