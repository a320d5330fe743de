"""Identifiers written in two ways meet in one form; what is none is refused with its line."""

import pytest

from tansiq.subjects.norm_samples import samples, samples_digest
from tansiq.subjects.normal import TYPES, normal, normal_set
from tansiq.terms.errors import Invalid

ALIKE = [
    ("phone", [("٠٦٦١-٢٣٤٥٦٧", "MA"), ("+212 (661) 23-45-67", ""), ("00212661234567", "ES")]),
    ("imei", [("49-015420-323751-8", ""), ("٤٩٠١٥٤٢٠٣٢٣٧٥١", ""), ("4901542032375199", "")]),
    ("email", [("A.B@Example.ORG", ""), ("a.b@example.org.", ""), ("\u200fa.b@example.org", "")]),
    ("account", [("X:@Some_One", ""), ("twitter:some_one", "")]),
    ("account", [("whatsapp:0661234567", "MA"), ("WhatsApp: +212661234567", "FR")]),
    ("document", [("ab<123456<<", "MA"), ("ma:AB 123-456", "ES")]),
    ("iban", [("gb82 west 1234 5698 7654 32", ""), ("GB82WEST12345698765432", "FR")]),
    ("plate", [("١٢٣٤٥|أ|٦", "MA"), ("MA:12345-a-6", "ES")]),
    ("file", [("AB" * 32, ""), ("sha256:" + "ab" * 32, "")]),
    ("crypto", [("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", ""),
                ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "written"), ALIKE)
def test_one_identifier_has_one_form(kind: str, written: list[tuple[str, str]]) -> None:
    forms = {normal(kind, text, region) for text, region in written}
    assert len(forms) == 1
    form = forms.pop()
    assert normal(kind, form) == form, "a normal form is its own"


BAD = [
    ("phone", "661234567", ""), ("phone", "harbour", "MA"), ("imei", "490154203237519", ""),
    ("imei", "1234", ""), ("email", "nobody", ""), ("email", "a b@example.org", ""),
    ("account", "someone", ""), ("account", "telegram:", ""), ("document", "AB123456", ""),
    ("document", "MA:AB!23456", ""), ("iban", "GB83WEST12345698765432", ""), ("iban", "", ""),
    ("plate", "12345", ""), ("file", "ab" * 31, ""),
    ("crypto", "1NEDqZPvTWRaoho48qXuLLsrYomMXPABfE", ""),
    ("crypto", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", ""), ("face", "x", ""),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "region"), BAD)
def test_what_is_no_identifier_is_refused(kind: str, text: str, region: str) -> None:
    with pytest.raises(Invalid) as caught:
        normal(kind, text, region)
    assert caught.value.code.startswith("identifier_")


def test_a_set_is_sorted_once_each_and_names_what_it_could_not_read() -> None:
    found, unread = normal_set("phone", ["0661234567", "+212661234567", "", "0661000000"], "ma")
    assert found == ("+212661000000", "+212661234567")
    assert [(one.line, one.code) for one in unread] == [(3, "identifier_phone")]


def test_public_samples_fix_each_form_of_version_1() -> None:
    """These digests never change: a better form is version 2."""
    assert {kind: samples_digest(kind)[:8] for kind in TYPES} == {
        "account": "372fbb06", "crypto": "e9e6137c", "document": "59db8c4c", "email": "edfe9f13",
        "file": "8e3023ee", "iban": "9bf73491", "imei": "bdff71cc", "phone": "617e13b5",
        "plate": "1c92578e",
    }  # fmt: skip
    assert all(len(samples(kind)) >= 2 for kind in TYPES)
