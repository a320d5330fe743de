import multiprocessing
import os
import resource
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.unit.ledger.key_stores import bytes_on_disk, fresh

from tansiq.ledger import private_files
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.slots import RECORD, SlotFile, class_id_of, raw_id
from tansiq.terms.errors import Conflict, Damaged, Invalid, TansiqError
from tansiq.terms.ids import ClassId, new_class_id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeyStore]:
    made = KeyStore.create(tmp_path / "keys", "rabat")
    yield made
    made.close()


def test_a_key_put_is_seen_by_every_process(store: KeyStore) -> None:
    other = KeyStore.open(store.path)
    pairs = fresh(50)
    store.put_classes(pairs)
    assert [other.class_key(one) for one, _ in pairs] == [key for _, key in pairs]
    late = fresh(1)
    other.put_classes(late)
    assert store.class_key(late[0][0]) == late[0][1]
    assert store.class_keys() == dict(pairs + late)
    assert store.class_key(new_class_id()) is None
    other.close()


def test_the_same_key_twice_is_no_news_and_another_is_refused(store: KeyStore) -> None:
    pairs = fresh(2)
    store.put_classes(pairs)
    size = (store.path / "classes.slots").stat().st_size
    store.put_classes([*pairs, *pairs])
    assert (store.path / "classes.slots").stat().st_size == size
    with pytest.raises(Conflict) as caught:
        store.put_classes([*fresh(1), (pairs[0][0], b"x" * 32)])
    assert caught.value.code == "class_key_differs"
    assert (store.path / "classes.slots").stat().st_size == size
    with pytest.raises(Invalid):
        store.put_classes([(new_class_id(), b"short")])


def test_one_sync_for_a_batch_of_500(store: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    real = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(file) or real(file))
    store.put_classes(fresh(500))
    assert len(synced) == 1


def test_an_erased_class_leaves_no_byte_of_its_key(store: KeyStore) -> None:
    pairs = fresh(40)
    store.put_classes(pairs)
    other = KeyStore.open(store.path)
    assert other.class_key(pairs[0][0]) == pairs[0][1]
    gone = [one for one, _ in pairs[:20]]
    store.erase_classes(gone)
    left = bytes_on_disk(store.path)
    for class_id, key in pairs[:20]:
        assert store.class_key(class_id) is None
        assert other.class_key(class_id) is None
        assert key not in left
        assert key[:8] not in left
    assert [store.class_key(one) for one, _ in pairs[20:]] == [key for _, key in pairs[20:]]
    assert store.erased_classes() == tuple(gone)
    other.close()


def test_an_erased_class_is_never_accepted_again(store: KeyStore) -> None:
    (class_id, key), unheard = fresh(1)[0], new_class_id()
    store.put_classes([(class_id, key)])
    store.erase_classes([class_id, unheard])
    store.erase_classes([class_id])
    other = KeyStore.open(store.path)
    for one in (store, other):
        for erased in (class_id, unheard):
            assert one.is_erased(erased)
            with pytest.raises(Conflict) as caught:
                one.put_classes([*fresh(3), (erased, key)])
            assert caught.value.code == "class_erased"
    assert store.class_keys() == {}
    other.close()


def test_an_erasure_cut_short_is_finished_at_the_next_opening(store: KeyStore) -> None:
    ((class_id, key),) = fresh(1)
    store.put_classes([(class_id, key)])
    store._erased_log.append([class_id])
    again = KeyStore.open(store.path)
    assert again.class_key(class_id) is None
    assert key not in bytes_on_disk(store.path)
    again.close()


def test_a_full_disk_is_said_in_words_and_loses_nothing(store: KeyStore) -> None:
    kept, tried = fresh(20), fresh(200)
    store.put_classes(kept)
    store.note_heads([("rabat/home/g1/e1", 1, b"r" * 32)])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    files = {one.name for one in store.path.iterdir()}
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        for write in (
            lambda: store.put_classes(tried),
            lambda: store.note_heads([(f"rabat/case:{n}/g1/e1", 1, b"r" * 32) for n in range(99)]),
            lambda: private_files.create(store.path / "x", bytes(9_000)),
        ):
            with pytest.raises(Conflict) as caught:
                write()
            assert caught.value.code == "key_store_not_written"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {one.name for one in store.path.iterdir()} == files
    again = KeyStore.open(store.path)
    again.put_classes(tried)
    assert again.class_keys() == dict(kept + tried)
    again.note_heads([("rabat/home/g1/e1", 2, b"s" * 32)])
    assert again.heads()["rabat/home/g1/e1"] == (2, b"s" * 32)
    again.close()


def test_a_key_file_that_never_got_its_name_is_destroyed(store: KeyStore) -> None:
    """Crash between writing a file beside and naming it."""
    stray = store.path / "log-2.key.77-abcd.new"
    stray.write_bytes(b"half a key")
    again = KeyStore.open(store.path)
    assert not stray.exists()
    assert again.new_log_key() == 2
    again.close()


