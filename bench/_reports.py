"""Reports of common size, and a node's store to put them into, for `bench/ledger.py`."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tansiq.desk.projection import PROJECTION as DESK
from tansiq.ledger.classes import new_class
from tansiq.ledger.keystore import KeyStore
from tansiq.record.body import encode_body
from tansiq.record.desk import ReportFiled
from tansiq.record.material import Content, Markings, Mention, Property, Source
from tansiq.record.registry import new_said, to_wire
from tansiq.store.append import Draft, Sealer
from tansiq.store.connect import Store
from tansiq.store.embedded import EmbeddedServer
from tansiq.store.logs import ensure_log
from tansiq.store.migrate import migrate
from tansiq.store.project import prepare
from tansiq.terms.ids import HOME, ClassId, Origin, new_record_id

FILES = tuple(f"case:file-{n}" for n in range(50))
PER_CLASS = 100
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def report(number: int) -> ReportFiled:
    """One report of common size: a text of 300 letters and one person."""
    person = Mention(
        schema="Person",
        names=(f"Subject {number}", "محمد بن علي"),
        category="suspect",
        properties=(Property(name="phone", values=(f"+2126{number:08d}",)),),
    )
    content = Content(
        title=f"Delivery at the old harbour, {number}",
        text=f"Seen at the north gate at {number % 24} h with two men. " * 6,
        language="en",
        grade="europol_4x4:B2",
        nature="fact",
        mentions=(person,),
    )
    return ReportFiled(
        report=new_record_id(),
        file=FILES[number % len(FILES)],
        reference=f"DG/2026/{number}",
        content=content,
        source=Source(description="an officer on site"),
        handling=Markings(code="H1"),
    )


def draft(number: int, class_id: ClassId) -> Draft:
    """A report as it goes to the log."""
    said = new_said(report(number), None, NOW)
    return Draft(
        channel=HOME,
        kind=said.kind,
        time=said.time,
        class_id=class_id,
        plaintext=encode_body(to_wire(said)),
    )


def drafts(keys: KeyStore, count: int) -> list[Draft]:
    """Reports, one retention class for every hundred."""
    classes = [new_class() for _ in range(-(-count // PER_CLASS))]
    keys.put_classes(classes)
    return [draft(n, classes[n // PER_CLASS][0]) for n in range(count)]


@contextmanager
def node() -> Iterator[tuple[Store, Sealer, Path]]:
    """A node's store and keys on a server of its own."""
    place = Path(tempfile.mkdtemp(prefix="tansiq-bench-"))
    with tempfile.TemporaryDirectory() as folder, EmbeddedServer(place) as server:
        keys = KeyStore.create(Path(folder) / "keys", "rabat")
        dsn = server.ensure_database("rabat")
        migrate(dsn)
        sealer = Sealer(keys, [DESK])
        with Store.open(dsn) as store:
            prepare(store, [DESK], sealer)
            with store.transaction() as tx:
                ensure_log(tx, Origin(keys.node, HOME, 1, keys.current_epoch))
            yield store, sealer, Path(folder)
    shutil.rmtree(place)
