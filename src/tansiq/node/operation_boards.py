"""One board for everybody who looks: an operation is read once for each piece of news.

Promises: every reader is checked each time, and leaves a line in the read log when they open the
board and one a minute while it stays open, and of its own where our sites stand on a map as exactly
as our own part tells them; nobody is given a board that was read before the news they ask with, or
more than a second ago. Kept in this process alone; nothing is written but that.
What a screen is told without asking is told to a reader who was checked just before.
"""

import threading
import time
from dataclasses import dataclass, field

from tansiq.node import access
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operation_around import Around, around
from tansiq.node.operation_board import Board, look_at, seen
from tansiq.node.operation_news import News
from tansiq.node.operations import Where
from tansiq.node.reading import Look, Reader, Renewals, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx

FRESH = 1.0
"""Seconds for which a board without news serves: what only time changes is marked that late."""
SLOW = 2.0
"""Seconds for which contacts, clocks and names serve."""
OFFERED = (
    Action.VOTE_GO,
    Action.WRITE_ORDER,
    Action.WRITE_TACTICAL,
    Action.READ_TACTICAL,
    Action.ORDER_STOP,
    Action.LIFT_STOP,
    Action.CLOSE_OPERATION,
)


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """A board, and what its reader may do about the operation.

    `exact` says that a map may show our own sites where they are: asked for, allowed and on record.
    """

    board: Board
    offered: frozenset[Action]
    exact: bool = False


@dataclass(slots=True)
class _Kept:
    """The last board of one operation: which news it holds, and when it was read."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    board: Board | None = None
    number: int = -1
    read_at: float = 0.0

    def fit(self, number: int) -> Board | None:
        """The board, where it holds the news of this number and is fresh."""
        fresh = time.monotonic() - self.read_at < FRESH
        return self.board if self.number >= number and fresh else None


class Boards:
    """The boards of one process; `news` counts what it has heard."""

    def __init__(self, node: Node, news: News) -> None:
        """Nothing is read before somebody asks."""
        self.node, self._news = node, news
        self._lock = threading.Lock()
        self._kept: dict[Where, _Kept] = {}
        self._renewals = Renewals()
        self._near: tuple[float, Around] | None = None

    def look(
        self, reader: Reader, where: Where, *, renewed: bool = False, mapped: bool = False
    ) -> BoardSeen:
        """The board for a reader; Missing `operation_unknown` for whoever is not on its file.

        `renewed` is for a page that is open already, `mapped` for one that shows the map.
        """
        node = self.node
        officer = self.enter(reader, where, renewed=renewed)
        offered = frozenset(one for one in OFFERED if node.may(officer, one, where.channel))
        made = self.of(where)
        exact = mapped and Action.READ_TACTICAL in offered
        exact = exact and access.sees_every_site(node.roles(officer), Action.READ_TACTICAL)
        if exact:
            self._note_places(reader, made)
        return BoardSeen(made, offered, exact)

    def _note_places(self, reader: Reader, shown: Board) -> None:
        """The line of a reader who is about to see where our own sites are, one a minute."""
        sites = tuple(one.site.site for one in shown.lists)

        def query(_tx: Tx, _officer: Officer) -> tuple[None, tuple[str, ...]]:
            return None, (shown.where.operation, *sites)

        look = Look(action=Action.READ_TACTICAL, file=shown.where.channel)
        self._renewals.read(self.node, reader, look, query)

    def enter(self, reader: Reader, where: Where, *, renewed: bool = True) -> Officer:
        """Check a reader, and note it: what `look` asks and raises, without the board."""
        look, query = look_at(self.node, where)
        if renewed:
            return self._renewals.read(self.node, reader, look, query)
        return read(self.node, reader, look, query)

    def of(self, where: Where) -> Board:
        """The board, for a caller that has checked and noted who sees it."""
        # The number is taken before anything is read: what comes meanwhile asks again.
        number = self._news.number(where.channel)
        with self._lock:
            kept = self._kept.setdefault(where, _Kept())
        with kept.turn:
            found = kept.fit(number)
            if found is not None:
                return found
            number, at = self._news.number(where.channel), time.monotonic()
            made = seen(self.node, where, self._around())
            kept.board, kept.number, kept.read_at = made, number, at
            return made

    def _around(self) -> Around:
        """What surrounds all operations; two that read it at once harm nothing."""
        held, at = self._near, time.monotonic()
        if held is None or at - held[0] >= SLOW:
            held = self._near = (at, around(self.node))
        return held[1]
