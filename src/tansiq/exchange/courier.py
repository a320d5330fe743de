"""Keeping one partner up to date: send until nothing is left, wait longer after each failure.

Promises: a partner that is away costs the others nothing; after thirty days it catches up by
itself; while the partner applies one bundle the next is on its way; the state shown is what really
happened last. Does not choose when to run: the node's worker wakes it, at a commit or on time.
"""

import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeVar

from tansiq.exchange.packing import Prepared
from tansiq.exchange.report import Report
from tansiq.exchange.service import BATCH, Exchange
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 300.0
"""Seconds between attempts to reach a partner that does not answer."""
MAX_ROUNDS: Final = 100_000
MOST_AGAIN: Final = 3
"""How often in a row the same entries are sent again at once; after that, at the next occasion."""
IN_FLIGHT: Final = 2
"""Bundles on their way at once; the partner allows `service.AT_ONCE`."""
Done = TypeVar("Done")


class Post(Protocol):
    """What carries a bundle there and the reply back: `transport_http.PartnerClient`."""

    def post(self, data: bytes) -> bytes:
        """Send a bundle and return the reply; called from two threads at once."""

    def close(self) -> None:
        """Give the connection back."""


@dataclass(frozen=True, slots=True)
class CourierState:
    """What happened last; `pause` is how long to wait before the next attempt, in seconds."""

    failures: int = 0
    code: str = ""
    pause: float = 0.0
    sent: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """A reply, and when it came in: it may wait here for the one before it."""

    data: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle on its way, and the reply to come."""

    prepared: Prepared
    reply: Future[Arrived]


@dataclass(frozen=True, slots=True)
class Round:
    """One round trip: what went, what came."""

    sent: Prepared
    report: Report

    @property
    def moved(self) -> bool:
        """Whether something went either way and more may follow, or has to be acknowledged."""
        return self.report.changed or (self._confirmed and self.sent.more)

    @property
    def missed(self) -> bool:
        """Whether entries went that the partner does not say it has: what follows them is lost."""
        return bool(self.sent.entries) and not self._confirmed

    @property
    def _confirmed(self) -> bool:
        have = self.report.have
        return any(have.get(origin, 0) >= end for origin, end in self.sent.ends.items())

    @property
    def waits(self) -> bool:
        """Whether the partner holds more for us, or asks us for something."""
        return self.report.more or self.report.ahead or bool(self.report.asked)


class Courier:
    """The link to one partner, used by one thread at a time."""

    def __init__(
        self, exchange: Exchange, partner: NodeId, connect: Callable[[], Post], batch: int = BATCH
    ) -> None:
        """Carry for this partner; `connect` opens the connection when one is needed."""
        self.partner = partner
        self.state = CourierState()
        self._exchange = exchange
        self._connect = connect
        self._batch = batch
        self._client: Post | None = None
        self._lock = threading.Lock()
        self._lines = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix=f"post-{partner}")

    def close(self, *, wait: bool = True) -> None:
        """Give the connection and the threads back; do not `wait` while a post is under way."""
        if wait:
            self._drop()
        self._lines.shutdown(wait=wait, cancel_futures=True)

    def sync_once(self) -> bool:
        """Do one round trip; say whether another is worth while. A failure is kept in `state`."""
        with self._lock:
            done = self._attempt(lambda: self._settle(self._send({})))
            return done is not None and done.moved

    def drain(self) -> bool:
        """Go on until nothing is left on either side; say whether it ended well."""
        with self._lock:
            return self._attempt(self._drain) is not None

    def _drain(self) -> bool:
        patience = 1
        asked: frozenset[str] = frozenset()
        flying = deque([self._send({})])
        gap, again = False, 0
        try:
            for _ in range(MAX_ROUNDS):
                if not gap:
                    self._fill(flying)
                done = self._settle(flying.popleft())
                # A bundle that was not taken leaves a gap: let those in the air land, and go on
                # from where the partner says it stands.
                gap = gap or done.missed
                again = 0 if done.moved else again
                patience = 1 if done.moved or done.report.asked - asked else patience - 1
                asked |= done.report.asked
                if flying:
                    continue
                if gap and again < MOST_AGAIN:
                    gap, again = False, again + 1
                    flying.append(self._send({}))
                    continue
                if not done.moved and (patience < 0 or not done.waits):
                    return True
                flying.append(self._send({}))
            return True
        finally:
            for one in flying:
                one.reply.cancel()

    def _fill(self, flying: deque[Sent]) -> None:
        """Send the next bundles as if those on their way had been taken already.

        The partner judges one while it writes the other; it takes them in the order of their
        sequence numbers. What it did not take goes again from where it says it stands.
        """
        while len(flying) < IN_FLIGHT and flying[-1].prepared.more:
            ends: dict[str, int] = {}
            for one in flying:
                ends.update(one.prepared.ends)
            following = self._send(ends)
            flying.append(following)
            if not following.prepared.entries:
                return

    def _send(self, after: Mapping[str, int]) -> Sent:
        prepared = self._exchange.prepare(self.partner, self._batch, after)
        if self._client is None:
            self._client = self._connect()
        return Sent(prepared, self._lines.submit(self._posted, self._client, prepared.data))

    def _posted(self, client: Post, data: bytes) -> Arrived:
        reply = client.post(data)
        return Arrived(reply, self._exchange.now())

    def _settle(self, sent: Sent) -> Round:
        arrived = sent.reply.result()
        report = self._exchange.settle(self.partner, arrived.data, arrived.at)
        self.state = CourierState(
            sent=self.state.sent + sent.prepared.entries, taken=self.state.taken + report.taken
        )
        return Round(sent.prepared, report)

    def _attempt(self, work: Callable[[], Done]) -> Done | None:
        try:
            return work()
        except TansiqError as error:
            self._drop()
            self._failed(error.code)
            return None

    def _failed(self, code: str) -> None:
        failures = self.state.failures + 1
        longest = min(FIRST_PAUSE * 2 ** min(failures, 16), LONGEST_PAUSE)
        # Half fixed, half by lot: partners that lost the same line do not all come back at once.
        pause = longest / 2 + random.random() * longest / 2  # noqa: S311 - no secret hangs on it
        self.state = CourierState(failures, code, pause, self.state.sent, self.state.taken)
        self._exchange.note_failure(self.partner, code, failures)

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
