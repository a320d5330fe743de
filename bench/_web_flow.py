"""What `bench/web.py` files and releases: reports of common size, and a flow of releases."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from demo.desk import TERMS
from demo.opening import CHANNEL
from demo.stage import Side, Stage

from tansiq.cli.intake import grounds
from tansiq.ledger.acts import load_officer_key
from tansiq.node import releases, reports
from tansiq.node.compose import Node
from tansiq.node.founding import FreshSigner
from tansiq.record.material import Content, Markings, Source
from tansiq.record.plan import NewClass
from tansiq.terms.ids import ChannelId

KEPT = NewClass(review="2029-01-01", erase="2031-01-01")
PACE = 20_000 / 3600


def filing(number: int) -> reports.Filing:
    """One report of common size."""
    return reports.Filing(
        content=Content(
            title=f"Delivery at the old harbour, {number}",
            text=f"Seen at the north gate at {number % 24} h with two men. " * 6,
            language="en",
            grade="europol_4x4:B2",
            nature="fact",
        ),
        source=Source(description="an officer on site"),
        handling=Markings(code="H0"),
        retention=KEPT,
    )


@contextmanager
def opened(side: Side) -> Iterator[tuple[Node, FreshSigner]]:
    """The node of a side in this process, and its liaison officer."""
    with Node.open(side.node) as node:
        yield node, FreshSigner(load_officer_key(side.officers["liaison"]))


class Flow:
    """Releases of the partner at the pace of the requirement, and when each was applied here."""

    def __init__(self, stage: Stage, seconds: float) -> None:
        self.stage = stage
        self.count = int(seconds * PACE)
        self.sent: dict[str, float] = {}
        self.came: dict[str, float] = {}
        self.over = threading.Event()
        self.threads = [threading.Thread(target=one) for one in (self._send, self._watch)]

    def prepare(self) -> None:
        """File what will be released."""
        with opened(self.stage.madrid) as (node, signer):
            filed = reports.file(node, signer, [filing(n) for n in range(self.count)])
        self.reports = [one.report for one in filed]

    def _send(self) -> None:
        given = TERMS["madrid"][1:2]
        with opened(self.stage.madrid) as (node, signer):
            began = time.monotonic()
            for number, report in enumerate(self.reports):
                time.sleep(max(0.0, began + number / PACE - time.monotonic()))
                wish = releases.Releasing(
                    report=report,
                    channel=ChannelId(CHANNEL),
                    recipients=("rabat",),
                    purpose="inquiry 31/26",
                    legal_basis="Convention of Cala Honda, article 4",
                    grounds=lambda them: grounds(given, "madrid", them),
                    handling=Markings(code="H0"),
                    expiry="2030-12-31T23:59:59Z",
                    retention=KEPT,
                )
                made = releases.release(node, signer, wish)
                self.sent[made.release] = time.monotonic()
        self.over.set()

    def _watch(self) -> None:
        with (
            Node.open(self.stage.rabat.node) as node,
            psycopg.connect(node.database.dsn, autocommit=True) as connection,
        ):
            last = time.monotonic()
            while time.monotonic() < last + 20 and not self._whole():
                if not self.over.is_set():
                    last = time.monotonic()
                wanted = [one for one in list(self.sent) if one not in self.came]
                rows = connection.execute(
                    "SELECT release FROM projection.desk_release WHERE release = ANY(%s)", [wanted]
                ).fetchall()
                for row in rows:
                    self.came[row[0]] = time.monotonic()
                time.sleep(0.02)

    def _whole(self) -> bool:
        return self.over.is_set() and len(self.came) == len(self.sent)

    def p95(self) -> float:
        """Seconds from the commit there to the desk here; what never came counts as for ever."""
        took = sorted(self.came.get(one, 1e9) - sent for one, sent in self.sent.items())
        return round(took[int(0.95 * (len(took) - 1))], 2)
