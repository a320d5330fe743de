"""STIX 2.1 in, out and given back; nothing is lost in silence, nothing passes for more."""

import json
from dataclasses import replace

import pytest
from tests.unit.formats.exported import CASE, FRAME, GROUP, MAIL, PERSON, TIE
from tests.unit.formats.foreign import (
    ACTOR,
    AUTHOR,
    LOOSE,
    STIX_BUNDLE,
    bundle,
    sdo,
)
from tests.unit.formats.foreign import (
    GROUP as FOREIGN_GROUP,
)
from tests.unit.formats.foreign import (
    PERSON as FOREIGN_PERSON,
)
from tests.unit.formats.foreign import (
    TIE as FOREIGN_TIE,
)

from tansiq.formats.edge_json import MOST_CHARACTERS, MOST_DEPTH, MOST_OBJECTS
from tansiq.formats.edges import EdgeReading
from tansiq.formats.ftm_export import ClaimOut, EntityOut, Gone
from tansiq.formats.stix_back import give_back
from tansiq.formats.stix_in import read_stix
from tansiq.formats.stix_out import export_stix, stix_of
from tansiq.terms.errors import Invalid

DATA = json.dumps(STIX_BUNDLE, indent=1, ensure_ascii=False).encode()


def held(reading: EdgeReading) -> list[EntityOut]:
    """What a case would hold of a reading."""
    return [
        EntityOut(
            one.entity,
            one.schema,
            [
                ClaimOut(
                    id=str(number), property=name, value=value, grade="admiralty:B2",
                    nature="fact", agency="xa", source="d", status="stands", handling="H0",
                )
                for number, (name, value) in enumerate(one.values)
            ],
        )
        for one in reading.drafts
    ]  # fmt: skip


def test_what_has_an_equivalent_is_mapped_and_the_rest_is_counted() -> None:
    """REQUIREMENTS 10.5: adapters list what they drop."""
    found = read_stix(DATA)
    assert {one.foreign for one in found.drafts} >= {FOREIGN_PERSON, FOREIGN_GROUP, FOREIGN_TIE}
    counts = {one.type: (one.mapped, one.kept) for one in found.counts}
    assert counts["identity"] == (2, 1)  # who wrote the file is no matter of the case
    assert counts["threat-actor"] == (0, 1)
    assert counts["relationship"] == (1, 1)
    assert sum(one.mapped + one.kept for one in found.counts) == len(STIX_BUNDLE["objects"])
    assert f"{FOREIGN_PERSON}: x_norlia_desk" in found.left
    assert f"{FOREIGN_PERSON}: sectors" in found.left  # one of the two is no value
    assert AUTHOR not in found.mapped
    assert ACTOR not in found.mapped


def test_a_file_is_given_back_as_it_came() -> None:
    found = read_stix(DATA)
    back = give_back(DATA, found.mapped, held(found), "x")
    assert json.loads(back.data)["objects"] == STIX_BUNDLE["objects"]
    assert not back.withheld


def test_an_object_whose_entity_stays_does_not_leave_nor_does_what_names_it() -> None:
    found = read_stix(DATA)
    stays = found.mapped[FOREIGN_PERSON]
    leaving = [one for one in held(found) if one.id != stays]
    back = give_back(DATA, found.mapped, leaving, "x")
    ids = {one["id"] for one in json.loads(back.data)["objects"]}
    assert FOREIGN_PERSON not in ids
    assert FOREIGN_TIE not in ids
    assert LOOSE in ids
    assert {(one.type, one.kept) for one in back.withheld} == {("identity", 1), ("relationship", 1)}


def test_a_corrected_value_stands_where_the_old_one_stood() -> None:
    found = read_stix(DATA)
    entities = held(found)
    person = next(one for one in entities if one.id == found.mapped[FOREIGN_PERSON])
    claims = [
        replace(one, value="Younes El Mithali Benali") if one.property == "name" else one
        for one in person.claims
    ]
    rest = [one for one in entities if one is not person]
    back = give_back(DATA, found.mapped, [*rest, replace(person, claims=claims)], "x")
    objects = {one["id"]: one for one in json.loads(back.data)["objects"]}
    assert objects[FOREIGN_PERSON]["name"] == "Younes El Mithali Benali"
    assert objects[FOREIGN_PERSON]["x_norlia_desk"] == "7"
    claims = [one for one in person.claims if one.property != "name"]
    back = give_back(DATA, found.mapped, [*rest, replace(person, claims=claims)], "x")
    assert FOREIGN_PERSON not in back.data.decode()


