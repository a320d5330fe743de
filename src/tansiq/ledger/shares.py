r"""Backup of the keys as M-of-N shares: no one person can restore, no one loss destroys.

    backup file = "TSQK1\n" || one line of canonical JSON (id, node, made, until, m, n) || "\n"
                  || ChaCha20-Poly1305(random key, nonce 0, aad = everything before, snapshot)
    shares      = SLIP-39 mnemonics of the random key, one group, M of N, 33 words each

Promises that fewer than M shares tell nothing; that a backup past its date is refused, because
erasures were called final on the strength of that date; that classes erased since are not brought
back. The date binds this program, not whoever keeps M shares and the file: destroy both then.
"""

import os
import re
import tarfile
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from tansiq.ledger import private_files
from tansiq.ledger.backups import UNKNOWN, Backup, write_backup
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.private_files import LineLog
from tansiq.ledger.restored import mark_restored
from tansiq.ledger.root_key import RootKey
from tansiq.ledger.slots import raw_id, without
from tansiq.record import canonical
from tansiq.terms.clock import Clock, SystemClock, parse_stamp, stamp
from tansiq.terms.errors import Damaged, Invalid, Missing, Refused
from tansiq.terms.ids import ClassId

MAX_SHARES: Final = 16
MAX_DAYS: Final = 366
_MAGIC: Final = b"TSQK1\n"
_ROOT_NAME: Final = "root.key"
_SLOTS_NAME: Final = "classes.slots"
_LOG_KEY: Final = re.compile(r"log-[0-9]+\.key")


class BackupHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a backup file says openly of itself."""

    id: str
    m: int
    made: str
    n: int
    node: str
    until: str


def _check_split(m: int, n: int, days: int) -> None:
    if not 2 <= m <= n <= MAX_SHARES:
        raise Invalid("shares_count", m=m, n=n, most=MAX_SHARES)
    if not 1 <= days <= MAX_DAYS:
        raise Invalid("shares_days", days=days, most=MAX_DAYS)


def make_backup(  # noqa: PLR0913 - a split has three numbers
    keystore: KeyStore,
    out: Path,
    m: int,
    n: int,
    days: int,
    *,
    root: RootKey | None = None,
    clock: Clock | None = None,
) -> list[str]:
    """Write an encrypted backup of every key to `out` (0600) and return the N mnemonics.

    M of them open it for `days` days; Invalid("shares_count") unless 2 <= M <= N <= 16. The
    backup is listed in the key store first, so that no erasure overlooks it. With `root` the root
    key is in it too. Show each mnemonic to one person only; they are kept nowhere.
    """
    _check_split(m, n, days)
    now = (clock or SystemClock()).now()
    made, until = stamp(now), stamp(now + timedelta(days=days))
    backup_id = os.urandom(8).hex()
    head = BackupHead(id=backup_id, m=m, made=made, n=n, node=keystore.node, until=until)
    files = keystore.copy_for_backup(backup_id, made, until)
    if root is not None:
        files[_ROOT_NAME] = root.pem()
    opening = _MAGIC + canonical.encode(msgspec.to_builtins(head)) + b"\n"
    key = os.urandom(32)
    sealed = ChaCha20Poly1305(key).encrypt(bytes(12), _snapshot(files), opening)
    private_files.create(out, opening + sealed)
    groups = generate_mnemonics(1, [(m, n)], key)
    return [str(one) for one in groups[0]]


def _snapshot(files: Mapping[str, bytes]) -> bytes:
    """Return all files of the store as one tar."""
    target = BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, BytesIO(data))
    return target.getvalue()


def read_head(backup: Path) -> BackupHead:
    """Return what a backup file says of itself, unproven until it is opened."""
    return _split_file(backup)[0]


def _split_file(backup: Path) -> tuple[BackupHead, bytes, bytes]:
    if not backup.is_file():
        raise Missing("key_backup_missing", file=backup.name)
    data = backup.read_bytes()
    end = data.find(b"\n", len(_MAGIC)) + 1
    try:
        if not data.startswith(_MAGIC) or end == 0:
            raise Damaged("key_backup_malformed", file=backup.name)
        head = msgspec.convert(canonical.decode(data[len(_MAGIC) : end - 1]), BackupHead)
        parse_stamp(head.until)
    except (Invalid, msgspec.ValidationError) as error:
        raise Damaged("key_backup_malformed", file=backup.name) from error
    return head, data[:end], data[end:]


def restore(
    backup: Path,
    mnemonics: Iterable[str],
    out: Path,
    erased: Iterable[ClassId] = (),
    now: datetime | None = None,
) -> KeyStore:
    """Bring a key store back into the new folder `out`, a root key into `<out>-root`.

    `erased` are all classes known to be erased since (from the records of `home`); their keys are
    left out before anything is written. The store knows from the first that it came back, and all
    that is in doubt since (`ledger.restored`). Refused("key_backup_expired"),
    Refused("shares_wrong"), Damaged("key_backup_...").
    """
    head, opening, sealed = _split_file(backup)
    at = now or SystemClock().now()
    if at >= parse_stamp(head.until):
        raise Refused("key_backup_expired", until=head.until)
    gone = tuple(erased)
    files = _open(_combine(mnemonics), opening, sealed, backup.name)
    if _SLOTS_NAME in files:
        files[_SLOTS_NAME] = without(files[_SLOTS_NAME], {raw_id(one) for one in gone})
    root = files.pop(_ROOT_NAME, None)
    if root is not None:
        beside = out.with_name(f"{out.name}-root")
        private_files.make_folder(beside)
        private_files.create(beside / _ROOT_NAME, root)
    private_files.make_folder(out)
    node = files.pop("node")
    for name in sorted(files):
        private_files.create(out / name, files[name])
    epochs = [int(name[4:-4]) for name in files if _LOG_KEY.fullmatch(name)]
    mark_restored(out / "restored.log", stamp(at), max(epochs))
    _assume_later_backups(out, head.id, at)
    # "node" last: without it a folder is no key store, so a crash leaves none that opens
    private_files.create(out / "node", node)
    store = KeyStore.open(out)
    if gone:
        store.erase_classes(gone)
    return store


def _assume_later_backups(out: Path, backup_id: str, now: datetime) -> None:
    """List one backup for all that were made after this one: its key store does not know them.

    Each was made before now and may live as long as any; none holds what was erased before.
    """
    erased = len(LineLog(out / "erased.ids").lines())
    until = stamp(now + timedelta(days=MAX_DAYS))
    later = Backup(f"after-{backup_id}", stamp(now), until, UNKNOWN, erased)
    write_backup(out / "backups.log", later)


def _combine(mnemonics: Iterable[str]) -> bytes:
    try:
        return bytes(combine_mnemonics([" ".join(one.split()) for one in mnemonics]))
    except (MnemonicError, ValueError, IndexError) as error:
        raise Refused("shares_wrong") from error


def _open(key: bytes, opening: bytes, sealed: bytes, name: str) -> dict[str, bytes]:
    try:
        snapshot = ChaCha20Poly1305(key).decrypt(bytes(12), sealed, opening)
    except (InvalidTag, ValueError) as error:
        raise Damaged("key_backup_unopenable", file=name) from error
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=BytesIO(snapshot), mode="r:") as tar:
        for member in tar:
            source = tar.extractfile(member)
            if source is None or Path(member.name).name != member.name:
                raise Damaged("key_backup_malformed", file=name)
            files[member.name] = source.read()
    return files
