"""Saying aloud what this node cannot open: so that no author can show one member less than another.

Promises: each entry, or retention class, that could not be opened here is named once in this
node's own log of the channel, in an open header that all members read. Erased material is not
reported. Does not accuse: the report says what happened, the slots and commitments show why.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from tansiq.exchange.intake import Closed
from tansiq.record.exchange import UnopenableReported
from tansiq.store.appending import Draft, Sealer, append
from tansiq.store.connect import Store, Tx
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Refused
from tansiq.terms.ids import EntryRef, Origin

MAX_REPORTED: Final = 100
"""Reports made about one run; the note names all."""
_WAITING: Final = frozenset({"body_missing"})


def fold(opened: Opened) -> Iterable[Change]:
    """Fold which member could not open what."""
    said = opened.header.extra.get("open")
    if not isinstance(said, dict):
        return ()
    row: dict[str, object] = {
        "entry_id": opened.entry_id,
        "reporter": opened.agency,
        "channel": opened.channel,
        "origin": str(said.get("origin", "")),
        "seq": int(str(said.get("seq", 0))),
        "class_id": str(said.get("class_id", "")),
        "code": str(said.get("code", "")),
        "time": opened.header.time,
    }
    return (Insert("unopenable_report", row),)


SILENCE: Final = Projection(
    name="exchange_unopenable",
    version=1,
    tables=(
        """CREATE TABLE unopenable_report (
            entry_id text PRIMARY KEY,
            reporter text NOT NULL,
            channel  text NOT NULL,
            origin   text NOT NULL,
            seq      bigint NOT NULL,
            class_id text NOT NULL,
            code     text NOT NULL,
            time     text NOT NULL
        )""",
        "CREATE INDEX unopenable_report_place ON unopenable_report (origin, seq)",
        "CREATE INDEX unopenable_report_class ON unopenable_report (class_id)",
    ),
    kinds=frozenset({UnopenableReported.KIND}),
    fold=fold,
)


def report_closed(store: Store, sealer: Sealer, origin: Origin, closed: Sequence[Closed]) -> int:
    """Report what could not be opened in a run, each thing once; return how many were reported.

    A body that was not sent yet is awaited, not reported. When this node's own log cannot be
    written just now (blocked, frozen), nothing is reported and the note still names it.
    """
    try:
        with store.transaction() as tx:
            news = [one for one in _once_per_class(closed) if not _reported(tx, sealer, one)]
            drafts = [_draft(sealer, origin, one) for one in news[:MAX_REPORTED]]
            return len(append(tx, sealer, drafts)) if drafts else 0
    except Refused:
        return 0


def _once_per_class(closed: Sequence[Closed]) -> list[Closed]:
    found: dict[tuple[str, str, int], Closed] = {}
    for one in closed:
        if one.code in _WAITING:
            continue
        by_class = one.code == "class_key_missing" or one.code.startswith("slot_")
        key = (one.class_id, "", 0) if by_class else ("", one.origin, one.seq)
        found.setdefault(key, one)
    return list(found.values())


def _reported(tx: Tx, sealer: Sealer, one: Closed) -> bool:
    by_class = one.code == "class_key_missing" or one.code.startswith("slot_")
    row = tx.one(
        "SELECT 1 AS one FROM unopenable_report WHERE reporter = %s AND"
        " (class_id = %s AND %s OR origin = %s AND seq = %s)",
        (sealer.node, one.class_id, by_class, one.origin, one.seq),
    )
    return row is not None


def _draft(sealer: Sealer, origin: Origin, one: Closed) -> Draft:
    record = UnopenableReported(
        origin=one.origin,
        seq=one.seq,
        leaf=one.leaf.hex(),
        class_id=one.class_id,
        code=one.code,
    )
    return Draft(
        channel=origin.channel,
        kind=record.KIND,
        time=stamp(sealer.clock.now()),
        class_id="",
        plaintext=None,
        after=(EntryRef(one.origin, one.seq, one.leaf.hex()),),
        extra=record.header(),
    )
