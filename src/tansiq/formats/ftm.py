"""Reports from FollowTheMoney entities (one JSON object per line, or one JSON list).

One entity becomes one report whose only mention is that entity, with every property value kept
side by side. Relations between entities (properties that hold other entities' ids) are kept as
they stand and named in `left`, because a report here mentions entities and draws no links.
Format: https://followthemoney.tech/docs/ (entities as JSON: id, schema, properties).
"""

import json

from tansiq.formats.draft import DraftReport, Mention, Reading
from tansiq.terms.errors import Invalid

_NAMES = ("name", "alias", "weakAlias", "previousName")
_TEXT = ("summary", "description", "notes")
_LINKS = frozenset({"owner", "asset", "holder", "person", "relative", "associate", "organization",
                    "member", "director", "parent", "sender", "beneficiary"})  # fmt: skip
_DEAL = ("sourceUrl", "publisher", "topics")


def read_entities(data: bytes) -> Reading:
    """Read entities; raises Invalid `ftm_syntax` or `ftm_entity` naming the line."""
    drafts = []
    left: list[str] = []
    for number, entity in enumerate(_objects(data), start=1):
        draft, links = _draft(entity, number)
        drafts.append(draft)
        left += links
    return Reading(tuple(drafts), tuple(left))


def _objects(data: bytes) -> list[object]:
    try:
        text = data.decode("utf-8-sig").strip()
        if text.startswith("["):
            whole = json.loads(text)
            return list(whole)
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (UnicodeDecodeError, ValueError, RecursionError) as problem:
        raise Invalid("ftm_syntax") from problem


def _draft(entity: object, number: int) -> tuple[DraftReport, list[str]]:
    if not isinstance(entity, dict):
        raise Invalid("ftm_entity", line=number)
    schema, found = entity.get("schema"), entity.get("properties")
    if not isinstance(schema, str) or not isinstance(found, dict):
        raise Invalid("ftm_entity", line=number)
    values = {str(key): _texts(value, number) for key, value in sorted(found.items())}
    names = tuple(dict.fromkeys(one for key in _NAMES for one in values.get(key, ())))
    caption = str(entity.get("caption") or (names[0] if names else f"{schema} {number}"))
    rest = {k: v for k, v in values.items() if k not in _NAMES}
    mention = Mention(schema, names or (caption,), rest)
    text = "\n".join(one for key in _TEXT for one in values.get(key, ())) or caption
    draft = DraftReport(
        title=caption, text=text, source=_first(values, _DEAL[:2]), mentions=(mention,)
    )
    return draft, [f"{caption}: {key}" for key in values if key in _LINKS]


def _texts(value: object, number: int) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in items):
        raise Invalid("ftm_entity", line=number)
    return tuple(items)


def _first(values: dict[str, tuple[str, ...]], keys: tuple[str, ...]) -> str:
    return next((one for key in keys for one in values.get(key, ())), "")
