"""Which of a few hundred texts answer a question, how, and by which words.

Promises: pure; a text answers when its keys hold every word of the question, or when it is likely
another spelling of the whole; all texts are compared at once. An order is by how they met, written
so, sounding so, or alike, and by nothing finer: no likeness is given out as a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tansiq.names.keys import Wanted, keys, meets, query_keys
from tansiq.names.reasons import Meeting, Reason
from tansiq.names.scoring import compare
from tansiq.names.words import SEAM, words
from tansiq.terms.naming import NameMet, NameReason

LIKELY = 0.5
"""Where as many pairs of the learning data are one name as are two."""
_LONGEST = 400
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

    keys: tuple[str, ...]
    whole: bool
    likely: bool
    how: NameMet
    words: tuple[WordsMet, ...] = ()


def answers(asked: str, names: Iterable[str], others: Iterable[str] = ()) -> Mapping[str, Answer]:
    """An answer for every text: `names` are compared by sound, `others` by their keys alone."""
    wanted, literal = query_keys(asked), _literal(asked)
    found = {text: _by_keys(text, wanted, literal) for text in others}
    heard = {text: _by_keys(text, wanted, literal) for text in names}
    open_ = [text for text, one in heard.items() if one.how is not NameMet.EXACT]
    pairs = [(asked[:_LONGEST], text[:_LONGEST]) for text in open_]
    for text, one in zip(open_, compare(pairs) if pairs else (), strict=True):
        met = tuple(_word(reason) for reason in one.reasons if reason.word and reason.other)
        missing = any(reason.word and not reason.other for reason in one.reasons)
        sound = not missing and all(word.how in _SOUND for word in met)
        known = heard[text]
        heard[text] = Answer(
            keys=known.keys,
            whole=known.whole,
            likely=one.score >= LIKELY and len(met) > 1,
            how=NameMet.SOUNDS if sound else NameMet.ALIKE,
            words=tuple(word for word in met if word.asked != word.found),
        )
    return {**found, **heard}


def _by_keys(text: str, wanted: Sequence[Wanted], literal: frozenset[str]) -> Answer:
    found = keys(text)
    exact = bool(literal) and literal <= set(found)
    return Answer(
        found, meets(wanted, found), likely=False, how=NameMet.EXACT if exact else NameMet.ALIKE
    )


def _literal(asked: str) -> frozenset[str]:
    """The keys of the words of a question as they are written."""
    return frozenset(
        f"d{one.forms[0]}" if one.number else f"w{one.forms[0].replace(SEAM, '')}"
        for one in words(asked)
        if not one.optional
    )


def _word(reason: Reason) -> WordsMet:
    how = _PLAIN.get(reason.how)
    if how is None:
        across = reason.word.isascii() != reason.other.isascii()
        how = NameReason.UNWRITTEN if across else NameReason.VOWELS
    return WordsMet(reason.word.replace(SEAM, " "), reason.other.replace(SEAM, " "), how)
