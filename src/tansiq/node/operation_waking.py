"""Decisions are told as soon as what they rest on is here, whether or not anybody looks.

Promises: whatever arrives in a channel with an operation has its decisions settled within moments,
and once a minute besides, for what only time or a cosignature changes. As H-hour passes, whoever is
held by silence is looked at once, so that the hold is remembered. Losing a call costs nothing. What
others were told of our checklists is mended on the way.
"""

import threading
from contextlib import suppress
from datetime import datetime

from tansiq.node.checklists import retell
from tansiq.node.compose import Node
from tansiq.node.operation_board import seen
from tansiq.node.operation_decisions import settle
from tansiq.node.operations import JOINT, Where
from tansiq.operations.decision import Decision
from tansiq.store.connect import Tx
from tansiq.store.notify import EVERYBODY, TOLD, Grown
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Refused, TansiqError
from tansiq.terms.ids import HOME, ChannelId, channel_kind
from tansiq.terms.operating import Outcome

_BREATH = 0.25
"""Seconds before a turn: what arrives meanwhile is taken together, and whoever looks settles it."""
_LOOK = 1.0
"""Seconds between two looks at the clock."""


def settle_all(node: Node, logs: frozenset[int] = frozenset({EVERYBODY})) -> int:
    """Settle every open operation in the channels of these logs; how many there were."""
    return len(_settled(node, logs))


def _settled(node: Node, logs: frozenset[int]) -> dict[Where, datetime | None]:
    """Settle them; H-hour of those that go was decided for."""
    with node.store.reading() as tx:
        wanted = _concerned(node, tx, logs)
    found = {one: _h_hour(settle(node, one).decision) for one in wanted}
    _retell_all(node, logs)
    return found


def _h_hour(decision: Decision) -> datetime | None:
    if decision.outcome is not Outcome.GO or decision.plan is None:
        return None
    return parse_stamp(decision.plan.plan.h_hour)


def _retell_all(node: Node, logs: frozenset[int]) -> None:
    """Keep what others hear of our checklists true; after the decisions, which never wait for it.

    Rule sets, marks and parts lie in `home`; an H-hour that moved is seen within the minute.
    """
    everybody = frozenset({EVERYBODY})
    with node.store.reading() as tx:
        row = tx.one(
            "SELECT 1 FROM ledger.log WHERE id = ANY(%s) AND channel = %s", (list(logs), HOME)
        )
        wanted = _concerned(node, tx, everybody) if row or EVERYBODY in logs else ()
    for one in wanted:
        # Of a channel that cannot be written to for the moment, the next minute tells.
        with suppress(Conflict, Refused):
            retell(node, one)


def _concerned(node: Node, tx: Tx, logs: frozenset[int]) -> tuple[Where, ...]:
    """Operations that not every party has closed, in the channels of these logs."""
    rows = tx.rows(
        "SELECT DISTINCT c.channel, c.operation FROM operation_commitment c"
        " WHERE (%(all)s OR c.channel IN (SELECT channel FROM ledger.log WHERE id = ANY(%(logs)s)))"
        " AND NOT EXISTS (SELECT FROM operation_closed d WHERE d.channel = c.channel"
        " AND d.operation = c.operation AND d.agency = %(me)s)",
        {"all": EVERYBODY in logs, "logs": list(logs), "me": node.me},
    )
    shared = set(node.shared_channels(tx))
    found = (Where(ChannelId(row["channel"]), row["operation"]) for row in rows)
    return tuple(
        one for one in found if one.channel in shared and channel_kind(one.channel) in JOINT
    )


class Settling:
    """A thread that settles decisions when a log grew, until closed."""

    def __init__(self, node: Node) -> None:
        """Start; nothing is done before the first call."""
        self._node = node
        self._lock = threading.Lock()
        self._logs = {EVERYBODY}
        self._hours: dict[Where, datetime] = {}
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="decisions", daemon=True)
        self._thread.start()

    def grown(self, what: Grown | None) -> None:
        """A log grew; None or everybody: look at all."""
        if what is not None and what.log_id == TOLD:
            return
        with self._lock:
            self._logs.add(EVERYBODY if what is None else what.log_id)
        self._woken.set()

    def close(self, seconds: float) -> None:
        """End after the turn under way, or without it when that takes longer."""
        self._closing.set()
        self._woken.set()
        self._thread.join(timeout=seconds)

    def _run(self) -> None:
        while not self._closing.is_set():
            if self._woken.wait(_LOOK):
                self._closing.wait(_BREATH)
            self._woken.clear()
            with self._lock:
                logs, self._logs = frozenset(self._logs), set()
            # The database may be away for a moment: the periodic job takes the turn then.
            with suppress(TansiqError):
                if logs and not self._closing.is_set():
                    self._settle(logs)
                self._look_at_hours()

    def _settle(self, logs: frozenset[int]) -> None:
        for where, h_hour in _settled(self._node, logs).items():
            if h_hour is None:
                self._hours.pop(where, None)
            elif h_hour > self._node.clock.now():
                self._hours[where] = h_hour

    def _look_at_hours(self) -> None:
        """Whoever is held as H-hour passes stays held: somebody must look just then."""
        now = self._node.clock.now()
        for where in [one for one, h_hour in self._hours.items() if h_hour <= now]:
            seen(self._node, where)
            del self._hours[where]
