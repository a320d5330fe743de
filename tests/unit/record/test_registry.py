from datetime import UTC, date, datetime
from typing import ClassVar

import msgspec
import pytest

from tansiq.record import canonical
from tansiq.record.base import Record, Said, Unknown
from tansiq.record.exchange import StopOrdered
from tansiq.record.registry import from_wire, kinds, new_said, record_digest, register, to_wire
from tansiq.terms.errors import Conflict, Invalid
from tansiq.terms.grading import Grade
from tansiq.terms.handling import Handling
from tansiq.terms.ids import EntryRef, RecordId, new_officer_id

NOON = datetime(2026, 11, 5, 12, 0, 0, 7, tzinfo=UTC)


class Part(msgspec.Struct, frozen=True):
    name: str
    parts: tuple["Part", ...] = ()


@register
class Sighting(Record, frozen=True, kw_only=True):
    KIND: ClassVar[str] = "test_sighting"
    VERSION: ClassVar[int] = 1

    place: str
    count: int
    grade: Grade | None = None
    handling: Handling | None = None
    seen: tuple[EntryRef, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: dict[str, str] = msgspec.field(default_factory=dict)


def sighting() -> Sighting:
    return Sighting(
        place="ميناء طنجة",
        count=2,
        grade=Grade.parse("europol_4x4:B2"),
        handling=Handling("H3", None, "for this case only"),
        seen=(EntryRef("rabat/home/g1/e1", 4, "ab" * 32),),
        parts=(Part("a", (Part("b"),)),),
        notes={"ar": "ملاحظة"},
    )


def wire() -> dict[str, object]:
    return to_wire(new_said(sighting(), new_officer_id(), NOON))


def test_a_record_comes_back_as_it_was_said() -> None:
    said = new_said(sighting(), new_officer_id(), NOON)
    again = from_wire(to_wire(said))
    assert again == said
    assert (again.kind, again.version, again.time) == ("test_sighting", 1, "2026-11-05T12:00:00Z")
    assert isinstance(again.payload, Sighting)


def test_a_record_survives_its_own_bytes() -> None:
    said = new_said(sighting(), None, NOON)
    value = canonical.decode(canonical.encode(to_wire(said)))
    assert isinstance(value, dict)
    assert from_wire(value) == said
    assert record_digest(value) == record_digest(to_wire(said))


def test_two_records_with_the_same_words_never_share_a_digest() -> None:
    """DESIGN 2: 16 random bytes, so that no digest is an oracle after erasure."""
    assert record_digest(wire()) != record_digest(wire())


@pytest.mark.parametrize(("kind", "version"), [("test_sighting", 2), ("never_heard_of", 1)])
def test_a_newer_version_or_unknown_kind_is_kept_whole(kind: str, version: int) -> None:
    """10.3: nodes two releases apart still talk."""
    data = {"place": "x", "anything": [1, {"deep": None}]}
    later = wire() | {"kind": kind, "version": version, "data": data}
    said = from_wire(later)
    assert said.payload == Unknown(kind, version, data)
    assert (said.kind, said.version) == (kind, version)
    assert to_wire(said) == later


def test_a_stop_of_an_earlier_release_reads_without_a_ground() -> None:
    """6.1: what was said before there were grounds is said still."""
    wire = to_wire(new_said(StopOrdered(stop="s-1", plan="r-1", reason="fog"), None, NOON))
    data = {name: value for name, value in wire["data"].items() if name != "ground"}  # type: ignore[attr-defined]
    payload = from_wire({**wire, "data": data}).payload
    assert payload == StopOrdered(stop="s-1", plan="r-1", reason="fog", ground="")


def test_a_field_added_by_a_later_release_is_tolerated() -> None:
    """10.3: nodes two releases apart still talk."""
    one = wire()
    data = one["data"]
    assert isinstance(data, dict)
    assert from_wire(one | {"data": data | {"colour": "red"}}) == from_wire(one)


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("data", {"place": "x"}, "data"),
        ("data", {"place": 3, "count": 1}, "$.place"),
        ("data", {"place": "x", "count": "1"}, "$.count"),
        ("data", {"place": "x", "count": True}, "$.count"),
        ("data", {"place": "x", "count": 1, "handling": {"code": "H9"}}, "word_unknown"),
        ("data", {"place": "x", "count": 1, "handling": {"code": "H3"}}, "handling_conditions"),
        ("data", [], "kind"),
        ("kind", "Test", "kind"),
        ("kind", 3, "kind"),
        ("version", 0, "kind"),
        ("version", True, "kind"),
        ("version", "1", "kind"),
        ("salt", "AAAA", "salt"),
        ("salt", "AAAAAAAAAAAAAAAAAAAAAB==", "salt"),
        ("author", 7, "author"),
        ("time", None, "time"),
    ],
)
def test_a_malformed_record_is_refused_with_the_place(field: str, value: object, at: str) -> None:
    with pytest.raises(Invalid) as caught:
        from_wire(wire() | {field: value})
    assert caught.value.code == "record_malformed"
    assert caught.value.facts["at"] == at


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "r-xx"), ("author", "of-xx"), ("author", "Amina"), ("time", "2026-11-05")],
)
def test_a_record_with_a_false_identifier_or_time_is_refused(field: str, value: str) -> None:
    with pytest.raises(Invalid):
        from_wire(wire() | {field: value})


