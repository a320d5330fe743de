"""Reports from public lists of names (CSV `id,source,name`, or pairs as published with the list).

One listed entity becomes one report whose mention holds every spelling of that entity, in the
order first met. Pairs (`entity1,name1,entity2,name2`) tell spellings of two entities at once.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from tansiq.formats.draft import DraftReport, Mention, Reading
from tansiq.terms.errors import Invalid

_POOL = frozenset({"id", "source", "name"})
_PAIRS = frozenset({"source", "entity1", "entity2", "name1", "name2"})


def read_names(files: Iterable[bytes], sources: frozenset[str]) -> Reading:
    """Read several lists as one, keeping only entities of `sources` (all when empty)."""
    names: dict[tuple[str, str], dict[str, None]] = {}
    for data in files:
        for source, entity, name in _spellings(data):
            if not sources or source in sources:
                names.setdefault((source, entity), {})[name] = None
    return Reading(tuple(_draft(key, tuple(found)) for key, found in names.items()))


def _spellings(data: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError as problem:
        raise Invalid("table_encoding") from problem
    head = frozenset(rows.fieldnames or ())
    if head >= _PAIRS:
        for row in rows:
            yield row["source"], row["entity1"], row["name1"]
            yield row["source"], row["entity2"], row["name2"]
    elif head >= _POOL:
        for row in rows:
            yield row["source"], row["id"], row["name"]
    else:
        raise Invalid("table_column", column="id, source, name")


def _draft(key: tuple[str, str], names: tuple[str, ...]) -> DraftReport:
    source, entity = key
    text = "; ".join(names)
    mention = Mention("Person", names, {"listId": (entity,)})
    return DraftReport(title=names[0], text=text, source=f"{source}:{entity}", mentions=(mention,))
