"""Why two names met, word by word, for a person to judge: sounds side by side, how common each is.

Promises: pure; each word of both names is told once, as it is written, with the sounds that differ
marked; no score. A person is told which word is missing on which side, and that it proves nothing.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tansiq.names.costs import COSTS, NUMBER, SOUND
from tansiq.names.dividing import divided
from tansiq.names.keys import keys
from tansiq.names.reasons import Meeting, Reason
from tansiq.names.scoring import compare
from tansiq.names.sounding import coded, sounded
from tansiq.names.spelling import ARABIC, LITTLE
from tansiq.names.weighing import common
from tansiq.terms.naming import NameReason, Rarity

_HEARD = 0.1
"""A difference that costs no more is no difference to a listener."""
_COMMON = 1 / 500
_TOKENS = re.compile(r"[^\s,،;؛]+")
_MOST_JOINED = 3
_VOWELS = frozenset("aeiou")
_SPELT = {
    "T": "th", "S": "sh", "X": "kh", "G": "gh", "D": "dh", "Z": "z", "J": "zh", "c": "ch", "x": "h",
    "H": "h", "A": "a", "W": "u", "Y": "i", "3": "ʿ", "E": "a", "Q": "a",
}  # fmt: skip
_HOW = {
    Meeting.SAME: NameReason.SAME,
    Meeting.NEAR: NameReason.NEAR,
    Meeting.INITIAL: NameReason.INITIAL,
    Meeting.SPLIT: NameReason.SPLIT,
}


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound in Latin letters, and whether the other side has another or none."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class WordMeeting:
    """A word of ours and one of theirs; what is missing is empty."""

    ours: str
    ours_sounds: tuple[Sound, ...]
    theirs_sounds: tuple[Sound, ...]
    theirs: str
    reason: NameReason
    rarity: Rarity


def explained(ours: str, theirs: str) -> tuple[WordMeeting, ...]:
    """The words of two names as they met, ours in their order, then theirs that met none."""
    heard = _Written(ours), _Written(theirs)
    found = _met_by_key(compare([(ours, theirs)])[0].reasons, heard)
    told = [_meeting(one, heard) for one in found]
    return tuple(sorted(told, key=lambda one: (not one.ours, ours.find(one.ours))))


def _met_by_key(reasons: Sequence[Reason], written: tuple["_Written", "_Written"]) -> list[Reason]:
    """Words that the sum of sounds leaves alone may still be one under the keys of a search."""
    free = {one.other: set(keys(written[1].of(one.other))) for one in reasons if not one.word}
    found = []
    for one in reasons:
        if one.word and not one.other:
            own = set(keys(written[0].of(one.word)))
            other = next((it for it, known in free.items() if own & known), "")
            free.pop(other, None)
            one = Reason(one.word, other, Meeting.NEAR if other else one.how)  # noqa: PLW2901
        if one.word:
            found.append(one)
    return [*found, *(Reason("", other, Meeting.ALONE) for other in free)]


class _Written:
    """The words of a name as they stand in it."""

    def __init__(self, name: str) -> None:
        tokens = _TOKENS.findall(name)
        texts = [
            (tokens[start:end], bool(start) and tokens[start - 1].casefold() in LITTLE)
            for width in range(1, _MOST_JOINED + 1)
            for start, end in zip(range(len(tokens)), range(width, len(tokens) + 1), strict=False)
        ]
        names = divided([" ".join(run) for run, _ in texts])
        self._runs: dict[str, str] = {}
        for (run, after_particle), places in zip(texts, names.places, strict=True):
            found = [one for one in places if one >= 0]
            if len(found) == 1:
                start = tokens.index(run[0])
                whole = tokens[start - 1 : start + len(run)] if after_particle else run
                word = str(names.words[found[0]]).replace("ٲ", "ا")
                self._runs.setdefault(word, " ".join(whole))

    def of(self, words: str) -> str:
        """A word, or two that were written apart, as the writer wrote them."""
        return self._runs.get(words) or " ".join(
            self._runs.get(one, one.replace("-", " ")) for one in words.split(" ")
        )


def _meeting(reason: Reason, written: tuple[_Written, _Written]) -> WordMeeting:
    whole = reason.how not in {Meeting.SPLIT, Meeting.INITIAL}
    left, right = _marked(reason.word, reason.other, whole=whole)
    rarest = [rarity(one) for one in (reason.word, reason.other) if one]
    return WordMeeting(
        ours=written[0].of(reason.word) if reason.word else "",
        ours_sounds=left,
        theirs_sounds=right,
        theirs=written[1].of(reason.other) if reason.other else "",
        reason=_how(reason, {one.text for one in (*left, *right) if one.differs}),
        rarity=min(rarest, key=list(Rarity).index),
    )


def _how(reason: Reason, apart: Collection[str]) -> NameReason:
    """`apart` are the sounds that differ."""
    if not reason.other:
        return NameReason.ABSENT_THERE
    if not reason.word:
        return NameReason.ABSENT_HERE
    found = _HOW.get(reason.how, NameReason.NEAR)
    consonants = reason.how is Meeting.CONSONANTS or _VOWELS.issuperset(apart)
    if found is not NameReason.NEAR or not consonants:
        return found
    if _arabic(reason.word) != _arabic(reason.other):
        return NameReason.UNWRITTEN
    return NameReason.VOWELS if apart else NameReason.SAME


def _arabic(word: str) -> bool:
    return bool(ARABIC.search(word))


def rarity(word: str) -> Rarity:
    """How common the consonants of a word are among names."""
    counted, held = common()
    (skeleton,) = sounded([word]).skeletons
    found = held.get(skeleton, 0)
    if not found:
        return Rarity.RARE
    return Rarity.COMMON if found >= counted * _COMMON else Rarity.UNCOMMON


def _marked(one: str, other: str, *, whole: bool) -> tuple[tuple[Sound, ...], tuple[Sound, ...]]:
    """The sounds of two words, those that differ marked where both words are whole."""
    left, right = coded([one]) if one else "", coded([other]) if other else ""
    if not left or not right or not whole:
        return _spelt(left, ()), _spelt(right, ())
    apart = _apart(left, right, across=_arabic(one) != _arabic(other))
    return _spelt(left, apart[0]), _spelt(right, apart[1])


def _spelt(code: str, apart: Iterable[int]) -> tuple[Sound, ...]:
    places = set(apart)
    return tuple(Sound(_SPELT.get(char, char), at in places) for at, char in enumerate(code))


def _apart(left: str, right: str, *, across: bool) -> tuple[set[int], set[int]]:
    """Places of the sounds that cost something on the cheapest way from one word to the other."""
    swap = COSTS[int(across)] / SOUND
    lost = swap[0]
    ones, others = _numbers(left), _numbers(right)
    table = np.zeros((len(ones) + 1, len(others) + 1))
    table[1:, 0] = np.cumsum(lost[ones])
    table[0, 1:] = np.cumsum(lost[others])
    for at, one in enumerate(ones, 1):
        for to, two in enumerate(others, 1):
            table[at, to] = min(
                table[at - 1, to - 1] + swap[one, two],
                table[at - 1, to] + lost[one],
                table[at, to - 1] + lost[two],
            )
    return _traced(table, (ones, others), (swap, lost))


def _traced(
    table: np.ndarray, codes: tuple[list[int], list[int]], costs: tuple[np.ndarray, np.ndarray]
) -> tuple[set[int], set[int]]:
    (ones, others), (swap, lost) = codes, costs
    at, to = len(ones), len(others)
    found: tuple[set[int], set[int]] = set(), set()
    while at or to:
        if (
            at
            and to
            and np.isclose(
                table[at, to], table[at - 1, to - 1] + swap[ones[at - 1], others[to - 1]]
            )
        ):
            at, to = at - 1, to - 1
            if swap[ones[at], others[to]] > _HEARD:
                found[0].add(at)
                found[1].add(to)
        elif at and np.isclose(table[at, to], table[at - 1, to] + lost[ones[at - 1]]):
            at -= 1
            if lost[ones[at]] > _HEARD:
                found[0].add(at)
        else:
            to -= 1
            if lost[others[to]] > _HEARD:
                found[1].add(to)
    return found


def _numbers(code: str) -> list[int]:
    return [NUMBER.get(char, NUMBER["#"]) for char in code]
