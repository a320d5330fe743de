import pytest

from tansiq.terms.errors import Invalid
from tansiq.terms.grading import Grade, Scheme, information_codes, source_codes


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_grade_of_a_scheme_reads_back(scheme: Scheme) -> None:
    """3.2: a grade is a scheme and a code."""
    for source in source_codes(scheme):
        for information in information_codes(scheme):
            grade = Grade.parse(f"{scheme}:{source}{information}")
            assert (grade.source, grade.information) == (source, information)
            assert Grade.parse(str(grade)) == grade


def test_the_british_handling_part_stays_apart_from_the_code() -> None:
    grade = Grade.parse("uk_3x5x2:1AP")
    assert (grade.code, grade.handling, str(grade)) == ("1A", "P", "uk_3x5x2:1AP")
    assert Grade.parse("uk_3x5x2:1A").handling == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A1",
        "A1:europol_4x4",
        "europol_4x4:D1",
        "europol_4x4:A5",
        "europol_4x4:A1P",
        "europol_4x4:a1",
        "admiralty:X1",
        "uk_3x5x2:A1",
        "uk_3x5x2:1AX",
        "europol_4x4:",
        "europol_4x4:A",
        "5x5x5:A1",
        "europol_4x4:A１",
        "europol_4x4: A1",
        "50",
    ],
)
def test_what_no_scheme_has_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        Grade.parse(text)
    assert caught.value.code == "grade_unknown"


def test_a_grade_has_no_order_and_is_no_number() -> None:
    """LAW L7: scheme and code, never a number."""
    with pytest.raises(TypeError):
        _ = Grade.parse("europol_4x4:A1") < Grade.parse("europol_4x4:B2")  # type: ignore[operator]
    with pytest.raises(TypeError):
        int(Grade.parse("europol_4x4:A1"))  # type: ignore[call-overload]


def test_the_same_letters_in_two_schemes_are_two_grades() -> None:
    assert Grade.parse("europol_4x4:A1") != Grade.parse("admiralty:A1")


def test_a_grade_made_by_hand_is_checked_too() -> None:
    for source, information, handling in (
        ("", "1", ""),
        ("AB", "1", ""),
        ("A", "", ""),
        ("A", "1", "P"),
    ):
        with pytest.raises(Invalid):
            Grade(Scheme.EUROPOL_4X4, source, information, handling)
