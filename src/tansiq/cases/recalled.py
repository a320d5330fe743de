"""Recalls at the desk of releases that a case cites: only who released one takes it back.

Promises: a recall counts for a source when it comes from who released it, where whoever filed the
source hears it: in the case, or at a desk of theirs. Should two agencies there use one id, the
release that came first is the one that was cited. Once the release itself is erased, every recall
heard there counts: what was taken back must not stand again because a node obeyed.
"""

from collections.abc import Iterator, Sequence

from tansiq.cases.facts import DocumentEnd, DocumentFact
from tansiq.cases.rows import Row, document_end_in
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, channel_kind, desk_parties


def recalls(tx: Tx, channel: str, citing: Sequence[DocumentFact]) -> Iterator[DocumentEnd]:
    """The first recall that counts for each of these documents, which all cite a release."""
    cited = sorted({one.record.release for one in citing})
    recalled = _rows(tx, "case_document_end", "time", cited)
    if not recalled:
        return
    released = _rows(tx, "case_release", "received", cited)
    for one in citing:
        by = next((row for row in released if _heard(row, one, channel)), None)
        counting = (
            row
            for row in recalled
            if _heard(row, one, channel)
            and (by is None or (row["agency"], row["channel"]) == (by["agency"], by["channel"]))
        )
        for row in counting:
            yield document_end_in(row, one.document, one.agency)
            break


def _rows(tx: Tx, table: str, order: str, cited: list[str]) -> list[Row]:
    if not cited:
        return []
    return list(
        tx.rows(
            f"SELECT * FROM {table} WHERE release = ANY(%s)"  # noqa: S608 - both are constants
            f" ORDER BY {order}, origin, seq",
            (cited,),
        )
    )


def _heard(row: Row, document: DocumentFact, channel: str) -> bool:
    """Whether it was said about what this document cites, where its agency hears it."""
    if row["release"] != document.record.release:
        return False
    where = ChannelId(row["channel"])
    if channel_kind(where) == "desk":
        return document.agency in desk_parties(where)
    return where == channel
