"""Recalls at the desk of releases that a case cites: only who released one takes it back.

Promises: a recall counts for a source when it comes from who released it, where whoever filed the
source hears it: in the case, or at a desk of theirs. A source says in which agency's log the
release lies that it cites, as its authority or as whom to ask; then no other agency's word under
the same id counts, whatever was erased. Where it does not say so, the release that came first is
the one that was cited, and once that is erased every recall heard there counts: what was taken back
must not stand again because a node obeyed.
"""

import re
from collections.abc import Iterator, Sequence

from tansiq.cases.facts import DocumentEnd, DocumentFact
from tansiq.cases.rows import Row, document_end_in
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, channel_kind, desk_parties

_LOG = re.compile(r"[a-z0-9-]+/(desk|case|exercise):[a-z0-9~-]+")


def recalls(tx: Tx, channel: str, citing: Sequence[DocumentFact]) -> Iterator[DocumentEnd]:
    """The first recall that counts for each of these documents, which all cite a release."""
    cited = sorted({one.record.release for one in citing})
    recalled = _rows(tx, "case_document_end", "time", cited)
    if not recalled:
        return
    released = _rows(tx, "case_release", "received", cited)
    for one in citing:
        by = next((row for row in released if _heard(row, one, channel)), None)
        named = _named(one) or ("" if by is None else _log(by))
        counting = (
            row
            for row in recalled
            if _heard(row, one, channel) and (not named or _log(row) == named)
        )
        for row in counting:
            yield document_end_in(row, one.document, one.agency)
            break


def released_in(tx: Tx, channel: str, release: str, by: str) -> str:
    """Whose log a release lies in that an agency cites: `agency/channel`, empty when not here."""
    if not release:
        return ""
    rows = _rows(tx, "case_release", "received", [release])
    return next((_log(row) for row in rows if _hears(row, by, channel)), "")


def _log(row: Row) -> str:
    return f"{row['agency']}/{row['channel']}"


def _named(document: DocumentFact) -> str:
    """The log that a source names itself."""
    told = (document.record.authority, document.record.ask)
    return next((one for one in told if _LOG.fullmatch(one)), "")


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
    return row["release"] == document.record.release and _hears(row, document.agency, channel)


def _hears(row: Row, agency: str, channel: str) -> bool:
    where = ChannelId(row["channel"])
    if channel_kind(where) == "desk":
        return agency in desk_parties(where)
    return where == channel
