"""Retention classes: what is due for review or erasure, what is held, which orders wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tansiq.oversight.commands import ClassNow, Deciding, ErasureState, HoldState, Order
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.ids import HOME

Row = Mapping[str, Any]

# Our own dates go before those of a member that names our class in its log: it knows the key.
_CLASSES = """
SELECT c.target,
  COALESCE(min(c.erase) FILTER (WHERE c.agency = %(me)s), min(c.erase)) AS erase,
  COALESCE((SELECT max(v.next_review) FROM oversight_review v WHERE v.target = c.target),
           min(c.review) FILTER (WHERE c.agency = %(me)s), min(c.review)) AS review,
  EXISTS (SELECT 1 FROM oversight_erased e
          WHERE e.target = c.target AND e.agency = %(me)s) AS erased,
  ARRAY(SELECT h.hold FROM oversight_hold h WHERE h.target = c.target
        AND (h.until = '' OR h.until > %(now)s)
        AND NOT EXISTS (SELECT 1 FROM oversight_hold_end x WHERE x.hold = h.hold)
        ORDER BY h.hold) AS holds
FROM oversight_class c
"""


def classes(tx: Tx, me: str, targets: Iterable[str], now: datetime) -> dict[str, ClassNow]:
    """Retention classes by id; unknown ones are absent."""
    rows = tx.rows(
        _CLASSES + " WHERE c.target = ANY(%(targets)s) GROUP BY c.target",
        {"me": me, "targets": sorted(set(targets)), "now": stamp(now)},
    )
    return {row["target"]: _class(row) for row in rows}


def erasures_due(tx: Tx, me: str, now: datetime) -> tuple[ClassNow, ...]:
    """Classes whose erase date has come and that are not erased, held ones too, oldest first."""
    found = _all_classes(tx, me, now)
    today = stamp(now)[:10]
    due = (one for one in found if one.erase <= today and not one.erased)
    return tuple(sorted(due, key=lambda one: (one.erase, one.class_id)))


def reviews_due(tx: Tx, me: str, now: datetime) -> tuple[ClassNow, ...]:
    """Classes whose review date has come, oldest first."""
    found = _all_classes(tx, me, now)
    today = stamp(now)[:10]
    due = (one for one in found if one.review <= today and not one.erased)
    return tuple(sorted(due, key=lambda one: (one.review, one.class_id)))


def _all_classes(tx: Tx, me: str, now: datetime) -> list[ClassNow]:
    rows = tx.rows(_CLASSES + " GROUP BY c.target", {"me": me, "now": stamp(now)})
    return [_class(row) for row in rows]


def _class(row: Row) -> ClassNow:
    return ClassNow(
        class_id=row["target"],
        review=row["review"],
        erase=row["erase"],
        erased=row["erased"],
        holds=tuple(row["holds"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold on a class: who placed it, why, until when; whether it stands, why it was lifted."""

    hold: str
    class_id: str
    officer: str
    time: str
    ground: str
    until: str
    stands: bool
    lifted_because: str = ""


def holds(tx: Tx, now: datetime) -> tuple[Hold, ...]:
    """All holds, those that ended too."""
    rows = tx.rows(
        "SELECT DISTINCT ON (h.hold) h.hold, h.target AS class_id, h.officer, h.time, h.ground,"
        " h.until, (h.until = '' OR h.until > %s) AND x.hold IS NULL AS stands,"
        " COALESCE(x.ground, '') AS lifted_because FROM oversight_hold h"
        " LEFT JOIN oversight_hold_end x ON x.hold = h.hold AND x.channel = h.channel"
        " WHERE h.channel = %s ORDER BY h.hold, h.generation, h.epoch, h.seq, x.seq",
        (stamp(now), HOME),
    )
    return tuple(Hold(**row) for row in rows)


