"""What the choices of a form say: codes with their words, in the reader's language.

Promises: every code of a list is offered, each with its words beside it, so that nobody grades or
marks by a letter alone. Codes inside an option are isolated by characters, for want of elements.
"""

from babel import Locale

from tansiq.terms import words
from tansiq.terms.category import Category
from tansiq.terms.grading import Scheme, information_codes, source_codes
from tansiq.terms.handling import HandlingCode, Tlp
from tansiq.terms.languages import Language
from tansiq.web.forms import LANGUAGES
from tansiq.web.speech import Speech

Options = tuple[tuple[str, str], ...]
Groups = tuple[tuple[str, Options], ...]


def apart(code: str) -> str:
    """A code inside a text, read from left to right."""
    return f"\u2066{code}\u2069"


def sources(language: Language) -> Groups:
    """The codes for a source by scheme."""
    return tuple(
        (
            words.say(scheme, "scheme", language),
            tuple(
                (f"{scheme.value}:{code}", _said(scheme, "source", code, language))
                for code in source_codes(scheme)
            ),
        )
        for scheme in Scheme
    )


def information(language: Language) -> Groups:
    """The codes for information by scheme; 3x5x2 with its handling part."""
    return tuple(
        (words.say(scheme, "scheme", language), tuple(_information(scheme, language)))
        for scheme in Scheme
    )


def _information(scheme: Scheme, language: Language) -> list[tuple[str, str]]:
    found = []
    for code in information_codes(scheme):
        said = _said(scheme, "information", code, language)
        if scheme is not Scheme.UK_3X5X2:
            found.append((f"{scheme.value}:{code}", said))
            continue
        for part in "PC":
            handled = words.say(scheme, f"handling_{part.lower()}", language)
            found.append((f"{scheme.value}:{code}{part}", f"{said} · {apart(part)} {handled}"))
    return found


def _said(scheme: Scheme, part: str, code: str, language: Language) -> str:
    return f"{apart(code)} — {words.say(scheme, f'{part}_{code.lower()}', language)}"


def handlings(language: Language) -> Options:
    """Handling codes."""
    return tuple(
        (one.value, f"{apart(one.value)} — {words.say('handling', one, language)}")
        for one in HandlingCode
    )


def labels(language: Language) -> Options:
    """TLP labels."""
    return tuple(
        (one.value, f"{apart(one.value)} — {words.say('tlp', one, language)}") for one in Tlp
    )


def categories(language: Language) -> Options:
    """Data-subject categories."""
    return tuple((one.value, words.say("category", one, language)) for one in Category)


def tongues(speech: Speech) -> Options:
    """Languages a text may be written in, by their names."""
    return tuple((code, _name(code, speech)) for code in LANGUAGES)


def _name(code: str, speech: Speech) -> str:
    return Locale.parse(code).get_display_name(speech.locale) or code
