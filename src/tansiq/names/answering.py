"""Which of a few hundred texts answer a question, how, and by which words.

Promises: pure; a text answers when its keys hold every word of the question, or when it is likely
another spelling of the whole; what is to be compared by sound is compared at once. An order is by
how they met, written so, sounding so, or alike, and by nothing finer: no likeness is given out as
a number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from tansiq.names.keys import keys, meets, query_keys
from tansiq.names.reasons import Meeting, Reason
from tansiq.names.scoring import Compared, compare
from tansiq.names.words import SEAM, tokens, words
from tansiq.terms.naming import NameMet, NameReason

LIKELY = 0.5
"""Where as many pairs of the learning data are one name as are two."""
_LONGEST = 400
_ORDER = list(NameMet)
_SOUND = frozenset({NameReason.SAME, NameReason.UNWRITTEN, NameReason.SPLIT})
_PLAIN = {
    Meeting.SAME: NameReason.SAME,
    Meeting.NEAR: NameReason.NEAR,
    Meeting.INITIAL: NameReason.INITIAL,
    Meeting.SPLIT: NameReason.SPLIT,
}


@dataclass(frozen=True, slots=True)
class WordsMet:
    """A word of the question, the word that it met, and how."""

    asked: str
    found: str
    how: NameReason


@dataclass(frozen=True, slots=True)
class Answer:
    """How a text answers: with all words, or in part; the words that met otherwise than as written.

    `likely` says that the text may be the name asked for although a key is missing.
    """

    whole: bool
    how: NameMet
    likely: bool = False
    words: tuple[WordsMet, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the text answers by itself."""
        return self.whole or self.likely


def rank(how: Iterable[NameMet]) -> int:
    """Where something stands that met in these ways: the best counts."""
    return min((_ORDER.index(one) for one in how), default=len(_ORDER))


class Question:
    """A question with the answers of the texts that were looked at so far."""

    def __init__(self, text: str) -> None:
        """Read the question; one without a word is answered by nothing."""
        self.text = text
        self.wanted = query_keys(text)
        self._needed = [one for one in words(text) if not one.optional]
        self._numbers = all(one.number for one in self._needed)
        self._literal = frozenset(
            token for one in self._needed for token in one.forms[0].split(SEAM)
        )
        self._answers: dict[str, Answer] = {}
        self._keys: dict[str, tuple[str, ...]] = {}

    def answer(self, text: str) -> Answer:
        """The answer as far as it is known: by keys until it is compared."""
        found = self._answers.get(text)
        if found is None:
            found = self._answers[text] = self._by_keys(text)
        return found

    def together(self, texts: Iterable[str]) -> bool:
        """Whether texts hold every word of the question between them."""
        return meets(self.wanted, {key for one in texts for key in self._keys_of(one)})

    def part(self, text: str) -> bool:
        """Whether a text holds a word of the question."""
        found = self._keys_of(text)
        return any(meets((word,), found) for word in self.wanted)

    def compare(self, names: Iterable[str]) -> None:
        """Compare by sound the names that are not written so; numbers have none."""
        open_ = [one for one in dict.fromkeys(names) if self.answer(one).how is not NameMet.EXACT]
        if self._numbers or not open_:
            return
        pairs = [(self.text[:_LONGEST], one[:_LONGEST]) for one in open_]
        for name, one in zip(open_, compare(pairs), strict=True):
            self._answers[name] = _heard(self._answers[name], one)

    def _keys_of(self, text: str) -> tuple[str, ...]:
        found = self._keys.get(text)
        if found is None:
            found = self._keys[text] = keys(text)
        return found

    def _by_keys(self, text: str) -> Answer:
        if self._literal and self._literal.issubset(tokens(text)):
            return Answer(whole=True, how=NameMet.EXACT)
        found = self._keys_of(text)
        exact = self._numbers and self._digits.issubset(found)
        return Answer(meets(self.wanted, found), NameMet.EXACT if exact else NameMet.ALIKE)

    @cached_property
    def _digits(self) -> frozenset[str]:
        return frozenset(f"d{one.forms[0]}" for one in self._needed)


def _heard(known: Answer, one: Compared) -> Answer:
    met = tuple(_word(reason) for reason in one.reasons if reason.word and reason.other)
    missing = any(reason.word and not reason.other for reason in one.reasons)
    sound = not missing and all(word.how in _SOUND for word in met)
    return replace(
        known,
        likely=one.score >= LIKELY and len(met) > 1,
        how=NameMet.SOUNDS if sound else NameMet.ALIKE,
        words=tuple(word for word in met if word.asked != word.found),
    )


def _word(reason: Reason) -> WordsMet:
    how = _PLAIN.get(reason.how)
    if how is None:
        across = reason.word.isascii() != reason.other.isascii()
        how = NameReason.UNWRITTEN if across else NameReason.VOWELS
    return WordsMet(reason.word.replace(SEAM, " "), reason.other.replace(SEAM, " "), how)
