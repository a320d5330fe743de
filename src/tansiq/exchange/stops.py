"""Stops: in force the moment their signature is known, whatever else is wrong.

Promises: a stop is listed although its body cannot be opened, although its entry waits for a cause
or its log is frozen, closed or forked; only a wrong signature, or a header that names another log
than the one it came in, keeps it out: nobody stops or lifts in another's name. A stop ends when the
agency that ordered it lifts it, by an entry that counts in its own log: a thief of a revoked key
lifts nothing. Does not say what a stop stops: the plan it names does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tansiq.exchange.chunk import Judged
from tansiq.ledger.entry import Header, parse_entry
from tansiq.store.connect import Tx
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import ChannelId, NodeId, Origin

ORDERED: Final = "stop_ordered"
LIFTED: Final = "stop_lifted"
KINDS: Final = frozenset({ORDERED, LIFTED})
OUTSIDE: Final = "stop_outside_history"
"""Quarantine code of a stop that came beside the history we hold of its log, and counts."""
_MOST_TOLD: Final = 400
_UNSIGNED: Final = ("entry_signature",)
_TABLES: Final = (
    """CREATE TABLE stop_event (
        entry_id text PRIMARY KEY,
        origin   text NOT NULL,
        seq      bigint NOT NULL,
        kind     text NOT NULL,
        agency   text NOT NULL,
        channel  text NOT NULL,
        stop     text NOT NULL,
        plan     text NOT NULL,
        time     text NOT NULL,
        ground   text NOT NULL,
        reason   text NOT NULL
    )""",
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop in force: who ordered it, in which channel, against which plan, and why, if told."""

    agency: NodeId
    channel: ChannelId
    stop: str
    plan: str
    origin: str
    seq: int
    time: str
    ground: str = ""
    reason: str = ""


def fold(opened: Opened) -> Iterable[Change]:
    """Fold a stop or its lifting from the open header."""
    row = _row(opened.header)
    return (Insert("stop_event", {"entry_id": opened.entry_id, **row}),)


STOPS: Final = Projection(name="exchange_stops", version=2, tables=_TABLES, kinds=KINDS, fold=fold)


@dataclass(frozen=True, slots=True)
class Stood:
    """A stop that was ever ordered, and the (origin, seq) at which its agency lifted it, if it did.

    A stop that was ordered again after that stands again; `times` is how often it was ordered.
    """

    stop: Stop
    lifted_at: tuple[str, int] | None
    times: int = 1


def stops_in_force(tx: Tx, channel: ChannelId | None = None) -> tuple[Stop, ...]:
    """Return all stops that nobody lifted, of one channel or of all, oldest first."""
    return tuple(one.stop for one in every_stop(tx, channel) if one.lifted_at is None)


def every_stop(
    tx: Tx, channel: ChannelId | None = None, within: Callable[[str, int], bool] | None = None
) -> tuple[Stood, ...]:
    """Return all stops ever ordered, of one channel or of all, oldest first.

    `within` leaves out what was said at other places (origin, seq), as if it were not here.
    """
    rows = [
        *tx.rows(
            "SELECT origin, seq, kind, agency, channel, stop, plan, time, ground, reason"
            " FROM stop_event"
        ),
        *_unopened(tx),
    ]
    lifts: dict[tuple[object, ...], Mapping[str, object]] = {}
    orders: dict[tuple[object, ...], dict[tuple[int, int, int], Mapping[str, object]]] = {}
    for row in sorted(rows, key=_place):
        if within is not None and not within(str(row["origin"]), int(str(row["seq"]))):
            continue
        if row["kind"] == LIFTED:
            lifts[_stop(row)] = row
        elif channel in {None, row["channel"]}:
            orders.setdefault(_stop(row), {})[_place(row)] = row
    found = (_stood(tuple(said.values()), lifts.get(stop)) for stop, said in orders.items())
    return tuple(sorted(found, key=lambda one: (one.stop.time, one.stop.origin, one.stop.seq)))


