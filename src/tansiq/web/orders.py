"""What stands of an operation, told to every screen that watches it, without being asked.

Promises: after each piece of news that may change it an operation is read once for all who watch;
each of them is checked again after that, just before anything is told (session, officer, file), and
whoever no longer passes is told that it is over, and nothing else. News that come meanwhile make
one more reading, not one for each. Where nothing can be read or checked for the moment, a screen is
told to ask for itself. Nothing is told again that has not changed.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db import connection

from tansiq.node.calm import MOMENT
from tansiq.node.operation_boards import Boards
from tansiq.node.operation_news import News
from tansiq.node.operations import Where
from tansiq.node.reading import Reader
from tansiq.store.notify import Grown
from tansiq.terms.errors import Missing, PartnerFault, Refused, TansiqError
from tansiq.web.accounts import sessions
from tansiq.web.live import OVER, Ear, entry
from tansiq.web.operation_now import instant, standing

_LOOK = 1.0
_BREATH = 0.05
"""Seconds between two turns: what comes meanwhile is told together."""


@dataclass(eq=False, slots=True)
class Watch:
    """A screen that watches one operation: whose it is, in which session, what it knows."""

    where: Where
    reader: Reader
    session: str
    ear: Ear
    known: dict[str, Any] = field(default_factory=dict)


class Orders:
    """The screens of one process, and the thread that tells them."""

    def __init__(self, boards: Boards, news: News) -> None:
        self._boards, self._news = boards, news
        self._lock = threading.Lock()
        self._watches: set[Watch] = set()
        self._told: dict[Where, int] = {}
        self._checked: dict[Where, int] = {}
        self._later = False
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="orders", daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def close(self) -> None:
        """Tell nobody any more."""
        self._closing.set()
        self._woken.set()
        self._thread.join(timeout=5)

    def heard(self, _what: Grown | None, waits: object) -> None:
        """There is news; whether they concern an operation, `News` has counted before."""
        if waits:
            self._later = True
        else:
            self._woken.set()

    @contextmanager
    def watched(self, watch: Watch) -> Iterator[None]:
        """Tell this screen while the block runs, at once what stands now."""
        with self._lock:
            self._watches.add(watch)
            self._told.pop(watch.where, None)
        self._woken.set()
        try:
            yield
        finally:
            with self._lock:
                self._watches.discard(watch)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.wait(MOMENT if self._later else _LOOK)
            self._woken.clear()
            self._later = False
            for where, watches in self._due().items():
                if not self._closing.is_set():
                    self._tell(where, watches)
            self._closing.wait(_BREATH)

    def _due(self) -> dict[Where, list[Watch]]:
        """The operations that somebody watches and that news came of, or somebody new."""
        found: dict[Where, list[Watch]] = {}
        with self._lock:
            for one in self._watches:
                found.setdefault(one.where, []).append(one)
            # The number is taken before anything is read: what comes meanwhile is told as well.
            now = {where: self._news.number(where.channel) for where in found}
            due = [where for where in found if self._told.get(where) != now[where]]
            self._told = now
        return {where: found[where] for where in due}

    def _tell(self, where: Where, watches: list[Watch]) -> None:
        try:
            everywhere = self._news.everywhere
            board = self._boards.of(where)
            state = standing(board)
            # Where nothing is to be told and no officer or file changed, nobody is asked about.
            if everywhere == self._checked.get(where) and all(
                one.known == state for one in watches
            ):
                return
            may = self._may(watches)
            self._checked[where] = everywhere
        except TansiqError:
            # The database is away, or no such operation is left: each asks and is told why.
            for one in watches:
                one.ear.tell(entry("0"))
            return
        hours = {"read": instant(board.now), "now": instant(self._boards.node.clock.now())}
        message = b"event: order\ndata: " + msgspec.json.encode({**state, **hours}) + b"\n\n"
        for one in watches:
            if one not in may:
                one.ear.tell(OVER)
            elif one.known != state:
                one.known = state
                one.ear.tell(message)

    def _may(self, watches: Sequence[Watch]) -> set[Watch]:
        """Those whose session holds and who may still see the operation; noted like any reading."""
        try:
            held = sessions.holding({one.session for one in watches})
        finally:
            # This thread is no page: it gives its connection back itself.
            connection.close()
        passed = {
            (one.reader, one.where): self._passes(one)
            for one in {(each.reader, each.where): each for each in watches}.values()
        }
        return {one for one in watches if one.session in held and passed[one.reader, one.where]}

    def _passes(self, watch: Watch) -> bool:
        try:
            self._boards.enter(watch.reader, watch.where)
        except PartnerFault:
            raise
        except (Missing, Refused):
            return False
        return True
