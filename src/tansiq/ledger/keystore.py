"""The key store: every key a node holds, in one folder outside the database and its backups.

    node              the node's id                  classes.slots  class keys (`ledger.slots`)
    log-<epoch>.key   Ed25519 seed per key epoch     erased.ids     class ids erased, for ever
    witness.key       Ed25519 seed for cosigning     heads.log      highest head per log
    hpke-<id>.key     X25519 (`sealing_keys`)        backups.log    backups made, with their end
    tls.key, tls.crt  the pinned certificate         age.key        for bundles by file
    pseudonym.key     32 bytes for officers' names   witnessed.log  highest head cosigned per log
    lock              held by whoever writes
    field-<id>.key    what telephones in the field seal to (`ledger.field_keys`)
    restored.log      what is in doubt since the keys came back from shares (`ledger.restored`)

Promises: several processes use one store at once; what a call wrote is durable when it returns; a
class that was erased never gets a key again; a class key is written with one `fdatasync` per batch.
The root key is not here (`ledger.root_key`). Does not encrypt the files: the volume below does.
"""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, NamedTuple

from tansiq.ledger import age, key_files, private_files, sign
from tansiq.ledger.backups import Backup, pending_until, read_backups, write_backup
from tansiq.ledger.body import KEY_BYTES
from tansiq.ledger.heads import Head, HeadLog
from tansiq.ledger.private_files import LineLog, locked
from tansiq.ledger.restored import Restored
from tansiq.ledger.sealing_keys import Destroyed, SealingKeys
from tansiq.ledger.slots import SlotFile, class_id_of, raw_id
from tansiq.terms.errors import Conflict, Invalid, Missing
from tansiq.terms.ids import ClassId, NodeId, node_id

FIRST_EPOCH: Final = 1


class PublicParts(NamedTuple):
    """What a card tells partners of this store; HPKE keys oldest first, the last is current."""

    log_keys: tuple[tuple[int, bytes], ...]
    hpke: tuple[tuple[str, bytes], ...]
    witness: bytes
    tls_cert: bytes
    age: str


