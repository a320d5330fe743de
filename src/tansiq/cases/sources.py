"""Finding a source among many: by the words of its title, reference, authority, kind or agency.

Promises: the newest first; none that was withdrawn or lies outside the agreement, since nothing new
may rest on it; every word of
the text is in what is found, whatever its case or accents.
"""

import unicodedata
from collections.abc import Iterator

from tansiq.cases import lookup
from tansiq.cases.agreed import bounds
from tansiq.cases.facts import DocumentFact
from tansiq.cases.rows import A_PARTYS, document_in
from tansiq.store.connect import Tx

MOST_LOOKED_THROUGH = 5_000


def sources(tx: Tx, channel: str, text: str) -> Iterator[DocumentFact]:
    """The sources that hold every word of a text, newest first, of the newest few thousand."""
    words = _plain(text).split()
    rows = tx.rows(
        f"SELECT * FROM case_document told WHERE channel = %s AND {A_PARTYS}"  # noqa: S608
        " ORDER BY received DESC, origin DESC, seq DESC LIMIT %s",
        (channel, MOST_LOOKED_THROUGH),
    )
    borne = filter(bounds(tx, channel).holds, map(document_in, rows))
    found = [one for one in borne if _holds(one, words)]
    ended = {(one.agency, one.document) for one in lookup.document_ends(tx, channel, found)}
    return (one for one in found if (one.agency, one.document) not in ended)


def _holds(one: DocumentFact, words: list[str]) -> bool:
    record = one.record
    told = (record.title, record.reference, record.authority, record.dated, one.agency, one.time)
    text = _plain(" ".join((*told, one.document)))
    return all(word in text for word in words)


def _plain(text: str) -> str:
    """Without case, accents and vowel signs."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))
