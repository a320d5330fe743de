import pytest

from tansiq.terms.errors import Invalid
from tansiq.terms.text import check_identifier_text, has_hidden, is_nfc, reveal_controls, to_nfc
from tansiq.terms.visible import hidden_in_identifier

DECEIVERS = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u061c",
    "\u202a",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u180e",
    "\u3164",
    "\uffa0",
    "\ufe0f",
    "\U000e0041",
    "\0",
    "\x1b",
    "\x7f",
    "\x85",
    "\u2028",
    "\u2029",
]


@pytest.mark.parametrize("character", DECEIVERS)
def test_an_identifier_with_a_hidden_character_is_refused(character: str) -> None:
    """11.7: identifiers cannot be made to read as another."""
    with pytest.raises(Invalid) as caught:
        check_identifier_text(f"ab{character}cd")
    assert caught.value.code == "text_hidden_character"
    assert hidden_in_identifier(f"ab{character}cd") == f"U+{ord(character):04X}"


@pytest.mark.parametrize("text", ["AB-12/2026", "ملف 12", "causa nº 4", "dossier 7 bis"])
def test_a_plain_identifier_in_any_language_passes(text: str) -> None:
    assert check_identifier_text(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("e\u0301", "text_not_normal_form"),
        ("", "text_blank_edge"),
        (" a", "text_blank_edge"),
        ("a\u00a0", "text_blank_edge"),
        ("a\tb", "text_hidden_character"),
    ],
)
def test_an_identifier_has_one_spelling(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_identifier_text(text)
    assert caught.value.code == code


def test_running_text_shows_its_controls() -> None:
    """DESIGN 3: bidirectional and zero-width controls are made visible in text."""
    assert reveal_controls("pay\u202e001\u202c now\u200b") == "pay⟨U+202E⟩001⟨U+202C⟩ now⟨U+200B⟩"
    assert has_hidden("a\u2066b")


@pytest.mark.parametrize(
    "text", ["plain", "سطر\nثان\tعمود", "نامه\u200cها", "👨\u200d👩\u200d👧 ❤\ufe0f", "café\r\n"]
)
def test_honest_text_is_left_as_it_is(text: str) -> None:
    assert reveal_controls(text) == text
    assert not has_hidden(text)


def test_normal_form() -> None:
    assert to_nfc("e\u0301") == "é"
    assert is_nfc("é")
    assert not is_nfc("e\u0301")
