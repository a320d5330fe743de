"""Which backups of the class keys were made, and until when each may still bring a key back.

Promises an answer to "is this erasure final?" as far as this node's own backups go. Knows nothing
of copies that somebody made around the program. A store that came back from shares does not know
the backups made after its own: one that lives as long as any may is assumed in their place.
"""

from pathlib import Path
from typing import NamedTuple

from tansiq.ledger.private_files import LineLog

UNKNOWN = -1
"""In place of a number of slots: nobody knows which keys it holds, so it may hold any."""


class Backup(NamedTuple):
    """One backup: its id, when made, until when it lives (UTC stamps).

    `slots` and `erased` count the key slots there were, and the classes erased before it.
    """

    backup_id: str
    made: str
    until: str
    slots: int
    erased: int


def write_backup(path: Path, backup: Backup) -> Backup:
    """Add a backup to the list; call under the lock of the key store."""
    line = f"{backup.backup_id} {backup.made} {backup.until} {backup.slots} {backup.erased}"
    LineLog(path).append([line])
    return backup


def read_backups(path: Path) -> tuple[Backup, ...]:
    """Return all backups ever listed, oldest first."""
    return tuple(_backup(line) for line in LineLog(path).lines())


def _backup(line: str) -> Backup:
    backup_id, made, until, slots, erased = line.split(" ")
    return Backup(backup_id, made, until, int(slots), int(erased))


def pending_until(
    backups: tuple[Backup, ...], place: int | None, erased_at: int | None, now: str
) -> str | None:
    """Return the latest end of a living backup that holds a class's key, or None.

    `place` is the class's slot, `erased_at` its place in the list of erasures. Slots are never used
    twice, so a backup of n slots holds the first n, but for classes erased before it was made.
    One of `UNKNOWN` slots may hold any class, also one whose key is lost here.
    """
    ends = [
        one.until
        for one in backups
        if (one.slots == UNKNOWN or (place is not None and one.slots > place))
        and one.until > now
        and (erased_at is None or erased_at >= one.erased)
    ]
    return max(ends, default=None)
