"""Oversight at work: who saw whom, what is unusual, and whether the read log is whole."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tansiq.node import anchors
from tansiq.node.actions import Action
from tansiq.node.anchors import AnchorChecked
from tansiq.node.compose import Node
from tansiq.node.perform import Written, say
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.oversight import commands, queries
from tansiq.oversight.commands import Deciding
from tansiq.oversight.queries import Count, WhoSaw
from tansiq.oversight.unusual import Finding, Read, Rules, unusual_reads
from tansiq.record.plan import NewClass
from tansiq.store import readlog
from tansiq.store.connect import Tx
from tansiq.store.readlog import ReadHead, ReadRow
from tansiq.terms.clock import duty_hours
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import OfficerId

WINDOW = timedelta(days=90)
SEAL_YEARS = 10


@dataclass(frozen=True, slots=True)
class ReadsSeen:
    """The end of the read log, and whether chain, seals in `home` and anchors at partners agree."""

    verified: bool
    problem: str
    head: int
    sealed_to: int
    anchors: tuple[AnchorChecked, ...]
    reads: tuple[ReadRow, ...]


def who_saw(node: Node, reader: Reader, whom: str) -> WhoSaw:
    """Who saw a person (by name) or a record (by id), why, and to whom it was sent."""

    def query(tx: Tx, _officer: Officer) -> tuple[WhoSaw, list[str]]:
        by_id = whom.startswith("r-")
        found = queries.who_saw_records(tx, (whom,)) if by_id else queries.who_saw(tx, whom)
        return found, list(found.shown)

    return read(node, reader, Look(action=Action.WHO_SAW, text=whom), query)


def unusual(node: Node, reader: Reader) -> tuple[Finding, ...]:
    """Reads out of the ordinary in the last ninety days."""
    now = node.clock.now()

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[Finding, ...], list[str]]:
        return judged(node, tx, queries.reads_between(tx, now - WINDOW, now)), []

    return read(node, reader, Look(action=Action.READ_LOG), query)


def judged(node: Node, tx: Tx, found: tuple[Read, ...]) -> tuple[Finding, ...]:
    """What the rules say of these reads, with the files and duty hours of the officers as now."""
    officers = node.staff(tx).officers.values()
    files = {one.officer: one.files for one in officers}
    hours = {one.officer: duty_hours(one.hours) for one in officers if one.hours}
    return unusual_reads(found, Rules(zone=node.settings.zone, hours=hours), files)


def reads(node: Node, reader: Reader, limit: int) -> ReadsSeen:
    """The last reads, with the verdict on the whole chain."""
    anchored = anchors.check(node)

    def query(tx: Tx, _officer: Officer) -> tuple[ReadsSeen, list[str]]:
        problem = check_chain(tx)
        head = readlog.head(tx)
        sealed = queries.seals(tx)
        rows = tuple(readlog.reads(tx, max(1, head.number - limit + 1), limit))
        whole = not problem and all(one.holds for one in anchored)
        sealed_to = sealed[-1].last if sealed else 0
        return ReadsSeen(whole, problem, head.number, sealed_to, anchored, rows), []

    return read(node, reader, Look(action=Action.READ_LOG), query)


def statistics(node: Node, reader: Reader, start: datetime, end: datetime) -> tuple[Count, ...]:
    """What was done from `start` (with) to `end` (without), counted; it names nobody."""

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[Count, ...], list[str]]:
        return queries.statistics(tx, start, end), []

    return read(node, reader, Look(action=Action.SEE_STATISTICS), query)


def check_chain(tx: Tx) -> str:
    """Walk the read log against the seals in `home`; the error code, empty when it holds."""
    sealed = [ReadHead(one.last, bytes.fromhex(one.digest)) for one in queries.seals(tx)]
    try:
        readlog.verify(tx, sealed)
    except TansiqError as problem:
        return problem.code
    return ""


def seal(node: Node) -> tuple[Written, ...]:
    """Fix the head of the read log in `home`; the worker does it regularly."""
    now = node.clock.now()
    dates = NewClass(
        review=(now + timedelta(days=3 * 365)).date().isoformat(),
        erase=(now + timedelta(days=SEAL_YEARS * 365)).date().isoformat(),
    )
    with node.store.reading() as tx:
        state = queries.state_for_seal(tx, Deciding(OfficerId(""), now.astimezone(UTC), dates))
        planned = commands.seal_read_log(state)
    return say(node, planned) if planned else ()
