"""Erasure: when it may be carried out, what it may call itself, and what proves it.

Promises that "done" is said only when no key, no living backup and no copy elsewhere can bring the
text back; until then it is "pending until" a date, or "incomplete". A class that came from a
partner is pending too while the HPKE key it was sealed to is held: the slot lies in a log that all
members keep. A pure rule: destroying the keys is `keystore.erase_classes` and `ledger.retire`,
deleting the ciphertext is the store's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tansiq.terms.errors import Refused
from tansiq.terms.ids import ClassId, class_id

MAX_DISAGREEMENT: Final = timedelta(hours=1)
"""How far this node's clock may stand from what partners' cosignatures say."""
MAX_LEAP: Final = timedelta(days=40)
"""A node that was off for longer is asked to confirm its clock before anything is erased."""


class Standing(StrEnum):
    """What an erasure may call itself."""

    DONE = "done"
    PENDING = "pending_until"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class SlotKey:
    """An HPKE key held here that opens a slot of the class.

    `until` is when it is destroyed at the latest, None while nobody has replaced it.
    """

    key: str
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What could still bring a class back: a key, a slot, a backup until a time, copies."""

    key_held: bool
    ciphertext_held: bool
    backup_until: str | None
    copies: tuple[str, ...] = ()
    """Names of what keeps its own copies: "replica", "wal_archive"."""
    slot_keys: tuple[SlotKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A standing, with the time it waits for or the names of what makes it incomplete."""

    standing: Standing
    until: str | None = None
    because: tuple[str, ...] = ()


def judge(remains: Remains) -> Judged:
    """Return what an erasure may call itself, given what remains."""
    left = tuple(sorted(remains.copies))
    if remains.ciphertext_held:
        left = ("ciphertext", *left)
    if remains.key_held:
        left = ("key", *left)
    ends = [one.until for one in remains.slot_keys]
    if remains.backup_until is not None:
        ends.append(remains.backup_until)
    until = _latest(ends)
    slots = tuple(sorted(f"slot_key:{one.key}" for one in remains.slot_keys))
    if left:
        return Judged(Standing.INCOMPLETE, until, (*left, *slots))
    return Judged(Standing.PENDING, until, slots) if ends else Judged(Standing.DONE)


def judge_all(remains: Iterable[Remains]) -> Judged:
    """Return the standing of several classes erased by one act: the worst of them."""
    judged = [judge(one) for one in remains]
    open_ones = [one for one in judged if one.standing is not Standing.DONE]
    because = tuple(sorted({name for one in judged for name in one.because}))
    # The end of a copy elsewhere is nobody's to name; that of a key nobody replaced neither.
    waiting = [one for one in open_ones if one.standing is Standing.PENDING or one.until]
    until = _latest([one.until for one in waiting])
    for worst in (Standing.INCOMPLETE, Standing.PENDING):
        if any(one.standing is worst for one in open_ones):
            return Judged(worst, until, because)
    return Judged(Standing.DONE)


def _latest(ends: Iterable[str | None]) -> str | None:
    """Return the latest of these times; None when one of them is not known, or none is given."""
    known = list(ends)
    return max((one for one in known if one is not None), default=None) if all(known) else None


def refuse_doubtful_clock(
    now: datetime, last_known: datetime | None, cosigned: Iterable[datetime]
) -> None:
    """Refuse to erase by a clock that leapt or that partners contradict.

    `last_known` is the newest time this node wrote down, `cosigned` the newest cosignature time
    of each partner. Refused("clock_leapt_back"), ("clock_leapt_ahead"), ("clock_disagrees").
    """
    newest = list(cosigned)
    if last_known is not None and now < last_known - MAX_DISAGREEMENT:
        raise Refused("clock_leapt_back", minutes=_minutes(last_known - now))
    ahead = [one for one in newest if one > now + MAX_DISAGREEMENT]
    if ahead:
        raise Refused("clock_disagrees", minutes=_minutes(max(ahead) - now))
    known = max([one for one in (last_known, *newest) if one is not None], default=None)
    if known is not None and now > known + MAX_LEAP:
        raise Refused("clock_leapt_ahead", days=(now - known).days)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureProof:
    """What is kept of an erasure: which classes, by whose order, when, and how it stands."""

    classes: tuple[ClassId, ...]
    ground: str
    time: str
    entries: int
    blobs: int
    judged: Judged

    def wire(self) -> dict[str, object]:
        """Return the proof as a JSON object for the `erasure_recorded` record; no names in it."""
        return {
            "because": list(self.judged.because),
            "blobs": self.blobs,
            "classes": [class_id(one) for one in sorted(self.classes)],
            "entries": self.entries,
            "ground": self.ground,
            "standing": self.judged.standing.value,
            "time": self.time,
            "until": self.judged.until or "",
        }
