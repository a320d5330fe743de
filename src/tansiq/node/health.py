"""The state of a node, and an examination of what could be wrong with it. Never case content.

Promises: each check says in words of an error code what is wrong and what to do; a check that
cannot be made counts as failed. Repairs nothing.
"""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from tansiq.exchange import restore
from tansiq.exchange.link import LinkState
from tansiq.ledger.cards import fingerprint_words
from tansiq.ledger.erase import refuse_doubtful_clock
from tansiq.ledger.ring import KeyRing
from tansiq.node.audits import check_chain
from tansiq.node.clock_doubt import cosigned_times, last_time
from tansiq.node.compose import Node
from tansiq.node.partners import links
from tansiq.node.settings import load
from tansiq.store.connect import Tx
from tansiq.store.logs import logs
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Damaged, Missing, Refused, TansiqError, advice, words
from tansiq.terms.languages import Language

LATE = timedelta(minutes=15)
ROOM = 1 << 30
"""Bytes that must be free on the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerState:
    """One partner: how the link is and how far it is with our logs, in entries."""

    node: str
    names: dict[str, str]
    link: str
    last_contact: str
    failure: str
    sent: int
    received: int
    applied: int
    opened: int
    read: int
    lag: int
    failing: str
    parked_here: int
    quarantined_here: int
    software: str
    zone: str = ""
    logs: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Awaited:
    """A log of ours that came back with the keys, and whom it waits for before it is written on."""

    origin: str
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of a node at one instant."""

    node: str
    names: dict[str, str]
    fingerprint: str
    version: str
    now: str
    database: str
    behind: tuple[str, ...]
    awaited: tuple[Awaited, ...]
    logs: int
    entries: int
    quarantined: int
    parked: int
    forks: int
    partners: tuple[PartnerState, ...]


def status(node: Node) -> Status:
    """Everything an administrator needs to see, and nothing of a case."""
    now = node.clock.now()
    with node.store.reading() as tx:
        ring = node.ring(tx)
        counts = _counts(tx)
        return Status(
            node=node.me,
            names=dict(node.settings.names),
            fingerprint=fingerprint_words(ring.root(node.me)),
            version=version("tansiq"),
            now=stamp(now),
            database=str(node.database.place or "dsn"),
            behind=tuple(sorted(restore.blocked(tx, node.keys))),
            awaited=_awaited(node, tx),
            partners=tuple(partner_state(ring, one, now) for one in links(node, tx)),
            **counts,
        )


def _awaited(node: Node, tx: Tx) -> tuple[Awaited, ...]:
    found = restore.doubted(tx, node.exchange.scope(tx), node.keys)
    return tuple(Awaited(*one) for one in sorted(found.items()))


def _counts(tx: Tx) -> dict[str, int]:
    row = tx.one(
        "SELECT (SELECT count(*) FROM ledger.log) AS logs,"
        " (SELECT coalesce(sum(size), 0)::bigint FROM ledger.log) AS entries,"
        " (SELECT count(*) FROM ledger.quarantine WHERE lifted IS NULL)"
        " + (SELECT count(*) FROM ledger.entry_state WHERE state = 'quarantined') AS quarantined,"
        " (SELECT count(*) FROM ledger.entry_state WHERE state = 'parked') AS parked,"
        " (SELECT count(DISTINCT origin) FROM ledger.fork) AS forks"
    )
    return {key: int(value) for key, value in (row or {}).items()}


def partner_state(ring: KeyRing, link: LinkState, now: datetime) -> PartnerState:
    """One partner for people: sums over our logs, and each log by itself."""
    names = dict(ring.card(link.partner).name) if link.partner in ring.nodes() else {}
    failing = next(
        (f"{one.origin}#{one.failure[0]} {one.failure[1]}" for one in link.logs if one.failure), ""
    )
    return PartnerState(
        node=link.partner,
        names=names,
        link=standing(link, now),
        last_contact=stamp(link.last_contact) if link.last_contact else "",
        failure=link.failure,
        sent=sum(one.sent for one in link.logs),
        received=sum(one.received for one in link.logs),
        applied=sum(one.applied for one in link.logs),
        opened=sum(one.opened for one in link.logs),
        read=sum(one.read for one in link.logs),
        lag=link.lag,
        failing=failing,
        parked_here=link.parked_here,
        quarantined_here=link.quarantined_here,
        software=link.software,
        zone=link.zone,
        logs=tuple(
            {
                "origin": one.origin,
                "size": one.size,
                "sent": one.sent,
                "received": one.received,
                "applied": one.applied,
                "opened": one.opened,
                "read": one.read,
            }
            for one in link.logs
        ),
    )


def partner(node: Node, named: str) -> PartnerState:
    """The state of one partner; Missing `partner_unknown`."""
    now = node.clock.now()
    with node.store.reading() as tx:
        for one in links(node, tx):
            if one.partner == named:
                return partner_state(node.ring(tx), one, now)
    raise Missing("partner_unknown", partner=named)


def standing(link: LinkState, now: datetime) -> str:
    """How a link is: live, late, off, or never heard from."""
    if link.last_contact is None:
        return "never"
    if link.failure:
        return "off"
    return "live" if now - link.last_contact < LATE else "late"


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
        found = _awaited(node, tx)
    if found:
        told = [f"{one.origin} ({', '.join(one.partners)})" for one in found]
        raise Refused("partners_unheard", logs=", ".join(told))


def _clock(node: Node) -> None:
    with node.store.reading() as tx:
        refuse_doubtful_clock(node.clock.now(), last_time(tx), cosigned_times(node, tx))


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
