"""Why an entity answers to a question: the claims that hold its words, as far as they may be read.

Promises: an entity that answers only by what this officer may not read does not answer at all, or a
search would tell what a handling code keeps from them. Files stand by how they met, written so
first; no likeness is told as a number or kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tansiq.cases.seen import NAMES, ClaimSeen, EntityFile
from tansiq.cases.types import is_keyed, properties
from tansiq.names.answering import Answer, WordsMet, answers
from tansiq.names.keys import meets, query_keys
from tansiq.terms.naming import NameMet

_ORDER = list(NameMet)


@dataclass(frozen=True, slots=True)
class Met:
    """A claim by which a file answers, how its value met the question, and the words that differ.

    `part` says that it holds only some of the words asked for.
    """

    claim: ClaimSeen
    how: NameMet
    words: tuple[WordsMet, ...] = ()
    part: bool = False


def meetings(files: Sequence[EntityFile], text: str) -> Mapping[str, tuple[Met, ...]]:
    """For each file that answers, in their order, the claims by which it does."""
    searched = {file.entity: _searched(file) for file in files}
    every = [one for claims in searched.values() for one in claims]
    told = answers(
        text,
        dict.fromkeys(_value(one) for one in every if _is_name(one)),
        dict.fromkeys(_value(one) for one in every if not _is_name(one)),
    )
    found = {entity: _met(claims, told, text) for entity, claims in searched.items()}
    ordered = sorted(files, key=lambda one: (one.caption.casefold(), one.entity))
    ordered.sort(key=lambda one: rank(met.how for met in found[one.entity]))
    return {one.entity: found[one.entity] for one in ordered if found[one.entity]}


def rank(how: Iterable[NameMet]) -> int:
    """Where something stands that met in these ways: the best counts."""
    return min((_ORDER.index(one) for one in how), default=len(_ORDER))


def answering(found: Iterable[Answer], text: str) -> bool:
    """Whether values of one entity answer together, or one of them is likely the name asked for."""
    kept = tuple(found)
    whole = meets(query_keys(text), {key for one in kept for key in one.keys})
    return whole or any(one.likely for one in kept)


def _met(claims: Sequence[ClaimSeen], told: Mapping[str, Answer], text: str) -> tuple[Met, ...]:
    mine = [(one, told[_value(one)]) for one in claims]
    if not answering((answer for _, answer in mine), text):
        return ()
    # Best is a claim that holds the whole question; else one that likely is the name; else parts.
    whole = [_as_met(one, answer) for one, answer in mine if answer.whole or answer.likely]
    parts = () if whole else _parts(mine, text)
    once: dict[str, Met] = {}
    for one in (*whole, *parts):
        once.setdefault(one.claim.fact.claim.value, one)
    return tuple(sorted(once.values(), key=lambda one: rank((one.how,))))


def _as_met(claim: ClaimSeen, answer: Answer) -> Met:
    return Met(claim, answer.how, answer.words)


def _parts(mine: Iterable[tuple[ClaimSeen, Answer]], text: str) -> Iterator[Met]:
    wanted = query_keys(text)
    for one, answer in mine:
        if any(meets((word,), answer.keys) for word in wanted):
            yield Met(one, answer.how, answer.words, part=True)


def _value(claim: ClaimSeen) -> str:
    return claim.fact.claim.value


def _is_name(claim: ClaimSeen) -> bool:
    return claim.fact.claim.property in NAMES


def _searched(file: EntityFile) -> list[ClaimSeen]:
    """Names first: they come first in a file."""
    types = {file.schema, *(one.schema for one in file.opened)}
    return [
        claim
        for said in file.properties
        if any(keyed(schema, said.name) for schema in types)
        for claim in said.claims
        if not claim.hidden
    ]


def keyed(schema: str, name: str) -> bool:
    """Whether entities of a type are searched by values of this property."""
    kind = properties(schema).get(name)
    return kind is not None and is_keyed(kind)
