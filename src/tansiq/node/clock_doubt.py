"""Whether this node's clock may be believed where a date destroys something.

Promises: neither an erasure nor the end of a sealing key is decided by a clock that leapt, or that
partners' cosignatures speak against. The rule is `ledger.erase.refuse_doubtful_clock`.
"""

from datetime import UTC, datetime

from tansiq.ledger.cosignature import time_of
from tansiq.ledger.erase import refuse_doubtful_clock
from tansiq.ledger.note import parse, parse_line
from tansiq.node.compose import Node
from tansiq.store.connect import Tx
from tansiq.terms.errors import TansiqError


def clock_trusted(node: Node, tx: Tx) -> bool:
    """Whether neither our own last word nor partners' cosignatures speak against our clock."""
    try:
        refuse_doubtful_clock(node.clock.now(), last_time(tx), cosigned_times(node, tx))
    except TansiqError:
        return False
    return True


def last_time(tx: Tx) -> datetime | None:
    """The newest time this node wrote down."""
    row = tx.one("SELECT max(received) AS at FROM ledger.entry")
    return row["at"] if row else None


def cosigned_times(node: Node, tx: Tx) -> list[datetime]:
    """The newest cosignature time of each partner."""
    witnesses = node.ring(tx).witnesses()
    rows = tx.rows(
        "SELECT DISTINCT ON (c.witness) c.witness, c.line, k.note FROM ledger.cosignature c"
        " JOIN ledger.checkpoint k ON k.log_id = c.log_id AND k.size = c.size"
        " ORDER BY c.witness, c.log_id, c.size DESC"
    )
    found = []
    for row in rows:
        public = witnesses.get(row["witness"])
        if public is None or row["witness"] == f"{node.me}/w":
            continue
        at = time_of(parse(row["note"]).text, parse_line(row["line"]), public)
        if at is not None:
            found.append(datetime.fromtimestamp(at, UTC))
    return found
