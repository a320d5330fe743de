"""Backup and restore: the ledger whole or not at all, proven against its signed heads."""

import io
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from tests.unit.store.sample import (
    DESK,
    NOW,
    PROJECTION,
    held,
    keys_of,
    lifted,
    new_class,
    opened_logs,
    origin_of,
    placed,
)

from tansiq.ledger import age
from tansiq.ledger.keystore import KeyStore
from tansiq.store.append import Sealer, append
from tansiq.store.backup import write_backup
from tansiq.store.blobs import BlobStore, refer
from tansiq.store.connect import Store
from tansiq.store.logs import add_line, checkpoint, log, logs, settle, tree
from tansiq.store.project import digest, prepare
from tansiq.store.readlog import Read, append_read, verify
from tansiq.store.restore import restore
from tansiq.terms.errors import Conflict, Damaged, Invalid, TansiqError

IDENTITY = age.new_identity()
RECIPIENT = age.recipient_of(IDENTITY)


def opened(path: Path) -> bytes:
    """What is inside a backup, for whoever has the identity."""
    packed = age.open_file(path.read_bytes(), IDENTITY)
    return zstandard.ZstdDecompressor().stream_reader(packed).read()


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return keys_of(tmp_path)


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


@pytest.fixture
def elsewhere(second_dsn: str) -> Store:
    with Store.open(second_dsn) as store:
        yield store


@pytest.fixture
def made(fresh_store: Store, keys: KeyStore, blobs: BlobStore, tmp_path: Path) -> Path:
    """A backup of a node with two classes, an attachment and a read log."""
    opened_logs(fresh_store, keys)
    first, second = new_class(keys), new_class(keys)
    sealer = Sealer(keys, [PROJECTION])
    address = blobs.put(b"attached ciphertext")
    with fresh_store.transaction() as tx:
        append(tx, sealer, [placed(f"a{n}", first) for n in range(20)])
        append(tx, sealer, [placed(f"b{n}", second, DESK) for n in range(20)])
        append(tx, sealer, [lifted("a3", first)])
        row = log(tx, origin_of(keys))
        refer(tx, row.id, 0, first, {address: 19})
        add_line(tx, row, row.size, "madrid", checkpoint(tx, row).note.splitlines()[-1] + "\n")
        append_read(
            tx, Read(time=NOW, officer="of-x", action="look", place="f", reason="r", text="typed")
        )
    path = tmp_path / "node.backup"
    write_backup(fresh_store, path, node="rabat", now=NOW, recipient=RECIPIENT, blobs=blobs)
    return path


def test_restored_node_has_the_same_roots_rows_and_read_log(
    fresh_store: Store, elsewhere: Store, keys: KeyStore, made: Path, tmp_path: Path
) -> None:
    """REQUIREMENTS 11.5: a restore drill."""
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    other = BlobStore(tmp_path / "other")
    back = restore(elsewhere, made, blobs=other, identity=IDENTITY)
    assert (back.node, back.logs, back.entries, back.heads) == ("rabat", 2, 41, 3)
    prepare(elsewhere, [PROJECTION], Sealer(keys))
    with fresh_store.reading() as old, elsewhere.transaction() as new:
        assert [(one.origin, one.size, one.root) for one in logs(old)] == [
            (one.origin, one.size, one.root) for one in logs(new)
        ]
        assert digest(old) == digest(new)
        verify(new)
        assert new.one("SELECT count(*) AS n FROM ledger.read_text") == {"n": 0}
        assert settle(new, keys, keys.node).behind == ()
    with elsewhere.transaction() as tx:
        append(tx, Sealer(keys, [PROJECTION]), [placed("after", new_class(keys))])
        row = log(tx, origin_of(keys))
        assert tree(tx, row).root(row.size) == row.root
    assert len(list(other.addresses())) == 1


def test_backup_holds_no_clear_text_and_no_key(made: Path, keys: KeyStore) -> None:
    plain = opened(made)
    for text in (b"ground of", b"typed"):
        assert text not in plain
        assert text.hex().encode() not in plain
    for key in keys.class_keys().values():
        assert key not in plain
        assert key.hex().encode() not in plain