class KeyStore:
    """One node's keys; safe to open in several processes at once."""

    def __init__(self, path: Path) -> None:
        """Open the store at `path`; see `open`."""
        private_files.refuse_open_folder(path)
        self.path = path
        if not (path / "node").is_file():
            raise Missing("key_store_missing", folder=path.name)
        self.node: NodeId = node_id((path / "node").read_text().strip())
        self._erased_log = LineLog(path / "erased.ids")
        self._erased: frozenset[bytes] = frozenset()
        self._erased_version: tuple[int, int, int] | None = None
        self._heads = HeadLog(path / "heads.log")
        self.cosigned = HeadLog(path / "witnessed.log")
        self.restored = Restored(path / "restored.log", self.node, self.locked)
        self._hpke = SealingKeys(path, self.locked)
        self._slots = SlotFile(path / "classes.slots")
        self._seeds: dict[int, bytes] = {}
        self._finish()

    @classmethod
    def create(cls, path: Path, node: str) -> "KeyStore":
        """Make a store with fresh keys for a node in a new 0700 folder."""
        name = node_id(node)
        private_files.make_folder(path)
        SlotFile.create(path / "classes.slots")
        key_files.write_seed(path / f"log-{FIRST_EPOCH}.key", sign.generate_seed())
        key_files.write_seed(path / "witness.key", sign.generate_seed())
        key_files.write_certificate(path / "tls.key", path / "tls.crt", name)
        private_files.create(path / "age.key", age.new_identity().encode())
        private_files.create(path / "pseudonym.key", os.urandom(32))
        for log in ("erased.ids", "heads.log", "hpke.log", "hpke.life", "backups.log"):
            private_files.create(path / log, b"")
        # written last: a store without it was never finished and does not open
        private_files.create(path / "node", name.encode())
        store = cls(path)
        store.rotate_hpke()
        return store

    @classmethod
    def open(cls, path: Path) -> "KeyStore":
        """Open a store; Missing("key_store_missing"), or Refused for a folder others may read."""
        return cls(path)

    def close(self) -> None:
        """Release the files."""
        self._slots.close()

    def locked(self) -> AbstractContextManager[None]:
        """Hold the store against every other writer; do not call a writing method inside."""
        return locked(self.path / "lock")

    # --- keys of the node ---------------------------------------------------------------------

    def epochs(self) -> tuple[int, ...]:
        """Return the epochs whose log key is held, in order."""
        names = self.path.glob("log-*.key")
        return tuple(sorted(int(one.stem[4:]) for one in names if one.stem[4:].isdecimal()))

    @property
    def current_epoch(self) -> int:
        """The newest key epoch."""
        return self.epochs()[-1]

    def log_seed(self, epoch: int) -> bytes:
        """Return the 32-byte seed that signs logs of this epoch; Missing("key_file_missing")."""
        if epoch not in self._seeds:
            self._seeds[epoch] = key_files.read_seed(self.path / f"log-{epoch}.key")
        return self._seeds[epoch]

    def new_log_key(self) -> int:
        """Make the log key of the next epoch and return that epoch."""
        with self.locked():
            epoch = self.current_epoch + 1
            key_files.write_seed(self.path / f"log-{epoch}.key", sign.generate_seed())
        return epoch

    def witness_seed(self) -> bytes:
        """Return the 32-byte seed that cosigns partners' checkpoints."""
        return key_files.read_seed(self.path / "witness.key")

    def age_identity(self) -> str:
        """Return the age identity that opens bundles sent by file."""
        return (self.path / "age.key").read_text().strip()

    def pseudonym_key(self) -> bytes:
        """Return the 32-byte key under which officers' pseudonyms are made."""
        return (self.path / "pseudonym.key").read_bytes()

    def tls_files(self) -> tuple[Path, Path]:
        """Return the paths of TLS key and certificate."""
        return self.path / "tls.key", self.path / "tls.crt"

    def public_parts(self) -> PublicParts:
        """Return the public halves that belong into the node's card."""
        return PublicParts(
            tuple((epoch, sign.public_key(self.log_seed(epoch))) for epoch in self.epochs()),
            self._hpke.public(),
            sign.public_key(self.witness_seed()),
            key_files.certificate_der(self.path / "tls.crt"),
            age.recipient_of(self.age_identity()),
        )

    # --- HPKE keys: see `ledger.sealing_keys` -------------------------------------------------

    def hpke_ids(self) -> tuple[str, ...]:
        """Return the ids of the HPKE keys held, oldest first; the last is the newest."""
        return self._hpke.ids()

    def hpke_private(self, key_id: str) -> bytes | None:
        """Return a private HPKE key of 32 bytes, or None when it was destroyed or never held."""
        return self._hpke.private(key_id)

    def rotate_hpke(self) -> str:
        """Make a new HPKE key and return its id; older ones still open what was sealed."""
        return self._hpke.rotate()

    def destroy_hpke(self, key_id: str, at: str) -> None:
        """Destroy a retired HPKE key; Conflict("hpke_key_current") for the newest one."""
        self._hpke.destroy(key_id, at)

    def destroyed_hpke(self) -> tuple[Destroyed, ...]:
        """Return the HPKE keys destroyed here, oldest first."""
        return self._hpke.destroyed()

    def hpke_backed_until(self, key_id: str, now: str) -> str | None:
        """Return until when a living backup holds this HPKE key, or None."""
        return self._hpke.backed_until(key_id, now)

    # --- class keys ---------------------------------------------------------------------------

    def put_classes(self, pairs: Sequence[tuple[ClassId, bytes]]) -> None:
        """Keep class keys with one sync; what is held already with the same key is left alone.

        Conflict("class_erased") when one was erased here, Conflict("class_key_differs") when
        another key is held: then nothing of the batch is kept.
        """
        fresh: dict[bytes, bytes] = {}
        with self.locked():
            erased = self._erased_ids()
            for class_id, key in pairs:
                raw = raw_id(class_id)
                if len(key) != KEY_BYTES:
                    raise Invalid("class_key_differs", class_id=class_id)
                if raw in erased:
                    raise Conflict("class_erased", class_id=class_id)
                held = fresh.get(raw) or self._slots.get(raw)
                if held is not None and held != key:
                    raise Conflict("class_key_differs", class_id=class_id)
                if held is None:
                    fresh[raw] = key
            if fresh:
                self._slots.put(list(fresh.items()))

    def class_key(self, class_id: str) -> bytes | None:
        """Return the 32-byte key of a class, or None when it is not held or was erased."""
        return self._slots.get(raw_id(class_id))

    def class_keys(self) -> dict[ClassId, bytes]:
        """Return all class keys held."""
        return {class_id_of(raw): key for raw, key in self._slots.live().items()}

    def erase_classes(self, class_ids: Sequence[ClassId]) -> None:
        """Destroy the keys of these classes, and remember for ever that they were erased.

        The ids are remembered before the keys are overwritten: a crash between the two is finished
        at the next opening. Idempotent.
        """
        raw = [raw_id(one) for one in class_ids]
        with self.locked():
            known = self._erased_ids()
            if new := [class_id_of(one) for one in dict.fromkeys(raw) if one not in known]:
                self._erased_log.append(new)
            self._slots.blank(raw)

    def _finish(self) -> None:
        """Finish what a crash cut short: erasures, and files that never got their names."""
        with self.locked():
            for stray in self.path.glob("*.new"):
                private_files.destroy(stray)
            if left := [raw for raw in self._erased_ids() if self._slots.get(raw) is not None]:
                self._slots.blank(left)
            self._hpke.finish()

    def _erased_ids(self) -> frozenset[bytes]:
        version = self._erased_log.version()
        if version != self._erased_version:
            self._erased = frozenset(raw_id(text) for text in self._erased_log.lines())
            self._erased_version = version
        return self._erased

    def is_erased(self, class_id: str) -> bool:
        """Say whether this class was ever erased here."""
        return raw_id(class_id) in self._erased_ids()

    def erased_classes(self) -> tuple[ClassId, ...]:
        """Return the ids of all classes ever erased here, oldest first."""
        return tuple(ClassId(text) for text in self._erased_log.lines())

    # --- heads --------------------------------------------------------------------------------

    def note_heads(self, heads: Sequence[Head]) -> None:
        """Keep the highest (origin, size, root) of each log, with one sync.

        Damaged("head_conflict") when the same size was noted with another root.
        """
        with self.locked():
            self._heads.note(heads)

    def heads(self) -> dict[str, tuple[int, bytes]]:
        """Return {origin: (size, root)} of the highest head ever noted."""
        return self._heads.highest()

    def in_doubt(self, origin: str) -> bool:
        """Say whether partners may hold more of a log than these keys, back from shares, know."""
        return self.restored.in_doubt(origin)

    # --- backups ------------------------------------------------------------------------------

    def note_backup(self, backup_id: str, made: str, until: str) -> Backup:
        """Remember that a backup of all keys held now lives until a date (UTC stamps)."""
        with self.locked():
            return self._note_backup(backup_id, made, until)

    def copy_for_backup(self, backup_id: str, made: str, until: str) -> dict[str, bytes]:
        """Note a backup and return the files that go into it, of one and the same moment.

        A key that came between the two would be in the backup, and its erasure would not wait.
        """
        with self.locked():
            self._note_backup(backup_id, made, until)
            return private_files.read_all(self.path)

    def _note_backup(self, backup_id: str, made: str, until: str) -> Backup:
        erased = len(self._erased_log.lines())
        backup = Backup(backup_id, made, until, self._slots.records, erased)
        return write_backup(self.path / "backups.log", backup)

    def backups(self) -> tuple[Backup, ...]:
        """Return all backups ever made, oldest first."""
        return read_backups(self.path / "backups.log")

    def pending_until(self, class_id: str, now: str) -> str | None:
        """Return until when a backup may still hold the key of a class, or None."""
        erased = self._erased_log.lines()
        erased_at = erased.index(class_id) if class_id in erased else None
        return pending_until(self.backups(), self._slots.place(raw_id(class_id)), erased_at, now)
