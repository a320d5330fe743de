r"""What is in doubt since a key store came back from shares: as old as its backup, it may forget.

    restored <time> <epoch>     the keys came back; log keys up to this epoch had been used before
    heard <partner> <origin>    since then this partner said what it holds of the log
    sure <origin>               so did every member of its channel: nobody knows more than we do

Promises: the doubt is there from the first moment of a restored store, outlives restarts and a lost
database, and ends log by log. `home` is never in doubt, for nobody else holds it; a log under a key
made since is not either. Does not know who the members are: `exchange.restore` does.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from tansiq.ledger.private_files import LineLog
from tansiq.terms.errors import Damaged
from tansiq.terms.ids import HOME, Origin


class _Known(NamedTuple):
    """What the file said at one moment; replaced whole, because threads read it unguarded."""

    version: tuple[int, int, int]
    since: str
    epoch: int
    heard: frozenset[tuple[str, str]]
    sure: frozenset[str]


def mark_restored(path: Path, now: str, epoch: int) -> None:
    """Note in a store that is not open yet that its keys came back; all logs are in doubt again."""
    LineLog(path).append([f"restored {now} {epoch}"])


class Restored:
    """The doubts of one key store; `locked` holds it against other writers."""

    def __init__(
        self, path: Path, node: str, locked: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """Use the log at `path`, of this node; it is empty when the keys never came back."""
        self._log = LineLog(path)
        self._node = node
        self._locked = locked
        self._known: _Known | None = None

    @property
    def since(self) -> str:
        """When the keys came back (UTC stamp); "" when they never did."""
        return self._read().since

    def in_doubt(self, origin: str) -> bool:
        """Say whether partners may hold more of a log, or of what we cosigned of it, than we know.

        A log of ours under a key made since the return is new: nobody holds more of it than we do.
        """
        known = self._read()
        if not known.since or origin in known.sure:
            return False
        place = Origin.parse(origin)
        return place.channel != HOME and (place.agency != self._node or place.epoch <= known.epoch)

    def heard(self, origin: str) -> frozenset[str]:
        """Return the partners that said since what they hold of a log."""
        return frozenset(who for who, what in self._read().heard if what == origin)

    def hear(self, partner: str, origins: Iterable[str]) -> None:
        """Note that a partner said what it holds of these logs."""
        with self._locked():
            known = self._read().heard
            self._add([f"heard {partner} {one}" for one in origins if (partner, one) not in known])

    def settle(self, origins: Iterable[str]) -> None:
        """Note that nobody can know more of these logs than we do."""
        with self._locked():
            known = self._read().sure
            self._add([f"sure {one}" for one in origins if one not in known])

    def _add(self, lines: list[str]) -> None:
        if lines:
            self._log.append(lines)

    def _read(self) -> _Known:
        version = self._log.version()
        known = self._known
        if known is None or known.version != version:
            known = self._known = _known(version, self._log.lines())
        return known


def _known(version: tuple[int, int, int], lines: list[str]) -> _Known:
    since, epoch = "", 0
    heard: set[tuple[str, str]] = set()
    sure: set[str] = set()
    for line in lines:
        match line.split(" "):
            case ["restored", time, newest]:
                since, epoch = time, int(newest)
                heard, sure = set(), set()
            case ["heard", partner, origin]:
                heard.add((partner, origin))
            case ["sure", origin]:
                sure.add(origin)
            case _:
                raise Damaged("key_store_damaged", file="restored.log")
    return _Known(version, since, epoch, frozenset(heard), frozenset(sure))
