"""Applied notes: what a member did with another's entries, signed, latest wins.

Promises: a note is not an entry and breeds none; a lost note does no harm, because the next one
says everything again; an older note never replaces a newer one. A failure is named per entry and
never counted as applied (REQUIREMENTS 1.9). What a note says fits the log it speaks of, and its
reasons are codes: no text of a partner's is shown. Received is the cosignature; this is the rest.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from tansiq.ledger import dsse, sign
from tansiq.record import canonical
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Damaged, Invalid, TansiqError
from tansiq.terms.ids import NodeId, Origin, node_id

PAYLOAD_TYPE: Final = "application/vnd.tansiq.note+json"
MAX_LISTED: Final = 1_000
"""Entries, or ranges of entries, named in each list of a note."""


_CODE: Final = re.compile("[A-Za-z0-9_]{1,64}")


class Progress(StrEnum):
    """How far one entry came at one member; each step includes those before it."""

    WAITING = "waiting"
    RECEIVED = "received"
    APPLIED = "applied"
    OPENED = "opened"
    READ = "read"
    PARKED = "parked"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Note:
    """What member `by` did with the log `origin`: entries below `received` are held.

    `rejected` names quarantined entries with the reason, `parked` those that wait for a cause,
    `unopened` those whose body could not be read, `read` closed ranges an officer has opened.
    `unlisted` counts failures beyond what the lists can name.
    """

    by: NodeId
    origin: str
    number: int
    time: str
    received: int
    rejected: tuple[tuple[int, str], ...] = ()
    parked: tuple[int, ...] = ()
    unopened: tuple[int, ...] = ()
    read: tuple[tuple[int, int], ...] = ()
    unlisted: int = 0

    @property
    def applied(self) -> int:
        """Count the entries applied."""
        return self.received - len(self.rejected) - len(self.parked) - self.unlisted

    @property
    def opened(self) -> int:
        """Count the entries whose content was opened or stands in the header."""
        return self.applied - len(self.unopened)

    @property
    def read_count(self) -> int:
        """Count the entries an officer has opened."""
        return sum(last - first + 1 for first, last in self.read)

    @property
    def first_failure(self) -> tuple[int, str] | None:
        """Name the first entry that was rejected or waits, with its code."""
        failures = [*self.rejected, *((seq, "after_missing") for seq in self.parked)]
        return min(failures, default=None)

    def progress(self, seq: int) -> Progress:
        """Say how far one entry came; a rejected or parked one is never called applied."""
        if seq >= self.received:
            return Progress.WAITING
        if any(seq == failed for failed, _ in self.rejected):
            return Progress.REJECTED
        if seq in self.parked:
            return Progress.PARKED
        listed = (*self.parked, *(one for one, _ in self.rejected))
        if self.unlisted and seq > max(listed, default=-1):
            return Progress.RECEIVED
        if seq in self.unopened:
            return Progress.APPLIED
        read = any(first <= seq <= last for first, last in self.read)
        return Progress.READ if read else Progress.OPENED


def sign_note(note: Note, seed: bytes) -> bytes:
    """Return the signed note, one line."""
    payload = canonical.encode(
        {
            "by": note.by,
            "number": note.number,
            "origin": note.origin,
            "parked": list(note.parked),
            "read": [list(pair) for pair in note.read],
            "received": note.received,
            "rejected": [list(pair) for pair in note.rejected],
            "time": note.time,
            "unlisted": note.unlisted,
            "unopened": list(note.unopened),
        }
    )
    signature = sign.sign(seed, dsse.pae(PAYLOAD_TYPE, payload))
    return dsse.wrap(PAYLOAD_TYPE, payload, [(sign.key_id(sign.public_key(seed)), signature)])


@lru_cache(maxsize=512)
def read_note(data: bytes) -> Note:
    """Parse a note WITHOUT checking who signed it; Invalid("applied_note_malformed") otherwise."""
    kind, payload, _ = dsse.unwrap(data)
    fields = canonical.decode(payload)
    if kind != PAYLOAD_TYPE or not isinstance(fields, dict):
        raise Invalid("applied_note_malformed")
    return _note(fields)


def open_note(data: bytes, keys: Iterable[bytes]) -> Note:
    """Parse a note signed by one of a node's log keys.

    Damaged("applied_note_signature") otherwise.
    """
    _, payload, signatures = dsse.unwrap(data)
    message = dsse.pae(PAYLOAD_TYPE, payload)
    raw = signatures[0][1]
    if len(signatures) != 1 or not any(sign.verify(key, raw, message) for key in keys):
        raise Damaged("applied_note_signature")
    return read_note(data)


def ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return numbers as closed ranges, smallest first."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return tuple(found)


def _note(fields: dict[str, object]) -> Note:
    match fields:
        case {
            "by": str(by),
            "number": int(number),
            "origin": str(origin),
            "parked": list(parked),
            "read": list(read),
            "received": int(received),
            "rejected": list(rejected),
            "time": str(time),
            "unlisted": int(unlisted),
            "unopened": list(unopened),
        }:
            Origin.parse(origin)
            note = Note(
                by=node_id(by),
                origin=origin,
                number=number,
                time=time,
                received=received,
                rejected=tuple(_failure(one) for one in rejected[:MAX_LISTED]),
                parked=tuple(_number(one) for one in parked[:MAX_LISTED]),
                unopened=tuple(_number(one) for one in unopened[:MAX_LISTED]),
                read=tuple(_range(one) for one in read[:MAX_LISTED]),
                unlisted=unlisted,
            )
        case _:
            raise Invalid("applied_note_malformed")
    try:
        parse_stamp(time)
    except TansiqError as error:
        raise Invalid("applied_note_malformed") from error
    if number < 0 or unlisted < 0 or note.applied < 0 or not _in_order(note):
        raise Invalid("applied_note_malformed")
    return note


def _in_order(note: Note) -> bool:
    """Say whether the ranges read lie one after another within what was received."""
    edges = [edge for first, last in note.read for edge in (first, last + 1)]
    return edges == sorted(edges) and all(edge <= note.received for edge in edges)


def _number(item: object) -> int:
    if not isinstance(item, int) or item < 0:
        raise Invalid("applied_note_malformed")
    return item


def _failure(item: object) -> tuple[int, str]:
    match item:
        case [int(seq), str(code)] if seq >= 0 and _CODE.fullmatch(code):
            return seq, code
        case _:
            raise Invalid("applied_note_malformed")


def _range(item: object) -> tuple[int, int]:
    match item:
        case [int(first), int(last)] if 0 <= first <= last:
            return first, last
        case _:
            raise Invalid("applied_note_malformed")
