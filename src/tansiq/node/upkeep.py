"""What the administrator looks after: checks, periodic work, disk, keys, backups, versions, tables.

Promises: each thing comes with a verdict (well, soon, bad) and so with what to do; ids and counts
only, never a title, name or text of a case. Repairs nothing.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tansiq.ledger.cards import Card, read_root
from tansiq.ledger.key_files import certificate_until
from tansiq.node import access, checks, health, retiring
from tansiq.node.actions import Action
from tansiq.node.backup_notes import BACKUP, DRILL, recall
from tansiq.node.checks import ROOM, Check
from tansiq.node.compose import Node
from tansiq.node.health import Status
from tansiq.node.jobs import JOBS
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp, stamp

WELL, SOON, BAD = "well", "soon", "bad"
JOB_LATE = timedelta(hours=2)
BACKUP_SOON, BACKUP_BAD = timedelta(days=2), timedelta(days=7)
DRILL_SOON, DRILL_BAD = timedelta(days=90), timedelta(days=180)
KEY_SOON = timedelta(days=60)
SEALING_KEY = timedelta(days=365)
"""How long a sealing key is used before it should be rotated."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A periodic job: its last turn in the queue, empty when it never had one."""

    job: str
    last: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Periodic work: every job, and how many wait or run now."""

    turns: tuple[Turn, ...]
    waiting: int

    @property
    def verdict(self) -> str:
        """The worst of its jobs."""
        return BAD if any(one.verdict != WELL for one in self.turns) else WELL


@dataclass(frozen=True, slots=True)
class Disk:
    """Room on the disk of the node's folder, and the size of the database, in bytes."""

    free: int
    total: int
    database: int
    verdict: str

    @property
    def used(self) -> int:
        """Per cent of the disk in use."""
        return round(100 * (self.total - self.free) / self.total) if self.total else 100


@dataclass(frozen=True, slots=True)
class Term:
    """A key that ends or should be replaced: what it is for, its id, until when."""

    use: str
    key: str
    until: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The last backup or drill: when, how it went, and how long its shares live."""

    at: str
    entries: int
    until: str
    passed: bool
    problem: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Folded:
    """A projection: versions of the software and of the tables, entries that wait to be folded."""

    name: str
    version: int
    kept: int
    waits: int
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """Everything on the administrator's screen."""

    status: Status
    checks: tuple[Check, ...]
    queue: Queue
    disk: Disk
    terms: tuple[Term, ...]
    backup: Kept | None
    drill: Kept | None
    projections: tuple[Folded, ...]

    @property
    def troubles(self) -> int:
        """Things that are not well."""
        judged = [one.verdict for one in self.queue.turns]
        judged += [one.verdict for one in self.terms]
        judged += [one.verdict for one in self.projections]
        judged += [one.verdict if one else BAD for one in (self.backup, self.drill)]
        judged.append(self.disk.verdict)
        return sum(one != WELL for one in judged) + sum(not one.ok for one in self.checks)


def upkeep(node: Node, officer: Officer) -> Upkeep:
    """The screen; Refused `access_role`."""
    access.decide(node.roles(officer), Action.SEE_UPKEEP)
    now = node.clock.now()
    terms = tuple(_terms(node, now))
    with node.store.reading() as tx:
        return Upkeep(
            status=health.status(node),
            checks=checks.examined(node),
            queue=_queue(tx, now),
            disk=_disk(node, tx),
            terms=terms,
            backup=_kept(recall(tx, BACKUP), now, (BACKUP_SOON, BACKUP_BAD)),
            drill=_kept(recall(tx, DRILL), now, (DRILL_SOON, DRILL_BAD)),
            projections=tuple(_projections(node, tx)),
        )