def test_without_the_identity_not_even_the_read_log_can_be_read(
    elsewhere: Store, made: Path
) -> None:
    data = made.read_bytes()
    assert b"of-x" not in data
    assert b"of-x" in opened(made)
    with pytest.raises(Damaged) as caught:
        restore(elsewhere, made, identity=age.new_identity())
    assert caught.value.code == "age_unopenable"
    made.write_bytes(zstandard.compress(opened(made)))  # in clear: not a backup of ours
    with pytest.raises(Damaged) as caught:
        restore(elsewhere, made, identity=IDENTITY)
    assert caught.value.code == "age_malformed"
    with elsewhere.reading() as tx:
        assert logs(tx) == []


def test_a_medium_that_is_full_leaves_no_backup(
    fresh_store: Store, made: Path, tmp_path: Path
) -> None:
    path = tmp_path / "full.backup"
    path.with_name("full.backup.part").symlink_to("/dev/full")
    with pytest.raises(Damaged) as caught:
        write_backup(fresh_store, path, node="rabat", now=NOW, recipient=RECIPIENT)
    assert caught.value.code == "store_full"
    assert list(tmp_path.glob("full*")) == []


def test_class_erased_after_the_backup_is_not_brought_back(
    elsewhere: Store, keys: KeyStore, made: Path, tmp_path: Path
) -> None:
    first = next(iter(keys.class_keys()))
    keys.erase_classes([first])
    other = BlobStore(tmp_path / "other")
    restore(elsewhere, made, erased=keys.erased_classes(), blobs=other, identity=IDENTITY)
    prepare(elsewhere, [PROJECTION], Sealer(keys))
    with elsewhere.reading() as tx:
        assert {str(row["hold"])[0] for row in held(tx)} == {"b"}
        assert tx.one("SELECT count(*) AS n FROM ledger.body") == {"n": 20}
        row = log(tx, origin_of(keys))
        assert tree(tx, row).root(row.size) == row.root
    assert list(other.addresses()) == []


def test_restore_into_a_ledger_that_is_not_empty_is_refused(fresh_store: Store, made: Path) -> None:
    with pytest.raises(Conflict) as caught:
        restore(fresh_store, made, identity=IDENTITY)
    assert caught.value.code == "restore_not_empty"


Members = dict[str, bytes]


def _changed(path: Path, change: Callable[[Members], Members]) -> Path:
    plain = opened(path)
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in change(members).items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    changed = path.with_name("changed.backup")
    changed.write_bytes(age.seal(zstandard.compress(out.getvalue()), RECIPIENT))
    return changed


def _swap(name: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        assert old in members[name]
        return {**members, name: members[name].replace(old, new, 1)}

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_swap("tables/read_log.copy", b"of-x", b"of-y"), "backup_changed"),
        (_swap("tables/log.copy", b"open", b"wild"), "backup_changed"),
        (_swap("tables/entry.copy", b"hold_placed", b"hold_changed"), "backup_changed"),
        (lambda m: {k: v for k, v in m.items() if k != "tables/body.copy"}, "backup_malformed"),
        (lambda m: {k: v for k, v in m.items() if k != "manifest.json"}, "backup_malformed"),
        (lambda m: {**m, "../evil": b"x"}, "backup_malformed"),
        (lambda m: dict(reversed(m.items())), "backup_malformed"),
    ],
)
def test_changed_backup_is_refused_and_nothing_is_restored(
    elsewhere: Store, made: Path, change: Callable[[Members], Members], code: str
) -> None:
    with pytest.raises(TansiqError) as caught:
        restore(elsewhere, _changed(made, change), identity=IDENTITY)
    assert caught.value.code == code
    with elsewhere.reading() as tx:
        assert logs(tx) == []


def test_cut_off_backup_is_refused(elsewhere: Store, made: Path) -> None:
    data = made.read_bytes()
    for keep in (0, 10, len(data) // 2, len(data) - 20):
        made.write_bytes(data[:keep])
        with pytest.raises((Invalid, Damaged)):
            restore(elsewhere, made, identity=IDENTITY)


def test_entry_that_does_not_fit_its_head_is_refused_even_with_right_digests(
    fresh_store: Store, elsewhere: Store, made: Path, tmp_path: Path
) -> None:
    with fresh_store.transaction() as tx:
        tx.run("UPDATE ledger.checkpoint SET root = sha256('x') WHERE size = 20")
    path = tmp_path / "forged.backup"
    write_backup(fresh_store, path, node="rabat", now=NOW, recipient=RECIPIENT)
    with pytest.raises(Damaged) as caught:
        restore(elsewhere, path, identity=IDENTITY)
    assert caught.value.code == "backup_root"
