"""Sites of every agency that report together at a pace, each agency from a process of its own.

The telephones of a real day are on other machines, and so is what signs for them: in one process
five agencies would wait for one another. What they use is still taken from the same two cores.
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

from tests.nodes.forty import NAMES, SITES_EACH, Forty
from tests.nodes.matching import Hand

from tansiq.ledger.acts import load_officer_key
from tansiq.node import operations
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.record.operations import SiteReport
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict

A_REPORT = 200
"""Words of a site in one record, the most it holds: what a telephone kept in eight seconds."""


@dataclass(frozen=True)
class Agency:
    """Whose sites report, with whose key, about what, and how many records a second."""

    name: str
    folder: Path
    key: Path
    where: Where
    pace: float


class Flood:
    """The processes, until it is over."""

    def __init__(self, day: Forty, pace: int) -> None:
        """Begin once each of them is ready."""
        context = get_context("spawn")
        self.over, begin = context.Event(), context.Event()
        self.sent: Mapping[str, Synchronized[int]] = {name: context.Value("q") for name in NAMES}
        self.processes = []
        readies = []
        for name in NAMES:
            side, ready = day.sides[name], context.Event()
            one = Agency(
                name,
                side.node,
                Path(side.officers["case"]),
                day.where,
                pace / len(NAMES) / A_REPORT,
            )
            process = context.Process(
                target=_report, args=(one, (ready, begin, self.over), self.sent[name])
            )
            process.start()
            self.processes.append(process)
            readies.append(ready)
        for ready in readies:
            assert ready.wait(300), "not every agency is ready to report"
        begin.set()

    @property
    def total(self) -> int:
        """How many words were said."""
        return sum(one.value for one in self.sent.values())

    def close(self) -> None:
        """Say no more."""
        self.over.set()
        for one in self.processes:
            one.join(30)


def _report(agency: Agency, turns: tuple[Event, Event, Event], sent: "Synchronized[int]") -> None:
    ready, begin, over = turns
    hand = Hand(load_officer_key(agency.key))
    with Node.open(agency.folder) as node:
        ready.set()
        begin.wait(300)
        began, number = time.monotonic(), 0
        while not over.is_set():
            site = f"{agency.name.upper()}-{number % SITES_EACH + 1}"
            said = SiteReport(at=stamp(node.clock.now()), offset_ms=0, state="moving")
            # The node said something in the same moment: a telephone sends it again.
            with suppress(Conflict):
                operations.report_site(node, hand, agency.where, site, [said] * A_REPORT)
                sent.value += A_REPORT
                number += 1
            over.wait(max(began + number / agency.pace - time.monotonic(), 0))
