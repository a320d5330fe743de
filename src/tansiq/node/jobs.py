"""Periodic work of a node, each job once however many workers run, through procrastinate.

Promises: a job carries no argument but a time, so nothing of a case lies in the queue; a job that
fails is shown and tried again at its next turn; every job may be run twice. The queue lies in the
node's own database and is never backed up.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

import procrastinate
from procrastinate import exceptions

from tansiq.node import (
    alert_sending,
    anchors,
    attachments,
    audits,
    changes,
    erasures,
    field_keeping,
    match_epochs,
    match_steps,
    operation_waking,
    retiring,
)
from tansiq.node.compose import Node
from tansiq.terms.errors import TansiqError

_PAUSE = 2.0
SEAL_EVERY = timedelta(hours=1)


def seal(node: Node) -> int:
    """Fix the read log in `home`, when something was read since."""
    return len(audits.seal(node))


def erase(node: Node) -> int:
    """Finish erasures that were not carried out to the end; tell of those that are done by now."""
    waiting = erasures.unfinished(node)
    for one in waiting:
        erasures.carry_out(node, one)
    return len(waiting) + erasures.tell_done(node)


def introduce(node: Node) -> int:
    """Tell channels about officers, where a crash kept it from being told."""
    return len(changes.introduce(node))


JOBS: Mapping[str, tuple[str, Callable[[Node], int]]] = MappingProxyType(
    {
        "seal_read_log": ("17 * * * *", seal),
        "anchor_home": ("23 * * * *", anchors.anchor),
        "finish_erasures": ("*/5 * * * *", erase),
        "introduce_officers": ("*/5 * * * *", introduce),
        "retire_sealing_keys": ("41 * * * *", retiring.work),
        "advance_matches": ("* * * * *", match_steps.advance),
        "tell_contacts": ("* * * * *", alert_sending.send),
        "settle_decisions": ("* * * * *", operation_waking.settle_all),
        "turn_match_keys": ("29 * * * *", match_epochs.keep_turning),
        "tidy_field": ("53 * * * *", field_keeping.tidy),
        "note_attachments": ("*/30 * * * *", attachments.heal),
    }
)


def run_all(node: Node) -> dict[str, str]:
    """Run every job once, now; the outcome of each is a count or an error code."""
    done = {}
    for name, (_, job) in JOBS.items():
        try:
            done[name] = str(job(node))
        except TansiqError as problem:
            done[name] = problem.code
    return done


class Jobs:
    """The queue of a node while a worker runs it, in a thread of its own."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._stopped = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End after the job under way."""
        self._stopped.set()
        if self._loop is not None and self._running is not None:
            self._loop.call_soon_threadsafe(self._running.cancel)
        self._thread.join(timeout=15)

    def _run(self) -> None:
        # The database may be away for a while; the queue is there again when it is.
        while not self._stopped.is_set():
            try:
                asyncio.run(self._work())
            except (exceptions.ProcrastinateException, OSError, TansiqError):
                self._stopped.wait(_PAUSE)
            except asyncio.CancelledError:
                return

    async def _work(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._running = asyncio.current_task()
        app = application(self._node)
        async with app.open_async():
            await self._prepare(app)
            await app.run_worker_async(
                install_signal_handlers=False,
                listen_notify=False,
                fetch_job_polling_interval=5,
                delete_jobs="always",
            )

    async def _prepare(self, app: procrastinate.App) -> None:
        """Make the tables of the queue when they are not there."""
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()


def application(node: Node) -> procrastinate.App:
    """The queue with all periodic jobs of this node."""
    connector = procrastinate.PsycopgConnector(conninfo=node.database.dsn, min_size=1, max_size=3)
    app = procrastinate.App(connector=connector)
    for name, (cron, job) in JOBS.items():
        _register(app, (name, cron), node, job)
    return app


def _register(
    app: procrastinate.App, named: tuple[str, str], node: Node, job: Callable[[Node], int]
) -> None:
    name, cron = named

    @app.periodic(cron=cron)
    @app.task(name=name, queueing_lock=name, pass_context=False)
    def work(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names the turn
        job(node)
