"""The verdict desk: hits that wait, and one hit with the identifier both know.

Promises: oldest first, never likeliest first; an identifier is shown on the page of its own hit and
nowhere else, and each look is a line of the read log. No likeness is computed and none is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tansiq.node import match_names, match_secrets, match_seen
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.match_lines import (
    MOST,
    HitWaiting,
    MatchLine,
    by_age,
    channels_of,
    known,
    line_of,
    look_at,
    names_of,
    offered_to,
    waiting_hits,
)
from tansiq.node.reading import Reader, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.name_lists import NAME, lines_of
from tansiq.subjects.queries import KeptList, MatchFile
from tansiq.subjects.turns import Verdict, verdicts
from tansiq.terms.errors import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class HitQueue:
    """Hits that wait, oldest first, and what was said of the one in view."""

    line: MatchLine
    place: int
    number: int
    of: int
    waiting: tuple[HitWaiting, ...]
    verdicts: tuple[Verdict, ...]
    names: Mapping[str, str]
    offered: frozenset[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class HitSeen:
    """One hit: the identifier both know, and the lists of ours that hold it.

    `ended` says from whose list it went meanwhile in a standing match: `ours`, `theirs`.
    """

    queue: HitQueue
    identifier: str
    canary: bool
    lists: tuple[KeptList, ...]
    ended: str = ""


def queue(node: Node, reader: Reader, match: str, place: int) -> HitQueue:
    """The queue beside a hit, and what was said of it; its identifier is not looked at."""

    def query(tx: Tx, officer: Officer) -> tuple[HitQueue, Sequence[str]]:
        told = _queue(node, tx, officer, (match, place))
        return told, sorted({match, *(one.match for one in told.waiting)})

    return read(node, reader, look_at(node, match), query)


def hit(node: Node, reader: Reader, match: str, place: int) -> HitSeen:
    """One hit with the identifier both know; Missing `match_hit_unknown`."""

    def query(tx: Tx, officer: Officer) -> tuple[HitSeen, Sequence[str]]:
        beside = _queue(node, tx, officer, (match, place))
        lists = queries.prepared(tx, match)
        here = _found(node, beside.line.file, lists).get(place)
        if here is None:
            raise Missing("match_hit_unknown")
        identifier, canary, ended = here
        holding = tuple(one for one in lists if identifier in _held(node, one))
        told = HitSeen(
            queue=beside, identifier=identifier, canary=canary, lists=holding, ended=ended
        )
        return told, [match, *(one.said.list for one in holding)]

    return read(node, reader, look_at(node, match), query)


def _found(
    node: Node, file: MatchFile, lists: tuple[KeptList, ...]
) -> dict[int, tuple[str, bool, str]]:
    """What a match found by place: identifier, whether a canary, from whose list it went."""
    if file.match.spans:
        watched = match_seen.watched_hits(node, file)
        return {one.place: (one.identifier, one.canary, one.ended) for one in watched}
    return {place: (one, canary, "") for place, one, canary in match_names.hits(node, file, lists)}


def _held(node: Node, one: KeptList) -> frozenset[str]:
    """What a list holds: identifiers, or names as they are written."""
    if one.said.type != NAME:
        return frozenset(match_secrets.items(node, (one,)))
    lines = lines_of(match_secrets.joined(node, one.said.rows))
    return frozenset(line.written.name for line in lines)


def _queue(node: Node, tx: Tx, officer: Officer, what: tuple[str, int]) -> HitQueue:
    match, place = what
    line = line_of(node, tx, known(tx, match))
    if place not in line.places:
        raise Missing("match_hit_unknown")
    found = queries.matches(tx, channels_of(node, tx, officer), MOST)
    lines = sorted((line_of(node, tx, one) for one in found), key=by_age)
    return HitQueue(
        line=line,
        place=place,
        number=line.places.index(place) + 1,
        of=len(line.places),
        waiting=waiting_hits(lines),
        verdicts=verdicts(line.steps, place),
        names=names_of(node, tx),
        offered=offered_to(node, officer, (line.file.channel,)),
    )
