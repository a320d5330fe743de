"""Blob files: durable under the digest of their bytes, or missing."""

import stat
import threading
from pathlib import Path

import pytest

from tansiq.store.blobs import BlobStore, refer, referred
from tansiq.store.connect import Store
from tansiq.terms.errors import Damaged, Invalid, Missing


def test_blob_comes_back_under_its_digest(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "blobs")
    address = blobs.put(b"ciphertext")
    assert blobs.put(b"ciphertext") == address
    assert blobs.get(address) == b"ciphertext"
    assert list(blobs.addresses()) == [address]
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700


def test_missing_changed_and_foreign_names_are_told_apart(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path / "blobs")
    address = blobs.put(b"ciphertext")
    with pytest.raises(Missing) as missing:
        blobs.get("0" * 64)
    with pytest.raises(Invalid) as foreign:
        blobs.get("../../etc/passwd")
    (tmp_path / "blobs" / address[:2] / address).write_bytes(b"changed")
    with pytest.raises(Damaged) as changed:
        blobs.get(address)
    assert blobs.find("0" * 64) is None
    assert [e.value.code for e in (missing, foreign, changed)] == [
        "blob_missing",
        "blob_address",
        "blob_changed",
    ]


def test_unfinished_file_of_a_crash_is_no_blob_and_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    BlobStore(folder)
    (folder / "0123.part").write_bytes(b"half")
    assert list(BlobStore(folder).addresses()) == []
    assert list(folder.glob("*.part")) == []


def test_what_another_process_is_writing_is_not_tidied_away(tmp_path: Path) -> None:
    """Each command of an officer opens the same folder that the server writes to."""
    blobs = BlobStore(tmp_path / "blobs")
    done = threading.Event()

    def open_again() -> None:
        while not done.is_set():
            BlobStore(tmp_path / "blobs")

    openers = [threading.Thread(target=open_again) for _ in range(2)]
    for one in openers:
        one.start()
    try:
        for n in range(300):
            data = b"%d" % n
            assert blobs.get(blobs.put(data)) == data
    finally:
        done.set()
        for one in openers:
            one.join()


def test_full_disk_is_no_acknowledgement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T7."""
    blobs = BlobStore(tmp_path / "blobs")

    def full(*_: object) -> int:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr("os.write", full)
        with pytest.raises(Damaged) as caught:
            blobs.put(b"ciphertext")
    assert caught.value.code == "store_full"
    assert list((tmp_path / "blobs").rglob("*.part")) == []
    assert list(blobs.addresses()) == []


def test_deleted_blob_is_gone_and_references_are_known(tmp_path: Path, fresh_store: Store) -> None:
    blobs = BlobStore(tmp_path / "blobs")
    address = blobs.put(b"ciphertext")
    with fresh_store.transaction() as tx:
        refer(tx, 1, 0, "rc-x", {address: 10})
        refer(tx, 1, 0, "rc-x", {address: 10})
        assert referred(tx, [address, "0" * 64]) == {address}
    assert blobs.delete(address)
    assert not blobs.delete(address)
    assert not blobs.has(address)