@pytest.mark.parametrize("cut", [1, 15, 16, 47, 48, 63])
def test_a_torn_record_is_never_read_and_the_next_write_is_sound(store: KeyStore, cut: int) -> None:
    """Crash between the write of a slot and its sync: some bytes of the record are there."""
    kept, torn, later = fresh(3)
    store.put_classes([kept])
    slots = store.path / "classes.slots"
    whole = slots.stat().st_size
    store.put_classes([torn])
    os.truncate(slots, whole + cut)
    again = KeyStore.open(store.path)
    assert again.class_key(torn[0]) is None
    again.put_classes([later, torn])
    final = KeyStore.open(store.path)
    assert final.class_keys() == dict([kept, later, torn])
    again.close()
    final.close()


@pytest.mark.parametrize("place", [0, 20, 48, 59, 60, 63])
def test_a_record_with_a_wrong_sum_is_not_a_key(store: KeyStore, place: int) -> None:
    first, broken = fresh(2)
    store.put_classes([first, broken])
    slots = store.path / "classes.slots"
    data = bytearray(slots.read_bytes())
    data[2 * RECORD + place] ^= 0xFF
    slots.write_bytes(data)
    again = KeyStore.open(store.path)
    assert again.class_keys() == dict([first])
    late = fresh(1)
    again.put_classes([*late, broken])
    assert again.class_keys() == dict([first, *late, broken])
    again.erase_classes([broken[0]])
    assert again.class_keys() == dict([first, *late])
    again.close()


def test_a_record_that_is_still_being_written_is_read_later(tmp_path: Path) -> None:
    SlotFile.create(tmp_path / "slots")
    writer, reader = SlotFile(tmp_path / "slots"), SlotFile(tmp_path / "slots")
    pairs = [(os.urandom(16), os.urandom(32)) for _ in range(4)]
    writer.put(pairs[:2])
    data = (tmp_path / "slots").read_bytes()
    half = data[: 2 * RECORD] + bytes(RECORD)
    (tmp_path / "slots").write_bytes(half)
    reader.refresh()
    assert reader.live() == dict(pairs[:1])
    (tmp_path / "slots").write_bytes(data)
    writer.put(pairs[2:])
    assert reader.live() == dict(pairs)
    writer.close()
    reader.close()


def test_another_file_is_not_taken_for_slots(store: KeyStore) -> None:
    (store.path / "classes.slots").write_bytes(b"\x00" * 640)
    with pytest.raises(Damaged):
        KeyStore.open(store.path)


def _writes(folder: Path, count: int) -> list[ClassId]:
    store = KeyStore.open(folder)
    written = []
    for round_number in range(count):
        pairs = fresh(7)
        store.put_classes(pairs)
        store.note_heads([(f"rabat/case:p{os.getpid()}/g1/e1", round_number, b"h" * 32)])
        store.erase_classes([pairs[0][0]])
        assert [store.class_key(one) for one, _ in pairs[1:]] == [key for _, key in pairs[1:]]
        written += [one for one, _ in pairs[1:]]
    store.close()
    return written


def test_processes_and_threads_use_one_store_at_once(store: KeyStore) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as processes, ThreadPoolExecutor(2) as threads:
        jobs = [pool.submit(_writes, store.path, 8) for pool in (processes, threads, threads)]
        jobs.append(processes.submit(_writes, store.path, 8))
        written = [one for job in jobs for one in job.result(timeout=60)]
    assert len(set(written)) == 4 * 8 * 6
    assert set(store.class_keys()) == set(written)
    assert len(store.erased_classes()) == 4 * 8
    assert {size for size, _ in store.heads().values()} == {7}


def test_class_ids_have_one_spelling() -> None:
    one = new_class_id()
    assert class_id_of(raw_id(one)) == one
    with pytest.raises(Invalid):
        raw_id(one.upper())


def test_an_erasure_is_pending_while_a_backup_with_the_key_lives(store: KeyStore) -> None:
    (early, _), (late, _) = before, after = fresh(2)
    store.put_classes([before])
    store.note_backup("b1", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
    store.note_backup("b2", "2026-11-02T00:00:00Z", "2026-11-20T00:00:00Z")
    store.put_classes([after])
    store.erase_classes([early, late])
    assert store.pending_until(early, "2026-11-10T00:00:00Z") == "2026-12-01T00:00:00Z"
    assert store.pending_until(late, "2026-11-10T00:00:00Z") is None
    assert store.pending_until(early, "2026-12-01T00:00:00Z") is None
    assert store.pending_until(new_class_id(), "2026-11-10T00:00:00Z") is None


def test_every_refusal_here_is_one_of_ours(store: KeyStore) -> None:
    with pytest.raises(TansiqError):
        store.put_classes([(ClassId("rc-nonsense"), bytes(32))])
