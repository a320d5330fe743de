"""What is measured of two aligned names before they are weighed; each measure has a name.

Promises: pure; the measures are told in one order, one column each. Does not: weigh. Tables stand
with a row a word and a column a pair here, so that sums over words are sums of whole rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tansiq.names.aligning import Aligned, Side
from tansiq.names.compiled import MOST, WHOLE
from tansiq.names.kernel import SURE

BEYOND = (0.5, 0.7, 0.9)

Column = NDArray[np.float64]
Flags = NDArray[np.bool_]
STEPS = (0.0, 0.35, 0.5, 0.6, 0.7, 0.78, 0.86, 0.93, 1.0)
"""Likenesses between which a word's part in the score is drawn as straight lines."""
_KINDS = ("words", "rarity", "share")
_NOTHING = 1e-6
_LIKENESS = np.arange(WHOLE + 1) / WHOLE


@dataclass(frozen=True, slots=True)
class _Side:
    """One name of each pair, turned: a row a word."""

    weights: Column
    near: NDArray[np.int16]
    sure: Column
    family: Flags
    present: Flags
    total: Column


def _turned_side(side: Side) -> _Side:
    weights = np.ascontiguousarray(side.weights.T)
    near = np.ascontiguousarray(side.met.T)
    present = np.ascontiguousarray(side.present.T)
    family = np.ascontiguousarray(side.family.T)
    total = np.maximum(weights.sum(0), _NOTHING)
    return _Side(weights, near, SURE[near] * present, family, present, total)


def measures(pairs: Aligned) -> dict[str, Column]:
    """All measures of pairs of names, by name."""
    one, other = _turned_side(pairs.one), _turned_side(pairs.other)
    return _straight(pairs, one, other) | dict(_curves(one, other))


def weighed_sum(pairs: Aligned, weights: Mapping[str, float]) -> Column:
    """The sum of all measures of each pair, each with its weight.

    The curves are drawn once for all likenesses, which is the same sum in another order.
    """
    one, other = _turned_side(pairs.one), _turned_side(pairs.other)
    found = _straight(pairs, one, other)
    total = np.zeros(len(pairs.to))
    for name, column in found.items():
        total += weights[name] * column
    for name, side_weights, near, whole in _sides(one, other):
        words, rarity, share = (_curve(weights, f"{name}_{kind}") for kind in _KINDS)
        total += (words[near] * (side_weights > 0) + rarity[near] * side_weights).sum(0)
        total += (share[near] * side_weights).sum(0) / whole
    return total


def _curve(weights: Mapping[str, float], name: str) -> Column:
    """What each likeness adds to the sum; nothing where this is not measured."""
    hats = zip(STEPS, _HATS, strict=True)
    lines = [weights.get(f"{name}_at_{step}", 0.0) * hat for step, hat in hats]
    return np.asarray(np.sum(lines, 0), np.float64)


def _straight(pairs: Aligned, one: _Side, other: _Side) -> dict[str, Column]:
    """The measures that are no curves."""
    to = np.ascontiguousarray(pairs.to.T)
    found = dict(_shares(one, other))
    found |= _counts(one, other, to)
    found["two_scripts"] = pairs.across.astype(float)
    found |= _families(one, other, to)
    found |= dict(_letters(pairs))
    return found


def _over(column: Column, least: float) -> Column:
    return np.maximum(column - least, 0.0)


def _shares(one: _Side, other: _Side) -> Iterator[tuple[str, Column]]:
    """How much of each name is met, by weight."""
    met = (one.sure * one.weights).sum(0)
    ones, others = met / one.total, (other.sure * other.weights).sum(0) / other.total
    soft, softer = (
        (_LIKENESS[side.near] * side.weights).sum(0) / side.total for side in (one, other)
    )
    less, most = np.minimum(ones, others), np.maximum(ones, others)
    yield "share_most", most
    yield "share_least", less
    yield "share_least_over_half", _over(less, 0.5)
    yield "share_both", 2 * ones * others / (ones + others + _NOTHING)
    yield "likeness_most", np.maximum(soft, softer)
    yield "likeness_least", np.minimum(soft, softer)
    yield "rarity_met", met
    yield "rarity_met_over_4", _over(met, 4)
    yield "rarity_met_over_8", _over(met, 8)
    yield "rarest_met", (one.sure * one.weights).max(0)
    alone = ((1 - one.sure) * one.weights).sum(0)
    alone_other = ((1 - other.sure) * other.weights).sum(0)
    fewer = np.minimum(alone, alone_other)
    yield "rarity_alone_least", fewer
    yield "rarity_alone_over_2", _over(fewer, 2)
    yield "rarity_alone_most", np.maximum(alone, alone_other)


