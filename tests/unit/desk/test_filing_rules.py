"""What a report must hold before it is filed (REQUIREMENTS 3.2, 3.3 for the desk; LAW L4, L38)."""

import pytest
from tests.unit.world import content, filing, situation

from tansiq.desk.filing import FilingState, file_report
from tansiq.record.desk import ReportFiled
from tansiq.record.material import Attachment, Markings, Mention, Property, Source
from tansiq.record.plan import NewClass
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME


def filed(**changes: object) -> ReportFiled:
    (plan,) = file_report(FilingState(situation()), filing(**changes))
    assert isinstance(plan.payload, ReportFiled)
    assert plan.channel == HOME
    return plan.payload


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"content": content(grade="")}, "grade_unknown"),
        ({"content": content(grade="50")}, "grade_unknown"),
        ({"content": content(nature="")}, "desk_nature_missing"),
        ({"content": content(title=" ")}, "desk_field_missing"),
        ({"content": content(title="x" * 1001)}, "desk_field_long"),
        ({"content": content("x" * 1_000_001)}, "desk_field_long"),
        ({"content": content(language="Arabic")}, "desk_language"),
        (
            {"content": content(mentions=(Mention(schema="Person", names=("A",)),))},
            "desk_category_missing",
        ),
        (
            {"content": content(mentions=(Mention(schema="person", names=("A",)),))},
            "desk_schema",
        ),
        (
            {"content": content(mentions=(Mention(schema="Company", names=()),))},
            "desk_field_missing",
        ),
        (
            {
                "content": content(
                    mentions=(Mention(schema="Person", names=("A",), category="enemy"),)
                )
            },
            "word_unknown",
        ),
        (
            {"content": content(mentions=(Mention(schema="Company", names=("A",)),) * 501)},
            "desk_too_many",
        ),
        ({"handling": Markings(code="")}, "word_unknown"),
        ({"handling": Markings(code="H3")}, "handling_conditions"),
        ({"handling": Markings(code="H0", tlp="TLP:PINK")}, "word_unknown"),
        ({"file": "desk:madrid"}, "id_invalid"),
        ({"report": "r-1"}, "id_invalid"),
        ({"retention": NewClass("2026-11-02", "2026-11-02")}, "desk_date_past"),
    ],
)
def test_an_incomplete_report_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(TansiqError) as refused:
        filed(**changes)
    assert refused.value.code == code


def test_text_is_kept_in_normal_form_whatever_the_language() -> None:
    payload = filed(content=content("Cafe\u0301 \0 اللّيل"))
    assert payload.content.text == "Café  اللّيل"


def test_the_source_stands_apart_from_the_words() -> None:
    payload = filed(source=Source(description=" harbour ", identifiers=("", " A-1 ")))
    assert payload.source == Source(description="harbour", identifiers=("A-1",))


def test_properties_of_entities_are_kept_side_by_side() -> None:
    mention = Mention(
        schema="Company",
        names=("Atlas", "أطلس", "Atlas"),
        properties=(Property(name="birthDate", values=("1980", "1981", "")),),
    )
    (kept,) = filed(content=content(mentions=(mention,))).content.mentions
    assert kept.names == ("Atlas", "أطلس")
    assert kept.properties == (Property(name="birthDate", values=("1980", "1981")),)


def test_an_id_is_used_once() -> None:
    request = filing()
    with pytest.raises(TansiqError) as refused:
        file_report(FilingState(situation(), frozenset({request.report})), request)
    assert refused.value.code == "report_known"


@pytest.mark.parametrize("changes", [{"sha256": "x"}, {"size": -1}, {"blob": ""}, {"key": ""}])
def test_an_attachment_names_its_digest_and_where_it_lies(changes: dict[str, object]) -> None:
    fields: dict[str, object] = {
        "name": "a.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "sha256": "0" * 64,
        "blob": "b",
        "key": "k",
    }
    file = Attachment(**(fields | changes))  # type: ignore[arg-type]
    with pytest.raises(TansiqError) as refused:
        filed(content=content(attachments=(file,)))
    assert refused.value.code == "desk_attachment"
