"""Several drafts beside each other: which tell one origin's words, and whose figures differ.

Promises: a text that ten outlets carry counts once; two texts are held against each other only
where they speak of one event (a day and a place in common), and each figure keeps its stretch.
Does not: judge who is right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tansiq.intake.texts import read
from tansiq.intake.values import Contradiction, Draft, Proposal
from tansiq.terms.intake import Certainty, Clash, Kind

_WORDS = re.compile(r"\w+")
_SHINGLE = 4
_ALIKE, _HELD = 0.5, 0.7
_FEWEST = 8
_COUNTED = re.compile(r"^(?P<noun>[a-z_]+):(?P<number>\d+)$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Compared:
    """Groups of drafts with one origin, by number; contradictions by the numbers of two drafts."""

    origins: tuple[tuple[int, ...], ...]
    contradictions: tuple[tuple[int, int, Contradiction], ...]


def compare(drafts: Sequence[Draft]) -> Compared:
    """Hold drafts against each other; of those with one origin only the first is."""
    origins = tuple(_origins(drafts))
    firsts = [group[0] for group in origins]
    found = tuple(
        (one, other, clash)
        for one, other in combinations(firsts, 2)
        for clash in _figures(drafts[one], drafts[other])
    )
    return Compared(origins, found)


def beside(
    one: Draft, others: Sequence[Draft]
) -> tuple[tuple[int, ...], tuple[tuple[int, Contradiction], ...]]:
    """Of other drafts, by number: those of the same origin, and those whose figures differ.

    In a contradiction the first stretch is of `one`.
    """
    printed = shingles(one.text)
    same = tuple(
        at
        for at, other in enumerate(others)
        if alike(printed, shingles(other.text)) or _quotes_same(one, other)
    )
    return same, tuple(
        (at, clash)
        for at, other in enumerate(others)
        if at not in same
        for clash in _figures(one, other)
    )


def shingles(text: str) -> frozenset[str]:
    """Runs of words of a folded text, by which copies are known."""
    words = _WORDS.findall(read(text).plain)
    return frozenset(" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts are copies: much in common, or the shorter nearly whole in the longer."""
    if min(len(one), len(other)) < _FEWEST:
        return one == other and bool(one)
    common = len(one & other)
    return common >= _ALIKE * len(one | other) or common >= _HELD * min(len(one), len(other))


def _origins(drafts: Sequence[Draft]) -> Iterator[tuple[int, ...]]:
    """Groups of copies, and of texts that name the same single source for what they tell."""
    prints = [shingles(one.text) for one in drafts]
    group = list(range(len(drafts)))
    for one, other in combinations(range(len(drafts)), 2):
        if alike(prints[one], prints[other]) or _quotes_same(drafts[one], drafts[other]):
            old, new = group[other], group[one]
            group = [new if at == old else at for at in group]
    for first in dict.fromkeys(group):
        yield tuple(at for at, of in enumerate(group) if of == first)


def _quotes_same(one: Draft, other: Draft) -> bool:
    """Whether every event of both, of a kind in common, stands on one source that both name."""
    ours, theirs = _sources(one), _sources(other)
    shared = {kind for kind, _ in ours} & {kind for kind, _ in theirs}
    named = {source for _, source in ours | theirs}
    return bool(shared) and len(named) == 1 and "" not in named and _one_event(one, other)


def _sources(draft: Draft) -> set[tuple[Kind, str]]:
    return {(one.kind, read(one.source).plain) for one in draft.proposals if one.kind.is_event}


def _figures(one: Draft, other: Draft) -> Iterator[Contradiction]:
    """Different numbers for one kind of event of one day and place."""
    if not _one_event(one, other):
        return
    for kind in (Kind.ARREST,):
        ours, theirs = _counted(one, kind), _counted(other, kind)
        if ours and theirs and not {n for n, _ in ours} & {n for n, _ in theirs}:
            spans = (ours[0][1].span, theirs[0][1].span)
            yield Contradiction(
                Clash.FIGURES, spans, {"one": str(ours[0][0]), "other": str(theirs[0][0])}
            )


def _counted(draft: Draft, kind: Kind) -> list[tuple[int, Proposal]]:
    found = []
    for one in draft.proposals:
        match = _COUNTED.match(one.normal) if one.kind is kind else None
        if match is not None and one.status is not Certainty.DENIED:
            found.append((int(match["number"]), one))
    return found


def _one_event(one: Draft, other: Draft) -> bool:
    return bool(_days(one) & _days(other)) and bool(_named(one) & _named(other))


def _days(draft: Draft) -> set[str]:
    return {
        one.normal[:10]
        for one in draft.proposals
        if one.kind is Kind.DATE and _DAY.match(one.normal)
    }


def _named(draft: Draft) -> set[str]:
    return {read(one.value).plain for one in draft.proposals if one.kind is Kind.PLACE}
