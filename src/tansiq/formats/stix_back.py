"""A STIX bundle given back: what was kept byte for byte, what was mapped as the case has it now.

Promises: an object that stands for no entity is given back in the very characters it came in; one
that does is given back with the case's values in place of those that changed, and is equal when
none did. An object whose entity stays here does not leave, nor does any that names it. Does not:
add what the case knows beyond the file; `stix_out` does.
"""

from collections.abc import Iterable, Mapping

from tansiq.formats.edge_json import Object, spelled
from tansiq.formats.edges import GivenBack, cleaned, counted, given
from tansiq.formats.ftm_export import EntityOut
from tansiq.formats.schemata import schema
from tansiq.formats.stix_fixed import stix_id
from tansiq.formats.stix_in import Piece, newest_of, pieces_of, told_by_us
from tansiq.formats.stix_map import NEEDED, NUMBERS, Cell, cells, schema_of

Plain = dict[str, object]


def give_back(
    data: bytes, mapped: Mapping[str, str], entities: Iterable[EntityOut], named: str
) -> GivenBack:
    """The bundle that `data` was, after `mapped` (foreign id to entity) and what leaves of those.

    Invalid `document_large` or one of `edge_*`, as when it was read.
    """
    pieces = tuple(pieces_of(data))
    newest = newest_of(pieces)
    leaving = {one.id: one for one in entities}
    written: dict[str, str] = {}
    for one in newest.values():
        made = _made(one, mapped, leaving)
        if made is not None:
            written[one.id] = made
    staying = _with_those_that_name(pieces, {one.id for one in pieces} - written.keys())
    kept = [one for one in pieces if one.id not in staying]
    parts = [written[one.id] if newest[one.id] is one else one.cut for one in kept]
    head = f'{{"type":"bundle","id":"{stix_id("bundle", named)}","objects":['
    gone = [one.type for one in pieces if one.id in staying]
    went = counted((p.type for p in kept), (p.type for p in kept if p.id in mapped))
    return GivenBack(f"{head}{','.join(parts)}]}}\n".encode(), went, counted(gone, ()))


def _made(piece: Piece, mapped: Mapping[str, str], leaving: Mapping[str, EntityOut]) -> str | None:
    """An object as it is given back, or None when its entity stays here."""
    if piece.id not in mapped:
        return piece.cut
    entity = leaving.get(mapped[piece.id])
    if entity is None:
        return None
    return _changed(piece, entity)


def _changed(piece: Piece, entity: EntityOut) -> str | None:
    held: dict[str, list[str]] = {}
    for claim in given(entity):
        held.setdefault(claim.property, []).append(claim.value)
    if _outdated(piece.item, held):
        return None
    found = tuple(cells(piece.item, schema_of(piece.item)))
    stale = [one for one in found if one.value not in held.get(one.property, ())]
    if not stale:
        return piece.cut
    item: Plain = {key: [*v] if isinstance(v, list) else v for key, v in piece.item.items()}
    carried = {(one.property, one.value) for one in found}
    for one in sorted(stale, key=lambda cell: -cell.number):
        fresh = [v for v in held.get(one.property, ()) if (one.property, v) not in carried]
        _put(item, one, fresh[0] if fresh else "")
        carried |= {(one.property, value) for value in fresh[:1]}
    if NEEDED.get(piece.type, "type") not in item:
        return None
    return spelled(item)


def _outdated(item: Object, held: Mapping[str, list[str]]) -> bool:
    """Whether our own extension in an object says what the case no longer does."""
    told = told_by_us(item)
    claims = told.get("claims")
    if not told or not isinstance(claims, list):
        return False
    kind = schema(str(told["schema_name"]))
    for one in claims:
        name = str(one.get("property")) if isinstance(one, dict) else ""
        asked = kind.properties.get(name)
        if asked is None or asked.type == "entity":
            continue
        value = cleaned(kind.name, name, one.get("value"))
        if value and value not in held.get(name, ()):
            return True
    return False


def _put(item: Plain, cell: Cell, value: str) -> None:
    """Put what the case holds now in the place of what it held."""
    held = item[cell.field]
    spelt: object = float(value) if value and cell.field in NUMBERS else value
    if isinstance(held, list):
        held[cell.number : cell.number + 1] = [spelt] if value else []
        if held:
            return
    elif value:
        item[cell.field] = spelt
        return
    del item[cell.field]


def _with_those_that_name(pieces: Iterable[Piece], staying: set[str]) -> set[str]:
    """What stays, and every object that names something that stays, however far the chain goes."""
    naming: dict[str, set[str]] = {}
    for one in pieces:
        for other in _named(one.item):
            naming.setdefault(other, set()).add(one.id)
    waiting, found = [*staying], {*staying}
    while waiting:
        for other in naming.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _named(item: Object) -> set[str]:
    """Every text of an object that has the shape of an id, but for its own."""
    waiting: list[object] = [item]
    found: set[str] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and "--" in one:
            found.add(one)
    return found - {item.get("id")}
