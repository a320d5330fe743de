"""What partners sealed to which of our HPKE keys, and what has to be known before one may go.

Promises: a slot is looked for in every mirrored log, so none is overlooked; a class whose key is
neither held nor erased is taken over, when its slot opens after all, before the HPKE key is judged;
a slot that opens to nothing keeps no key alive. Does not destroy keys: `node.retiring` does.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tansiq.exchange.intake import slot_key
from tansiq.exchange.scope import Scope
from tansiq.exchange.talk import AHEAD, Talk, counts
from tansiq.ledger import classes
from tansiq.ledger.entry import Header, parse_entry
from tansiq.ledger.retire import Found, Retired
from tansiq.store.appending import Sealer
from tansiq.store.connect import Tx
from tansiq.store.project import refold
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId, Origin


class Sealed(NamedTuple):
    """A class that a partner opened with a slot for this node, and the HPKE key it names."""

    class_id: str
    key: str
    header: Header


_OPENINGS = (
    "SELECT e.class_id, e.entry FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
    " WHERE e.kind = %s AND l.agency <> %s"
)


def sealed(tx: Tx, me: NodeId, wanted: Collection[str]) -> Iterator[Sealed]:
    """Yield the slots for this node in the openings of these classes."""
    rows = tx.rows(_OPENINGS + " AND e.class_id = ANY(%s)", (classes.KIND, me, sorted(wanted)))
    for row in rows:
        try:
            header = parse_entry(bytes(row["entry"])).header
            slot = classes.slot_of(classes.read_opening(header.extra), me)
        except TansiqError:
            continue  # not an opening, or none for us: nothing of ours is sealed in it
        yield Sealed(header.class_id, slot.key, header)


def unheld(tx: Tx, sealer: Sealer) -> tuple[Sealed, ...]:
    """Return the slots of classes whose key this node neither holds nor has erased.

    An opening in quarantine is left alone: its signature may not stand.
    """
    rows = tx.rows(
        "SELECT DISTINCT e.class_id FROM ledger.entry e JOIN ledger.log l ON l.id = e.log_id"
        " WHERE e.kind = %s AND l.agency <> %s AND NOT EXISTS (SELECT FROM ledger.entry_state s"
        " WHERE s.log_id = e.log_id AND s.seq = e.seq AND s.state = 'quarantined')",
        (classes.KIND, sealer.node),
    )
    known = {*sealer.keys.class_keys(), *sealer.keys.erased_classes()}
    missing = {str(row["class_id"]) for row in rows} - known
    return tuple(sealed(tx, sealer.node, missing)) if missing else ()


def take_over(tx: Tx, sealer: Sealer) -> int:
    """Open what a key of ours still opens though its class key is not held; return how many."""
    found = []
    for one in unheld(tx, sealer):
        try:
            found.append(slot_key(sealer, one.header))
        except TansiqError:
            continue  # said aloud when the entry came: see `silence`
    if found:
        sealer.keys.put_classes(found)
        names = [name for name, _ in found]
        refold(tx, sealer.projections, sealer.reader, classes=names)
    return len(found)


def found_of(
    tx: Tx, sealer: Sealer, scope: Scope, keys: Sequence[Retired], *, clock_trusted: bool
) -> dict[str, Found]:
    """Return what is known of each retired key, for `ledger.retire.waits`."""
    talks = [Talk.load(tx, partner) for partner in sorted(scope.enrolled)]
    behind = _behind(tx, sealer.node, talks)
    openable: dict[str, list[str]] = {}
    for one in unheld(tx, sealer):
        if _opens(sealer, one.header):
            openable.setdefault(one.key, []).append(one.class_id)
    return {
        key.key: Found(
            unaware=tuple(
                talk.partner for talk in talks if talk.asked.roots.get(sealer.node, 0) < key.number
            ),
            behind=behind,
            unopened=tuple(sorted(openable.get(key.key, ()))),
            clock_trusted=clock_trusted,
        )
        for key in keys
    }


def _opens(sealer: Sealer, header: Header) -> bool:
    try:
        slot_key(sealer, header)
    except TansiqError:
        return False
    return True


def _behind(tx: Tx, me: NodeId, talks: Sequence[Talk]) -> tuple[str, ...]:
    """Name others' logs of which a partner showed more than we hold: slots may lie in the rest.

    What a partner says of its own logs counts, and any head that its author signed.
    """
    shown: dict[str, int] = {}
    for talk in talks:
        own = {
            origin: size
            for origin, size in talk.have.items()
            if Origin.parse(origin).agency == talk.partner
        }
        for origin, size in (*own.items(), *counts(talk.value(AHEAD)).items()):
            shown[origin] = max(shown.get(origin, 0), size)
    held = {
        str(row["origin"]): int(row["size"])
        for row in tx.rows("SELECT origin, size FROM ledger.log")
    }
    return tuple(
        sorted(
            origin
            for origin, size in shown.items()
            if held.get(origin, 0) < size and Origin.parse(origin).agency != me
        )
    )
