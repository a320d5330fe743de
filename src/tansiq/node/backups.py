"""Backup at work: the logs to one file, the keys to another that only enough officers can open.

Promises: the two files and the shares are three different things to keep in three places; a restore
goes into a new folder, honours every erasure it can know of, and the restored node compares itself
with what it has signed before it writes; a drill restores for real and throws the result away.
"""

import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tansiq.exchange.restore import blocked
from tansiq.ledger import private_files, shares
from tansiq.ledger.keystore import KeyStore
from tansiq.node import exchanging
from tansiq.node.backup_notes import BACKUP, DRILL, remember
from tansiq.node.compose import PROJECTIONS, Node
from tansiq.node.database import Database
from tansiq.node.node_keys import RootAt, open_root
from tansiq.node.settings import Settings, load, save
from tansiq.store import restore as stored
from tansiq.store.append import Sealer
from tansiq.store.backup import write_backup
from tansiq.store.blobs import BlobStore
from tansiq.store.logs import find_log, logs, tree
from tansiq.store.project import prepare
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Invalid, TansiqError
from tansiq.terms.ids import HOME, ClassId

LEDGER, KEYS, SETTINGS = "ledger.tsqb", "keys.tsqk", "settings.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a backup goes, where its shares go, how it is split; with `root` that key is in it."""

    out: Path
    shares_to: Path
    needed: int
    total: int
    days: int
    root: RootAt | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A backup as it was made."""

    folder: str
    entries: int
    bytes: int
    sha256: str
    until: str
    shares: tuple[str, ...]
    needed: int


@dataclass(frozen=True, slots=True)
class RestoredNode:
    """A node as it came back; partners that could not be asked may know entries it has lost.

    What was written into `home` after `home_as_of` is lost: nobody else holds it.
    """

    node: str
    folder: str
    logs: int
    entries: int
    heads: int
    home_as_of: str
    behind: tuple[str, ...]
    unreached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drilled:
    """The outcome of a drill; `problem` is an error code, empty when it passed."""

    passed: bool
    problem: str
    logs: int
    entries: int
    compared: int


def make(node: Node, wish: Wanted) -> Made:
    """Write a backup into a new folder; each share is a file to be handed to one person."""
    if wish.out.exists():
        raise Conflict("backup_folder_taken", folder=str(wish.out))
    root = open_root(node, wish.root) if wish.root else None
    private_files.make_folder(wish.out)
    keys_file = wish.out / KEYS
    words = shares.make_backup(
        node.keys, keys_file, wish.needed, wish.total, wish.days, root=root, clock=node.clock
    )
    written = write_backup(
        node.store,
        wish.out / LEDGER,
        node=node.me,
        now=node.clock.now(),
        recipient=node.keys.public_parts().age,
        blobs=node.blobs,
    )
    private_files.create(wish.out / SETTINGS, _settings_bytes(node.settings))
    wish.shares_to.mkdir(mode=0o700, parents=True, exist_ok=True)
    named = []
    for number, text in enumerate(words, start=1):
        path = wish.shares_to / f"share-{number}-of-{wish.total}.txt"
        private_files.create(path, text.encode() + b"\n")
        named.append(str(path))
    until = shares.read_head(keys_file).until
    facts: dict[str, object] = {"entries": written.entries, "until": until}
    _note(node, BACKUP, facts)
    return Made(
        str(wish.out),
        written.entries,
        written.bytes,
        written.sha256,
        until,
        tuple(named),
        wish.needed,
    )


def _note(node: Node, name: str, facts: dict[str, object]) -> None:
    with node.store.transaction() as tx:
        remember(tx, name, {"at": stamp(node.clock.now()), **facts})


def _settings_bytes(settings: Settings) -> bytes:
    names = ("id", "names", "language", "locale", "zone", "exercise", "exchange_url", "web_url",
             "exchange_port", "web_port", "bind", "clock_offset_seconds")  # fmt: skip
    return json.dumps({name: getattr(settings, name) for name in names}, indent=1).encode()


def restore(backup: Path, mnemonics: tuple[str, ...], folder: Path) -> RestoredNode:
    """Bring a node back into a new folder; Refused `key_backup_expired`, `shares_wrong`, ..."""
    done = _restore(backup, mnemonics, folder)
    with Node.open(folder) as node:
        return _after(node, done)


def _restore(backup: Path, mnemonics: tuple[str, ...], folder: Path) -> stored.Restored:
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("node_folder_taken", folder=str(folder))
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = _settings(backup, folder)
        save(settings)
        now = settings.clock().now()
        keys = shares.restore(backup / KEYS, mnemonics, settings.keys_path, now=now)
        done = _fill(settings, backup, keys)
        with Node.open(folder) as node:
            node.keys.erase_classes(_erased_since(node))
        undo.pop_all()
    return done


def restore_ledger(backup: Path, folder: Path) -> RestoredNode:
    """Bring the logs back where only the database was lost: keys and settings are in place.

    Conflict `restore_not_empty` when there still is a database. The node is then behind what its
    keys have signed: it heals from its partners before it writes again.
    """
    settings = load(folder)
    done = _fill(settings, backup, KeyStore.open(settings.keys_path))
    with Node.open(folder) as node:
        return _after(node, done)


def _after(node: Node, done: stored.Restored) -> RestoredNode:
    """Ask every partner what we had signed before anybody can write: an old backup cannot know."""
    asked = exchanging.now(node)
    with node.store.reading() as tx:
        behind = tuple(sorted(blocked(tx, node.keys)))
    return RestoredNode(
        node.me,
        str(node.settings.folder),
        done.logs,
        done.entries,
        done.heads,
        done.made,
        behind,
        tuple(one.partner for one in asked if one.problem),
    )


def _settings(backup: Path, folder: Path) -> Settings:
    try:
        found = json.loads((backup / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Invalid("backup_malformed") from problem
    made = Settings(folder=folder.resolve(), id=found["id"], names=found["names"])
    return replace(made, **{key: value for key, value in found.items() if key != "id"})


def _fill(settings: Settings, backup: Path, keys: KeyStore) -> stored.Restored:
    database = Database(settings)
    try:
        database.create()
        with database.open() as store:
            done = stored.restore(
                store,
                backup / LEDGER,
                identity=keys.age_identity(),
                erased=keys.erased_classes(),
                blobs=BlobStore(settings.blobs_path),
            )
            prepare(store, PROJECTIONS, Sealer(keys, PROJECTIONS, settings.clock()))
    finally:
        keys.close()
        database.close()
    return done


def _erased_since(node: Node) -> tuple[ClassId, ...]:
    """Classes that the records of `home` say were erased: their keys must not come back."""
    with node.store.reading() as tx:
        rows = tx.rows(
            "SELECT DISTINCT target FROM oversight_erased WHERE agency = %s AND channel = %s",
            (node.me, HOME),
        )
    return tuple(ClassId(row["target"]) for row in rows)


def drill(node: Node, backup: Path, mnemonics: tuple[str, ...]) -> Drilled:
    """Restore a backup beside this node, compare every log with ours, and remove it again."""
    outcome = _drill(node, backup, mnemonics)
    facts: dict[str, object] = {"entries": outcome.entries, "problem": outcome.problem}
    _note(node, DRILL, {**facts, "passed": outcome.passed})
    return outcome


def _drill(node: Node, backup: Path, mnemonics: tuple[str, ...]) -> Drilled:
    with _aside() as folder:
        try:
            done = _restore(backup, mnemonics, folder)
            compared = _compare(node, folder)
        except TansiqError as problem:
            return Drilled(passed=False, problem=problem.code, logs=0, entries=0, compared=0)
    return Drilled(passed=True, problem="", logs=done.logs, entries=done.entries, compared=compared)


@contextmanager
def _aside() -> Iterator[Path]:
    """A folder for a drill that leaves nothing behind, neither files nor a database."""
    with tempfile.TemporaryDirectory(prefix="tansiq-drill-") as parent:
        folder = Path(parent) / secrets.token_hex(4)
        try:
            yield folder
        finally:
            if (folder / "node.toml").exists():
                place = Database(load(folder)).place
                if place is not None:
                    shutil.rmtree(place, ignore_errors=True)


def _compare(node: Node, folder: Path) -> int:
    """Each restored log must be a prefix of ours; Conflict `drill_differs` names another."""
    with Node.open(folder) as other, other.store.reading() as theirs, node.store.reading() as ours:
        count = 0
        for row in logs(theirs):
            mine = find_log(ours, row.origin)
            if mine is None or mine.size < row.size or tree(ours, mine).root(row.size) != row.root:
                raise Conflict("drill_differs", origin=row.origin)
            count += 1
    return count
