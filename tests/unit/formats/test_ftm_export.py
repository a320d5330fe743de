"""Entity files leave as FollowTheMoney, read back by its own code; nothing is left in silence."""

import json
from dataclasses import replace
from types import ModuleType

from tansiq.formats.ftm_entities import read_entity_files
from tansiq.formats.ftm_export import ClaimOut, EntityOut, Gone, export_entities
from tansiq.formats.schemata import schemata

PERSON, PHONE, LINK = (f"r-{one * 26}" for one in "aei")


def claim(number: int, name: str, value: str, **more: str) -> ClaimOut:
    made = ClaimOut(
        id=f"te1:{'a' * 52}:{number}", property=name, value=value, grade="europol_4x4:B2",
        nature="assessment", agency="xa-coast", source="report of a patrol", status="disputed",
        handling="H1",
    )  # fmt: skip
    return replace(made, **more)


ENTITIES = [
    EntityOut(
        PERSON,
        "Person",
        [
            claim(0, "name", "إدريس بن عكورت", language="ar"),
            claim(1, "name", "Driss Benakourt"),
            claim(2, "birthDate", "1984-02"),
            claim(3, "birthDate", "1985", note="per his brother"),
            claim(4, "nationality", "xa"),
            claim(5, "nationality", "ma"),
            claim(6, "phone", "0600 000 000", withheld="source protected"),
        ],
        category="suspect",
        standing=("xa-coast: suspected",),
    ),
    EntityOut(
        PHONE,
        "Device",
        [claim(7, "imei", "356938035643809"), claim(8, "name", "black telephone")],
    ),
    EntityOut(LINK, "Ownership", [claim(9, "owner", PERSON), claim(10, "asset", "r-" + "o" * 26)]),
]


def test_its_own_code_keeps_every_property_and_every_claim(followthemoney: ModuleType) -> None:
    model = followthemoney.model
    data, left = export_entities(ENTITIES)
    lines = [json.loads(line) for line in data.decode().splitlines()]
    for line in lines:
        proxy = model.get_proxy(dict(line))
        back = proxy.to_dict()
        assert {name: back[name] for name in line} == line
        strict = model.get_proxy(dict(line), cleaned=False)
        assert {k: sorted(v) for k, v in strict.to_dict()["properties"].items()} == {
            k: sorted(v) for k, v in line["properties"].items()
        }
    told = [one for line in lines for one in line["tansiq"]["claims"]]
    gone = {one.claim for one in left if one.reason is Gone.WITHHELD}
    assert len(told) + len(gone) == sum(len(one.claims) for one in ENTITIES)
    assert all(one["status"] == "disputed" and one["grade"] for one in told)
    assert lines[0]["tansiq"]["standing"] == ["xa-coast: suspected"]
    assert lines[0]["caption"] == "إدريس بن عكورت"
    assert data == export_entities(ENTITIES)[0]


def test_what_was_left_is_listed_with_its_reason() -> None:
    data, left = export_entities(ENTITIES)
    assert [(one.reason, one.property, one.detail) for one in left] == [
        (Gone.VALUE, "nationality", "xa"),
        (Gone.WITHHELD, "phone", "source protected"),
        (Gone.TYPE, "", "Asset"),
        (Gone.PROPERTY, "imei", ""),
        (Gone.OUTSIDE, "asset", "r-" + "o" * 26),
    ]
    assert b"0600" not in data
    assert b"356938035643809" in data


def test_every_type_leaves_as_one_that_its_own_code_knows(followthemoney: ModuleType) -> None:
    model = followthemoney.model
    data, _ = export_entities(EntityOut(f"r-{n}", name, []) for n, name in enumerate(schemata()))
    for line in map(json.loads, data.decode().splitlines()):
        assert not model.get_proxy(line).schema.abstract


def test_what_no_release_of_ours_knows_yet_goes_beside_and_is_listed(
    followthemoney: ModuleType,
) -> None:
    """A partner's newer type or property neither stops an export nor is taken for another."""
    strange = EntityOut(PHONE, "Spaceship", [claim(2, "crew", "9")])
    data, left = export_entities([EntityOut(PERSON, "Person", [claim(1, "imei", "1")]), strange])
    assert [(one.entity, one.reason, one.property, one.detail) for one in left] == [
        (PERSON, Gone.PROPERTY, "imei", ""),
        (PHONE, Gone.TYPE, "", "Thing"),
        (PHONE, Gone.PROPERTY, "crew", ""),
    ]
    person, ship = map(json.loads, data.decode().splitlines())
    assert (person["properties"], ship["properties"]) == ({}, {})
    assert [one["value"] for one in person["tansiq"]["claims"]] == ["1"]
    assert ship["tansiq"]["schema"] == "Spaceship"
    assert followthemoney.model.get_proxy(ship).schema.name == "Thing"


def test_a_node_that_takes_our_lines_in_keeps_the_nature_of_each_value() -> None:
    """REQUIREMENTS 3.2: an assessment never arrives as a fact, whatever is said of the file."""
    firm = replace(claim(12, "name", "Driss Benakourt"), nature="fact")
    entities = [replace(ENTITIES[0], claims=[*ENTITIES[0].claims[:1], firm])]
    data, _ = export_entities(entities)
    (draft,) = read_entity_files(data).drafts
    assert dict(zip(draft.values, draft.said, strict=True)) == {
        ("name", "إدريس بن عكورت"): ("assessment", "europol_4x4:B2"),
        ("name", "Driss Benakourt"): ("fact", "europol_4x4:B2"),
    }
