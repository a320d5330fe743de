"""A rebuild gives the very rows that folding entries as they came had given."""

from pathlib import Path
from secrets import token_hex

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.store.sample import DESK, NOW, PROJECTION, keys_of, lifted, new_class, placed

from tansiq.ledger.keystore import KeyStore
from tansiq.store.append import Sealer, append
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Store
from tansiq.store.erase import Erasing, erase
from tansiq.store.logs import Arrival, ensure_log, log, put_mirror, stored
from tansiq.store.project import digest, fold_stored, prepare, rebuild, refold
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import ClassId

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("place"), st.sampled_from("abcdef"), st.integers(0, 2)),
        st.tuples(st.just("lift"), st.sampled_from("abcdef"), st.integers(0, 2)),
        st.tuples(st.just("key"), st.just(""), st.integers(0, 2)),
    ),
    min_size=1,
    max_size=14,
)


def _keys(folder: Path) -> tuple[KeyStore, KeyStore]:
    return keys_of(folder, "madrid"), keys_of(folder, "rabat")


def _deliver(there: Store, here: Store, sealer: Sealer) -> None:
    """Take over what Madrid wrote since the last time, as the exchange does."""
    with there.reading() as tx:
        row = log(tx, f"madrid/{DESK}/g1/e1")
    with here.transaction() as tx:
        mine = ensure_log(tx, row.origin)
        with there.reading() as source:
            rows = stored(source, row, mine.size, 1000)
        arrivals = [Arrival(s.seq, s.kind, s.class_id, s.leaf, s.entry, s.body) for s in rows]
        taken = put_mirror(tx, row.origin, arrivals, received=NOW)
        fold_stored(tx, [PROJECTION], sealer.reader, taken.stored)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, own=st.lists(st.sampled_from("xyz"), max_size=4))
def test_rebuild_equals_the_rows_folded_as_entries_and_keys_came(
    fresh_store: Store,
    second_dsn: str,
    tmp_path: Path,
    steps: list[tuple[str, str, int]],
    own: list[str],
) -> None:
    keys = _keys(tmp_path / token_hex(4))
    madrid, rabat = keys
    sealer = Sealer(rabat, [PROJECTION])
    classes = [new_class(madrid) for _ in range(3)]
    with Store.open(second_dsn) as here:
        _emptied(fresh_store)
        _emptied(here)
        prepare(here, [PROJECTION], sealer)
        with fresh_store.transaction() as tx:
            ensure_log(tx, f"madrid/{DESK}/g1/e1")
        with here.transaction() as tx:
            ensure_log(tx, f"rabat/{DESK}/g1/e1")
        _play(fresh_store, here, keys, classes, steps)
        _own(here, sealer, own)
        _same_after_rebuild(here, sealer)


def _play(
    there: Store,
    here: Store,
    keys: tuple[KeyStore, KeyStore],
    classes: list[ClassId],
    steps: list[tuple[str, str, int]],
) -> None:
    madrid, rabat = keys
    sealer = Sealer(rabat, [PROJECTION])
    for step, name, number in steps:
        rc = classes[number]
        if step == "key":
            rabat.put_classes([(rc, madrid.class_key(rc))])
            with here.transaction() as tx:
                refold(tx, [PROJECTION], sealer.reader, classes=[rc])
            continue
        said = placed(name, rc, DESK) if step == "place" else lifted(name, rc, DESK)
        with there.transaction() as tx:
            append(tx, Sealer(madrid), [said])
        _deliver(there, here, sealer)


def _own(here: Store, sealer: Sealer, names: list[str]) -> None:
    rc = new_class(sealer.keys)
    for name in names:
        try:
            with here.transaction() as tx:
                append(tx, sealer, [placed(name, rc, DESK)])
        except Invalid:
            continue


def _same_after_rebuild(here: Store, sealer: Sealer) -> None:
    with here.reading() as tx:
        before = digest(tx)
        states = tx.rows("SELECT log_id, seq, state, reason FROM ledger.entry_state ORDER BY 1, 2")
    for _ in range(2):
        rebuild(here, [PROJECTION], sealer.reader)
        with here.reading() as tx:
            assert digest(tx) == before
            assert states == tx.rows(
                "SELECT log_id, seq, state, reason FROM ledger.entry_state ORDER BY 1, 2"
            )


def _emptied(store: Store) -> None:
    with store.transaction() as tx:
        names = "entry, body, entry_state, parked, checkpoint, cosignature, projection, log"
        tx.run("TRUNCATE " + ", ".join(f"ledger.{name}" for name in names.split(", ")))
        tx.run("DROP TABLE IF EXISTS projection.held")
        tx.forget_types()
        tx.memory.trees.clear()


def test_rebuild_after_an_erasure_gives_the_same_rows(fresh_store: Store, tmp_path: Path) -> None:
    keys = _keys(tmp_path)
    sealer = Sealer(keys[1], [PROJECTION])
    prepare(fresh_store, [PROJECTION], sealer)
    doomed, kept = new_class(keys[1]), new_class(keys[1])
    with fresh_store.transaction() as tx:
        ensure_log(tx, f"rabat/{DESK}/g1/e1")
        append(tx, sealer, [placed("a", kept, DESK), placed("b", doomed, DESK)])
        # The doomed class has changed a row of another class: that too must go.
        append(tx, sealer, [lifted("a", doomed, DESK)])
    keys[1].erase_classes([doomed])
    blobs = BlobStore(tmp_path / "blobs")
    erase(
        fresh_store,
        [doomed],
        Erasing(projections=[PROJECTION], reader=sealer.reader, blobs=blobs, now=NOW),
    )
    with fresh_store.reading() as tx:
        assert tx.rows("SELECT hold, lifted FROM held") == [{"hold": "a", "lifted": ""}]
    _same_after_rebuild(fresh_store, sealer)
