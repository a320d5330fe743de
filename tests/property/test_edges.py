"""Foreign files of any shape: read or refused by name, counted whole, given back as they came."""

import json
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.formats.exported import FRAME
from tests.unit.formats.test_stix import held

from tansiq.formats.edges import EdgeReading
from tansiq.formats.ftm_export import ClaimOut, EntityOut
from tansiq.formats.misp_back import give_back_misp
from tansiq.formats.misp_in import read_misp
from tansiq.formats.misp_out import export_misp
from tansiq.formats.stix_back import give_back
from tansiq.formats.stix_in import read_stix
from tansiq.formats.stix_out import export_stix
from tansiq.terms.errors import Invalid

KINDS = ("identity", "location", "user-account", "email-addr", "relationship", "threat-actor")
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\0"), max_size=12
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | WORDS
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
FIELDS = st.sampled_from(
    ("name", "description", "identity_class", "sectors", "country", "latitude", "longitude",
     "account_login", "value", "display_name", "relationship_type", "start_time", "revoked",
     "extensions", "labels", "x_other")
)  # fmt: skip
CLASSES = st.sampled_from(("individual", "organization", "group"))


def named(kind: str, number: int) -> str:
    return f"{kind}--{UUID(int=number, version=4)}"


@st.composite
def stix_objects(draw: st.DrawFn) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=8))
    ids = [named(kind, number) for number, kind in enumerate(kinds, 1)]
    made = []
    for kind, one in zip(kinds, ids, strict=True):
        item = {**draw(st.dictionaries(FIELDS, VALUES, max_size=5)), "type": kind, "id": one}
        if kind == "identity" and draw(st.booleans()):
            item |= {"identity_class": draw(CLASSES), "name": draw(WORDS)}
        if kind == "relationship":
            item |= {"source_ref": draw(st.sampled_from(ids)),
                     "target_ref": draw(st.sampled_from(ids))}  # fmt: skip
        made.append(item)
    return made


@settings(max_examples=300, deadline=None)
@given(stix_objects(), st.sampled_from((None, 1)), st.booleans())
def test_a_bundle_is_counted_whole_and_given_back_equal(
    objects: list[dict[str, Any]], indent: int | None, ascii_only: bool
) -> None:
    """REQUIREMENTS 10.5: in, and out again, gives the same objects."""
    whole = {"type": "bundle", "id": named("bundle", 99), "objects": objects}
    data = json.dumps(whole, indent=indent, ensure_ascii=ascii_only).encode()
    found = read_stix(data)
    assert sum(one.mapped + one.kept for one in found.counts) == len(objects)
    assert sum(one.mapped for one in found.counts) == len(found.drafts) == len(found.mapped)
    back = give_back(data, found.mapped, held(found), "x")
    assert json.loads(back.data)["objects"] == objects
    assert _nothing_of(give_back(data, found.mapped, (), "x").data, found)


def _nothing_of(data: bytes, found: EdgeReading) -> bool:
    """Whether no object that stands for an entity is in a file."""
    ids = {one["id"] for one in json.loads(data)["objects"]}
    return ids.isdisjoint(found.mapped)


RELATIONS = st.sampled_from(
    ("full-name", "date-of-birth", "alias", "imei", "iban", "text", "other")
)
NAMES = st.sampled_from(("person", "organization", "phone", "bank-account", "file", "vehicle"))
TYPES = st.sampled_from(("phone-number", "iban", "sha256", "full-name", "text"))


