"""Phones, accounts and documents: checked where a check exists, never out of a date or a sum."""

import pytest
from tests.unit.intake.drafts import normals

from tansiq.terms.intake import Kind


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("His number is +44 20 7946 0123.", "+442079460123"),
        ("اتصل على 0612-345678.", "+212612345678"),
        ("Usa el teléfono 600 000 456.", "+34600000456"),
        ("Il utilise le 01 99 00 56 78.", "+33199005678"),
        ("Le numéro +000 5550 142 est inventé.", "+0005550142"),
        ("Contact : 06 12 34 56 78", "+33612345678"),
    ],
)
def test_a_phone_is_brought_to_e164(text: str, normal: str) -> None:
    assert normals(text, Kind.PHONE) == [normal]


@pytest.mark.parametrize(("region", "normal"), [("", "0600000456"), ("MA", "+212600000456")])
def test_a_language_gives_no_phone_the_code_of_a_country(region: str, normal: str) -> None:
    """Arabic is written from Nouakchott to Muscat: a wrong code is another person's telephone."""
    for text in ("رقمه 0600000456 في الهاتف.", "هاتفه ٠٦٠٠٠٠٠٤٥٦."):
        assert normals(text, Kind.PHONE, region=region) == [normal]


@pytest.mark.parametrize(
    "text",
    [
        "They found 12,500 euros.",
        "On 14/03/2026 in 2026.",
        "The figure is 600000456.",
        "IMEI 490154203237518",
    ],
)
def test_figures_alone_are_no_phone(text: str) -> None:
    assert normals(text, Kind.PHONE) == []


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("account GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("cuenta ES91 2100 0418 4502 0005 1332", "ES9121000418450200051332"),
        ("الحساب MA64 0115 1900 0001 2050 0053 4921", "MA64011519000001205000534921"),
        ("the account GB82 WEST 1234 5698 7654 33 is wrong", ""),
        ("write to Y.Armand@Example.net now", "y.armand@example.net"),
        ("por Telegram (@rasil_demo)", "telegram:rasil_demo"),
        ("عبر تلغرام (@rasil_demo)", "telegram:rasil_demo"),
    ],
)
def test_an_account_is_normal_only_when_its_check_holds(text: str, normal: str) -> None:
    assert normals(text, Kind.ACCOUNT) == [normal]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("He held a passport with the number NX4471902.", "NX4471902"),
        ("titular del DNI 12345678Z", "12345678Z"),
        ("Su documento es 12345678Z.", "12345678Z"),
        ("porteur d'un passeport n° 12AB34567", "12AB34567"),
        ("ويحمل البطاقة الوطنية رقم BK123456.", "BK123456"),
        ("جواز سفره رقم XB1234567", "XB1234567"),
    ],
)
def test_a_document_is_found_by_its_name_or_its_check(text: str, normal: str) -> None:
    assert normals(text, Kind.DOCUMENT) == [normal]


def test_a_wrong_dni_without_its_name_is_none() -> None:
    assert normals("El código 12345678A no vale.", Kind.DOCUMENT) == []


def test_the_region_reads_numbers_without_prefix() -> None:
    assert normals("phone 0600000456", Kind.PHONE, region="MA") == ["+212600000456"]
