"""Sources to choose from: what a claim, a status or a judgement may rest on.

Promises: only sources that this officer may read and that nobody withdrew; the text that was asked
for is on the read log, as every search is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from tansiq.cases.facts import DocumentFact
from tansiq.cases.sources import sources
from tansiq.node.cases import look_at, may_read
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId

MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """Sources, newest first; `more` says that others answer to the words as well."""

    sources: tuple[DocumentFact, ...]
    more: bool


def choice(node: Node, reader: Reader, channel: ChannelId, text: str) -> SourcesFound:
    """The sources of a case that hold these words, or the newest where none are given."""

    def query(tx: Tx, officer: Officer) -> tuple[SourcesFound, Sequence[str]]:
        open_to = (
            one for one in sources(tx, channel, text) if may_read(node, officer, channel, one)
        )
        found = tuple(islice(open_to, MOST_OFFERED + 1))
        told = SourcesFound(found[:MOST_OFFERED], len(found) > MOST_OFFERED)
        return told, [one.document for one in told.sources]

    return look_at(node, reader, channel, query, text)
