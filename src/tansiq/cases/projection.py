"""The fold of joint cases: from entries, ours and our partners' alike, to rows.

Promises: one row per record in its table, and narrow rows to find entities by; an entry whose words
are no words of the field raises and is set aside. Does not judge who may say what: the queries pass
over a withdrawal or correction that does not come from whoever said the thing.
"""

from collections.abc import Iterable, Iterator, Mapping

from tansiq.cases.columns import COLUMNS, Row, told
from tansiq.cases.tables import statements
from tansiq.cases.types import is_keyed, properties
from tansiq.formats.schemata import Property
from tansiq.names.keys import keys
from tansiq.record.base import Record, Unknown
from tansiq.record.claims import (
    Claim,
    ClaimCorrected,
    ClaimsMade,
    ClearanceTold,
    EntitiesMerged,
)
from tansiq.record.desk import ReportRecalled
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.ids import ChannelId, channel_id, channel_kind, record_id

# A document of PostgreSQL's text search has at most 1 MB, and a word of it 2,046 bytes.
_MOST_KEYS, _MOST_LETTERS = 1000, 250
_JOINT = frozenset({"case", "exercise"})


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry of a joint case, and what a recall at the desk means for it."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    payload = said.payload
    if isinstance(payload, ReportRecalled):
        yield Insert("case_document_end", {**_recall(payload), **_place(opened)})
        return
    if isinstance(payload, ClearanceTold):
        yield from _told(payload, opened)
        return
    found = COLUMNS.get(type(payload))
    if found is None or channel_kind(ChannelId(opened.channel)) not in _JOINT:
        return
    table, columns = found
    yield Insert(table, {**columns(payload), **_place(opened)})
    yield from _narrow(payload, opened)


def _told(payload: ClearanceTold, opened: Opened) -> Iterator[Change]:
    """What is told at the desk counts in the case it names, as a word of the agency that tells."""
    if channel_kind(ChannelId(opened.channel)) != "desk":
        return
    place = {**_place(opened), "channel": channel_id(payload.case)}
    status, filed = told(payload)
    yield Insert("case_status", {**status, **place})
    yield Insert("case_document", {**filed, **place})


def _recall(payload: ReportRecalled) -> Row:
    """Who takes a release back takes back what a case cites it for."""
    return {
        "document": "",
        "release": record_id(payload.release),
        "reason": payload.reason,
        "explanation": "",
    }


def _narrow(payload: Record, opened: Opened) -> Iterator[Change]:
    if isinstance(payload, ClaimsMade):
        yield from _found_by(payload, payload.claims, opened)
    elif isinstance(payload, ClaimCorrected):
        yield from _found_by(payload, (payload.replacement,), opened)
    elif isinstance(payload, EntitiesMerged):
        members = sorted(set(payload.entities))
        for part, entity in enumerate(members):
            row: Row = {"merge": payload.merge, "entity": entity}
            yield Insert("case_member", {**row, **_part(opened, part)})


def _found_by(
    payload: ClaimsMade | ClaimCorrected, claims: Iterable[Claim], opened: Opened
) -> Iterator[Change]:
    """Rows to search, link and compare by; several claims of one value make one row."""
    entity, known = payload.entity, properties(payload.schema)
    for table, rows in _rows_to_find(known, claims).items():
        for part, row in enumerate(rows):
            yield Insert(table, {"entity": entity, **row, **_part(opened, part)})


def _rows_to_find(known: Mapping[str, Property], claims: Iterable[Claim]) -> dict[str, list[Row]]:
    searched: dict[str, None] = {}
    singles: dict[tuple[str, str], None] = {}
    links: dict[tuple[str, str], None] = {}
    for one in claims:
        kind = known.get(one.property)
        if kind is None:
            continue
        if is_keyed(kind) and len(one.value) <= kind.most:
            searched.update(dict.fromkeys(keys(one.value)))
        if kind.single:
            singles[one.property, one.value] = None
        if kind.type == "entity":
            links[one.property, one.value] = None
    return {
        "case_key": _key_rows(searched),
        "case_single": [{"property": name, "value": value} for name, value in singles],
        "case_link": [{"property": name, "target": target} for name, target in links],
    }


def _key_rows(keys: Iterable[str]) -> list[Row]:
    """Keys as they fit into rows of the search index; no name has words longer than that."""
    kept = [one for one in keys if len(one) <= _MOST_LETTERS]
    starts = range(0, len(kept), _MOST_KEYS)
    return [{"keys": " ".join(kept[start : start + _MOST_KEYS])} for start in starts]


def _part(opened: Opened, part: int) -> Row:
    return {"channel": opened.channel, "origin": opened.origin, "seq": opened.seq, "part": part}


def _place(opened: Opened) -> Row:
    return {
        "origin": opened.origin,
        "seq": opened.seq,
        "leaf": opened.leaf.hex(),
        "agency": opened.agency,
        "channel": opened.channel,
        "class_id": opened.header.class_id,
        "officer": "" if opened.said is None else opened.said.author or "",
        "time": opened.header.time,
        "received": opened.received,
    }


PROJECTION = Projection(
    name="cases",
    version=2,
    tables=statements(),
    kinds=frozenset(kind.KIND for kind in COLUMNS) | {ReportRecalled.KIND, ClearanceTold.KIND},
    fold=fold,
)
