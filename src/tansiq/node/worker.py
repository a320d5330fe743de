"""The worker of a node: one thread per partner, woken at a commit, and the periodic jobs.

Promises: a slow, absent or hostile partner keeps nobody waiting; what is committed is sent at once
to those who may hear it, but for what nobody waits for (`calm`); a partner that comes back after
weeks is caught up without anybody's help; losing the database for a moment ends nothing. Does not
answer partners: `serve` does.
"""

import random
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from tansiq.exchange import link
from tansiq.node import clock_leap, exchanging
from tansiq.node.alert_waking import Telling
from tansiq.node.calm import MOMENT, Calm
from tansiq.node.clock_leap import LeapWatch
from tansiq.node.compose import Node
from tansiq.node.exchanging import Exchanged
from tansiq.node.jobs import Jobs, run_all
from tansiq.node.match_waking import Stepping
from tansiq.node.operation_waking import Settling
from tansiq.store.notify import EVERYBODY, TOLD, Grown, listen
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId

_LOOK = 1.0
_AGAIN = 1.0
_GOODBYE = 2.0
_PATIENCE = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


@dataclass(frozen=True, slots=True)
class WorkedOnce:
    """What one turn of everything brought."""

    partners: tuple[Exchanged, ...]
    jobs: dict[str, str]


def once(node: Node) -> WorkedOnce:
    """Exchange with everybody and run every periodic job, once."""
    jobs = run_all(node)
    return WorkedOnce(exchanging.now(node), jobs)


def work(node: Node, stopped: threading.Event) -> None:
    """Work until told to stop."""
    node.database.keep()
    couriers, steps = _Couriers(node, stopped), Stepping(node)
    decisions, telling = Settling(node), Telling(node)
    jobs, watch = Jobs(node), LeapWatch(node.clock)
    jobs.start()

    def grown(what: Grown | None) -> None:
        couriers.grown(what)
        steps.grown(what)
        telling.grown(what)
        decisions.grown(what)

    with listen(node.database.dsn, grown):
        while not stopped.wait(_LOOK):
            couriers.adjust()
            clock_leap.keep_watch(node, watch)
    couriers.close()
    steps.close(_GOODBYE)
    telling.close(_GOODBYE)
    decisions.close(_GOODBYE)
    jobs.stop()


class _Couriers:
    """The threads of all partners; partners come and go with the records in `home`."""

    def __init__(self, node: Node, stopped: threading.Event) -> None:
        self._node = node
        self._stopped = stopped
        self._running: dict[NodeId, _PartnerThread] = {}
        self._calm = Calm(node)

    def adjust(self) -> None:
        """Start threads for new partners, end those of partners that left."""
        try:
            wanted = set(exchanging.enrolled(self._node))
        except TansiqError:
            return
        dead = {one for one, thread in self._running.items() if not thread.alive}
        for partner in (wanted - self._running.keys()) | (wanted & dead):
            self._running[partner] = _PartnerThread(self._node, partner, self._stopped)
        for partner in self._running.keys() - wanted:
            self._running[partner].end()
            self._running.pop(partner).close(_GOODBYE)
        for partner in self._heard():
            if partner in self._running:
                self._running[partner].hurry()

    def _heard(self) -> Collection[NodeId]:
        """Partners that spoke to us since we last failed to reach them."""
        failing = [partner for partner, thread in self._running.items() if thread.failing]
        if not failing:
            return ()
        with suppress(TansiqError), self._node.store.reading() as tx:
            return link.heard_again(tx, failing)
        return ()

    def grown(self, what: Grown | None) -> None:
        """A log grew: wake those who may hear it, all of them when it is not known which."""
        if what is not None and what.log_id == TOLD:
            return
        heard: tuple[NodeId, ...] | None = None
        waits = False
        if what is not None and what.log_id != EVERYBODY:
            with suppress(TansiqError):
                heard = self._node.exchange.audience_of(what.log_id)
                waits = bool(heard) and self._calm.waits(what)
        for partner, thread in tuple(self._running.items()):
            if heard is None or partner in heard:
                if waits:
                    thread.wake_later()
                else:
                    thread.wake()

    def close(self) -> None:
        """End all threads."""
        for thread in self._running.values():
            thread.end()
        deadline = time.monotonic() + _GOODBYE
        for thread in self._running.values():
            thread.close(max(deadline - time.monotonic(), 0.0))


class _PartnerThread:
    """Keeps one partner up to date."""

    def __init__(self, node: Node, partner: NodeId, stopped: threading.Event) -> None:
        self._node = node
        self._courier = exchanging.courier(node, partner)
        self._every = float(node.settings.poll_seconds)
        self._all_stopped = stopped
        self._closing = threading.Event()
        self._woken = threading.Event()
        self._hurry = threading.Event()
        self._later: threading.Timer | None = None
        self._thread = threading.Thread(target=self._run, name=f"courier-{partner}", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread still runs; a fault of this program ends it, and is told."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()

    def wake_later(self) -> None:
        """There is something to send that nobody waits for: it goes with the next, or in a moment.

        By lot, so that of two partners with news for each other one carries both ways.
        """
        if self._later is None:
            pause = MOMENT + random.random() * MOMENT  # noqa: S311 - no secret hangs on it
            self._later = threading.Timer(pause, self._wake_if_unsent)
            self._later.daemon = True
            self._later.start()

    def _wake_if_unsent(self) -> None:
        self._later = None
        with suppress(TansiqError):
            if self._all_sent():
                return
        self.wake()

    @property
    def failing(self) -> bool:
        """Whether the partner could not be reached the last time."""
        return bool(self._courier.state.failures)

    def hurry(self) -> None:
        """The partner can be reached after all: cut the pause short."""
        if self.failing:
            self._hurry.set()

    def end(self) -> None:
        """Begin no further round."""
        self._closing.set()
        if (later := self._later) is not None:
            later.cancel()
        self._hurry.set()
        self._woken.set()

    def close(self, seconds: float) -> None:
        """Wait for the round under way, but not for a partner that does not answer.

        What it may still answer is lost with the connection, and asked again another time.
        """
        self._thread.join(timeout=seconds)
        self._courier.close(wait=not self._thread.is_alive())

    def _run(self) -> None:
        while not self._closing.is_set() and not self._all_stopped.is_set():
            self._woken.clear()
            pause = self._round()
            if self._closing.is_set():
                return
            if pause:
                # A partner that does not answer is not asked again before its pause is over.
                self._hurry.wait(pause)
                self._hurry.clear()
            else:
                self._woken.wait(self._every)

    def _round(self) -> float:
        try:
            for pause in _PATIENCE:
                if not self._courier.drain() or self._all_sent():
                    break
                # An entry is announced at its commit and may leave a moment later, once the key
                # store remembers its head.
                time.sleep(pause)
        except TansiqError:
            # Our own database is away; it comes back or somebody is told by `serve`.
            return _AGAIN
        return self._courier.state.pause

    def _all_sent(self) -> bool:
        with self._node.store.reading() as tx:
            return self._node.exchange.all_sent(tx, self._courier.partner)
