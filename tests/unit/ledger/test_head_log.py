import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.ledger.key_stores import modes

from tansiq.ledger.keystore import KeyStore
from tansiq.terms.errors import Damaged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeyStore]:
    made = KeyStore.create(tmp_path / "keys", "rabat")
    yield made
    made.close()


def test_the_highest_head_is_kept_and_lower_ones_change_nothing(store: KeyStore) -> None:
    origin = "rabat/desk:madrid~rabat/g1/e1"
    store.note_heads([(origin, 5, b"5" * 32), (origin, 9, b"9" * 32)])
    store.note_heads([(origin, 7, b"7" * 32), (origin, 9, b"9" * 32)])
    assert KeyStore.open(store.path).heads() == {origin: (9, b"9" * 32)}


def test_whoever_reads_while_others_write_sees_every_log(store: KeyStore) -> None:
    """A head that is missing for a moment would let a lower one, or a second root, be noted."""
    origins = [f"rabat/case:c{n}/g1/e1" for n in range(200)]
    store.note_heads([(one, 1, b"1" * 32) for one in origins])
    missed: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            missed.extend([len(found)] if len(found := store.heads()) < len(origins) else [])

    readers = [threading.Thread(target=read) for _ in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for one in readers:
            one.start()
        other = KeyStore.open(store.path)
        for size in range(2, 200):
            other.note_heads([(origins[0], size, b"2" * 32)])
    finally:
        done.set()
        for one in readers:
            one.join()
        sys.setswitchinterval(interval)
    assert missed == []


def test_a_second_root_of_one_size_is_an_alarm(store: KeyStore) -> None:
    origin = "rabat/desk:madrid~rabat/g1/e1"
    store.note_heads([(origin, 5, b"5" * 32)])
    with pytest.raises(Damaged) as caught:
        store.note_heads([("rabat/home/g1/e1", 1, b"h" * 32), (origin, 5, b"6" * 32)])
    assert caught.value.code == "head_conflict"
    assert store.heads() == {origin: (5, b"5" * 32)}


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_torn_last_line_is_forgotten_and_written_over(store: KeyStore, cut: int) -> None:
    origin = "rabat/desk:madrid~rabat/g1/e1"
    store.note_heads([(origin, 5, b"5" * 32)])
    store.note_heads([(origin, 6, b"6" * 32)])
    log = store.path / "heads.log"
    os.truncate(log, log.stat().st_size - cut)
    again = KeyStore.open(store.path)
    assert again.heads() == {origin: (5, b"5" * 32)}
    again.note_heads([(origin, 7, b"7" * 32)])
    assert KeyStore.open(store.path).heads() == {origin: (7, b"7" * 32)}


def test_a_broken_line_in_the_middle_stops_the_node(store: KeyStore) -> None:
    for size in (1, 2, 3):
        store.note_heads([("rabat/home/g1/e1", size, b"5" * 32)])
    log = store.path / "heads.log"
    data = bytearray(log.read_bytes())
    data[12] ^= 1
    log.write_bytes(data)
    with pytest.raises(Damaged):
        KeyStore.open(store.path).heads()


def test_the_list_of_heads_does_not_grow_for_ever(store: KeyStore) -> None:
    for start in range(0, 12_000, 1_000):
        heads = [(f"rabat/case:c{n}/g1/e1", start + n, bytes(32)) for n in range(1_000)]
        store.note_heads(heads)
    lines = (store.path / "heads.log").read_bytes().count(b"\n")
    assert lines < 8_000
    assert len(KeyStore.open(store.path).heads()) == 1_000
    assert modes(store.path) == {0o600}


def test_a_rewritten_list_of_heads_is_seen_by_others(store: KeyStore) -> None:
    other = KeyStore.open(store.path)
    store.note_heads([("rabat/home/g1/e1", 1, b"1" * 32)])
    assert other.heads()["rabat/home/g1/e1"][0] == 1
    store._heads._log.rewrite([f"rabat/home/g1/e1 3 {'33' * 32}"])
    other.note_heads([("rabat/home/g1/e1", 2, b"2" * 32)])
    assert store.heads() == other.heads() == {"rabat/home/g1/e1": (3, b"3" * 32)}
    other.close()
