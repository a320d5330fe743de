"""Forty sites of five agencies as real processes, behind lines that can be made bad."""

import contextlib
import time
from collections.abc import Iterator, Sequence
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
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId, new_record_id
from tansiq.terms.operating import VoteChoice

ZONES = {
    "almor": "Africa/Casablanca",
    "meren": "Atlantic/Canary",
    "norli": "Europe/Athens",
    "penaf": "Europe/Madrid",
    "teras": "Atlantic/Azores",
}
NAMES = tuple(ZONES)
CHANNEL = ChannelId("exercise:forty")
SITES_EACH = 8


@dataclass
class Forty:
    """The five sides, the lines that lead to them, the operation they share."""

    sides: dict[str, Side]
    acting: dict[str, Acting]
    lines: Lines
    where: Where
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
        for one in self.acting.values():
            one.write_part(SITES_EACH)
            one.make_ready()
        for name in NAMES:
            wait_for(f"{name} has all parts", lambda name=name: self._parts(name) == len(NAMES))
        first = self.node(NAMES[0])
        self.h_hour = (first.clock.now() + within).replace(microsecond=0)
        hand = self.acting[NAMES[0]].hand()
        operations.issue(first, hand, self.where, draft(self.h_hour, NAMES), ())
        for name in NAMES:
            wait_for(f"{name} has the order", lambda name=name: bool(self._digest(name)))
        self.digest = self._digest(NAMES[0])

    def vote(self, name: str) -> None:
        node, hand = self.node(name), self.acting[name].hand()
        operations.vote(node, hand, self.where, self.digest, VoteChoice.GO)

    def shown(self, name: str, agency: str = "") -> str:
        """When an agency first said that it showed go, as this node has heard; empty when never."""
        node = self.node(name)
        with node.store.reading() as tx:
            about = (self.where.channel, self.where.operation)
            return queries.first_go(tx, about, self.digest, agency or name)

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
def forty(folder: Path) -> Iterator[Forty]:
    """Five agencies up and enrolled, each reached through a line of its own."""
    with reserved() as first, bad_lines() as lines:
        agencies = [
            Agency(name, zone, url=f"https://127.0.0.1:{first + 5 + at}")
            for at, (name, zone) in enumerate(ZONES.items())
        ]
        for at, name in enumerate(NAMES):
            lines.lay(name, first + 5 + at, first + 10 + at)
        operated.ZONES.update(ZONES)
        with circle(folder, agencies, CHANNEL, first) as sides:
            where = Where(CHANNEL, new_record_id())
            acting = {one.id: Acting(one, one.id, where) for one in sides}  # type: ignore[arg-type]
            made = Forty({one.id: one for one in sides}, acting, lines, where)
            try:
                yield made
            finally:
                for name in tuple(made.open):
                    made.forget(name)


def until(looks: Sequence[str], seen: "dict[str, float]", look: object, seconds: float) -> None:
    """Note when each of these first sees what it looks for, within so many seconds."""
    started = time.monotonic()
    while time.monotonic() - started < seconds and len(seen) < len(looks):
        for name in looks:
            if name not in seen and look(name):  # type: ignore[operator]
                seen[name] = time.monotonic() - started
        time.sleep(0.02)
