"""The fold of law: sets adopted, sets confirmed, zones overridden; of this node's `home` alone.

Promises: one row per record. What stands together is asked of these rows: a set in force, with the
jurist who confirmed it.
"""

from collections.abc import Iterator

import msgspec

from tansiq.record.base import Unknown
from tansiq.record.rules import RuleSetAdopted, RuleSetConfirmed, ZoneOverrideSet, rules_digest
from tansiq.store.projection import Change, Insert, Opened, place_of
from tansiq.terms.ids import HOME

_PLACE = """
    origin text NOT NULL, seq bigint NOT NULL, agency text NOT NULL,
    channel text NOT NULL, generation integer NOT NULL, epoch integer NOT NULL,
    class_id text NOT NULL, officer text NOT NULL, time text NOT NULL,
    PRIMARY KEY (origin, seq)"""

TABLES = (
    f"""CREATE TABLE rules_set (jurisdiction text NOT NULL, version bigint NOT NULL,
    digest text NOT NULL, note text NOT NULL, rules text NOT NULL,{_PLACE})""",
    f"""CREATE TABLE rules_confirmed (digest text NOT NULL, jurist text NOT NULL,
    document text NOT NULL,{_PLACE})""",
    f"CREATE TABLE rules_override (override text NOT NULL,{_PLACE})",
)

_encode = msgspec.json.Encoder(order="sorted").encode


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry about law."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    if not opened.mine or opened.channel != HOME:
        return
    place = place_of(opened)
    match said.payload:
        case RuleSetAdopted(rules=rules, note=note):
            row: dict[str, object] = {
                "jurisdiction": rules.jurisdiction,
                "version": rules.version,
                "digest": rules_digest(rules),
                "note": note,
                "rules": _encode(rules).decode(),
            }
            yield Insert("rules_set", {**row, **place})
        case RuleSetConfirmed(digest=digest, jurist=jurist, document=document):
            row = {"digest": digest, "jurist": jurist, "document": document}
            yield Insert("rules_confirmed", {**row, **place})
        case ZoneOverrideSet(override=override):
            yield Insert("rules_override", {"override": _encode(override).decode(), **place})


KINDS = frozenset(one.KIND for one in (RuleSetAdopted, RuleSetConfirmed, ZoneOverrideSet))
