"""How an entry of a case is handled, asked before a proof of it leaves the node.

Promises: a claim or source is handled as marked; what is said about one, as the one it speaks of.
"""

from collections.abc import Iterator

from tansiq.cases import lookup
from tansiq.cases.rows import claims_in, document_in
from tansiq.store.connect import Tx

Handled = tuple[str, str, str]
"""Handling code, agency and officer of what an entry says."""

_ABOUT = (
    "SELECT claim FROM case_judgement WHERE origin = %(o)s AND seq = %(s)s UNION ALL"
    " SELECT claim FROM case_claim_end WHERE origin = %(o)s AND seq = %(s)s"
)
_FROM = (
    "SELECT document FROM case_mention WHERE origin = %(o)s AND seq = %(s)s UNION ALL"
    " SELECT document FROM case_document_end WHERE origin = %(o)s AND seq = %(s)s"
)


def handled(tx: Tx, channel: str, origin: str, seq: int) -> Handled:
    """The strictest handling of what the entry at `seq` of `origin` says or speaks of."""
    return max(_every(tx, channel, {"o": origin, "s": seq}), default=("H0", "", ""))


def _every(tx: Tx, channel: str, place: dict[str, object]) -> Iterator[Handled]:
    for row in tx.rows("SELECT * FROM case_claims WHERE origin = %(o)s AND seq = %(s)s", place):
        yield from ((one.handling.code, one.agency, one.officer) for one in claims_in(row))
    for row in tx.rows("SELECT * FROM case_document WHERE origin = %(o)s AND seq = %(s)s", place):
        filed = document_in(row)
        yield filed.record.handling.code, filed.agency, filed.officer
    named = [row["claim"] for row in tx.rows(_ABOUT, place)]
    for claim in lookup.claims_named(tx, channel, named):
        yield claim.handling.code, claim.agency, claim.officer
    cited = [row["document"] for row in tx.rows(_FROM, place)]
    for source in lookup.documents(tx, channel, cited):
        yield source.record.handling.code, source.agency, source.officer
