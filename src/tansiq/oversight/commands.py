"""What oversight decides: seals, holds, reviews, erasures by two people (REQUIREMENTS 11.1, 11.3).

Promises: nothing is erased by one officer, nothing under a hold, nothing while the clock is in
doubt; the second officer signs the very list of classes. Does not destroy keys: the node does, once
the confirmation is in the log, and `erasure_recorded` is the proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tansiq.record.oversight import (
    ErasureConfirmed,
    ErasureOrdered,
    ErasureRefused,
    HoldLifted,
    HoldPlaced,
    ReadLogSealed,
    ReviewDone,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import HOME, OfficerId, RecordId, class_id, record_id
from tansiq.terms.legal import ErasureGround
from tansiq.terms.text import to_nfc

GROUNDS = frozenset(one.value for one in ErasureGround)
TEXT_LIMIT = 4_000
REVIEW_DAYS = 3 * 365
CLASS_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Deciding:
    """The officer who acts, the present instant (UTC), and the dates of the record's own class."""

    officer: OfficerId
    now: datetime
    retention: NewClass


@dataclass(frozen=True, slots=True, kw_only=True)
class SealState:
    """The read log's head (last number, digest hex), and where the last seal ended."""

    deciding: Deciding
    head: int
    digest: str
    sealed_to: int
    sealed_digest: str = ""


def seal_read_log(state: SealState) -> tuple[Planned, ...]:
    """Plan one `read_log_sealed` over what was read since the last seal; none when nothing was."""
    if state.head < state.sealed_to:
        raise Conflict("read_log_shorter", head=state.head, sealed=state.sealed_to)
    if state.head == state.sealed_to:
        return ()
    payload = ReadLogSealed(
        first=state.sealed_to + 1,
        last=state.head,
        digest=state.digest,
        previous=state.sealed_digest,
    )
    retention = state.deciding.retention
    return (Planned(channel=HOME, payload=payload, retention=retention),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassNow:
    """A retention class: its dates as last reviewed, whether it is erased, holds that stand."""

    class_id: str
    review: str
    erase: str
    erased: bool = False
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldState:
    """The class a hold is about, and the hold itself where it exists: id, and whether it stands."""

    deciding: Deciding
    target: ClassNow | None
    known: Mapping[str, bool]


def place_hold(
    state: HoldState, hold: RecordId, ground: str, until: str = ""
) -> tuple[Planned, ...]:
    """Plan one `hold_placed`; `until` is a UTC time or empty for no end."""
    record_id(hold)
    if hold in state.known:
        raise Conflict("hold_known", hold=hold)
    target = _class(state.target)
    if until and parse_stamp(until) <= state.deciding.now:
        raise Refused("oversight_date_past")
    payload = HoldPlaced(
        hold=hold, class_id=target.class_id, ground=_text(ground, "ground"), until=until
    )
    return (_planned(state.deciding, payload),)


def lift_hold(state: HoldState, hold: RecordId, ground: str) -> tuple[Planned, ...]:
    """Plan one `hold_lifted`."""
    if hold not in state.known:
        raise Missing("hold_unknown", hold=hold)
    if not state.known[hold]:
        raise Conflict("hold_over", hold=hold)
    payload = HoldLifted(hold=hold, ground=_text(ground, "ground"))
    return (_planned(state.deciding, payload),)


def record_review(state: HoldState, ground: str, next_review: str) -> tuple[Planned, ...]:
    """Plan one `review_done`: the class is still needed, to be looked at again on a date."""
    target = _class(state.target)
    day = parse_stamp(f"{next_review}T00:00:00Z")
    if day <= state.deciding.now:
        raise Refused("oversight_date_past")
    if day > state.deciding.now + timedelta(days=REVIEW_DAYS) or next_review > target.erase:
        raise Refused("review_too_late", days=REVIEW_DAYS, erase=target.erase)
    payload = ReviewDone(
        class_id=target.class_id, ground=_text(ground, "ground"), next_review=next_review
    )
    return (_planned(state.deciding, payload),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureState:
    """The classes in question, the order where it exists, and whether the clock may be trusted."""

    deciding: Deciding
    classes: Mapping[str, ClassNow]
    clock_trusted: bool
    order: "Order | None" = None
    order_taken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order to erase: who gave it, for which classes, and whether it has had its answer."""

    order: str
    officer: str
    classes: tuple[str, ...]
    decided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderErasure:
    """An officer's wish to erase classes on a ground."""

    order: RecordId
    classes: tuple[str, ...]
    ground: str
    explanation: str = ""


def order_erasure(state: ErasureState, request: OrderErasure) -> tuple[Planned, ...]:
    """Plan one `erasure_ordered`; every class must exist, not be erased, not be held."""
    record_id(request.order)
    if state.order_taken:
        raise Conflict("erasure_known", order=request.order)
    if request.ground not in GROUNDS:
        raise Invalid(
            "erasure_ground", value=request.ground[:40], choices=", ".join(sorted(GROUNDS))
        )
    classes = tuple(sorted({class_id(one) for one in request.classes}))
    if not classes or len(classes) > CLASS_LIMIT:
        raise Invalid("erasure_classes", most=CLASS_LIMIT)
    _check_erasable(state, classes)
    payload = ErasureOrdered(
        order=request.order,
        classes=classes,
        ground=request.ground,
        explanation=_text(request.explanation, "explanation", needed=False),
    )
    return (_planned(state.deciding, payload),)


def confirm_erasure(state: ErasureState, classes: tuple[str, ...]) -> tuple[Planned, ...]:
    """Plan one `erasure_confirmed`; `classes` are those the second officer was shown."""
    order = _pending(state)
    if state.deciding.officer == order.officer:
        raise Refused("erasure_by_one")
    if tuple(sorted(classes)) != order.classes:
        raise Conflict("erasure_changed", order=order.order)
    if not state.clock_trusted:
        raise Refused("erasure_clock")
    _check_erasable(state, order.classes)
    payload = ErasureConfirmed(order=order.order, classes=order.classes)
    return (_planned(state.deciding, payload),)


def refuse_erasure(state: ErasureState, reason: str) -> tuple[Planned, ...]:
    """Plan one `erasure_refused`."""
    order = _pending(state)
    payload = ErasureRefused(order=order.order, reason=_text(reason, "reason"))
    return (_planned(state.deciding, payload),)


def _pending(state: ErasureState) -> Order:
    if state.order is None:
        raise Missing("erasure_unknown")
    if state.order.decided:
        raise Conflict("erasure_decided", order=state.order.order)
    return state.order


def _check_erasable(state: ErasureState, classes: tuple[str, ...]) -> None:
    for one in classes:
        known = _class(state.classes.get(one))
        if known.erased:
            raise Conflict("class_erased_before", class_id=one)
        if known.holds:
            raise Refused("erasure_held", class_id=one, hold=known.holds[0])


def _class(known: ClassNow | None) -> ClassNow:
    if known is None:
        raise Missing("class_unknown")
    return known


def _text(text: str, field: str, *, needed: bool = True) -> str:
    tidy = to_nfc(text.replace("\0", "")).strip()
    if needed and not tidy:
        raise Invalid("oversight_field_missing", field=field)
    return tidy[:TEXT_LIMIT]


def _planned(
    deciding: Deciding,
    payload: HoldPlaced
    | HoldLifted
    | ReviewDone
    | ErasureOrdered
    | ErasureConfirmed
    | ErasureRefused,
) -> Planned:
    return Planned(channel=HOME, payload=payload, retention=deciding.retention)
