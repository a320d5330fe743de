"""Which names of one side stand against which of the other, once both have told them.

Promises: computed from what was said alone; of each side only its first word counts, about revealed
places alone. Two lines that met at several places are one pair; pairs are numbered by where they
met, an order nobody chose and that says nothing of how alike they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tansiq.record.base import Record
from tansiq.record.matches import MatchNamesTold, NamesAt, WrittenName
from tansiq.subjects.matching import Match, Step
from tansiq.subjects.name_lists import NAME, Line

MOST_AT = 50
"""Names of a side that are looked at in one place: a key that more share tells nobody apart."""


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two written names, by number in what their side told, and the places where they met."""

    number: int
    asker: int
    answerer: int
    places: tuple[int, ...]


def tells_names(match: Match) -> bool:
    """Whether both approved that the names behind what is revealed be told."""
    return match.scope.type == NAME and match.scope.names and match.revealed is not None


def told(match: Match, steps: Iterable[Step]) -> Mapping[str, MatchNamesTold]:
    """What each side told, by agency; steps stand in the order of their logs."""
    found: dict[str, MatchNamesTold] = {}
    if not tells_names(match):
        return found
    for one in steps:
        if isinstance(one.said, MatchNamesTold) and one.agency in {match.asker, match.answerer}:
            found.setdefault(one.agency, one.said)
    return found


def telling(match: str, met: Sequence[tuple[int, str]], lines: Sequence[Line]) -> Record:
    """What a side tells: for each (place, key) that met, the lines of its list that give the key.

    A document number is told only where it is what met: elsewhere it stays at home.
    """
    by_key: dict[str, list[Line]] = {}
    for line in lines:
        for key in line.keys:
            by_key.setdefault(key, []).append(line)
    known: dict[WrittenName, int] = {}
    at = []
    for place, key in met:
        wanted = [_shown(line.written, key) for line in by_key.get(key, ())][:MOST_AT]
        numbers = tuple(known.setdefault(one, len(known)) for one in dict.fromkeys(wanted))
        at.append(NamesAt(place=place, names=numbers))
    return MatchNamesTold(match=match, names=tuple(known), at=tuple(at))


def _shown(written: WrittenName, key: str) -> WrittenName:
    by_document = bool(written.document) and key.endswith(f" d{written.document}")
    document = written.document if by_document else ""
    return WrittenName(name=written.name, year=written.year, place=written.place, document=document)


def pairs(match: Match, said: Mapping[str, MatchNamesTold]) -> tuple[NamePair, ...]:
    """The pairs of names that met; none before both sides told theirs."""
    if match.asker not in said or match.answerer not in said or match.revealed is None:
        return ()
    places = [one.place for one in match.revealed.pairs]
    ours, theirs = (_by_place(said[one]) for one in (match.asker, match.answerer))
    met: dict[tuple[int, int], list[int]] = {}
    for place in sorted(set(places)):
        for one in ours.get(place, ()):
            for other in theirs.get(place, ()):
                met.setdefault((one, other), []).append(place)
    ordered = sorted(met.items(), key=lambda one: (one[1][0], one[0]))
    return tuple(
        NamePair(number, one, other, tuple(where))
        for number, ((one, other), where) in enumerate(ordered)
    )


def _by_place(said: MatchNamesTold) -> dict[int, tuple[int, ...]]:
    return dict(_numbered(said))


def _numbered(said: MatchNamesTold) -> Iterator[tuple[int, tuple[int, ...]]]:
    for one in said.at:
        known = sorted({number for number in one.names if 0 <= number < len(said.names)})
        yield one.place, tuple(known[:MOST_AT])
