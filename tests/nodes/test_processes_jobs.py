"""Periodic work: each job runs from the queue in the node's own database, and can run twice."""

import asyncio
import time
from pathlib import Path

import pytest
from tests.nodes.lone import lone

from tansiq.node.compose import Node
from tansiq.node.jobs import JOBS, Jobs, application, run_all

pytestmark = pytest.mark.slow


def test_every_job_may_run_twice(tmp_path: Path) -> None:
    with lone(tmp_path / "rabat") as made:
        filed = made.file("looked at")
        made.ask("report", "show", filed["report"], who="liaison", reason="round")
        with Node.open(made.node) as node:
            first, second = run_all(node), run_all(node)
        assert set(first) == set(JOBS)
        assert first["seal_read_log"] == "1"
        assert set(second.values()) == {"0"}


def test_a_deferred_job_is_done_by_the_worker_and_leaves_no_trace(tmp_path: Path) -> None:
    with lone(tmp_path / "rabat") as made:
        filed = made.file("looked at")
        made.ask("report", "show", filed["report"], who="liaison", reason="round")
        with Node.open(made.node) as node:
            jobs = Jobs(node)
            jobs.start()
            try:
                _defer(node)
                _wait(lambda: _sealed(node))
                _wait(lambda: _waiting(node) == 0)
            finally:
                jobs.stop()


def _defer(node: Node) -> None:
    """Put a job into the queue, once the worker has made its tables."""
    _wait(lambda: _waiting(node) == 0)

    async def put() -> None:
        app = application(node)
        async with app.open_async():
            await app.tasks["seal_read_log"].defer_async(timestamp=0)

    asyncio.run(put())


def _sealed(node: Node) -> bool:
    with node.store.reading() as tx:
        return bool(tx.rows("SELECT 1 FROM oversight_seal"))


def _waiting(node: Node) -> int:
    with node.store.reading() as tx:
        if tx.one("SELECT to_regclass('public.procrastinate_jobs') AS t") == {"t": None}:
            return -1
        row = tx.one("SELECT count(*) AS n FROM public.procrastinate_jobs")
    return int(row["n"]) if row else -1


def _wait(look: object) -> None:
    deadline = time.monotonic() + 60
    while not look():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.2)
