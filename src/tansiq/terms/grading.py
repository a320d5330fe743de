"""Grades of a source and of its information: a scheme and a code, never a number.

Promises: a code means something only inside its scheme; grades have no order, across schemes or
within one. Does not: convert one scheme into another: every published mapping loses something.
Sources: Europol 4x4 (Regulation (EU) 2016/794, Article 29); UK 3x5x2 (College of Policing);
Admiralty code (STANAG 2511 as published).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tansiq.terms.errors import Invalid
from tansiq.terms.vocabulary import DomainWord


class Scheme(DomainWord):
    """A grading scheme."""

    EUROPOL_4X4 = "europol_4x4"
    UK_3X5X2 = "uk_3x5x2"
    ADMIRALTY = "admiralty"


# scheme -> letters of the source, of the information, of the handling part
_CODES: dict[Scheme, tuple[str, str, str]] = {
    Scheme.EUROPOL_4X4: ("ABCX", "1234", ""),
    Scheme.UK_3X5X2: ("123", "ABCDE", "PC"),
    Scheme.ADMIRALTY: ("ABCDEF", "123456", ""),
}


def source_codes(scheme: Scheme) -> tuple[str, ...]:
    """The codes a scheme has for a source."""
    return tuple(_CODES[scheme][0])


def information_codes(scheme: Scheme) -> tuple[str, ...]:
    """The codes a scheme has for information."""
    return tuple(_CODES[scheme][1])


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade; only UK 3x5x2 has a handling part, kept apart from the code."""

    scheme: Scheme
    source: str
    information: str
    handling: str = ""

    def __post_init__(self) -> None:
        """Refuse codes the scheme does not have: Invalid ``grade_unknown``."""
        source, information, handling = _CODES[Scheme(self.scheme)]
        one_each = len(self.source) == len(self.information) == 1 and len(self.handling) <= 1
        known = self.source in source and self.information in information
        if not one_each or not known or self.handling not in handling:
            raise Invalid("grade_unknown", value=f"{self.scheme}:{self._letters}"[:60])

    @staticmethod
    @lru_cache(maxsize=1024)
    def parse(text: str) -> Grade:
        """Read ``europol_4x4:A1`` or ``uk_3x5x2:1AP``; Invalid ``grade_unknown`` otherwise."""
        scheme, colon, code = text.partition(":")
        if not colon or scheme not in Scheme.__members__.values() or len(code) not in {2, 3}:
            raise Invalid("grade_unknown", value=text[:60])
        return Grade(Scheme(scheme), code[0], code[1], code[2:])

    @property
    def code(self) -> str:
        """Source and information, such as ``A1``; without the scheme it must not travel."""
        return self.source + self.information

    @property
    def _letters(self) -> str:
        return self.source + self.information + self.handling

    def __str__(self) -> str:
        """Give scheme and code, as ``parse`` reads them."""
        return f"{self.scheme.value}:{self._letters}"
