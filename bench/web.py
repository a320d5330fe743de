"""The pages under load: 100,000 reports, two workers, the read log on, a slow line.

Promises: real nodes of the demo, real sign-in, every page through the gate and noted in the read
log; the load generator runs on the same cores. What is scaled is said in the figures: the received
releases beyond the demo's are rows copied inside the desk's table (reports are filed for real), and
the hour of REQUIREMENTS 1.11 is one minute at the same pace. Its twenty officers are twenty people
of the node, each hired by two others and signed in on their own. The last line is JSON.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
HERE = str(ROOT / "bench")
sys.path.insert(0, str(ROOT))

from _web_load import Officer, load  # noqa: E402
from _web_slow import first_usable  # noqa: E402

# A measurement beside this one is called `demo` too: the demo itself must be found first.
sys.path.remove(HERE)
from demo import desk, opening  # noqa: E402
from demo.narration import Narrator  # noqa: E402
from demo.stage import Side, Stage, set_stage  # noqa: E402

sys.path.append(HERE)

from _web_flow import Flow, filing, opened  # noqa: E402
from _web_staff import staffed  # noqa: E402
from _web_tabs import act_among_tabs  # noqa: E402
from _web_work import busy  # noqa: E402

from tansiq.exchange.transport_server import listen_at  # noqa: E402
from tansiq.node import reports  # noqa: E402
from tansiq.node.compose import Node  # noqa: E402
from tansiq.node.page_workers import page_workers  # noqa: E402
from tansiq.web.screens import SCREENS  # noqa: E402

TARGETS = {
    "page_p95_ms": 100,
    "pages_per_second": 100,
    "page_weight_bytes": 200_000,
    "first_usable_ms": 1500,
    "browsing_p95_ms": 300,
    "delivery_p95_s": 5,
    "act_among_tabs_ms": 1000,
}
LISTS = ("/desk", "/desk/fresh", "/reports", "/asked")


def pages() -> tuple[str, ...]:
    """The desk, its part that is asked for again, and the lists of reports there are."""
    there = {one.path for one in SCREENS}
    return tuple(one for one in LISTS if one.removesuffix("/fresh") in there)


def fill(side: Side, count: int, filed: int) -> None:
    """File reports for real, then multiply reports and what was received in the desk's tables."""
    with opened(side) as (node, signer):
        for first in range(0, filed, 500):
            many = [filing(number) for number in range(first, min(first + 500, filed))]
            reports.file(node, signer, many)
        with psycopg.connect(node.database.dsn, autocommit=True) as connection:
            _multiply(connection, ("desk_report", "report", "rabat"), count - filed)
            _multiply(connection, ("desk_release", "release", "madrid"), count)
            connection.execute("ANALYZE")


def _multiply(connection: psycopg.Connection, what: tuple[str, str, str], count: int) -> None:
    """Copies of one row of an agency, each under its own id and a minute older than the last.

    What is searched in it goes with it, as it does when it is folded.
    """
    table, name, agency = what
    chosen = connection.execute(
        f"SELECT origin, seq FROM projection.{table} WHERE agency = %s"  # noqa: S608
        " ORDER BY origin, seq DESC LIMIT 1".encode(),
        [agency],
    ).fetchone()
    assert chosen
    for one in (table, "desk_words"):
        _copies(connection, (one, name), chosen, count)


def _copies(
    connection: psycopg.Connection, what: tuple[str, str], chosen: tuple[object, ...], count: int
) -> None:
    table, name = what
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'projection' AND table_name = %s ORDER BY 1",
        [table],
    ).fetchall()
    older = "to_char(s.time::timestamptz - n * interval '1 min', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    other = {"seq": "s.seq + n::bigint * 1000000", name: f"s.{name} || '-' || n", "time": older}
    names = [row[0] for row in rows]
    picked = ", ".join(other.get(one, f"s.{one}") for one in names)
    connection.execute("SET timezone = 'UTC'")
    connection.execute(
        f"INSERT INTO projection.{table} ({', '.join(names)}) SELECT {picked}"  # noqa: S608
        f" FROM projection.{table} s, generate_series(1, {count}) n"
        " WHERE s.origin = %s AND s.seq = %s".encode(),
        chosen,
    )


@contextmanager
def workers(side: Side, count: int) -> Iterator[int]:
    """The processes that `tansiq serve` starts for the pages, on a port of their own."""
    command = (sys.executable, "-m", "tansiq.web.worker", str(side.node))
    with listen_at("127.0.0.1", 0) as listener, page_workers(command, listener, count):
        yield int(listener.getsockname()[1])


