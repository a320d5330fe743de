"""The four languages of the interface and their writing direction.

Promises: every text Tansiq shows exists in each of them. Does not: choose a region's formats
(``ar-MA`` differs from ``ar-EG``); that belongs to the agency's settings.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Language(StrEnum):
    """A language of the interface, by its ISO 639-1 code."""

    AR = "ar"
    ES = "es"
    FR = "fr"
    EN = "en"

    @property
    def direction(self) -> Literal["rtl", "ltr"]:
        """The value of the ``dir`` attribute for text in this language."""
        return "rtl" if self is Language.AR else "ltr"

    @property
    def own_name(self) -> str:
        """The name of the language in the language itself."""
        return _OWN_NAMES[self]


_OWN_NAMES = {
    Language.AR: "العربية",
    Language.ES: "español",
    Language.FR: "français",
    Language.EN: "English",
}


def language_of(tag: str) -> Language:
    """The language a tag such as ``ar-MA`` or ``fr_FR`` asks for; English when none of ours."""
    primary = tag.replace("_", "-").split("-", 1)[0].strip().lower()
    try:
        return Language(primary)
    except ValueError:
        return Language.EN
