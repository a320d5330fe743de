"""The peers of `bench names`: nomenklatura logic-v2, and rapidfuzz on text made Latin by ICU.

Promises: every entity has an id of its own (nomenklatura keeps names by id); a peer that does not
give two equal names a high score stops the run. A peer's measures are what it tells apart itself,
so that the same logistic regression can be learnt on them.
"""

import itertools
from collections.abc import Sequence

import icu
import numpy as np
from followthemoney import EntityProxy, model
from nomenklatura.matching import LogicV2
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist, cpdist

Table = NDArray[np.float64]
Pairs = Sequence[tuple[str, str]]
_LATIN = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")
_SCORERS = (
    fuzz.token_set_ratio,
    fuzz.token_sort_ratio,
    fuzz.partial_token_sort_ratio,
    JaroWinkler.similarity,
)
_numbers = itertools.count()


def entity(name: str) -> EntityProxy:
    """A person of this name with an id that no other has."""
    made = model.make_entity("Person")
    made.id = f"bench-{next(_numbers)}"
    made.add("name", name)
    return made


_CONFIG = LogicV2.default_config()


def _logic(one: str, other: str) -> list[float]:
    found = LogicV2.compare(entity(one), entity(other), _CONFIG)
    said = found.explanations["name_match"].detail or ""
    met = said.count("Match")
    kinds = ("literalMatch", "symbolMatch", "fuzzyMatch", "extraQuery", "extraResult")
    return [found.score, float(met), *(float(said.count(kind)) for kind in kinds)]


def logic(pairs: Pairs) -> Table:
    """Of each pair the score of logic-v2, and how many parts it met in each way."""
    assert _logic("Karim Tazi", "Karim Tazi")[0] > 0.95
    assert _logic("Karim Tazi", "Rosa Amado")[0] < 0.3
    return np.array([_logic(*pair) for pair in pairs])


def latin(names: Sequence[str]) -> list[str]:
    """Names in plain Latin letters, as ICU writes them."""
    return [_LATIN.transliterate(name) for name in names]


def letters(pairs: Pairs) -> Table:
    """Of each pair token_set, token_sort, partial token_sort and Jaro-Winkler; the word counts."""
    ones, others = (latin(side) for side in zip(*pairs, strict=True))
    columns = [cpdist(ones, others, scorer=scorer) for scorer in _SCORERS]
    counts = np.array([sorted((len(a.split()), len(b.split())))
                       for a, b in zip(ones, others, strict=True)])  # fmt: skip
    return np.column_stack([*columns, counts])


def likest(pool: Sequence[str], queries: Sequence[str], top: int) -> list[list[int]]:
    """Rows of the pool by token_sort on ICU text, the best first."""
    table = cdist(latin(queries), latin(pool), scorer=fuzz.token_sort_ratio, dtype=np.uint8)
    return [np.argsort(-row.astype(int), kind="stable")[:top].tolist() for row in table]


def reranked(
    pool: Sequence[str], queries: Sequence[str], found: list[list[int]]
) -> list[list[int]]:
    """The same rows in the order of logic-v2."""
    again = []
    for query, rows in zip(queries, found, strict=True):
        scores = [_logic(query, pool[row])[0] for row in rows]
        order = np.argsort(-np.array(scores), kind="stable")
        again.append([rows[at] for at in order])
    return again