def _counts(one: _Side, other: _Side, to: NDArray[np.int16]) -> dict[str, Column]:
    """How many words are met, how many there are, and whether they keep their order."""
    words, words_other = one.present.sum(0), other.present.sum(0)
    few = np.minimum(words, words_other)
    good = one.sure > 0.5
    met = good.sum(0)
    single = few <= 1
    whole = one.near == WHOLE
    rarity = (whole * one.weights).sum(0)
    return {
        "words_same": whole.sum(0).astype(float),
        "all_same": (whole.sum(0) >= few).astype(float),
        "rarity_same": rarity,
        "rarity_same_over_8": _over(rarity, 8),
        "words_met": met.astype(float),
        "words_least": few.astype(float),
        "words_more": np.abs(words - words_other).astype(float),
        "all_met": (met >= few).astype(float),
        "two_met": (met >= 2).astype(float),
        "three_met": (met >= 3).astype(float),
        "single_word": single.astype(float),
        "single_word_rarity": single * (one.sure * one.weights).sum(0),
        "worst_met": _LIKENESS[np.where(to >= 0, one.near, WHOLE).min(0)],
        "turned": _turned(good & (to >= 0), to),
    }


def _turned(good: Flags, to: NDArray[np.int16]) -> Column:
    """Pairs of met words that stand in the other order."""
    found = np.zeros(good.shape[1])
    for one in range(MOST):
        for later in range(one + 1, MOST):
            found += good[one] & good[later] & (to[one] > to[later])
    return found


def _families(one: _Side, other: _Side, to: NDArray[np.int16]) -> dict[str, Column]:
    """Where both writers set the family name apart: whether it is met as such."""
    names = ("family_as_given", "family_met", "given_met", "family_alone", "given_alone")
    found = {name: np.zeros(to.shape[1]) for name in names}
    both = np.flatnonzero(one.family.any(0) & other.family.any(0))
    if not len(both):
        return found
    family, theirs, to = one.family[:, both], other.family[:, both], to[:, both]
    sure, weights = one.sure[:, both], one.weights[:, both]
    as_family = np.take_along_axis(theirs, np.maximum(to, 0).astype(np.intp), 0)
    good = (sure > 0.5) & (to >= 0)
    met, alone = sure * weights, (1 - sure) * weights
    alone_other = (1 - other.sure[:, both]) * other.weights[:, both]
    told = (
        (good & (family != as_family)).sum(0),
        (met * (good & family & as_family)).sum(0),
        (met * (good & ~family & ~as_family)).sum(0),
        np.minimum((alone * family).sum(0), (alone_other * theirs).sum(0)),
        np.minimum((alone * ~family).sum(0), (alone_other * ~theirs).sum(0)),
    )
    for name, column in zip(names, told, strict=True):
        found[name][both] = column
    return found


def _curves(one: _Side, other: _Side) -> Iterator[tuple[str, Column]]:
    """How likeness counts, word by word, in the lighter and in the heavier name."""
    for name, weights, near, total in _sides(one, other):
        present = weights > 0
        for step, hat in zip(STEPS, _HATS, strict=True):
            heard = hat[near] * present
            rarity = (heard * weights).sum(0)
            if name == "lighter":
                yield f"lighter_words_at_{step}", heard.sum(0)
            yield f"{name}_rarity_at_{step}", rarity
            yield f"{name}_share_at_{step}", rarity / total


def _sides(one: _Side, other: _Side) -> Iterator[tuple[str, Column, NDArray[np.int16], Column]]:
    """The lighter and the heavier name of each pair: weights and likeness of words, the whole."""
    turn = one.weights.sum(0) > other.weights.sum(0)
    for name, left, right in (("lighter", other, one), ("heavier", one, other)):
        yield (
            name,
            np.where(turn, left.weights, right.weights),
            np.where(turn, left.near, right.near),
            np.where(turn, left.total, right.total),
        )


def _letters(pairs: Aligned) -> Iterator[tuple[str, Column]]:
    """Likeness of letters in one script, and how far it goes beyond what chance gives."""
    for name, column in pairs.letters.items():
        yield name, column
        for least in BEYOND:
            yield f"{name}_over_{least}", _over(column, least)


def _hats() -> Iterator[Column]:
    """How near each likeness is to each step: 1 at the step, 0 at its neighbours."""
    for number, step in enumerate(STEPS):
        below = STEPS[number - 1] if number else step - 1
        above = STEPS[number + 1] if number + 1 < len(STEPS) else step + 1
        rising = (_LIKENESS - below) / (step - below)
        falling = (above - _LIKENESS) / (above - step)
        yield np.clip(np.minimum(rising, falling), 0, 1)


_HATS = tuple(_hats())
