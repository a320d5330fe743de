"""A MISP event given back: what was kept byte for byte, what was mapped as the case has it now.

Promises: as `stix_back`: whatever stands for no entity is given back in its very characters, in its
place; an object whose entity stays here does not leave, nor does any that refers to it.
"""

from collections.abc import Iterable, Mapping

from tansiq.formats.edge_json import spelled
from tansiq.formats.edges import GivenBack, cleaned, counted, given
from tansiq.formats.ftm_export import EntityOut
from tansiq.formats.misp_in import Part, event_of, is_told, outdated, schema_for
from tansiq.formats.misp_map import LOOSE, attributes, cells

Held = Mapping[str, list[str]]


def give_back_misp(
    data: bytes, mapped: Mapping[str, str], entities: Iterable[EntityOut]
) -> GivenBack:
    """The event that `data` was, after `mapped` (foreign id to entity) and what leaves of those."""
    event = event_of(data)
    leaving = {one.id: one for one in entities}
    written: dict[str, str] = {}
    for one in event.every:
        made = _made(one, mapped, leaving)
        if made is not None:
            written[one.id] = made
    staying = {one.id for one in event.every} - written.keys()
    staying |= {one.id for one in event.every if _refers(one, staying)}
    keys: list[str] = []
    for key, cut in event.keys:
        parts = [written[one.id] for one in event.parts.get(key, ()) if one.id not in staying]
        value = f"[{','.join(parts)}]" if key in event.parts else cut
        keys.append(f"{spelled(key)}:{value}")
    inner = "{" + ",".join(keys) + "}"
    whole = f'{{"Event":{inner}}}' if event.wrapped else inner
    kept = [one for one in event.every if one.id not in staying]
    gone = [one.type for one in event.every if one.id in staying]
    went = counted((p.type for p in kept), (p.type for p in kept if p.id in mapped))
    return GivenBack(f"{whole}\n".encode(), went, counted(gone, ()))


def _made(part: Part, mapped: Mapping[str, str], leaving: Mapping[str, EntityOut]) -> str | None:
    if part.id not in mapped:
        return part.cut
    entity = leaving.get(mapped[part.id])
    if entity is None:
        return None
    held: dict[str, list[str]] = {}
    for claim in given(entity):
        held.setdefault(claim.property, []).append(claim.value)
    kind = schema_for(part.item, part.type)
    if part.type.startswith("attribute:"):
        name = LOOSE[str(part.item["type"])][1]
        return part.cut if cleaned(kind, name, part.item["value"]) in held.get(name, ()) else None
    return _changed(part, kind, held)


def _changed(part: Part, kind: str, held: Held) -> str | None:
    """An object with the case's values; None when nothing of it is left, or our own is outdated."""
    if is_told(part.item):
        return None if outdated(part.item, kind, held) else part.cut
    found = tuple(cells(part.item, kind))
    stale = {one.number: one for one in found if one.value not in held.get(one.property, ())}
    if not stale:
        return part.cut
    carried = {(one.property, one.value) for one in found}
    kept: list[object] = []
    for number, one in enumerate(attributes(part.item)):
        if number not in stale:
            kept.append(one)
            continue
        name = stale[number].property
        fresh = [value for value in held.get(name, ()) if (name, value) not in carried]
        if fresh:
            kept.append({**one, "value": fresh[0]})
            carried.add((name, fresh[0]))
    return spelled({**part.item, "Attribute": kept}) if kept else None


def _refers(part: Part, staying: set[str]) -> bool:
    held = part.item.get("ObjectReference")
    refs = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    return any(one.get("referenced_uuid") in staying for one in refs)
