"""The leak check of a warning: no trace of what it rests on reaches those who are warned (5.2).

Promises: finds in every text the identifiers and descriptions of the sources (see
`record.traces`), the names and pseudonyms of our officers, and any id of this system, whoever it
belongs to. A find is refused, never waved through: the officer writes it otherwise. Does not
promise to understand: what is told in other words passes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tansiq.record.alerts import AlertText
from tansiq.record.traces import Leak, find

# Ids of records, classes, officers and entries, as `terms.ids` spells them.
_IDS = re.compile(r"(?:rc|r|of)-[a-z2-7]{13,26}|te1:[a-z2-7]{52}")
_CHANNELS = re.compile(r"(?:case|desk|exercise):[a-z0-9.~-]+")


@dataclass(frozen=True, slots=True)
class Traces:
    """What must not be recognised: identifiers word by word, descriptions in part."""

    identifiers: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()


def find_leaks(traces: Traces, texts: tuple[AlertText, ...]) -> tuple[Leak, ...]:
    """Every trace in the texts; fields are named `headline.ar`, `advice.es` and so on."""
    fields = tuple(_fields(texts))
    found = set(find(traces.identifiers, traces.descriptions, fields))
    for name, text in fields:
        for pattern in (_IDS, _CHANNELS):
            found.update(Leak(name, one.start(), one.end(), "id") for one in pattern.finditer(text))
    return tuple(sorted(found))


def _fields(texts: tuple[AlertText, ...]) -> Iterator[tuple[str, str]]:
    for one in texts:
        yield f"headline.{one.language}", one.headline
        yield f"description.{one.language}", one.description
        yield f"advice.{one.language}", one.advice
        yield f"area.{one.language}", one.area
