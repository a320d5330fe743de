"""An operation of 40 sites and 5 agencies: how soon a go is on every board, how many words fit.

Five nodes as processes on this machine, each with a server and a worker; every agency has eight
sites. A trial is a new version, five votes, and the moment at which the last of them is committed;
what is measured is when each of five boards (the live part of the page) and each of forty sites
(what its own event stream tells a field page) first shows go for exactly that version. Once
straight over loopback, once through lines of 100 ms each way with one write in a hundred stalled
for 200 to 1,000 ms. Then sites report at the pace of the target, and a board's news must not grow
old.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from _operations_flood import Flood  # noqa: E402
from _operations_watch import Watcher, Watching  # noqa: E402
from _web_load import Officer  # noqa: E402
from demo.narration import wait_for  # noqa: E402
from tests.nodes.forty import NAMES, SITES_EACH, Forty, forty  # noqa: E402
from tests.nodes.operated import draft  # noqa: E402

from tansiq.node import operations  # noqa: E402
from tansiq.terms.operating import VoteChoice  # noqa: E402

TARGETS = {
    "go_on_boards_p95_ms": 300,
    "go_between_sites_skew_p99_ms": 500,
    "reports_per_second": 1000,
}
ROUND_TRIP_MS = 200


def entered(day: Forty) -> dict[str, Officer]:
    """One signed-in officer at every node."""
    found = {}
    for name, side in day.sides.items():
        one = Officer(f"{name}.localhost:{side.ports.web}", side.ports.web)
        link = str(side.tansiq("account invite", who="case", reason="bench")["url"])
        one.come_in(link.removeprefix(side.url), side.url, f"{name}.localhost")
        found[name] = one
    return found


def watchers(day: Forty, officers: dict[str, Officer]) -> list[Watcher]:
    """Five boards and forty sites."""
    told = f"{day.where.channel}/{day.where.operation}"
    at = f"/operations/{told}"
    made = [
        Watcher(f"board {name}", name, officers[name], f"{at}/board/fresh", _of_page)
        for name in NAMES
    ]
    made += [
        Watcher(f"{name}-{number}", name, officers[name], f"{at}/now", _of_data, told)
        for name in NAMES
        for number in range(1, SITES_EACH + 1)
    ]
    return made


def _of_page(body: bytes) -> str:
    """The version that a board shows go for."""
    text = body.decode()
    if 'data-order="go"' not in text:
        return ""
    return text.partition('data-plan="')[2].partition('"')[0]


def _of_data(body: bytes) -> str:
    told = json.loads(body)
    return str(told["plan"]) if told["order"] == "go" else ""


def decide(day: Forty, watching: Watching, number: int) -> tuple[dict[str, float], float]:
    """One trial: after how many seconds each screen showed go, from the commit of the last vote."""
    first = day.node(NAMES[number % len(NAMES)])
    hand = day.acting[first.me].hand()
    heads = tuple(one.digest for one in day.board(first.me).decision.heads)
    h_hour = (first.clock.now() + timedelta(hours=2)).replace(microsecond=0)
    operations.issue(first, hand, day.where, draft(h_hour, NAMES, changed=f"trial {number}"), heads)
    digest = day.board(first.me).decision.digest
    for name in NAMES:
        wait_for("the version", lambda name=name: day.board(name).decision.digest == digest)
    voters = [NAMES[(number + at) % len(NAMES)] for at in range(len(NAMES))]
    for name in voters[:-1]:
        operations.vote(day.node(name), day.acting[name].hand(), day.where, digest, VoteChoice.GO)
    for name in NAMES:
        wait_for("four votes", lambda name=name: _votes(day, name) == len(NAMES) - 1)
    time.sleep(0.3)
    last = voters[-1]
    operations.vote(day.node(last), day.acting[last].hand(), day.where, digest, VoteChoice.GO)
    committed = time.monotonic()
    assert watching.all_saw(digest, 30), "not every screen showed the decision"
    for name in NAMES:
        assert day.board(name).decision.digest == digest
    return {one.name: one.seen[digest] - committed for one in watching.watchers}, committed


def _votes(day: Forty, name: str) -> int:
    return sum(len(one.votes) for one in day.board(name).decision.parties)


def measure(day: Forty, officers: dict[str, Officer], trials: int) -> dict[str, float]:
    """Milliseconds from commit to boards and sites over so many decisions."""
    watching = Watching(watchers(day, officers))
    boards: list[float] = []
    sites: list[float] = []
    skews: list[float] = []
    try:
        for number in range(trials):
            seen, _ = decide(day, watching, number)
            at_sites = [after for name, after in seen.items() if not name.startswith("board")]
            boards += [after for name, after in seen.items() if name.startswith("board")]
            sites += at_sites
            skews.append(max(at_sites) - min(at_sites))
        pages = [took for one in watching.watchers[: len(NAMES)] for took in one.took]
        asked = sum(one.asked for one in watching.watchers)
    finally:
        watching.close()
    return {
        "boards_p50_ms": _ms(boards, 0.5),
        "boards_p95_ms": _ms(boards, 0.95),
        "sites_p95_ms": _ms(sites, 0.95),
        "skew_p50_ms": _ms(skews, 0.5),
        "skew_p99_ms": _ms(skews, 0.99),
        "board_answer_p50_ms": _ms(pages, 0.5),
        "questions_each": round(asked / trials, 1),
    }


def _ms(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1)


def absorb(day: Forty, officers: dict[str, Officer], pace: int, seconds: float) -> dict[str, float]:
    """Sites of every agency report together at a pace; how far behind a board became.

    Told is how far behind each node is in words, as seconds of the pace; at the end every node
    holds every word.
    """
    watching = Watching(watchers(day, officers)[: len(NAMES)])
    flood, began = Flood(day, pace), time.monotonic()
    behind: list[float] = []
    while time.monotonic() - began < seconds:
        time.sleep(1.0)
        behind += [(flood.total - _held(day, name)) / pace for name in NAMES]
    flood.close()
    took = time.monotonic() - began
    answers = [at for one in watching.watchers for at in one.took]
    watching.close()
    for name in NAMES:
        wait_for("every word", lambda name=name: _held(day, name) >= flood.total, 60)
        assert _held(day, name) == flood.total
    return {
        "reports_per_second": round(flood.total / took, 1),
        "behind_p95_s": round(sorted(behind)[int(0.95 * (len(behind) - 1))], 2),
        "board_answer_p95_ms": _ms(answers, 0.95),
    }


def _held(day: Forty, name: str) -> int:
    with day.node(name).store.reading() as tx:
        row = tx.one("SELECT count(*) AS n FROM operation_report WHERE state = 'moving'")
        return int(row["n"]) if row else 0


def main() -> None:
    """Measure, and print one line of JSON at the end."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    args = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tansiq-bench-")))
        day = stack.enter_context(forty(folder / "forty"))
        print("five agencies are up", file=sys.stderr)
        day.begin(timedelta(hours=2))
        officers = entered(day)
        near = measure(day, officers, args.trials)
        print(f"loopback: {near}", file=sys.stderr)
        for line in day.lines.lines.values():
            line.delay, line.stalls = 0.1, 0.01
        far = measure(day, officers, args.trials)
        print(f"100 ms each way, 1 % stalled: {far}", file=sys.stderr)
        for line in day.lines.lines.values():
            line.delay, line.stalls = 0.0, 0.0
        flood = absorb(day, officers, TARGETS["reports_per_second"], args.seconds)
        print(f"reports: {flood}", file=sys.stderr)
    told(near, far, flood)


