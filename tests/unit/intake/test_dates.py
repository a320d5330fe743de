"""Dates and times in four languages become ISO 8601, with nothing guessed but what is said."""

import pytest
from tests.unit.intake.drafts import drafted, normals

from tansiq.terms.intake import Kind

MONDAY = "2026-03-16"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("He was seen on 14 March 2026.", "2026-03-14"),
        ("He was seen on March 14th, 2026.", "2026-03-14"),
        ("He was seen on the 1st of May 2026.", "2026-05-01"),
        ("Fue visto el 14 de marzo de 2026.", "2026-03-14"),
        ("Fue visto el primero de mayo del 2026.", "2026-05-01"),
        ("Il a été vu le 1er mai 2026.", "2026-05-01"),
        ("Il a été vu le 14 mars 2026 par la police.", "2026-03-14"),
        ("شوهد يوم 14 مارس 2026.", "2026-03-14"),
        ("شوهد في ١٤ آذار ٢٠٢٦.", "2026-03-14"),
        ("شوهد في 14 غشت من سنة 2025.", "2025-08-14"),
        ("شوهد في 3 كانون الثاني 2026.", "2026-01-03"),
        ("شوهد في 3 نيسان/أبريل 2025.", "2025-04-03"),
        ("Vu le 14/03/2026.", "2026-03-14"),
        ("Seen 2026-03-14 there.", "2026-03-14"),
        ("The trial of April 2023 was long.", "2023-04"),
        ("El juicio de abril de 2023 fue largo.", "2023-04"),
    ],
)
def test_a_whole_date_is_normalised(text: str, date: str) -> None:
    assert normals(text, Kind.DATE, MONDAY) == [date]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("He was arrested yesterday.", "2026-03-15"),
        ("He was arrested on Friday.", "2026-03-13"),
        ("He was arrested last Monday.", "2026-03-09"),
        ("He will be tried next Friday.", "2026-03-20"),
        ("They will meet on Friday.", "2026-03-20"),
        ("He was arrested two days ago.", "2026-03-14"),
        ("Fue detenido ayer.", "2026-03-15"),
        ("Fue detenido el viernes.", "2026-03-13"),
        ("Serán juzgados el viernes.", "2026-03-20"),
        ("Fue detenido hace tres días.", "2026-03-13"),
        ("Il a été arrêté avant-hier.", "2026-03-14"),
        ("Il a été arrêté vendredi dernier.", "2026-03-13"),
        ("Il sera jugé vendredi prochain.", "2026-03-20"),
        ("Il a été arrêté il y a deux semaines.", "2026-03-02"),
        ("أوقف أمس.", "2026-03-15"),
        ("أوقف الجمعة الماضية.", "2026-03-13"),
        ("سيحاكم يوم الجمعة المقبل.", "2026-03-20"),
        ("أوقف قبل يومين.", "2026-03-14"),
        ("He was arrested on 3 January.", "2026-01-03"),
        ("He was arrested on 3 December.", "2025-12-03"),
    ],
)
def test_what_is_left_out_comes_from_the_day_the_text_appeared(text: str, date: str) -> None:
    assert normals(text, Kind.DATE, MONDAY) == [date]


def test_without_that_day_nothing_is_guessed() -> None:
    assert normals("He was arrested yesterday, on Friday.", Kind.DATE, "") == []
    assert normals("He was arrested on 3 May.", Kind.DATE, "") == ["--05-03"]


@pytest.mark.parametrize("text", ["Llegó por la mañana.", "May he rest."])
def test_what_is_no_date_is_none(text: str) -> None:
    assert normals(text, Kind.DATE, MONDAY) == []


def test_a_day_that_does_not_exist_has_no_normal_form() -> None:
    assert normals("Fue el 31 de febrero de 2026.", Kind.DATE) == [""]


def test_a_hijri_date_is_found_and_not_converted() -> None:
    found = [one for one in drafted("عُقد في 12 رمضان 1447.").proposals if one.kind is Kind.DATE]
    assert [(one.value, one.normal) for one in found] == [("12 رمضان 1447", "")]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("On 14 March 2026 at 06:00 GMT it began.", "2026-03-14T06:00Z"),
        ("On 14 March 2026 at 8 pm it began.", "2026-03-14T20:00"),
        ("El 14 de marzo de 2026, a las 06:30 horas.", "2026-03-14T06:30"),
        ("El 14 de marzo de 2026, a las ocho de la tarde.", "2026-03-14T20:00"),
        ("Le 14 mars 2026 à 21h30.", "2026-03-14T21:30"),
        ("Le 14 mars 2026 à 20 heures.", "2026-03-14T20:00"),
        ("يوم 14 مارس 2026 على الساعة السادسة صباحا.", "2026-03-14T06:00"),
        ("يوم 14 مارس 2026 على الساعة 21:30 بالتوقيت العالمي.", "2026-03-14T21:30Z"),
        ("يوم 14 يوليوز 2026 على الساعة 21:30 بتوقيت مدريد.", "2026-07-14T21:30+02:00"),
        ("El 14 de julio de 2026 a las 10:00 hora peninsular.", "2026-07-14T10:00+02:00"),
    ],
)
def test_a_time_has_a_zone_only_where_the_text_names_one(text: str, time: str) -> None:
    assert time in normals(text, Kind.DATE, MONDAY)