def _stood(orders: tuple[Mapping[str, object], ...], lifted: Mapping[str, object] | None) -> Stood:
    ordered, times = orders[-1], len(orders)
    stop = Stop(**{k: ordered[k] for k in ordered if k != "kind"})  # type: ignore[arg-type]
    if lifted is None or _place(lifted) < _place(ordered):
        return Stood(stop, None, times)
    return Stood(stop, (str(lifted["origin"]), int(str(lifted["seq"]))), times)


def _stop(row: Mapping[str, object]) -> tuple[object, ...]:
    return row["agency"], row["channel"], row["stop"]


def _place(row: Mapping[str, object]) -> tuple[int, int, int]:
    """Where an agency said it: a stop ordered again after its lifting stands."""
    log = Origin.parse(str(row["origin"]))
    return log.generation, log.epoch, int(str(row["seq"]))


def keep_outside(tx: Tx, sender: NodeId, place: Origin, judged: Iterable[Judged]) -> int:
    """Keep signed stops whose log `place` cannot take them; return how many were new.

    Their bodies are left out: a stop counts by its header, and no erasure would find them here.
    """
    fresh = 0
    for one in judged:
        if not one.is_stop or one.parsed is None or one.parsed.header.origin != str(place):
            continue
        header = one.parsed.header
        fresh += tx.run(
            "INSERT INTO ledger.quarantine (sender, origin, seq, code, facts, entry, body,"
            " received) SELECT %s, %s, %s, %s, '{}', %s, NULL, now() WHERE NOT EXISTS"
            " (SELECT FROM ledger.quarantine WHERE origin = %s AND seq = %s AND code = %s"
            " AND entry = %s) AND NOT EXISTS (SELECT FROM ledger.entry WHERE leaf = %s)",
            (
                *(sender, header.origin, header.seq, OUTSIDE, one.entry),
                *(header.origin, header.seq, OUTSIDE, one.entry, one.leaf),
            ),
        )
    return fresh


def _unopened(tx: Tx) -> Iterable[dict[str, object]]:
    """Yield the stops no projection holds: their body stays closed, or their log is frozen."""
    entries = tx.tuples(
        "SELECT l.origin, e.entry FROM ledger.entry_state s JOIN ledger.entry e USING (log_id, seq)"
        " JOIN ledger.log l ON l.id = s.log_id"
        " WHERE s.state <> 'opened' AND e.kind = %s AND s.reason <> ALL(%s)"
        " UNION ALL SELECT origin, entry FROM ledger.quarantine WHERE code = %s AND lifted IS NULL",
        (ORDERED, list(_UNSIGNED), OUTSIDE),
    )
    for origin, entry in entries:
        try:
            header = parse_entry(bytes(entry)).header
        except TansiqError:
            continue  # what has no readable header has no signature either
        if header.origin == origin:
            yield _row(header)


def _row(header: Header) -> dict[str, object]:
    origin = Origin.parse(header.origin)
    said = header.extra.get("open")
    fields = said if isinstance(said, dict) else {}
    # A stop that does not say which plan stops all plans of the channel: the safe reading.
    stop, plan = fields.get("stop"), fields.get("plan")
    return {
        "origin": header.origin,
        "seq": header.seq,
        "kind": header.kind,
        "agency": origin.agency,
        "channel": origin.channel,
        "stop": stop if isinstance(stop, str) else f"{header.origin}:{header.seq}",
        "plan": plan if isinstance(plan, str) else "",
        "time": header.time,
        "ground": _told(fields, "ground"),
        "reason": _told(fields, "reason"),
    }


def _told(fields: Mapping[str, object], name: str) -> str:
    """Why, as far as it is told; whatever a stranger wrote there, the stop counts without it."""
    said = fields.get(name)
    return said[:_MOST_TOLD].replace("\0", "") if isinstance(said, str) else ""
