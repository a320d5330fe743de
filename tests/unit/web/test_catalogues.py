"""The catalogues of the pages say the same things in four languages, and lack nothing."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tansiq.terms.languages import Language
from tansiq.web.speech import catalogue

LANGUAGES = ["ar", "es", "fr", "en"]


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    path = Path(__file__).resolve().parents[3] / "assets" / "messages.py"
    spec = importlib.util.spec_from_file_location("messages", path)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_word_is_translated_and_no_other(messages: ModuleType, language: str) -> None:
    """Requirement 11.7: no string untranslated in four languages."""
    said = {word for words in messages.gathered().values() for word in words}
    assert len(said) > 100
    known = {
        word: text
        for word, text in messages.known(language).items()
        if all(text if isinstance(text, tuple | list) else [text])
    }
    assert set(known) == said


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "لا قيد ينتظر"), (1, "قيد واحد ينتظر"), (2, "قيدان ينتظران"), (3, "%(num)s قيود تنتظر"),
     (11, "%(num)s قيداً ينتظر"), (100, "%(num)s قيد ينتظر")],
)  # fmt: skip
def test_arabic_plurals_have_their_own_forms(number: int, words: str) -> None:
    said = catalogue(Language.AR).ngettext("%(num)s entry waits", "%(num)s entries wait", number)
    assert said == words
