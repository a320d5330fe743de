"""Matches of names: what each side tells once both approved, and why two names met.

Promises: only the names behind revealed places are told, only in a match whose scope says so; an
officer sees both names with what speaks for and against, and no score. Every look stands in the
read log; who may not read the match gets the answer of one that does not exist.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tansiq.names.explaining import WordMeeting, explained
from tansiq.node import match_hits, match_secrets
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.record.base import Record
from tansiq.record.matches import WrittenName
from tansiq.store.connect import Tx
from tansiq.subjects import name_evidence, names_told, queries
from tansiq.subjects.name_evidence import Point
from tansiq.subjects.name_lists import NAME, Line, lines_of, met_by, sorted_lines
from tansiq.subjects.names_told import NamePair
from tansiq.subjects.queries import KeptList, MatchFile
from tansiq.terms.errors import Missing
from tansiq.terms.naming import NameFactor

Found = list[tuple[int, str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameMeeting:
    """Two written names that met, word by word, and what an officer weighs; there is no score."""

    ours: WrittenName
    theirs: WrittenName
    met_by: tuple[NameFactor, ...]
    rows: tuple[WordMeeting, ...]
    speaks_for: tuple[Point, ...]
    speaks_against: tuple[Point, ...]
    not_known: tuple[Point, ...]


def owed(node: Node, file: MatchFile) -> bool:
    """Whether this side has yet to tell the names behind what was revealed."""
    match = file.match
    told = names_told.told(match, file.steps)
    mine = node.me in {match.asker, match.answerer}
    return mine and names_told.tells_names(match) and node.me not in told


def telling(node: Node, file: MatchFile, lists: Sequence[KeptList]) -> Record:
    """What this side tells: the names of its lists that gave the keys that met."""
    met = [(place, key) for place, key, _canary in match_hits.hits(node, file, lists)]
    return names_told.telling(file.match.match, met, _lines(node, lists))


def hits(node: Node, file: MatchFile, lists: Sequence[KeptList]) -> Found:
    """What a revealed match found, from our own side: (number, what, whether a canary).

    Of a match of names one for each pair of names, however many keys of theirs met.
    """
    if file.match.scope.type != NAME:
        return match_hits.hits(node, file, lists)
    canaries = _lines(node, [one for one in lists if one.said.canary])
    known = {line.written.name for line in canaries}
    names = [(one.number, _written(node, file, one)[0].name) for one in _pairs(file)]
    return [(number, name, name in known) for number, name in names]


def judgeable(tx: Tx, match: str) -> Collection[int]:
    """The places a verdict may be about: of identifiers as claimed, of names by number of pair."""
    file = queries.match_file(tx, match)
    if file is None or file.match.revealed is None:
        return ()
    if file.match.scope.type == NAME:
        return range(len(_pairs(file)))
    return {one.place for one in file.match.revealed.pairs}


def why(node: Node, reader: Reader, match: str, place: int) -> NameMeeting:
    """Why two names met; `place` is the number of their hit, as `matches.show` gives it.

    Missing `match_unknown` as in `matches.show`; `match_hit_unknown` until both names are told.
    """
    absent = Missing("match_unknown")
    with node.store.reading() as tx:
        file = queries.match_file(tx, match)
        lists = queries.prepared(tx, match)
    if file is None:
        raise absent

    def query(_tx: Tx, _officer: Officer) -> tuple[NameMeeting, Sequence[str]]:
        found = next((one for one in _pairs(file) if one.number == place), None)
        if found is None:
            raise Missing("match_hit_unknown")
        return _meeting(node, file, lists, found), [match, *(one.said.list for one in lists)]

    look = Look(action=Action.READ_MATCH, file=file.channel, absent=absent)
    return read(node, reader, look, query)


def _pairs(file: MatchFile) -> tuple[NamePair, ...]:
    return names_told.pairs(file.match, names_told.told(file.match, file.steps))


def _lines(node: Node, lists: Iterable[KeptList]) -> tuple[Line, ...]:
    return sorted_lines(lines_of(match_secrets.joined(node, one.said.rows)) for one in lists)


def _written(node: Node, file: MatchFile, pair: NamePair) -> tuple[WrittenName, WrittenName]:
    """Our name and theirs."""
    match, told = file.match, names_told.told(file.match, file.steps)
    asked, answered = (
        told[match.asker].names[pair.asker],
        told[match.answerer].names[pair.answerer],
    )
    return (asked, answered) if match.asker == node.me else (answered, asked)


def _meeting(node: Node, file: MatchFile, lists: Sequence[KeptList], pair: NamePair) -> NameMeeting:
    ours, theirs = _written(node, file, pair)
    rows = explained(ours.name, theirs.name)
    keys = {place: key for place, key, _canary in match_hits.hits(node, file, lists)}
    met = [keys[one] for one in pair.places]
    found = name_evidence.weighed((ours, theirs), rows, met)
    return NameMeeting(
        ours=ours,
        theirs=theirs,
        met_by=met_by(met),
        rows=rows,
        speaks_for=found.speaks_for,
        speaks_against=found.speaks_against,
        not_known=found.not_known,
    )
