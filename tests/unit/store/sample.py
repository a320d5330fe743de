"""A small projection and ways to say things, for the tests of the store."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tansiq.ledger.classes import new_class as fresh_class
from tansiq.ledger.keystore import KeyStore
from tansiq.record.base import Record
from tansiq.record.body import encode_body
from tansiq.record.oversight import HoldLifted, HoldPlaced
from tansiq.record.registry import new_said, to_wire
from tansiq.store.append import Draft, Sealer
from tansiq.store.connect import Store, Tx
from tansiq.store.logs import LogRow, ensure_log
from tansiq.store.project import Change, Insert, Opened, Projection, Update, prepare
from tansiq.terms.ids import HOME, ClassId, NodeId, Origin, desk_channel

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
DESK = desk_channel(NodeId("madrid"), NodeId("rabat"))


def fold(opened: Opened) -> Iterator[Change]:
    """A hold makes a row; lifting it changes that row."""
    payload = opened.said.payload if opened.said else None
    if isinstance(payload, HoldPlaced):
        yield Insert(
            "held",
            {
                "hold": payload.hold,
                "ground": payload.ground,
                "facts": {"until": payload.until},
                "seq": opened.seq,
                "origin": opened.origin,
                "lifted": "",
            },
        )
    elif isinstance(payload, HoldLifted):
        yield Update("held", {"hold": payload.hold}, {"lifted": payload.ground})


PROJECTION = Projection(
    name="sample",
    version=1,
    tables=(
        (
            "CREATE TABLE held (hold text PRIMARY KEY, ground text NOT NULL, facts jsonb NOT NULL,"
            " seq bigint NOT NULL, origin text NOT NULL, lifted text NOT NULL)"
        ),
        "CREATE INDEX held_ground ON held (lower(ground))",
    ),
    kinds=frozenset({"hold_placed", "hold_lifted"}),
    fold=fold,
)


def keys_of(folder: Path, node: str = "rabat") -> KeyStore:
    """A key store for a node."""
    folder.mkdir(parents=True, exist_ok=True)
    return KeyStore.create(folder / f"keys-{node}", node)


def new_class(keys: KeyStore) -> ClassId:
    """A retention class whose key the node holds."""
    made, key = fresh_class()
    keys.put_classes([(made, key)])
    return made


def origin_of(keys: KeyStore, channel: str = HOME, generation: int = 1) -> str:
    """The node's log of a channel."""
    return str(Origin(keys.node, channel, generation, keys.current_epoch))


def opened_logs(store: Store, keys: KeyStore) -> dict[str, LogRow]:
    """Home and desk logs of the node, and the sample projection's tables."""
    with store.transaction() as tx:
        made = {c: ensure_log(tx, origin_of(keys, c)) for c in (HOME, DESK)}
    prepare(store, [PROJECTION], Sealer(keys))
    return made


def draft(record: Record, class_id: ClassId, channel: str = HOME, **more: object) -> Draft:
    """A draft that says a record."""
    said = new_said(record, None, NOW)
    return Draft(
        channel=channel,
        kind=record.KIND,
        time="2026-11-23T12:00:00Z",
        class_id=class_id,
        plaintext=encode_body(to_wire(said)),
        **more,
    )


def placed(name: str, class_id: ClassId, channel: str = HOME, **more: object) -> Draft:
    """A draft of a hold."""
    record = HoldPlaced(hold=name, class_id=class_id, ground=f"ground of {name}")
    return draft(record, class_id, channel, **more)


def lifted(name: str, class_id: ClassId, channel: str = HOME) -> Draft:
    """A draft that lifts a hold."""
    return draft(HoldLifted(hold=name, ground=f"lifted {name}"), class_id, channel)


def held(tx: Tx) -> list[dict[str, object]]:
    """The rows of the sample projection."""
    return tx.rows("SELECT hold, lifted FROM held ORDER BY hold")
