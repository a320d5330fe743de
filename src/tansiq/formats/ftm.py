"""Reports from FollowTheMoney entities, and entities from what reports mention.

In: one JSON object per line, or one JSON list. One entity becomes one report whose only mention is
that entity, with every property value kept side by side; its id becomes the report's reference.
Relations between entities (properties that hold other entities' ids) are kept as they stand and
named in `left`, because a report here mentions entities and draws no links; so is whatever else
stands beside the properties. Out: schema, names and properties; the data-subject category, grade
and handling of the report have no place in this format and are named as dropped.
Format: https://followthemoney.tech/docs/ (entities as JSON: id, schema, properties).
"""

import hashlib
import json
from collections.abc import Iterable

from tansiq.formats.draft import MOST_REPORTS, DraftReport, Mention, Reading, check_size
from tansiq.terms.errors import Invalid

_NAMES = ("name", "alias", "weakAlias", "previousName")
_TEXT = ("summary", "description", "notes")
_LINKS = frozenset({"owner", "asset", "holder", "person", "relative", "associate", "organization",
                    "member", "director", "parent", "sender", "beneficiary"})  # fmt: skip
_SOURCES = ("sourceUrl", "publisher")
_READ = frozenset({"id", "schema", "properties", "caption"})
_ID_DIGITS = 40


def read_entities(data: bytes) -> Reading:
    """Read entities; Invalid `document_large`, `document_reports`, `ftm_syntax` or `ftm_entity`."""
    check_size(data)
    drafts = []
    left: list[str] = []
    for number, entity in enumerate(objects(data), start=1):
        if number > MOST_REPORTS:
            raise Invalid("document_reports", most=MOST_REPORTS)
        draft, dropped = _draft(entity, number)
        drafts.append(draft)
        left += dropped
    return Reading(tuple(drafts), tuple(left))


def write_entities(mentions: Iterable[Mention]) -> tuple[bytes, tuple[str, ...]]:
    """The mentions as entities, one JSON object per line, and what the format has no place for."""
    lines: list[str] = []
    dropped: list[str] = []
    for mention in mentions:
        if not mention.names:
            raise Invalid("ftm_entity", line=len(lines) + 1)
        lines.append(json.dumps(_entity(mention), ensure_ascii=False, sort_keys=True))
        if mention.category:
            dropped.append(f"{mention.names[0]}: category")
    return "".join(f"{line}\n" for line in lines).encode(), tuple(dropped)


def _entity(mention: Mention) -> dict[str, object]:
    properties = {name: list(values) for name, values in mention.properties.items()}
    named = {"name": [mention.names[0]], "alias": list(mention.names[1:])}
    properties |= {name: values for name, values in named.items() if values}
    spelled = json.dumps([mention.schema, properties], ensure_ascii=False, sort_keys=True)
    identity = hashlib.sha256(spelled.encode("utf-8", "replace")).hexdigest()[:_ID_DIGITS]
    caption = mention.names[0]
    return {
        "id": identity,
        "caption": caption,
        "schema": mention.schema,
        "properties": properties,
    }


def objects(data: bytes) -> list[object]:
    """The JSON objects of a document, one per line or in one list; Invalid `ftm_syntax`."""
    try:
        text = data.decode("utf-8-sig").strip()
        if text.startswith("["):
            whole = _json(text)
            return whole if isinstance(whole, list) else [whole]
        return [_json(line) for line in text.split("\n") if line.strip()]
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise Invalid("ftm_syntax") from problem


def _json(text: str) -> object:
    """JSON in which no key stands twice: two readers would read it in two ways."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError(text[:20])
        return found

    value: object = json.loads(text, object_pairs_hook=once)
    return value


def _draft(entity: object, number: int) -> tuple[DraftReport, list[str]]:
    if not isinstance(entity, dict):
        raise Invalid("ftm_entity", line=number)
    schema, found = entity.get("schema"), entity.get("properties")
    if not isinstance(schema, str) or not schema or not isinstance(found, dict):
        raise Invalid("ftm_entity", line=number)
    values = {str(key): _texts(value, number) for key, value in sorted(found.items())}
    names = tuple(dict.fromkeys(one for key in _NAMES for one in values.get(key, ())))
    caption = _caption(entity.get("caption"), names, f"{schema} {number}")
    rest = {k: v for k, v in values.items() if k not in _NAMES}
    mention = Mention(schema, names or (caption,), rest)
    text = "\n".join(one for key in _TEXT for one in values.get(key, ())) or caption
    draft = DraftReport(
        title=caption,
        text=text,
        source=_first(values, _SOURCES),
        mentions=(mention,),
        reference=str(entity.get("id") or ""),
    )
    links = [f"{caption}: {key}" for key in values if key in _LINKS]
    beside = [f"{caption}: {key}" for key in sorted(map(str, entity)) if key not in _READ]
    return draft, links + beside


def _caption(given: object, names: tuple[str, ...], otherwise: str) -> str:
    if isinstance(given, str) and given.strip():
        return given
    return names[0] if names else otherwise


def _texts(value: object, number: int) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    texts = [one for one in items if isinstance(one, str) and _sound(one)]
    if len(texts) != len(items):
        raise Invalid("ftm_entity", line=number)
    return tuple(one for one in texts if one.strip())


def _sound(text: str) -> bool:
    """Whether a JSON string is text: no lone half of a pair, no U+0000."""
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _first(values: dict[str, tuple[str, ...]], keys: tuple[str, ...]) -> str:
    return next((one for key in keys for one in values.get(key, ())), "")