@st.composite
def misp_events(draw: st.DrawFn) -> dict[str, Any]:
    number = iter(range(1, 1_000))

    def uuid() -> str:
        return str(UUID(int=next(number), version=4))

    def attribute() -> dict[str, Any]:
        value = draw(WORDS | st.integers() | VALUES)
        return {"uuid": uuid(), "type": draw(TYPES), "object_relation": draw(RELATIONS),
                "value": value, "deleted": draw(st.booleans())}  # fmt: skip

    objects = [
        {"uuid": uuid(), "name": draw(NAMES),
         "Attribute": [attribute() for _ in range(draw(st.integers(0, 3)))]}
        for _ in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    loose = [attribute() for _ in range(draw(st.integers(0, 3)))]
    event = {"uuid": uuid(), "info": draw(WORDS), "Attribute": loose, "Object": objects}
    more = draw(st.dictionaries(WORDS, VALUES, max_size=2))
    return {**{f"x{name}": value for name, value in more.items()}, **event}


@settings(max_examples=300, deadline=None)
@given(misp_events(), st.booleans(), st.sampled_from((None, 2)))
def test_an_event_is_counted_whole_and_given_back_equal(
    event: dict[str, Any], wrapped: bool, indent: int | None
) -> None:
    whole = {"Event": event} if wrapped else event
    data = json.dumps(whole, indent=indent, ensure_ascii=False).encode()
    found = read_misp(data)
    count = len(event["Attribute"]) + len(event["Object"])
    assert sum(one.mapped + one.kept for one in found.counts) == count
    assert json.loads(give_back_misp(data, found.mapped, held(found)).data) == whole
    none = json.loads(give_back_misp(data, found.mapped, ()).data)
    inner = none["Event"] if wrapped else none
    assert {one["uuid"] for one in inner["Object"]}.isdisjoint(found.mapped)


CLAIMS = st.builds(
    lambda number, pair, nature, disputed, withheld: ClaimOut(
        id=f"te1:x:{number}", property=pair[0], value=pair[1], grade="admiralty:C3",
        nature=nature, agency="xa-coast", source="r-doc", status="stands", handling="H0",
        disputed=disputed, withheld=withheld,
    ),
    st.integers(0, 500),
    st.sampled_from((("name", "Gaviota"), ("name", "النورس"), ("description", "a boat"),
                     ("country", "ma"), ("email", "a@mail.example"), ("phone", "0600 000 000"))),
    st.sampled_from(("fact", "assessment")),
    st.sampled_from(("", "xb-harbour")),
    st.sampled_from(("", "withheld_restricted")),
)  # fmt: skip
SCHEMATA = st.sampled_from(("Person", "Organization", "Vehicle", "UserAccount", "Address", "Site"))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(SCHEMATA, st.lists(CLAIMS, max_size=6)), max_size=4))
def test_between_two_nodes_no_claim_is_lost_and_none_becomes_more_than_it_was(
    told: list[tuple[str, list[ClaimOut]]],
) -> None:
    """REQUIREMENTS 3.2 and 10.5, by either layout."""
    entities = [
        EntityOut(f"r-{'abcd'[number] * 26}", schema, claims)
        for number, (schema, claims) in enumerate(told)
    ]
    for data, read in (
        (export_stix(entities, FRAME)[0], read_stix),
        (export_misp(entities, FRAME)[0], read_misp),
    ):
        natures = {
            (value, said[0])
            for one in read(data).drafts
            for value, said in zip(one.values, one.said, strict=True)
            if said[0]
        }
        for one in entities:
            for claim in one.claims:
                pair = (claim.property, claim.value)
                if claim.withheld:
                    continue
                firm = claim.nature == "fact" and not claim.disputed
                expected = "fact" if firm else "assessment"
                known = _known(one.schema, claim.property)
                assert not known or (pair, expected) in natures


def _known(schema: str, name: str) -> bool:
    from tansiq.formats.schemata import schema as type_of

    return name in type_of(schema).properties


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | VALUES.map(
    lambda value: json.dumps(value).encode()))  # fmt: skip
def test_whatever_comes_is_read_or_refused_by_name(data: bytes) -> None:
    for read in (read_stix, read_misp):
        code = ""
        try:
            read(data)
        except Invalid as refused:
            code = refused.code
        assert not code or code.startswith(("edge_", "document_"))
