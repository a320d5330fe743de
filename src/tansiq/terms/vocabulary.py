"""The base of every closed list of words: a text outside the list is refused by name.

Promises: ``SomeWord(text)`` returns a member or raises Invalid ``word_unknown``. Does not: give the
words a person reads; ``terms.words`` does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NoReturn

from tansiq.terms.errors import Invalid


class DomainWord(StrEnum):
    """A word of the field, spelt in snake_case on the wire."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        choices = ", ".join(str(one.value) for one in cls)
        raise Invalid("word_unknown", list=cls.__name__, value=str(value)[:60], choices=choices)
