"""Reports from public lists of names (CSV `id,source,name`, or pairs as published with the list).

One listed entity becomes one report whose mention holds every spelling of that entity, in the
order first met. Pairs (`entity1,name1,entity2,name2`) tell spellings of two entities at once; what
else such a file holds (kind, scripts, match) describes pairs, not entities, and is named as left.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from tansiq.formats.draft import MOST_REPORTS, DraftReport, Mention, Reading, check_size
from tansiq.formats.tables import decode
from tansiq.terms.errors import Invalid

_POOL = ("source", "id", "name")
_PAIRS = ("source", "entity1", "name1", "entity2", "name2")


def read_names(files: Iterable[bytes], sources: frozenset[str]) -> Reading:
    """Read several lists as one, keeping only entities of `sources` (all when empty).

    Invalid `document_large`, `document_reports` or one of `table_*`.
    """
    names: dict[tuple[str, str], dict[str, None]] = {}
    left: dict[str, None] = {}
    for data in files:
        head, spellings = _open(data)
        left.update(dict.fromkeys(one for one in head if one not in (*_POOL, *_PAIRS)))
        for source, entity, name in spellings:
            if name.strip() and (not sources or source in sources):
                names.setdefault((source, entity), {})[name] = None
    if len(names) > MOST_REPORTS:
        raise Invalid("document_reports", most=MOST_REPORTS)
    return Reading(tuple(_draft(key, tuple(found)) for key, found in names.items()), tuple(left))


def _open(data: bytes) -> tuple[list[str], Iterator[tuple[str, str, str]]]:
    check_size(data)
    rows = csv.reader(io.StringIO(decode(data), newline=""), strict=True)
    try:
        head = next(rows, [])
    except csv.Error as problem:
        raise Invalid("table_quotes", row=1) from problem
    for wanted in (_PAIRS, _POOL):
        if set(wanted) <= set(head):
            return head, _spellings(rows, head, [head.index(one) for one in wanted])
    raise Invalid("table_column", column="id, source, name")


def _spellings(
    rows: Iterator[list[str]], head: list[str], places: list[int]
) -> Iterator[tuple[str, str, str]]:
    number = 1
    try:
        for number, row in enumerate(rows, start=2):
            if not row:
                continue
            if len(row) != len(head):
                raise Invalid("table_row", row=number, cells=len(row), expected=len(head))
            source, *told = (row[place] for place in places)
            for entity, name in zip(told[::2], told[1::2], strict=True):
                yield source, entity, name
    except csv.Error as problem:
        raise Invalid("table_quotes", row=number + 1) from problem


def _draft(key: tuple[str, str], names: tuple[str, ...]) -> DraftReport:
    source, entity = key
    text = "; ".join(names)
    mention = Mention("Person", names, {"listId": (entity,)})
    return DraftReport(title=names[0], text=text, source=f"{source}:{entity}", mentions=(mention,))
