"""The leak warning: it finds traces of the source in a text about to leave.

Promises: looks for the identifiers of the source, the report's own reference and the description of
the source (see `record.traces`) in the title, text, entities and file names. It warns; people
decide.
"""

from collections.abc import Iterator

from tansiq.record.material import (
    Content,
    Source,
)
from tansiq.record.traces import Leak, find

__all__ = ["Leak", "find_leaks"]


def find_leaks(source: Source | None, reference: str, outgoing: Content) -> tuple[Leak, ...]:
    """Every trace of the source in the title, text, entities and file names about to leave."""
    if source is None and not reference:
        return ()
    identifiers = (*(source.identifiers if source else ()), reference)
    descriptions = (source.description,) if source else ()
    return find(identifiers, descriptions, _fields(outgoing))


def _fields(content: Content) -> Iterator[tuple[str, str]]:
    yield "title", content.title
    yield "text", content.text
    for mention in content.mentions:
        for text in mention.names:
            yield "mention", text
        for one in mention.properties:
            for text in one.values:
                yield "mention", text
    for attachment in content.attachments:
        yield "attachment", attachment.name