def state_for_hold(tx: Tx, me: str, deciding: Deciding, target: str, hold: str) -> HoldState:
    """For `place_hold`, `lift_hold` and `record_review` (with an empty hold)."""
    at = stamp(deciding.now)
    rows = tx.rows(
        "SELECT h.hold, (h.until = '' OR h.until > %s) AND NOT EXISTS"
        " (SELECT 1 FROM oversight_hold_end x WHERE x.hold = h.hold) AS stands"
        " FROM oversight_hold h WHERE h.hold = %s AND h.channel = %s",
        (at, hold, HOME),
    )
    return HoldState(
        deciding=deciding,
        target=classes(tx, me, (target,), deciding.now).get(target),
        known={row["hold"]: row["stands"] for row in rows},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureOrder:
    """An order to erase with its answer: waiting, confirmed or refused, and what was done."""

    order: str
    officer: str
    classes: tuple[str, ...]
    ground: str
    explanation: str
    time: str
    decision: str
    erased: bool


def erasure_orders(tx: Tx, me: str) -> tuple[ErasureOrder, ...]:
    """All orders, newest first; confirmed ones not yet erased are work for the node."""
    rows = tx.rows(
        "SELECT o.*, COALESCE((SELECT d.decision FROM oversight_decision d"
        " WHERE d.erasure = o.erasure ORDER BY d.generation, d.epoch, d.seq LIMIT 1), '')"
        " AS decision, EXISTS (SELECT 1 FROM oversight_erased e WHERE e.erasure = o.erasure"
        " AND e.agency = %s) AS erased FROM oversight_order o"
        " ORDER BY o.generation DESC, o.epoch DESC, o.seq DESC",
        (me,),
    )
    return tuple(
        ErasureOrder(
            order=row["erasure"],
            officer=row["officer"],
            classes=msgspec.json.decode(row["classes"], type=tuple[str, ...]),
            ground=row["ground"],
            explanation=row["explanation"],
            time=row["time"],
            decision=row["decision"],
            erased=row["erased"],
        )
        for row in rows
    )


def erasures_told_done(tx: Tx, me: str) -> frozenset[str]:
    """Orders of which our `home` says that nothing can bring their classes back any more."""
    rows = tx.rows(
        "SELECT DISTINCT erasure FROM oversight_erased"
        " WHERE agency = %s AND channel = %s AND state = 'done'",
        (me, HOME),
    )
    return frozenset(row["erasure"] for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One statement that an order was carried out: who says it, where it stands, what it says."""

    agency: str
    channel: str
    origin: str
    seq: int
    state: str
    until: str
    time: str


def erasures_told(tx: Tx, orders: Iterable[str]) -> dict[str, tuple[Told, ...]]:
    """The proofs on record by order, oldest first; whoever verifies finds each in its log."""
    rows = tx.rows(
        "SELECT DISTINCT erasure, agency, channel, origin, seq, state, until, time"
        " FROM oversight_erased WHERE erasure = ANY(%s) ORDER BY time, origin, seq",
        (sorted(set(orders)),),
    )
    found: dict[str, tuple[Told, ...]] = {}
    for row in rows:
        said = Told(**{name: row[name] for name in Told.__slots__})
        found[row["erasure"]] = (*found.get(row["erasure"], ()), said)
    return found


def state_for_erasure(
    tx: Tx, me: str, deciding: Deciding, what: tuple[str, tuple[str, ...]], *, clock_trusted: bool
) -> ErasureState:
    """For the erasure commands; `what` = (order id, classes wanted when it is a new order)."""
    identifier, wanted = what
    known = next((one for one in erasure_orders(tx, me) if one.order == identifier), None)
    order = None
    if known is not None:
        order = Order(
            order=known.order,
            officer=known.officer,
            classes=known.classes,
            decided=bool(known.decision),
        )
    targets = wanted if known is None else known.classes
    return ErasureState(
        deciding=deciding,
        classes=classes(tx, me, targets, deciding.now),
        clock_trusted=clock_trusted,
        order=order,
        order_taken=known is not None,
    )
