"""Why an entity answers to a question: the claims that hold its words, as far as they may be read.

Promises: an entity that answers only by what this officer may not read does not answer at all, or a
search would tell what a handling code keeps from them. Files stand by how they met, written so
first; no likeness is told as a number or kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tansiq.cases.seen import NAMES, ClaimSeen, EntityFile
from tansiq.cases.types import is_keyed, properties
from tansiq.names.answering import Question, WordsMet, rank
from tansiq.terms.naming import NameMet


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
    """For each file that answers the claims by which it does, best met first, then by name."""
    question = Question(text)
    searched = {file.entity: _searched(file) for file in files}
    question.compare(
        name
        for claims in searched.values()
        for name in to_compare(
            question,
            [_value(one) for one in claims if _is_name(one)],
            [_value(one) for one in claims if not _is_name(one)],
        )
    )
    found = {entity: _met(claims, question) for entity, claims in searched.items()}
    ordered = sorted(files, key=lambda one: (one.caption.casefold(), one.entity))
    ordered.sort(key=lambda one: rank(met.how for met in found[one.entity]))
    return {one.entity: found[one.entity] for one in ordered if found[one.entity]}


def to_compare(question: Question, names: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """Which names of an entity must be heard: all, or where some hold the question, those."""
    whole = [one for one in names if question.answer(one).whole]
    if whole or any(question.answer(one).whole for one in others):
        return whole
    return names


def answering(question: Question, values: Sequence[str]) -> bool:
    """Whether values of one entity answer together, or one of them is likely the name asked for."""
    return any(question.answer(one).stands for one in values) or question.together(values)


def _met(claims: Sequence[ClaimSeen], question: Question) -> tuple[Met, ...]:
    if not answering(question, [_value(one) for one in claims]):
        return ()
    # Best is a claim that holds the whole question; else one that likely is the name; else parts.
    whole = [one for one in claims if question.answer(_value(one)).stands]
    parts = [] if whole else [one for one in claims if question.part(_value(one))]
    once: dict[str, Met] = {}
    for one in (*whole, *parts):
        answer = question.answer(_value(one))
        once.setdefault(_value(one), Met(one, answer.how, answer.words, part=not answer.stands))
    return tuple(sorted(once.values(), key=lambda one: rank((one.how,))))


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
