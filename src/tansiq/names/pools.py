"""Names that are ready to be compared.

Promises: data alone, and the same data as a compiled function takes them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tansiq.names.compiled import FAMILIES, LENGTH, LONGEST, SCRIPT, WIDTH, Words
from tansiq.names.dividing import Divided
from tansiq.names.sounding import Sounds


@dataclass(frozen=True, slots=True)
class Pool:
    """Names with the sounds and the weights of their words."""

    names: Divided
    sounds: Sounds
    weights: NDArray[np.float64]


def packed(sounds: Sounds) -> Words:
    """Words as `compiled` takes them."""
    count = len(sounds.rows)
    found = np.zeros((2 * count + 1, WIDTH), np.int8)
    found[:count, :LONGEST], found[count:-1, :LONGEST] = sounds.rows, sounds.bare
    found[:count, LENGTH], found[count:-1, LENGTH] = sounds.lengths, sounds.bare_lengths
    for half in (found[:count], found[count:-1]):
        half[:, FAMILIES], half[:, SCRIPT] = sounds.classes, sounds.arabic
    return found
