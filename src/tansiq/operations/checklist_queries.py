"""What was said of the points of our own sites, and what others were told of it.

Promises: reads rows and gives plain values; of a mark and a waiver the later one counts.
"""

from tansiq.operations.checklists import Word
from tansiq.store.connect import Row, Tx
from tansiq.terms.operating import PointState

_NEWEST = "generation DESC, epoch DESC, seq DESC, part DESC"


def words(tx: Tx, operation: str) -> dict[str, dict[str, Word]]:
    """By site and point the newest word."""
    rows = tx.rows(
        "SELECT DISTINCT ON (site, item) * FROM ("
        " SELECT site, item, about, done, false AS waived, paper, document, note, officer, time,"
        " generation, epoch, seq, part FROM operation_mark WHERE operation = %(operation)s"
        " UNION ALL SELECT site, item, about, false, true, '', '', reason, officer, time,"
        " generation, epoch, seq, part FROM operation_waiver WHERE operation = %(operation)s"
        f") AS said ORDER BY site, item, {_NEWEST}",
        {"operation": operation},
    )
    found: dict[str, dict[str, Word]] = {}
    for row in rows:
        found.setdefault(row["site"], {})[row["item"]] = _word(row)
    return found


def _word(row: Row) -> Word:
    done = PointState.DONE if row["done"] else PointState.MISSING
    names = ("item", "about", "officer", "time", "paper", "document", "note")
    return Word(
        state=PointState.WAIVED if row["waived"] else done, **{name: row[name] for name in names}
    )


def told(tx: Tx, about: tuple[str, str], me: str) -> dict[str, tuple[int, int, int]]:
    """By site the counts that we told the channel last."""
    rows = tx.rows(
        "SELECT DISTINCT ON (site) site, done, waived, total FROM operation_readiness"
        " WHERE channel = %s AND operation = %s AND agency = %s"
        f" ORDER BY site, {_NEWEST}",
        (*about, me),
    )
    return {row["site"]: (row["done"], row["waived"], row["total"]) for row in rows}
