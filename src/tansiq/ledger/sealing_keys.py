"""The HPKE keys of a node on its disk: made, kept while something may be sealed to them, destroyed.

    hpke-<id>.key  the private key          hpke.log   ids of the keys held, oldest first
    hpke.life      "made <id> <backups>" and "gone <id> <backups> <time>", where <backups> counts
                   the backups listed at that moment: those between the two hold the key

Promises: a key that was called destroyed is never held again, for its end is written down before
the file is overwritten and a crash in between is finished at the next opening; which backups may
still hold a key stays answerable. When a key may go is decided by `ledger.retire`.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, NamedTuple

from tansiq.ledger import key_files, private_files
from tansiq.ledger.backups import read_backups
from tansiq.ledger.classes import forget_private
from tansiq.ledger.private_files import LineLog
from tansiq.terms.errors import Conflict, Missing

_MADE: Final = "made"
_GONE: Final = "gone"


class Destroyed(NamedTuple):
    """A key that was destroyed, and when (UTC stamp)."""

    key: str
    time: str


class SealingKeys:
    """The HPKE keys in a key store's folder; `locked` holds that store against other writers."""

    def __init__(self, path: Path, locked: Callable[[], AbstractContextManager[None]]) -> None:
        """Use the keys in the folder `path`."""
        self._path = path
        self._locked = locked
        self._log = LineLog(path / "hpke.log")
        self._life = LineLog(path / "hpke.life")
        self._private: dict[str, bytes] = {}

    def finish(self) -> None:
        """Finish what a crash cut short; call under the lock."""
        gone = {one.key for one in self.destroyed()}
        for key_id in gone:
            self._overwrite(key_id)
        held = self._log.lines()
        if gone.intersection(held):
            self._log.rewrite([one for one in held if one not in gone])

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the keys held, oldest first; the last is the newest."""
        gone = {one.key for one in self.destroyed()}
        return tuple(one for one in self._log.lines() if one not in gone)

    def private(self, key_id: str) -> bytes | None:
        """Return a private key of 32 bytes, or None when it was destroyed or never held."""
        if key_id not in self.ids():
            self._private.pop(key_id, None)
            return None
        if key_id not in self._private:
            self._private[key_id] = key_files.read_hpke(self._file(key_id))
        return self._private[key_id]

    def public(self) -> tuple[tuple[str, bytes], ...]:
        """Return (id, public key) of every key held, oldest first."""
        held = [(one, self.private(one)) for one in self.ids()]
        return tuple((one, key_files.hpke_public(key)) for one, key in held if key is not None)

    def rotate(self) -> str:
        """Make a new key and return its id; older ones still open what was sealed to them."""
        private = key_files.new_hpke()
        key_id = key_files.hpke_id(key_files.hpke_public(private))
        with self._locked():
            key_files.write_hpke(self._file(key_id), private)
            self._life.append([f"{_MADE} {key_id} {self._backups()}"])
            self._log.append([key_id])
        return key_id

    def destroy(self, key_id: str, at: str) -> None:
        """Destroy a key; Missing("hpke_key_missing"), Conflict("hpke_key_current")."""
        with self._locked():
            held = self.ids()
            if key_id not in held:
                raise Missing("hpke_key_missing", key=key_id)
            if key_id == held[-1]:
                raise Conflict("hpke_key_current", key=key_id)
            self._life.append([f"{_GONE} {key_id} {self._backups()} {at}"])
            self.finish()
        self._private.pop(key_id, None)
        forget_private()

    def destroyed(self) -> tuple[Destroyed, ...]:
        """Return the keys destroyed here, oldest first."""
        lines = [one.split(" ") for one in self._life.lines()]
        return tuple(Destroyed(one[1], one[3]) for one in lines if one[0] == _GONE)

    def backed_until(self, key_id: str, now: str) -> str | None:
        """Return until when a living backup holds this key, or None.

        A store older than its `hpke.life` counts every backup made before the key's end.
        """
        first, last = 0, None
        for verb, key, count, *_ in (one.split(" ") for one in self._life.lines()):
            if key == key_id and verb == _MADE:
                first = int(count)
            elif key == key_id:
                last = int(count)
        backups = read_backups(self._path / "backups.log")[first:last]
        return max((one.until for one in backups if one.until > now), default=None)

    def _file(self, key_id: str) -> Path:
        return self._path / f"hpke-{key_id}.key"

    def _overwrite(self, key_id: str) -> None:
        if self._file(key_id).exists():
            private_files.destroy(self._file(key_id))

    def _backups(self) -> int:
        return len(read_backups(self._path / "backups.log"))
