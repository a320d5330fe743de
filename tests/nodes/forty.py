"""Forty sites of five agencies as real processes, behind lines that can be made bad."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from demo.circle import Agency, circle
from demo.narration import wait_for
from demo.stage import Side
from tests.nodes import operated
from tests.nodes.bad_lines import Lines, bad_lines
from tests.nodes.operated import Acting, draft
from tests.nodes.ports import reserved

from tansiq.node import operation_board, operations
from tansiq.node.compose import Node
from tansiq.node.operation_board import Board
from tansiq.node.operations import Where
from tansiq.operations import queries
from tansiq.operations.standing import go_since
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import OrderState, Outcome, VoteChoice

ZONES = {
    "almor": "Africa/Casablanca",
    "meren": "Atlantic/Canary",
    "norli": "Europe/Athens",
    "penaf": "Europe/Madrid",
    "teras": "Atlantic/Azores",
}
NAMES = tuple(ZONES)
CHANNEL = ChannelId("exercise:forty")
SITES = 40
SITES_EACH = SITES // len(NAMES)


@dataclass
class Forty:
    """The five sides, the lines that lead to them, the operation they share."""

    sides: dict[str, Side]
    acting: dict[str, Acting]
    lines: Lines
    where: Where
    names: tuple[str, ...] = NAMES
    digest: str = ""
    h_hour: datetime | None = None
    open: dict[str, Node] = field(default_factory=dict)

    def node(self, name: str) -> Node:
        """The node, opened beside its own processes as a command line would."""
        if name not in self.open:
            self.open[name] = Node.open(self.sides[name].node)
        return self.open[name]

    def forget(self, name: str) -> None:
        """Its database is gone."""
        node = self.open.pop(name, None)
        if node is not None:
            with contextlib.suppress(TansiqError, OSError):
                node.close()

    def begin(self, within: timedelta) -> None:
        """Own parts, green checklists, an order by the first, here at all."""
        every, extra = divmod(SITES, len(self.names))
        for at, one in enumerate(self.acting.values()):
            one.write_part(every + (at < extra))
            one.make_ready()
        for name in self.names:
            wait_for(
                f"{name} has all parts", lambda name=name: self._parts(name) == len(self.names)
            )
        first = self.node(self.names[0])
        self.h_hour = (first.clock.now() + within).replace(microsecond=0)
        hand = self.acting[self.names[0]].hand()
        operations.issue(first, hand, self.where, draft(self.h_hour, self.names), ())
        for name in self.names:
            wait_for(f"{name} has the order", lambda name=name: bool(self._digest(name)))
        self.digest = self._digest(self.names[0])

    def vote(self, name: str) -> None:
        node, hand = self.node(name), self.acting[name].hand()
        operations.vote(node, hand, self.where, self.digest, VoteChoice.GO)

    def shown(self, name: str, agency: str = "") -> datetime | None:
        """Since when an agency says that it shows go, as this node has heard."""
        with self.node(name).store.reading() as tx:
            facts = queries.facts(tx, self.where.channel, self.where.operation)
        plan = next((one for one in facts.plans if one.digest == self.digest), None)
        return go_since(facts.shown, agency or name, plan)

    def votes(self, name: str) -> int:
        """How many votes of the current version this node counts."""
        return sum(len(one.votes) for one in self.board(name).decision.parties)

    def wait_until(self, before_h: timedelta) -> None:
        """Wait until so long before H-hour."""
        node = self.node(self.names[0])
        while self.h_hour is not None and self.h_hour - node.clock.now() > before_h:
            time.sleep(0.1)

    def board(self, name: str) -> Board:
        return operation_board.seen(self.node(name), self.where)

    def _parts(self, name: str) -> int:
        with self.node(name).store.reading() as tx:
            return len(queries.sites_of(tx, self.where.channel, self.where.operation))

    def _digest(self, name: str) -> str:
        with self.node(name).store.reading() as tx:
            plans = queries.facts(tx, self.where.channel, self.where.operation).plans
            return plans[-1].digest if plans else ""


@contextmanager
def forty(folder: Path, names: Sequence[str] = NAMES) -> Iterator[Forty]:
    """These agencies up and enrolled, each reached through a line of its own."""
    with reserved() as first, bad_lines() as lines:
        agencies = [
            Agency(name, ZONES[name], url=f"https://127.0.0.1:{first + 5 + at}")
            for at, name in enumerate(names)
        ]
        for at, name in enumerate(names):
            lines.lay(name, first + 5 + at, first + 10 + at)
        operated.ZONES.update(ZONES)
        with circle(folder, agencies, CHANNEL, first) as sides:
            where = Where(CHANNEL, new_record_id())
            acting = {one.id: Acting(one, one.id, where) for one in sides}  # type: ignore[arg-type]
            made = Forty({one.id: one for one in sides}, acting, lines, where, tuple(names))
            try:
                yield made
            finally:
                for name in tuple(made.open):
                    made.forget(name)


@dataclass(frozen=True)
class BadDay:
    """What came of a day on bad lines: seconds from the last vote to go, by node; stalls."""

    went: dict[str, float]
    late: str
    stalled: int


def bad_day(day: Forty, delay: float, within: timedelta) -> BadDay:
    """Vote over bad lines while one is cut off, one is half dead for a while and one is killed.

    Asserts that everybody who can be reached shows go, that who is cut off invents none, and that
    what it hears after H-hour is history.
    """
    deaf, cut = day.names[-2:]
    killed = day.names[-3] if len(day.names) > 3 else ""
    reached = [one for one in day.names if one != cut]
    day.begin(within)
    for line in day.lines.lines.values():
        line.delay, line.stalls = delay, 0.01
    day.vote(cut)
    here = until(reached, lambda name: day.votes(name) == 1, 60)
    assert sorted(here) == sorted(reached), here
    # Nobody reaches it, and it reaches nobody.
    day.lines.cut(cut)
    day.sides[cut].stop_one("worker")
    day.lines.deafen(deaf)
    for name in reached[:-1]:
        day.vote(name)
    day.wait_until(within / 2)
    if killed:
        day.forget(killed)
        day.sides[killed].kill()
        day.sides[killed].start()
    day.lines.mend(deaf)
    day.vote(reached[-1])
    went = until(reached, day.shown, within.total_seconds() / 2 - 2)
    assert sorted(went) == sorted(reached), went
    for name in reached:
        assert day.board(name).standing.order in {OrderState.GO, OrderState.HOLD}, name
    # Cut off, it holds its copy of the order and its own vote, and invents nothing.
    alone = day.board(cut)
    assert alone.decision.outcome is not Outcome.GO
    assert len(alone.sites) == SITES
    day.wait_until(timedelta(0))
    day.lines.mend(cut)
    day.sides[cut].start()
    assert until([cut], day.shown, 90)
    late = day.board(cut).standing.order
    return BadDay(went, late.value, sum(one.stalled for one in day.lines.lines.values()))


def until(names: Sequence[str], look: Callable[[str], object], seconds: float) -> dict[str, float]:
    """When each of these first sees what it looks for, within so many seconds."""
    seen: dict[str, float] = {}
    started = time.monotonic()
    while time.monotonic() - started < seconds and len(seen) < len(names):
        for name in names:
            if name not in seen and look(name):
                seen[name] = round(time.monotonic() - started, 2)
        time.sleep(0.02)
    return seen
