"""What is measured of two aligned names before they are weighed; each measure has a name.

Promises: pure; the measures are told in the order of `MEASURES`, one column each. Does not: weigh.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tansiq.names.aligning import Aligned, Side, surely
from tansiq.names.dividing import MOST

BEYOND = (0.5, 0.7, 0.9)

Column = NDArray[np.float64]
STEPS = (0.0, 0.35, 0.5, 0.6, 0.7, 0.78, 0.86, 0.93, 1.0)
"""Likenesses between which a word's part in the score is drawn as straight lines."""
_NOTHING = 1e-6


def measures(pairs: Aligned) -> dict[str, Column]:
    """All measures of pairs of names, by name."""
    sure = surely(pairs.one.met) * pairs.one.present
    sure_other = surely(pairs.other.met) * pairs.other.present
    found = dict(_shares(pairs, sure, sure_other))
    found |= _counts(pairs, sure)
    found |= _families(pairs, sure, sure_other)
    found |= dict(_curves(pairs))
    found |= dict(_letters(pairs))
    return found


def _share(part: Column, side: Side) -> Column:
    total = np.maximum(side.weights.sum(1), _NOTHING)
    return np.asarray((part * side.weights).sum(1) / total, np.float64)


def _over(column: Column, least: float) -> Column:
    return np.maximum(column - least, 0.0)


def _shares(pairs: Aligned, sure: Column, other: Column) -> Iterator[tuple[str, Column]]:
    """How much of each name is met, by weight."""
    ones, others = _share(sure, pairs.one), _share(other, pairs.other)
    soft, softer = _share(pairs.one.met, pairs.one), _share(pairs.other.met, pairs.other)
    less, most = np.minimum(ones, others), np.maximum(ones, others)
    yield "share_most", most
    yield "share_least", less
    yield "share_least_over_half", _over(less, 0.5)
    yield "share_both", 2 * ones * others / (ones + others + _NOTHING)
    yield "likeness_most", np.maximum(soft, softer)
    yield "likeness_least", np.minimum(soft, softer)
    met = (sure * pairs.one.weights).sum(1)
    yield "rarity_met", met
    yield "rarity_met_over_4", _over(met, 4)
    yield "rarity_met_over_8", _over(met, 8)
    yield "rarest_met", (sure * pairs.one.weights).max(1)
    alone = ((1 - sure) * pairs.one.weights).sum(1)
    alone_other = ((1 - other) * pairs.other.weights).sum(1)
    fewer = np.minimum(alone, alone_other)
    yield "rarity_alone_least", fewer
    yield "rarity_alone_over_2", _over(fewer, 2)
    yield "rarity_alone_most", np.maximum(alone, alone_other)


def _counts(pairs: Aligned, sure: Column) -> dict[str, Column]:
    """How many words are met, how many there are, and whether they keep their order."""
    words, words_other = pairs.one.present.sum(1), pairs.other.present.sum(1)
    few = np.minimum(words, words_other)
    met = (sure > 0.5).sum(1)
    single = few <= 1
    return {
        "words_met": met.astype(float),
        "words_least": few.astype(float),
        "words_more": np.abs(words - words_other).astype(float),
        "all_met": (met >= few).astype(float),
        "two_met": (met >= 2).astype(float),
        "three_met": (met >= 3).astype(float),
        "single_word": single.astype(float),
        "single_word_rarity": single * (sure * pairs.one.weights).sum(1),
        "worst_met": np.where(pairs.to >= 0, pairs.one.met, 1.0).min(1),
        "two_scripts": pairs.across.astype(float),
        "turned": _turned(pairs, sure),
    }


def _turned(pairs: Aligned, sure: Column) -> Column:
    """Pairs of met words that stand in the other order."""
    found = np.zeros(len(sure))
    good = (sure > 0.5) & (pairs.to >= 0)
    for one in range(MOST):
        for later in range(one + 1, MOST):
            found += good[:, one] & good[:, later] & (pairs.to[:, one] > pairs.to[:, later])
    return found


def _families(pairs: Aligned, sure: Column, other: Column) -> dict[str, Column]:
    """Where both writers set the family name apart: whether it is met as such."""
    family, theirs = pairs.one.family, pairs.other.family
    both = np.asarray(family.any(1) & theirs.any(1))[:, None]
    as_family = np.take_along_axis(theirs, np.maximum(pairs.to, 0), 1)
    good = (sure > 0.5) & (pairs.to >= 0) & both
    met = sure * pairs.one.weights
    alone = (1 - sure) * pairs.one.weights
    alone_other = (1 - other) * pairs.other.weights
    return {
        "family_as_given": (good & (family != as_family)).sum(1).astype(float),
        "family_met": (met * (good & family & as_family)).sum(1),
        "given_met": (met * (good & ~family & ~as_family)).sum(1),
        "family_alone": both[:, 0]
        * np.minimum((alone * family).sum(1), (alone_other * theirs).sum(1)),
        "given_alone": both[:, 0]
        * np.minimum((alone * ~family).sum(1), (alone_other * ~theirs).sum(1)),
    }


def _curves(pairs: Aligned) -> Iterator[tuple[str, Column]]:
    """How likeness counts, word by word, in the lighter and in the heavier name."""
    turn = (pairs.one.weights.sum(1) > pairs.other.weights.sum(1))[:, None]
    for name, one, other in (
        ("lighter", pairs.other, pairs.one),
        ("heavier", pairs.one, pairs.other),
    ):
        weights = np.where(turn, one.weights, other.weights)
        met = np.where(turn, one.met, other.met)
        total = np.maximum(weights.sum(1), _NOTHING)
        for step, near in zip(STEPS, _near(met), strict=True):
            heard = near * (weights > 0)
            if name == "lighter":
                yield f"lighter_words_at_{step}", heard.sum(1)
            yield f"{name}_rarity_at_{step}", (heard * weights).sum(1)
            yield f"{name}_share_at_{step}", (heard * weights).sum(1) / total


def _letters(pairs: Aligned) -> Iterator[tuple[str, Column]]:
    """Likeness of letters in one script, and how far it goes beyond what chance gives."""
    for name, column in pairs.letters.items():
        yield name, column
        for least in BEYOND:
            yield f"{name}_over_{least}", _over(column, least)


def _near(likeness: Column) -> Iterator[Column]:
    """How near a likeness is to each step: 1 at the step, 0 at its neighbours."""
    likeness = np.clip(likeness, 0, 1)
    for number, step in enumerate(STEPS):
        below = STEPS[number - 1] if number else step - 1
        above = STEPS[number + 1] if number + 1 < len(STEPS) else step + 1
        rising = (likeness - below) / (step - below)
        falling = (above - likeness) / (above - step)
        yield np.clip(np.minimum(rising, falling), 0, 1)