def test_our_own_objects_that_say_what_no_longer_stands_are_not_given_back() -> None:
    data, _ = export_stix(CASE, FRAME)
    found = read_stix(data)
    entities = held(found)
    whole = give_back(data, found.mapped, entities, "x")
    assert "11-XA-22" in whole.data.decode()
    bare = [replace(one, claims=()) if one.schema == "Vehicle" else one for one in entities]
    assert "11-XA-22" not in give_back(data, found.mapped, bare, "x").data.decode()


def test_bare_fields_hold_undisputed_facts_alone() -> None:
    objects, left = stix_of(CASE, FRAME)
    text = json.dumps(objects, ensure_ascii=False)
    person = next(one for one in objects if one.get("name") == "إدريس بن عكورت")
    assert "description" not in person
    assert "roles" not in person
    assert person["labels"] == ["tansiq:category=suspect", "tansiq:standing=xa-coast:suspected"]
    notes = [one["content"] for one in objects if one["type"] == "note"]
    assert any("assessment: birthDate: 1984-02" in str(one) for one in notes)
    assert any("disputed by xb-harbour" in str(one) for one in notes)
    assert "0600 000 000" not in text
    assert "confidence" not in text
    gone = {(one.reason, one.property) for one in left if one.entity == PERSON}
    assert gone == {(Gone.WITHHELD, "phone"), (Gone.BARE, "birthDate"), (Gone.BARE, "description")}
    assert {(one.reason, one.property) for one in left if one.entity == GROUP} == {
        (Gone.VALUE, "name")
    }


def test_every_claim_that_leaves_is_read_again_with_what_was_said_of_it() -> None:
    """A round trip between two agencies that both run a node."""
    data, _ = export_stix(CASE, FRAME)
    found = read_stix(data)
    back = {one.schema: one for one in found.drafts if one.schema != "UserAccount"}
    assert back["Person"].values == (
        ("name", "إدريس بن عكورت"), ("birthDate", "1984-02"), ("description", "keeps the boats"),
    )  # fmt: skip
    assert back["Person"].said == (
        ("fact", "admiralty:B2"), ("assessment", "admiralty:B2"), ("assessment", "admiralty:B2"),
    )  # fmt: skip
    assert dict(back["Membership"].values)["member"] == back["Person"].entity
    assert dict(back["Vehicle"].values)["user"] == back["Person"].entity
    assert dict(back["Device"].values) == {"imei": "356938035643809"}


def test_the_strictest_tlp_and_every_handling_code_mark_an_object() -> None:
    objects, _ = stix_of([one for one in CASE if one.id == MAIL], FRAME)
    marks = [one for one in objects if one["type"] == "marking-definition"]
    assert {one.get("name") for one in marks} == {"TLP:RED", None}
    assert any("ask first" in json.dumps(one) for one in marks)
    mail = next(one for one in objects if one["type"] == "email-addr")
    assert mail["object_marking_refs"] == [one["id"] for one in marks]


def test_a_tie_whose_end_is_an_assessment_is_no_relationship() -> None:
    tie = next(one for one in CASE if one.id == TIE)
    doubtful = [replace(one, nature="assessment") for one in tie.claims]
    changed = [one if one.id != TIE else replace(tie, claims=doubtful) for one in CASE]
    objects, _ = stix_of(changed, FRAME)
    assert not [one for one in objects if one["type"] == "relationship"]


def test_ties_in_a_circle_end() -> None:
    a, b = "r-" + "g" * 26, "r-" + "h" * 26
    first = replace(CASE[2], id=a, claims=[replace(CASE[2].claims[0], value=b)])
    second = replace(CASE[2], id=b, claims=[replace(CASE[2].claims[0], value=a)])
    data, _ = export_stix([first, second], FRAME)
    assert len(read_stix(data).drafts) == 2
    ring = [
        sdo(f"relationship--00000000-0000-4000-8000-00000000000{n}", relationship_type="x",
            source_ref=f"relationship--00000000-0000-4000-8000-00000000000{1 - n}",
            target_ref=f"relationship--00000000-0000-4000-8000-00000000000{1 - n}")
        for n in range(2)
    ]  # fmt: skip
    assert read_stix(json.dumps(bundle(*ring)).encode()).drafts == ()