def flowing(stage: Stage, officers: Sequence[Officer], seconds: float) -> dict[str, object]:
    """REQUIREMENTS 1.11 for a minute: twenty browse while entries flow at 20,000 an hour."""
    flow = Flow(stage, seconds)
    flow.prepare()
    for one in flow.threads:
        one.start()
    tally, _ = load(officers, pages(), seconds, 10_000, pause=2.0)
    for one in flow.threads:
        one.join()
    assert not tally.wrong, tally.wrong[:5]
    return {
        "browsing_officers": len(officers),
        "browsing_seconds_for_the_hour": seconds,
        "browsing_pages": len(tally.every()),
        "browsing_p95_ms": tally.p95(),
        "browsing_by_path": tally.told(),
        "entries_flowed": len(flow.came),
        "entries_sent": len(flow.sent),
        "delivery_p95_s": flow.p95(),
    }


def reads(side: Side) -> int:
    """Lines of the read log."""
    with Node.open(side.node) as node, psycopg.connect(node.database.dsn) as connection:
        row = connection.execute("SELECT count(*) FROM ledger.read_log").fetchone()
    assert row
    return int(row[0])


def pressed(side: Side, officers: Sequence[Officer], seconds: float) -> dict[str, object]:
    """As fast as eight browsers can ask."""
    load(officers[:4], pages(), 10, 10)
    before, worked = reads(side), busy(side)
    tally, took = load(officers[:8], pages(), seconds, 2000)
    assert not tally.wrong, tally.wrong[:5]
    count, work = len(tally.every()), busy(side)
    assert reads(side) - before == count, "a page left no line in the read log"
    return {
        "pages": count,
        "pages_per_second": round(count / took, 1),
        "page_p95_ms": tally.p95(),
        "page_by_path": tally.told(),
        # What a page costs is the same on a machine that others use, too.
        "worker_cpu_ms_per_page": round(1000 * (work[0] - worked[0]) / count, 1),
        "database_cpu_ms_per_page": round(1000 * (work[1] - worked[1]) / count, 1),
        "page_weight_bytes": max(tally.bytes.values()),
        "load_average": os.getloadavg()[0],
    }


FOUND = {
    "common": ("/reports?words=harbour", "Delivery at the old harbour"),
    "rare": ("/reports?words=harbour%2C+137", "Delivery at the old harbour, 137<"),
    "none": ("/reports?words=zyxxy", "Nothing holds all of these words"),
}
"""Words that most of 100,000 reports hold, that one holds, that none does; what the page says."""


def searching(officer: Officer) -> dict[str, object]:
    """One officer looks for words, thirty times each."""
    took: dict[str, float] = {}
    for name, (path, said) in FOUND.items():
        tally, _ = load([officer], [path], 60, 30)
        assert not tally.wrong, tally.wrong[:5]
        assert said in officer.read(path), (path, said)
        took[name] = tally.p95()
    return {"search_p95_ms": took}


def measure(stage: Stage, args: argparse.Namespace) -> dict[str, object]:
    """Everything, on one stage."""
    tell = Narrator(quiet=True)
    for chapter in (*opening.CHAPTERS, desk.report, desk.release):
        chapter(stage, tell)
    _released_by_madrid(stage)
    began = time.monotonic()
    fill(stage.rabat, args.reports, min(args.filed, args.reports))
    figures: dict[str, object] = {
        "reports": args.reports,
        "reports_filed_by_signing": min(args.filed, args.reports),
        "releases_received": args.reports,
        "filing_seconds": round(time.monotonic() - began, 1),
        "workers": args.workers,
    }
    with workers(stage.rabat, args.workers) as port:
        officers = staffed(stage.rabat, port, 20)
        figures |= pressed(stage.rabat, officers, args.seconds)
        figures |= searching(officers[0])
        say(figures)
        figures |= flowing(stage, officers, args.seconds)
        say(figures)
        say(figures)
        figures |= first_usable(officers[0], pages())
    say(figures)
    figures |= act_among_tabs(stage)
    return figures


def _released_by_madrid(stage: Stage) -> None:
    one = next(iter(desk.filed(stage.madrid).values()))
    desk.let_go(stage.madrid, one)
    deadline = time.monotonic() + 30
    while not desk.inbox(stage.rabat) and time.monotonic() < deadline:
        time.sleep(0.2)


def say(figures: dict[str, object]) -> None:
    """Tell what is known so far."""
    print(json.dumps(figures), file=sys.stderr, flush=True)


def _missed(figures: dict[str, object]) -> list[str]:
    fits: Callable[[str, float], bool] = lambda name, value: (  # noqa: E731 - one rule, one line
        value >= TARGETS[name] if name == "pages_per_second" else value <= TARGETS[name]
    )
    return [one for one in TARGETS if not fits(one, float(str(figures[one])))]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The pages under load.")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--filed", type=int, default=1000, help="of these, filed one by one")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="bench-web-"))
    try:
        with set_stage(place, 8701) as stage:
            figures = measure(stage, args)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    figures["cores"] = os.cpu_count() or 0
    closing = {
        "bench": "web", "figures": figures, "targets": TARGETS, "missed": _missed(figures),
    }  # fmt: skip
    print(json.dumps(closing))


if __name__ == "__main__":
    main()
