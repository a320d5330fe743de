"""Words about names that met: how two words met, how common one is, what speaks for and against.

Promises: closed lists; none of them is a number, since a likeness of names is no identity.
"""

from enum import StrEnum


class NameReason(StrEnum):
    """How one word of a name met one of another."""

    SAME = "same"
    UNWRITTEN = "unwritten"
    VOWELS = "vowels"
    NEAR = "near"
    INITIAL = "initial"
    SPLIT = "split"
    ABSENT_THERE = "absent_there"
    ABSENT_HERE = "absent_here"


class Rarity(StrEnum):
    """How often the consonants of a word occur in names."""

    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"


class NameEvidence(StrEnum):
    """What speaks for or against two written names meaning one person, or is not known."""

    RARE_WORD = "rare_word"
    YEAR_EQUAL = "year_equal"
    PLACE_EQUAL = "place_equal"
    PLACE_EQUAL_SPELLINGS = "place_equal_spellings"
    DOCUMENT_EQUAL = "document_equal"
    YEAR_DIFFERS = "year_differs"
    PLACE_DIFFERS = "place_differs"
    DOCUMENT_DIFFERS = "document_differs"
    COMMON_WORDS = "common_words"
    TOLD_OTHERWISE = "told_otherwise"
    WORD_ABSENT_THERE = "word_absent_there"
    WORD_ABSENT_HERE = "word_absent_here"
    PLACE_UNCLEAR = "place_unclear"
    YEAR_HERE = "year_here"
    YEAR_THERE = "year_there"
    PLACE_HERE = "place_here"
    PLACE_THERE = "place_there"
    DOCUMENT_UNTOLD = "document_untold"
    BIRTHDAY = "birthday"


class NameMet(StrEnum):
    """How what was found answers to what was asked: what a search is ordered by."""

    EXACT = "exact"
    SOUNDS = "sounds"
    ALIKE = "alike"


class NameFactor(StrEnum):
    """What two names met by beside their sounds: a name alone is never a key."""

    YEAR = "year"
    PLACE = "place"
    DOCUMENT = "document"