def test_of_two_versions_the_newest_is_mapped_and_both_are_kept() -> None:
    older = sdo(FOREIGN_PERSON, name="Y. Mithali", identity_class="individual")
    newer = {**older, "name": "Younes", "modified": "2026-06-01T10:00:00.000Z"}
    data = json.dumps(bundle(newer, older)).encode()
    found = read_stix(data)
    assert [dict(one.values)["name"] for one in found.drafts] == ["Younes"]
    assert [(one.mapped, one.kept) for one in found.counts] == [(1, 1)]
    back = give_back(data, found.mapped, held(found), "x")
    assert json.loads(back.data)["objects"] == [newer, older]


def test_what_its_author_revoked_is_never_mapped() -> None:
    gone = sdo(FOREIGN_PERSON, name="Younes", identity_class="individual", revoked=True)
    assert read_stix(json.dumps(bundle(gone)).encode()).drafts == ()


DEEP = "[" * (MOST_DEPTH + 5) + "]" * (MOST_DEPTH + 5)
HOSTILE = {
    "no json": (b"{", "edge_syntax"),
    "not utf-8": (b'{"type":"\xff"}', "edge_syntax"),
    "two documents": (b'{"type":"bundle"}{}', "edge_syntax"),
    "not a number": (b'{"type":"bundle","objects":[{"a":NaN}]}', "edge_syntax"),
    "a key twice": (b'{"type":"bundle","objects":[],"objects":[]}', "edge_syntax"),
    "a key twice inside": (b'{"type":"bundle","objects":[{"a":1,"a":2}]}', "edge_syntax"),
    "an endless number": (b'{"type":"bundle","objects":[' + b"9" * 5000 + b"]}", "edge_syntax"),
    "another layout": (b'{"type":"Event","objects":[]}', "edge_layout"),
    "a list": (b"[]", "edge_syntax"),
    "objects of no type": (b'{"type":"bundle","objects":[{}]}', "edge_object"),
    "objects that are none": (b'{"type":"bundle","objects":["x"]}', "edge_object"),
    "objects no list": (b'{"type":"bundle","objects":{}}', "edge_syntax"),
    "an id of another type": (
        b'{"type":"bundle","objects":[{"type":"note","id":"' + FOREIGN_PERSON.encode() + b'"}]}',
        "edge_object",
    ),
    "a path for an id": (
        b'{"type":"bundle","objects":[{"type":"note","id":"note--../../etc"}]}', "edge_object",
    ),
    "depth": (b'{"type":"bundle","x":' + DEEP.encode() + b"}", "edge_bound"),
    "depth beyond the parser": (b'{"type":"bundle","x":' + b"[" * 100_000 + b"}", "edge_syntax"),
    "a giant text": (
        b'{"type":"bundle","x":"' + b"a" * (MOST_CHARACTERS + 1) + b'"}', "edge_bound",
    ),
    "half a pair": (b'{"type":"bundle","x":"\\ud800"}', "edge_text"),
    "U+0000": (b'{"type":"bundle","x":"\\u0000"}', "edge_text"),
    "too many": (
        b'{"type":"misc","objects":[' + b"0," * MOST_OBJECTS + b"0]}", "edge_object",
    ),
}  # fmt: skip


@pytest.mark.parametrize("named", HOSTILE)
def test_a_hostile_file_is_refused_by_name(named: str) -> None:
    data, code = HOSTILE[named]
    with pytest.raises(Invalid) as refused:
        read_stix(data)
    assert refused.value.code == code


def test_two_objects_under_one_id_are_refused() -> None:
    one = sdo(FOREIGN_PERSON, name="A", identity_class="individual")
    with pytest.raises(Invalid) as refused:
        read_stix(json.dumps(bundle(one, {**one, "name": "B"})).encode())
    assert refused.value.code == "edge_id_twice"
    assert read_stix(json.dumps(bundle(one, one)).encode()).counts[0].mapped == 1


def test_extension_fields_of_the_wrong_type_are_left_and_named() -> None:
    data, _ = export_stix(CASE[:1], FRAME)
    told = json.loads(data)
    person = next(one for one in told["objects"] if one.get("labels"))
    inner = next(iter(person["extensions"].values()))
    inner["claims"] = ["x", {"property": 7}, {"property": "name", "value": ["a"]},
                       {"property": "birthDate", "value": "no date"},
                       {"property": "name", "value": "A", "grade": "9" * 500}]  # fmt: skip
    found = read_stix(json.dumps(told).encode())
    draft = next(one for one in found.drafts if one.schema == "Person")
    assert draft.values == (("name", "A"),)
    assert draft.said == (("assessment", ""),)
    assert sum(draft.foreign in one for one in found.left) >= 4
