import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.ledger.key_stores import bytes_on_disk, fresh, modes

from tansiq.ledger import key_files, private_files, sign
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.root_key import RootKey
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import new_class_id


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeyStore]:
    made = KeyStore.create(tmp_path / "keys", "rabat")
    yield made
    made.close()


# --- who may read it -------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0o000, 0o077, 0o777])
def test_only_this_account_reads_the_keys_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        private_files.make_folder(tmp_path / "probe")
        store = KeyStore.create(tmp_path / "keys", "rabat")
        store.put_classes(fresh(3))
        store.erase_classes([new_class_id()])
        store.note_heads([("rabat/home/g1/e1", 1, b"r" * 32)])
        store.note_backup("b1", "2026-11-23T12:00:00Z", "2026-12-23T12:00:00Z")
        store.new_log_key()
        store.rotate_hpke()
        store.close()
        root = RootKey.create(tmp_path / "root", "a passphrase")
    finally:
        os.umask(before)
    assert root.public == RootKey.open(tmp_path / "root", "a passphrase").public
    for folder in (tmp_path / "keys", tmp_path / "root"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert modes(folder) == {0o600}


def test_a_folder_open_to_others_is_refused(store: KeyStore) -> None:
    store.path.chmod(0o750)
    with pytest.raises(Refused) as caught:
        KeyStore.open(store.path)
    assert caught.value.code == "key_store_open_to_others"


def test_keys_are_never_overwritten(store: KeyStore) -> None:
    with pytest.raises(Conflict):
        KeyStore.create(store.path, "rabat")
    with pytest.raises(Missing):
        KeyStore.open(store.path.with_name("nothing"))


def test_a_store_whose_making_was_cut_short_does_not_open(store: KeyStore) -> None:
    (store.path / "node").unlink()
    with pytest.raises(Missing):
        KeyStore.open(store.path)


# --- keys of the node ------------------------------------------------------------------------


def test_keys_come_back_as_they_were(store: KeyStore) -> None:
    again = KeyStore.open(store.path)
    assert again.node == "rabat"
    assert again.current_epoch == 1
    assert again.log_seed(1) == store.log_seed(1)
    assert again.public_parts() == store.public_parts()
    assert len(again.pseudonym_key()) == 32
    assert sign.public_key(again.witness_seed()) == store.public_parts().witness
    again.close()


def test_an_old_epoch_keeps_its_key(store: KeyStore) -> None:
    first = store.log_seed(1)
    assert store.new_log_key() == 2
    assert (store.current_epoch, store.log_seed(1) == first) == (2, True)
    assert store.log_seed(2) != first
    with pytest.raises(Missing):
        store.log_seed(3)


def test_a_retired_hpke_key_is_destroyed_and_the_current_one_is_not(store: KeyStore) -> None:
    (old,) = store.hpke_ids()
    new = store.rotate_hpke()
    assert store.hpke_ids() == (old, new)
    private = store.hpke_private(old)
    assert private is not None
    assert key_files.hpke_id(key_files.hpke_public(private)) == old
    other = KeyStore.open(store.path)
    assert other.hpke_private(old) == private
    store.destroy_hpke(old, "2026-11-23T12:00:00Z")
    assert store.hpke_private(old) is None
    assert other.hpke_private(old) is None
    assert private not in bytes_on_disk(store.path)
    with pytest.raises(Conflict):
        store.destroy_hpke(new, "2026-11-23T12:00:00Z")
    with pytest.raises(Missing):
        store.destroy_hpke(old, "2026-11-23T12:00:00Z")
    other.close()


def test_an_officer_reads_a_wrong_passphrase_in_words(tmp_path: Path) -> None:
    RootKey.create(tmp_path / "root", "right")
    for wrong in ("wrong", None):
        with pytest.raises(Refused) as caught:
            RootKey.open(tmp_path / "root", wrong)
        assert caught.value.code == "passphrase_wrong"
    with pytest.raises(Invalid):
        RootKey.create(tmp_path / "other", "")
    (tmp_path / "root" / "root.key").write_bytes(b"not a key")
    with pytest.raises(Invalid):
        RootKey.open(tmp_path / "root")