def test_the_frame_of_a_record_has_exactly_its_fields() -> None:
    for changed in (wire() | {"more": 1}, {k: v for k, v in wire().items() if k != "salt"}, {}):
        with pytest.raises(Invalid):
            from_wire(changed)


def test_no_text_of_a_library_reaches_a_person() -> None:
    with pytest.raises(Invalid) as caught:
        from_wire(wire() | {"data": {"place": 3, "count": 1}})
    assert "Expected" not in str(caught.value)


def test_a_record_nobody_could_read_is_never_said() -> None:
    with pytest.raises(Invalid):
        new_said(Sighting(place=3, count=1), None, NOON)  # type: ignore[arg-type]


def test_a_kind_is_declared_once() -> None:
    assert kinds()["test_sighting", 1] is Sighting
    with pytest.raises(Conflict):
        register(Sighting)


@pytest.mark.parametrize(
    "held",
    [
        float,
        float | None,
        tuple[float, ...],
        set[str],
        frozenset[str],
        datetime,
        date,
        dict[str, float],
    ],
)
def test_a_payload_holds_nothing_without_a_single_spelling(held: type) -> None:
    loose = msgspec.defstruct(
        "Loose",
        [("value", held)],
        bases=(Record,),
        namespace={"KIND": "test_loose", "VERSION": 1},
        frozen=True,
        kw_only=True,
    )
    with pytest.raises(Invalid) as caught:
        register(loose)
    assert caught.value.code == "record_field"
    assert ("test_loose", 1) not in kinds()


@pytest.mark.parametrize(("kind", "version"), [("Loose", 1), ("", 1), ("a" * 49, 1), ("loose", 0)])
def test_a_kind_has_a_lawful_name_and_version(kind: str, version: int) -> None:
    loose = msgspec.defstruct(
        "Loose", [("value", str)], bases=(Record,), namespace={"KIND": kind, "VERSION": version}
    )
    with pytest.raises(Invalid):
        register(loose)


def test_every_kind_of_the_product_can_be_named_in_a_header() -> None:
    for kind, version in kinds():
        assert version >= 1
        assert kind == kind.lower()


def test_said_is_a_value() -> None:
    one = Said(RecordId("r-x"), bytes(16), None, "2026-11-05T12:00:00Z", sighting())
    assert one == Said(RecordId("r-x"), bytes(16), None, "2026-11-05T12:00:00Z", sighting())
