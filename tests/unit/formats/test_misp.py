"""MISP events in, out and given back."""

import json
from dataclasses import replace

import pytest
from tests.unit.formats.exported import CASE, FRAME, PERSON
from tests.unit.formats.foreign import MISP_EVENT
from tests.unit.formats.test_stix import held

from tansiq.formats.ftm_export import Gone
from tansiq.formats.misp_back import give_back_misp
from tansiq.formats.misp_in import read_misp
from tansiq.formats.misp_out import export_misp, tag
from tansiq.terms.errors import Invalid

DATA = json.dumps(MISP_EVENT, ensure_ascii=False, indent=2).encode()
OBJECT = "7d3f1c2b-5a4e-4f6d-8c9b-1a2b3c4d5e6f"
PHONE = "9e8d7c6b-5a49-4382-9716-050403020100"


def test_what_has_an_equivalent_is_mapped_and_the_rest_is_counted() -> None:
    """REQUIREMENTS 10.5."""
    found = read_misp(DATA)
    values = {one.foreign: dict(one.values) for one in found.drafts}
    assert values == {
        OBJECT: {"name": "Younes El Mithali", "birthDate": "1984-02-11"},
        PHONE: {"phone": "+999 600 000 001"},
    }
    assert {(one.type, one.mapped, one.kept) for one in found.counts} == {
        ("attribute:phone-number", 1, 0),
        ("attribute:sha256", 0, 1),
        ("object:file", 0, 1),
        ("object:person", 1, 0),
    }
    assert f"{OBJECT}: role" in found.left  # a role in somebody's words is no status of ours
    assert f"{OBJECT}: alias" in found.left  # deleted by its author
    assert "event: threat_level_id" in found.left


def test_an_event_is_given_back_as_it_came_with_or_without_its_wrapper() -> None:
    for data in (DATA, json.dumps(MISP_EVENT["Event"]).encode()):
        found = read_misp(data)
        back = give_back_misp(data, found.mapped, held(found))
        assert json.loads(back.data) == json.loads(data)
        assert not back.withheld


def test_an_object_whose_entity_stays_does_not_leave() -> None:
    found = read_misp(DATA)
    back = give_back_misp(DATA, found.mapped, ())
    assert "Younes" not in back.data.decode()
    assert "600 000" not in back.data.decode()
    assert {(one.type, one.kept) for one in back.withheld} == {
        ("attribute:phone-number", 1), ("object:person", 1),
    }  # fmt: skip


def test_a_withdrawn_value_is_not_given_back_and_a_corrected_one_stands_there() -> None:
    found = read_misp(DATA)
    entities = held(found)
    person = next(one for one in entities if one.schema == "Person")
    fixed = [replace(one, value="1985-02-11") if one.property == "birthDate" else one
             for one in person.claims if one.property != "name"]  # fmt: skip
    rest = [one for one in entities if one is not person]
    text = give_back_misp(DATA, found.mapped, [*rest, replace(person, claims=fixed)]).data.decode()
    assert "Younes" not in text
    assert "1984-02-11" not in text
    assert "1985-02-11" in text


def test_every_claim_is_tagged_in_full_and_nothing_is_for_a_machine_to_hunt() -> None:
    data, left = export_misp(CASE, FRAME)
    event = json.loads(data)["Event"]
    assert event["published"] is False
    assert event["distribution"] == "0"
    every = [one for each in event["Object"] for one in each["Attribute"]]
    assert not any(one["to_ids"] for one in every)
    assert all(one["disable_correlation"] for one in every)
    birth = next(one for one in every if one["value"] == "1984-02")
    tags = {one["name"] for one in birth["Tag"]}
    assert tags >= {
        'tansiq:nature="assessment"', 'tansiq:grade="admiralty:B2"', 'tansiq:handling="H1"',
        'admiralty-scale:source-reliability="b"', "tlp:amber",
    }  # fmt: skip
    assert birth["comment"] == "Assessment, not an established fact."
    person = next(one for one in event["Object"] if one["name"] == "person")
    assert person["comment"] == "Person; data subject: suspect; held to be: xa-coast: suspected"
    assert "0600 000 000" not in data.decode()
    assert (Gone.WITHHELD, "phone") in {(o.reason, o.property) for o in left if o.entity == PERSON}


def test_every_claim_that_leaves_is_read_again_with_what_was_said_of_it() -> None:
    data, _ = export_misp(CASE, FRAME)
    back = {one.schema: one for one in read_misp(data).drafts}
    assert back["Person"].said == (
        ("fact", "admiralty:B2"), ("assessment", "admiralty:B2"), ("assessment", "admiralty:B2"),
    )  # fmt: skip
    assert dict(back["Membership"].values)["member"] == back["Person"].entity
    assert dict(back["Vehicle"].values)["user"] == back["Person"].entity


def test_a_value_cannot_end_a_tag_and_begin_another() -> None:
    assert tag("agency", 'x" tlp:"clear\n') == 'tansiq:agency="x  tlp: clear "'


def test_our_own_object_that_says_what_no_longer_stands_is_not_given_back() -> None:
    data, _ = export_misp(CASE, FRAME)
    found = read_misp(data)
    bare = [replace(one, claims=()) if one.schema == "Device" else one for one in held(found)]
    text = give_back_misp(data, found.mapped, bare).data.decode()
    assert "356938035643809" not in text
    assert "11-XA-22" in text


_HEAD = '{"Event":{"uuid":"6c2e0b1a-4d3f-4e5a-9b8c-0a1b2c3d4e5f","info":"x",'
_SAME = '{"uuid":"9e8d7c6b-5a49-4382-9716-050403020100","type":"text","value":"x"}'
HOSTILE = {
    "no event": ("{}", "edge_layout"),
    "a STIX bundle": ('{"type":"bundle","objects":[]}', "edge_layout"),
    "more than an event": ('{"Event":{"uuid":"x","info":"x"},"x":1}', "edge_layout"),
    "a list for an event": ('{"Event":[]}', "edge_syntax"),
    "a number for a list": (_HEAD + '"Attribute":7}}', "edge_syntax"),
    "an attribute of no type": (
        _HEAD + '"Attribute":[{"uuid":"9e8d7c6b-5a49-4382-9716-050403020100"}]}}', "edge_object",
    ),
    "a path for an id": (_HEAD + '"Object":[{"uuid":"../x","name":"person"}]}}', "edge_object"),
    "one id twice": (f'{_HEAD}"Attribute":[{_SAME},{_SAME}]}}}}', "edge_id_twice"),
    "a key twice": (_HEAD + '"info":"y"}}', "edge_syntax"),
    "something after": ('{"Event":{"uuid":"x","info":"x"}} x', "edge_syntax"),
}  # fmt: skip


@pytest.mark.parametrize("named", HOSTILE)
def test_a_hostile_file_is_refused_by_name(named: str) -> None:
    text, code = HOSTILE[named]
    with pytest.raises(Invalid) as refused:
        read_misp(text.encode())
    assert refused.value.code == code


def test_values_of_the_wrong_type_are_kept_not_mapped() -> None:
    event = json.loads(DATA)
    event["Event"]["Object"][0]["Attribute"] = "none"
    event["Event"]["Attribute"][0]["value"] = {"x": True}
    found = read_misp(json.dumps(event).encode())
    assert found.drafts == ()
