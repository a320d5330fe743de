"""The four catalogues of the pages say the same things."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import tansiq.web

FOLDER = Path(tansiq.web.__file__).parent
LANGUAGES = ["ar", "es", "fr", "en"]


def marked() -> set[str]:
    found = extract_from_dir(
        str(FOLDER / "templates"), method_map=[("**.html", "jinja2")], options_map={}
    )
    return {words[0] if isinstance(words, tuple) else words for _, _, words, _, _ in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_word_is_translated_and_no_other(language: str) -> None:
    """Requirement 11.7: no string untranslated in four languages."""
    with (FOLDER / "locale" / language / "LC_MESSAGES" / "tansiq.po").open("rb") as opened:
        words = read_po(opened, locale=language)
    translated = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in words
        if message.id
        and not message.fuzzy
        and all(message.string if isinstance(message.string, tuple) else [message.string])
    }
    assert translated == marked()
