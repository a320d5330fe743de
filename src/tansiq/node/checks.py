"""An examination of what could be wrong with a node. Never case content.

Promises: each check says in words of an error code what is wrong and what to do; a check that
cannot be made counts as failed. Repairs nothing.
"""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tansiq.exchange import restore
from tansiq.ledger.erase import refuse_doubtful_clock
from tansiq.node.audits import check_chain
from tansiq.node.clock_agreement import Agreement, clock_agreement
from tansiq.node.clock_doubt import cosigned_times, last_time
from tansiq.node.compose import Node
from tansiq.node.health import awaited, standing
from tansiq.node.partners import links
from tansiq.node.settings import load
from tansiq.store.logs import logs
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Damaged, Refused, TansiqError, advice, words
from tansiq.terms.languages import Language

ROOM = 1 << 30
"""Bytes that must be free on the disk."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what, whether it is well, and the error that says what is not."""

    name: str
    ok: bool
    problem: TansiqError | None = None

    def told(self, language: Language) -> dict[str, object]:
        """The check in words."""
        if self.problem is None:
            return {"check": self.name, "ok": True}
        return {
            "check": self.name,
            "ok": False,
            "code": self.problem.code,
            "words": words(self.problem, language),
            "do": advice(self.problem, language),
        }


def examine(folder: Path) -> tuple[Check, ...]:
    """Look at settings, files, disk, and, when the node opens, at keys, clock, logs and links."""
    found = [
        _check("settings", lambda: load(folder)),
        _check("private", lambda: _private(folder)),
        _check("disk", lambda: _disk(folder)),
    ]
    try:
        with Node.open(folder) as node:
            found.append(Check("opens", ok=True))
            found += [_check(name, look) for name, look in _looks(node)]
    except TansiqError as problem:
        found.append(Check("opens", ok=False, problem=problem))
    return tuple(found)


def examined(node: Node) -> tuple[Check, ...]:
    """The same on a node that is open; all but the walk through the read log, which takes long."""
    folder = node.settings.folder
    found = [_check("private", lambda: _private(folder)), _check("disk", lambda: _disk(folder))]
    found += [_check(name, look) for name, look in _looks(node) if name != "read_log"]
    return tuple(found)


def _looks(node: Node) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "behind", lambda: _behind(node)
    yield "unheard", lambda: _unheard(node)
    yield "clock", lambda: _clock(node)
    yield "clocks", lambda: _clocks(node)
    yield "zones", lambda: _zones(node)
    yield "read_log", lambda: _reads(node)
    yield "forks", lambda: _forks(node)
    yield "links", lambda: _links(node)


def _check(name: str, look: Callable[[], object]) -> Check:
    try:
        look()
    except TansiqError as problem:
        return Check(name, ok=False, problem=problem)
    return Check(name, ok=True)


def _private(folder: Path) -> None:
    for path in (folder, load(folder).keys_path):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise Refused("folder_open_to_others", folder=str(path))


def _disk(folder: Path) -> None:
    free = shutil.disk_usage(folder if folder.exists() else "/").free
    if free < ROOM:
        raise Damaged("disk_nearly_full", free=free >> 20, needed=ROOM >> 20)


def _behind(node: Node) -> None:
    heads = node.keys.heads()
    with node.store.reading() as tx:
        sizes = {row.origin: row.size for row in logs(tx)}
        behind = [
            one
            for one in restore.blocked(tx, node.keys)
            if not node.keys.in_doubt(one) or sizes[one] < heads.get(one, (0, b""))[0]
        ]
    if behind:
        raise Refused("node_behind", logs=", ".join(sorted(behind)))


def _unheard(node: Node) -> None:
    with node.store.reading() as tx:
        found = awaited(node, tx)
    if found:
        told = [f"{one.origin} ({', '.join(one.partners)})" for one in found]
        raise Refused("partners_unheard", logs=", ".join(told))


def _clock(node: Node) -> None:
    with node.store.reading() as tx:
        refuse_doubtful_clock(node.clock.now(), last_time(tx), cosigned_times(node, tx))


def _clocks(node: Node) -> None:
    """Whether our clock leapt, or stands too far from a partner's."""
    found = clock_agreement(node)
    if found.leap is not None:
        raise Refused("clock_leapt", milliseconds=found.leap.by_ms, time=stamp(found.leap.at))
    if found.verdict is Agreement.DISAGREES:
        told = [f"{one.partner} ({one.offset_seconds:+.1f} s)" for one in found.disagreeing]
        raise Refused("clocks_apart", partners=", ".join(told), bound=found.bound_ms // 1000)


def _zones(node: Node) -> None:
    found = clock_agreement(node)
    other = [f"{one.partner} ({one.tzdata})" for one in found.other_zones]
    if other:
        raise Conflict("zone_tables_differ", partners=", ".join(other), ours=found.tzdata)


def _reads(node: Node) -> None:
    with node.store.reading() as tx:
        code = check_chain(tx)
    if code:
        raise Damaged("read_log_broken", number=0)


def _forks(node: Node) -> None:
    with node.store.reading() as tx:
        rows = tx.rows("SELECT DISTINCT origin FROM ledger.fork ORDER BY origin")
    if rows:
        raise Conflict("log_forked", logs=", ".join(str(row["origin"]) for row in rows))


def _links(node: Node) -> None:
    now = node.clock.now()
    with node.store.reading() as tx:
        off = [one.partner for one in links(node, tx) if standing(one, now) in ("off", "late")]
    if off:
        raise Conflict("links_down", partners=", ".join(off))
