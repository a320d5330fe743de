"""The read log for those who oversee: filtered lines, a verdict on the chain, a sample, a copy.

Promises: looking through the read log is itself noted in it, with the reason, before a line is
shown; the verdict walks the whole chain and compares it with the seals in `home` and with the
anchors that partners hold in the desk logs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tansiq.node import anchors
from tansiq.node.actions import Action
from tansiq.node.anchors import AnchorChecked
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.oversight import queries, read_lines
from tansiq.oversight.read_lines import Line, Sieve
from tansiq.store import readlog
from tansiq.store.connect import Tx
from tansiq.store.readlog import ReadHead
from tansiq.terms.errors import Damaged, TansiqError

T = TypeVar("T")

PAGE = 50
MOST_COPIED = 20_000
MOST_SAMPLED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesSeen:
    """One page of lines, how many pass in all, and the names of the officers for our own eyes."""

    lines: tuple[Line, ...]
    count: int
    older: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the read log is whole: its length, how far it is sealed, what contradicts it."""

    head: int
    sealed_to: int
    problem: TansiqError | None
    anchors: tuple[AnchorChecked, ...]

    @property
    def whole(self) -> bool:
        """Chain, seals and anchors agree."""
        return self.problem is None and all(one.holds for one in self.anchors)


def page(node: Node, reader: Reader, sieve: Sieve, before: int) -> LinesSeen:
    """The newest lines that pass, older than `before` unless it is 0."""

    def query(tx: Tx) -> LinesSeen:
        found = read_lines.lines(tx, sieve, PAGE + 1, before)
        shown = found[:PAGE]
        older = shown[-1].number if len(found) > PAGE else 0
        whole = read_lines.count(tx, sieve)
        return LinesSeen(lines=shown, count=whole, older=older, names=names_of(node, tx))

    return _look(node, reader, query)


def copied(node: Node, reader: Reader, sieve: Sieve) -> tuple[Line, ...]:
    """The lines that pass, oldest first, to take away; at most `MOST_COPIED`, the newest."""
    return _look(node, reader, lambda tx: read_lines.lines(tx, sieve, MOST_COPIED)[::-1])


def sample(node: Node, reader: Reader, sieve: Sieve, seed: str, size: int) -> LinesSeen:
    """What a seed draws from the lines that pass; the same seed draws the same again."""

    def query(tx: Tx) -> LinesSeen:
        found = read_lines.sampled(tx, sieve, seed, min(max(size, 1), MOST_SAMPLED))
        whole = read_lines.count(tx, sieve)
        return LinesSeen(lines=found, count=whole, older=0, names=names_of(node, tx))

    return _look(node, reader, query)


def verdict(node: Node, reader: Reader) -> Verdict:
    """Walk the chain, and compare it with every seal and every anchor."""
    anchored = anchors.check(node)

    def query(tx: Tx) -> Verdict:
        sealed = queries.seals(tx)
        problem = _broken(tx, [ReadHead(one.last, bytes.fromhex(one.digest)) for one in sealed])
        return Verdict(
            head=readlog.head(tx).number,
            sealed_to=sealed[-1].last if sealed else 0,
            problem=problem,
            anchors=anchored,
        )

    return _look(node, reader, query)


def names_of(node: Node, tx: Tx) -> dict[str, str]:
    """Officers' own names by pseudonym; they never leave this node."""
    return {one.officer: one.name for one in node.staff(tx).officers.values()}


def _broken(tx: Tx, sealed: list[ReadHead]) -> TansiqError | None:
    try:
        readlog.verify(tx, sealed)
    except Damaged as problem:
        return problem
    return None


def _look(node: Node, reader: Reader, query: Callable[[Tx], T]) -> T:
    def both(tx: Tx, _officer: Officer) -> tuple[T, list[str]]:
        return query(tx), []

    return read(node, reader, Look(action=Action.READ_LOG), both)
