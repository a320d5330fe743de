"""CAP 1.2 documents, judged by the schema of OASIS, and read back field by field (5.1)."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from lxml import etree

from tansiq.formats import cap
from tansiq.terms.errors import TansiqError
from tansiq.terms.warning import (
    AlertCategory,
    AlertCertainty,
    AlertResponse,
    AlertSeverity,
    AlertUrgency,
)

SENT = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
NS = {"c": cap.NAMESPACE}


@pytest.fixture(scope="session")
def schema(shared_data: Path) -> etree.XMLSchema:
    path = shared_data / "vectors" / "cap" / "CAP-v1.2.xsd"
    if not path.is_file():
        pytest.skip("no CAP schema: set TANSIQ_SHARED_DATA")
    return etree.XMLSchema(etree.parse(str(path)))


def info(**changes: object) -> cap.Info:
    usual: dict[str, object] = {
        "language": "ar",
        "category": "security",
        "event": "إنذار بالتهديد",
        "responses": ("shelter", "avoid"),
        "urgency": "immediate",
        "severity": "severe",
        "certainty": "likely",
        "effective": SENT,
        "expires": SENT + timedelta(hours=12),
        "sender_name": "Office <of> Almoria & Sons",
        "headline": "إنذار للموقع",
        "description": "خطر قرب المدخل.\nسطر ثانٍ < & >",
        "instruction": "أغلقوا المدخل.",
        "area": "وسط المدينة",
        "onset": SENT + timedelta(hours=1),
        "circles": ("35.8893,-5.3198 2.5",),
        "polygons": ("1,1 1,2 2,2 1,1",),
    }
    return cap.Info(**{**usual, **changes})  # type: ignore[arg-type]


def message(**changes: object) -> cap.Message:
    usual: dict[str, object] = {
        "identifier": "r-aaaa.1",
        "sender": "rabat",
        "sent": SENT,
        "kind": "Alert",
        "exercise": False,
        "restriction": "Only for those to whom it is addressed",
        "infos": (info(), info(language="es", headline="Aviso")),
    }
    return cap.Message(**{**usual, **changes})  # type: ignore[arg-type]


def read(document: bytes) -> etree._Element:
    return etree.fromstring(document)


REFERENCE = cap.Reference("rabat", "r-aaaa.1", SENT)


@pytest.mark.parametrize(
    "made",
    [
        message(),
        message(exercise=True, note="This is an exercise."),
        message(kind="Update", identifier="r-aaaa.2", references=(REFERENCE,)),
        message(kind="Cancel", identifier="r-aaaa.3", references=(REFERENCE, REFERENCE)),
        message(kind="Ack", sender="madrid", references=(REFERENCE,), infos=()),
        message(infos=(info(onset=None, circles=(), polygons=(), responses=()),)),
    ],
    ids=lambda one: f"{one.kind}-{len(one.infos)}",
)
def test_the_schema_of_the_standard_accepts_what_is_written(
    schema: etree.XMLSchema, made: cap.Message
) -> None:
    schema.assertValid(read(cap.written(made)))


def test_every_code_of_ours_is_one_of_the_standard(schema: etree.XMLSchema) -> None:
    for name, words in (
        ("urgency", AlertUrgency),
        ("severity", AlertSeverity),
        ("certainty", AlertCertainty),
        ("category", AlertCategory),
    ):
        for one in words:
            schema.assertValid(read(cap.written(message(infos=(info(**{name: one.value}),)))))
    responses = tuple(one.value for one in AlertResponse)
    schema.assertValid(read(cap.written(message(infos=(info(responses=responses),)))))


def test_every_field_reads_back_as_it_was_given() -> None:
    root = read(cap.written(message(references=(REFERENCE,))))

    def one(path: str) -> str:
        return str(root.findtext(path, namespaces=NS))

    assert one("c:identifier") == "r-aaaa.1"
    assert one("c:sender") == "rabat"
    assert one("c:sent") == "2026-11-29T10:00:00-00:00"
    assert one("c:status") == "Actual"
    assert one("c:msgType") == "Alert"
    assert one("c:scope") == "Restricted"
    assert one("c:references") == "rabat,r-aaaa.1,2026-11-29T10:00:00-00:00"
    assert one("c:info/c:description") == "خطر قرب المدخل.\nسطر ثانٍ < & >"
    assert one("c:info/c:instruction") == "أغلقوا المدخل."
    assert one("c:info/c:senderName") == "Office <of> Almoria & Sons"
    assert one("c:info/c:onset") == "2026-11-29T11:00:00-00:00"
    assert one("c:info/c:expires") == "2026-11-29T22:00:00-00:00"
    assert one("c:info/c:area/c:circle") == "35.8893,-5.3198 2.5"
    assert one("c:info/c:area/c:polygon") == "1,1 1,2 2,2 1,1"
    assert [each.text for each in root.findall("c:info/c:responseType", NS)][:2] == [
        "Shelter", "Avoid",
    ]  # fmt: skip
    assert [each.text for each in root.findall("c:info/c:language", NS)] == ["ar", "es"]


def test_an_instant_is_told_in_utc_without_the_letter_that_cap_forbids() -> None:
    local = datetime(2026, 11, 29, 11, 0, tzinfo=timezone(timedelta(hours=1)))
    assert cap.instant(local) == "2026-11-29T10:00:00-00:00"


@pytest.mark.parametrize("name", ["a b", "a,b", "a<b", "a&b", ""])
def test_a_name_that_cap_forbids_is_refused(name: str) -> None:
    with pytest.raises(TansiqError) as refused:
        cap.written(message(sender=name))
    assert refused.value.code == "cap_name"


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ufffe", "\ud800"])
def test_what_no_xml_can_hold_is_refused_and_left_out_of_nothing(character: str) -> None:
    with pytest.raises(TansiqError) as refused:
        cap.written(message(infos=(info(description=f"a{character}b"),)))
    assert refused.value.code == "cap_character"