def told(near: dict[str, float], far: dict[str, float], flood: dict[str, float]) -> None:
    """The last line, and what of it misses its target."""
    figures = {
        "go_on_boards_p50_ms": near["boards_p50_ms"],
        "go_on_boards_p95_ms": near["boards_p95_ms"],
        "go_between_sites_skew_p50_ms": near["skew_p50_ms"],
        "go_between_sites_skew_p99_ms": near["skew_p99_ms"],
        "go_on_sites_p95_ms": near["sites_p95_ms"],
        "far_go_on_boards_p95_ms": far["boards_p95_ms"],
        "far_skew_p99_ms": far["skew_p99_ms"],
        **flood,
    }
    missed = [name for name in list(TARGETS)[:2] if figures[name] > TARGETS[name]]
    if flood["reports_per_second"] < 0.98 * TARGETS["reports_per_second"]:
        missed.append("reports_per_second")
    if far["skew_p99_ms"] > TARGETS["go_between_sites_skew_p99_ms"] + ROUND_TRIP_MS:
        missed.append("far_skew_p99_ms")
    targets = {**TARGETS, "far_skew_p99_ms": 500 + ROUND_TRIP_MS}
    print(
        json.dumps(
            {"bench": "operations", "figures": figures, "targets": targets, "missed": missed}
        )
    )


if __name__ == "__main__":
    main()