def _queue(tx: Tx, now: datetime) -> Queue:
    made = tx.one("SELECT to_regclass('public.procrastinate_periodic_defers') IS NOT NULL AS made")
    if not made or not made["made"]:
        return Queue(tuple(Turn(one, "", BAD) for one in JOBS), 0)
    rows = tx.rows(
        "SELECT task_name, max(defer_timestamp) AS last FROM public.procrastinate_periodic_defers"
        " GROUP BY task_name"
    )
    last = {str(row["task_name"]): datetime.fromtimestamp(int(row["last"]), UTC) for row in rows}
    count = tx.one(
        "SELECT count(*) AS n FROM public.procrastinate_jobs WHERE status IN ('todo', 'doing')"
    )
    # One that never had a turn waits for its first, as long as others have theirs.
    runs = any(now - one < JOB_LATE for one in last.values())
    turns = tuple(_turn(one, last.get(one), now, runs=runs) for one in JOBS)
    return Queue(turns, int(count["n"]) if count else 0)


def _turn(job: str, last: datetime | None, now: datetime, *, runs: bool) -> Turn:
    if last is None:
        return Turn(job, "", WELL if runs else BAD)
    return Turn(job, stamp(last), WELL if now - last < JOB_LATE else BAD)


def _disk(node: Node, tx: Tx) -> Disk:
    usage = shutil.disk_usage(node.settings.folder)
    row = tx.one("SELECT pg_database_size(current_database()) AS size")
    verdict = BAD if usage.free < ROOM else SOON if usage.free < 4 * ROOM else WELL
    return Disk(usage.free, usage.total, int(row["size"]) if row else 0, verdict)


def _terms(node: Node, now: datetime) -> Iterator[Term]:
    until = certificate_until(node.keys.tls_files()[1])
    yield Term("tls", node.me, stamp(until), _ends(until, now))
    with node.store.reading() as tx:
        ring = node.ring(tx)
        current = ring.hpke(node.me)[0]
        read = [read_root(one, ring.root(node.me)) for one in ring.statements(node.me)]
        backup = recall(tx, BACKUP)
    cards = [one for one in read if isinstance(one, Card)]
    since = min(one.time for one in cards if any(key.id == current for key in one.hpke))
    rotate = parse_stamp(since) + SEALING_KEY
    yield Term("sealing", current, stamp(rotate), _ends(rotate, now))
    for one in retiring.listed(node):
        if one.state == "retired":
            yield Term("retired", one.key, one.until, SOON if one.waits_for else WELL)
    if backup.get("until"):
        ends = parse_stamp(str(backup["until"]))
        yield Term("shares", "", stamp(ends), _ends(ends, now))


def _ends(until: datetime, now: datetime) -> str:
    if until <= now:
        return BAD
    return SOON if until - now < KEY_SOON else WELL


def _kept(
    note: dict[str, object], now: datetime, limits: tuple[timedelta, timedelta]
) -> Kept | None:
    if not note:
        return None
    age = now - parse_stamp(str(note["at"]))
    passed = bool(note.get("passed", True))
    verdict = BAD if not passed or age > limits[1] else SOON if age > limits[0] else WELL
    return Kept(
        at=str(note["at"]),
        entries=int(str(note.get("entries", 0))),
        until=str(note.get("until", "")),
        passed=passed,
        problem=str(note.get("problem", "")),
        verdict=verdict,
    )


def _projections(node: Node, tx: Tx) -> Iterator[Folded]:
    rows = tx.rows(
        "SELECT p.name, p.version, (SELECT count(*) FROM ledger.entry e"
        " LEFT JOIN ledger.entry_state s ON s.log_id = e.log_id AND s.seq = e.seq"
        " WHERE e.arrival > p.folded AND s.seq IS NULL) AS waits FROM ledger.projection p"
    )
    kept = {str(row["name"]): (int(row["version"]), int(row["waits"])) for row in rows}
    for one in node.sealer.projections:
        version, waits = kept.get(one.name, (0, 0))
        well = version == one.version and not waits
        yield Folded(one.name, one.version, version, waits, WELL if well else BAD)
