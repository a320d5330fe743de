"""The highest head this node ever signed of each of its logs, kept outside the database.

Promises: after a database was restored from yesterday, this file still knows where the logs stood,
so that the node sees that it is behind before it writes a second history. Only whole lines count.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tansiq.ledger.private_files import LineLog
from tansiq.terms.errors import Damaged

Head = tuple[str, int, bytes]
"""Origin, size, 32-byte root."""

_SLACK: Final = 4_000


class _Kept(NamedTuple):
    """What the file said at one moment; replaced whole, because threads read it unguarded."""

    version: tuple[int, int, int]
    heads: dict[str, tuple[int, bytes]]
    lines: int


class HeadLog:
    """Heads by origin, durable once `note` returns."""

    def __init__(self, path: Path) -> None:
        """Use the log at `path`, made empty when it is not there."""
        self._log = LineLog(path)
        self._kept: _Kept | None = None

    def highest(self) -> dict[str, tuple[int, bytes]]:
        """Return {origin: (size, root)}."""
        return dict(self._read().heads)

    def _read(self) -> _Kept:
        version = self._log.version()
        kept = self._kept
        if kept is None or kept.version != version:
            lines = self._log.lines()
            heads: dict[str, tuple[int, bytes]] = {}
            for line in lines:
                origin, size, root = line.split(" ")
                if int(size) >= heads.get(origin, (-1, b""))[0]:
                    heads[origin] = (int(size), bytes.fromhex(root))
            kept = self._kept = _Kept(version, heads, len(lines))
        return kept

    def note(self, heads: Sequence[Head], *, synced: bool = True) -> None:
        """Keep what is higher than before, with one sync; call under the lock of the key store.

        Lower heads are left alone: two processes may note theirs in either order.
        """
        _, held, lines = self._read()
        known = dict(held)
        news: dict[str, tuple[int, bytes]] = {}
        for origin, size, root in heads:
            held_size, held_root = news.get(origin) or known.get(origin) or (-1, b"")
            if size == held_size and root != held_root:
                raise Damaged("head_conflict", origin=origin, size=size)
            if size > held_size:
                news[origin] = (size, root)
        if not news:
            return
        known |= news
        if lines + len(news) > _SLACK + 2 * len(known):
            self._log.rewrite(_texts(known))
            lines = len(known)
        else:
            self._log.append(_texts(news), synced=synced)
            lines += len(news)
        self._kept = _Kept(self._log.version(), known, lines)


def _texts(heads: dict[str, tuple[int, bytes]]) -> list[str]:
    return [f"{origin} {size} {root.hex()}" for origin, (size, root) in heads.items()]
