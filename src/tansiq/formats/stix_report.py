"""A release as STIX 2.1: the report in the wording released, and what it mentions.

Promises: nothing is in the objects but what the release holds; the source of a report is not in a
release, so it cannot be here. The nature of the report is that of everything it mentions. A release
that was taken back is told as revoked, without its words. Attachments are named with their digest;
their bytes go by the exchange alone. Does not: decide who may have it.
Format: STIX 2.1 (OASIS standard), section 4.16 (report).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tansiq.formats.edge_json import Object
from tansiq.formats.ftm_export import ClaimOut, EntityOut
from tansiq.formats.stix_fixed import (
    EXTENSION,
    SPEC,
    THING,
    agency,
    extension,
    handling,
    markings,
    moment,
    stix_id,
    tlp,
)
from tansiq.formats.stix_out import Frame, stix_of
from tansiq.record.desk import ReportReleased
from tansiq.record.material import Content, Mention
from tansiq.terms.handling import HandlingCode, Tlp

GONE = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReleaseOut:
    """A release of ours as it reads now: its record, its words as last corrected, its times."""

    record: ReportReleased
    content: Content
    released: str
    changed: str
    recalled: bool


def standing_objects(me: str) -> tuple[Object, ...]:
    """What every release of an agency refers to and none brings along: author, extension, codes."""
    codes = [handling(one.value) for one in HandlingCode if one is not HandlingCode.H3]
    return (*extension(), agency(me), *codes, *(tlp(one) for one in Tlp))


def release_objects(one: ReleaseOut, me: str) -> tuple[Object, ...]:
    """The objects of one release, without those that stand for all."""
    standing = {str(each["id"]) for each in standing_objects(me)}
    made, _left = stix_of(_entities(one, me), Frame(me, one.record.release, one.changed))
    found = [each for each in made if each["id"] not in standing]
    marked = one.record.handling
    marks = markings([(marked.code, marked.tlp, marked.conditions)])
    refs = [str(each["id"]) for each in found if each["type"] != "marking-definition"]
    report = _report(one, me, refs, [str(each["id"]) for each in marks])
    extra = [each for each in marks if each["id"] not in standing | {str(m["id"]) for m in found}]
    whole = (*extra, *found, report)
    return tuple(_revoked(whole)) if one.recalled else whole


def _report(one: ReleaseOut, me: str, refs: list[str], marks: list[str]) -> Object:
    told = {"extension_type": "property-extension", **_terms(one)}
    return {
        "type": "report",
        "spec_version": SPEC,
        "id": stix_id("report", me, one.record.release),
        "created_by_ref": str(agency(me)["id"]),
        "created": moment(one.released),
        "modified": moment(one.changed),
        "published": moment(one.released),
        "name": one.content.title,
        "description": one.content.text,
        "lang": one.content.language,
        "labels": [f"tansiq:nature={one.content.nature}"],
        "object_refs": refs or [str(agency(me)["id"])],
        "object_marking_refs": marks,
        "extensions": {EXTENSION: told},
    }


def _terms(one: ReleaseOut) -> dict[str, object]:
    said, content = one.record, one.content
    told: dict[str, object] = {
        "release": said.release,
        "grade": content.grade,
        "nature": content.nature,
        "occurred": content.occurred,
        "wording": said.wording,
        "purpose": said.purpose,
        "legal_basis": said.legal_basis,
        "handling": said.handling.code,
        "expiry": said.expiry,
        "recipients": list(said.recipients),
        "originator": "" if said.origin is None else said.origin.agency,
        "attachments": [
            {"file_name": each.name, "sha256": each.sha256, "size": each.size}
            for each in content.attachments
        ],
    }
    return {name: value for name, value in told.items() if value}


def _entities(one: ReleaseOut, me: str) -> Iterator[EntityOut]:
    for number, mention in enumerate(one.content.mentions):
        yield EntityOut(
            id=f"{one.record.release}/{number}",
            schema=mention.schema,
            claims=tuple(_claims(one, mention, me)),
            category=mention.category,
            opened=one.released,
            changed=one.changed,
        )


def _claims(one: ReleaseOut, mention: Mention, me: str) -> Iterator[ClaimOut]:
    marked = one.record.handling
    pairs = [("name" if not n else "alias", name) for n, name in enumerate(mention.names)]
    pairs += [(each.name, value) for each in mention.properties for value in each.values]
    for name, value in pairs:
        yield ClaimOut(
            id="",
            property=name,
            value=value,
            grade=one.content.grade,
            nature=one.content.nature,
            agency=me,
            source=one.record.release,
            status="stands",
            handling=marked.code,
            tlp=marked.tlp,
            conditions=marked.conditions,
        )


def _revoked(objects: tuple[Object, ...]) -> Iterator[Object]:
    """The same objects without what they said: enough for a reader to know what to take away."""
    for one in objects:
        bare = {
            name: one[name]
            for name in ("type", "spec_version", "id", "created_by_ref", "created", "modified",
                         "object_marking_refs", "published", "object_refs", "identity_class")
            if name in one
        }  # fmt: skip
        match one["type"]:
            case "marking-definition":
                yield one
            case "report" | "identity":
                yield {**bare, "revoked": True, "name": GONE}
            case "note":
                yield {**bare, "revoked": True, "content": GONE}
            case "location":
                yield {**bare, "revoked": True, "region": GONE}
            case kind if kind == THING:
                told = {EXTENSION: {"extension_type": "new-sdo"}}
                yield {**bare, "revoked": True, "name": GONE, "extensions": told}
            case _:
                # Observable objects bear no such mark; the report that named them is revoked.
                continue
