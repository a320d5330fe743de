"""What an entry cites: only entries of its own channel, and only ones that exist.

Promises a verdict per entry: apply, park until the cause comes, or quarantine with a code. An entry
of a generation that this node may not read is no cause to wait for. A stop is never asked.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from tansiq.exchange import stops
from tansiq.exchange.chunk import Judged
from tansiq.exchange.scope import Scope
from tansiq.store.connect import Tx
from tansiq.store.quarantine import parked_count
from tansiq.terms.ids import EntryRef, Origin

MAX_PARKED: Final = 1_000
"""Entries of one partner that may wait for a cause at once; more are quarantined."""
OUTSIDE: Final = "after_outside_channel"
FALSE: Final = "after_false"
FULL: Final = "parked_full"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one entry: a quarantine code, or the leaves it waits for, or neither."""

    code: str = ""
    needs: tuple[bytes, ...] = ()


_CLEAR: Final = Verdict()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is held of the entries a run cites."""

    places: Mapping[bytes, tuple[str, int]]
    sizes: Mapping[str, int]
    parked: frozenset[bytes]


def examine(tx: Tx, scope: Scope, origin: Origin, run: Sequence[Judged]) -> dict[int, Verdict]:
    """Return the verdict of each entry of a run that cites anything, by sequence number."""
    citing = [one for one in run if not one.code and one.parsed and one.parsed.header.after]
    citing = [one for one in citing if one.kind not in stops.KINDS]
    if not citing:
        return {}
    known = _known(tx, run, citing, str(origin))
    room = MAX_PARKED - parked_count(tx, origin.agency)
    found: dict[int, Verdict] = {}
    waiting: set[bytes] = set(known.parked)
    for one in citing:
        verdict = _verdict(scope, origin, one, known, waiting)
        if verdict.needs and room <= 0:
            verdict = Verdict(code=FULL)
        elif verdict.needs:
            room -= 1
            waiting.add(one.leaf)
        found[one.seq] = verdict
    return found


def _verdict(
    scope: Scope, origin: Origin, one: Judged, known: _Known, waiting: AbstractSet[bytes]
) -> Verdict:
    needs: list[bytes] = []
    for ref in one.parsed.header.after if one.parsed else ():
        verdict = _one(scope, origin, one.seq, ref, known)
        if verdict.code:
            return verdict
        leaf = bytes.fromhex(ref.leaf)
        if verdict.needs or leaf in waiting:
            needs.append(leaf)
    return Verdict(needs=tuple(needs)) if needs else _CLEAR


def _one(scope: Scope, origin: Origin, seq: int, ref: EntryRef, known: _Known) -> Verdict:
    cited = Origin.parse(ref.origin)
    leaf = bytes.fromhex(ref.leaf)
    if cited.channel != origin.channel:
        return Verdict(code=OUTSIDE)
    place = known.places.get(leaf)
    if place is not None:
        true = place == (ref.origin, ref.seq) and (cited != origin or ref.seq < seq)
        return _CLEAR if true else Verdict(code=FALSE)
    if cited == origin or ref.seq < known.sizes.get(ref.origin, 0):
        return Verdict(code=FALSE)  # we hold that place, and another entry stands there
    if scope.me not in scope.members.get((cited.channel, cited.generation), frozenset()):
        return _CLEAR
    return Verdict(needs=(leaf,))


def _known(tx: Tx, run: Sequence[Judged], citing: Sequence[Judged], origin: str) -> _Known:
    refs = [ref for one in citing if one.parsed for ref in one.parsed.header.after]
    leaves = list({bytes.fromhex(ref.leaf) for ref in refs})
    rows = tx.tuples(
        "SELECT e.leaf, l.origin, e.seq, s.state FROM ledger.entry e"
        " JOIN ledger.log l ON l.id = e.log_id LEFT JOIN ledger.entry_state s"
        " ON s.log_id = e.log_id AND s.seq = e.seq WHERE e.leaf = ANY(%s)",
        (leaves,),
    )
    places = {one.leaf: (origin, one.seq) for one in run}
    places |= {bytes(leaf): (where, seq) for leaf, where, seq, _ in rows}
    sizes = tx.tuples(
        "SELECT origin, size FROM ledger.log WHERE origin = ANY(%s)",
        (list({ref.origin for ref in refs if ref.origin != origin}),),
    )
    parked = frozenset(bytes(leaf) for leaf, _, _, state in rows if state == "parked")
    return _Known(places, dict(sizes), parked)
