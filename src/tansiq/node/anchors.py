"""The anchors of `home` at work: writing today's, and comparing all of them with `home` as it is.

Promises: whoever rewrote `home`, and with it the seals of the read log, is contradicted by the
anchors that partners hold. What an anchor is: `exchange.anchors`.
"""

from dataclasses import dataclass

from tansiq.exchange.anchors import anchor_home, opening_of
from tansiq.ledger.entry import parse_entry
from tansiq.node.compose import Node
from tansiq.record.exchange import HomeAnchored
from tansiq.store.connect import Tx
from tansiq.store.logs import entry_at, find_log, tree
from tansiq.terms.errors import Damaged, TansiqError


@dataclass(frozen=True, slots=True)
class AnchorChecked:
    """An anchor against `home` as it is now; `code` is empty when it holds."""

    day: str
    channel: str
    size: int
    holds: bool
    code: str


def anchor(node: Node) -> int:
    """Write today's anchor into every desk that has none; return into how many."""
    with node.store.transaction() as tx:
        return len(anchor_home(tx, node.sealer))


def check(node: Node) -> tuple[AnchorChecked, ...]:
    """Compare every anchor of ours with `home`; each must be a head that `home` still contains."""
    with node.store.reading() as tx:
        rows = tx.rows(
            "SELECT l.origin, l.channel, e.seq FROM ledger.entry e"
            " JOIN ledger.log l ON l.id = e.log_id WHERE l.agency = %s AND e.kind = %s"
            " ORDER BY e.arrival",
            (node.me, HomeAnchored.KIND),
        )
        return tuple(_check(tx, row["channel"], row["origin"], row["seq"]) for row in rows)


def _check(tx: Tx, channel: str, origin: str, seq: int) -> AnchorChecked:
    found = entry_at(tx, origin, seq)
    said = parse_entry(found.entry).header.extra.get("open") if found else None
    fields = said if isinstance(said, dict) else {}
    day = str(fields.get("day", ""))
    try:
        size = _holds(tx, day, str(fields.get("blinded", "")))
    except TansiqError as problem:
        return AnchorChecked(day, channel, 0, holds=False, code=problem.code)
    return AnchorChecked(day, channel, size, holds=True, code="")


def _holds(tx: Tx, day: str, blinded: str) -> int:
    opening = opening_of(tx, day)
    home = find_log(tx, opening.origin)
    same = (
        opening.blinded == blinded
        and home is not None
        and home.size >= opening.size
        and tree(tx, home).root(opening.size).hex() == opening.root
    )
    if not same:
        raise Damaged("home_differs_from_anchor", day=day)
    return opening.size
