"""One line of a match for people: whose turn it is, since when, which hits want a verdict of ours.

Promises: queues go by age, never by likeness; what is offered is what `access` lets this officer
do. Reads nothing by itself: `match_desk` and `match_verdicts` note what they show.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tansiq.node import match_seen
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.health import PartnerState, partner_state
from tansiq.node.partners import links
from tansiq.node.reading import Look
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.matching import Match, Step
from tansiq.subjects.queries import MatchFile
from tansiq.subjects.turns import JUDGE, WATCH, Turn, last_said, left, places, revealed_at, turn
from tansiq.subjects.watch_queries import verdicts_at_home
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME, ChannelId

DEEDS = (Action.SEE_LISTS, Action.KEEP_LIST, Action.PROPOSE_MATCH, Action.APPROVE_MATCH,
         Action.ACCEPT_MATCH, Action.JUDGE_MATCH)  # fmt: skip
MOST = 200
"""Matches on a board, newest first; older ones are reached by their address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLine:
    """A match with whose turn it is, since when, and the hits that want a verdict of ours.

    `steps` hold verdicts at home as well; `places` are all its hits, in the order of numbers.
    """

    file: MatchFile
    steps: tuple[Step, ...]
    turn: Turn
    since: str
    places: tuple[int, ...]
    hits: tuple[int, ...]
    partner: str

    @property
    def match(self) -> Match:
        """The match itself."""
        return self.file.match


@dataclass(frozen=True, slots=True, kw_only=True)
class HitWaiting:
    """A hit that wants a verdict of ours: its number in its match, and since when it waits."""

    match: str
    place: int
    number: int
    type: str
    partner: str
    since: str


def look_at(node: Node, match: str) -> Look:
    """How to look at one match; who may not read matches at all is told so before anything."""
    with node.store.reading() as tx:
        file = queries.match_file(tx, match)
    absent = Missing("match_unknown")
    return Look(action=Action.READ_MATCH, file=file.channel if file else "-", absent=absent)


def known(tx: Tx, match: str) -> MatchFile:
    """A match that is there; Missing `match_unknown`."""
    file = queries.match_file(tx, match)
    if file is None:
        raise Missing("match_unknown")
    return file


def line_of(node: Node, tx: Tx, file: MatchFile) -> MatchLine:
    """A match as a line of a board."""
    match, now = file.match, turn(file)
    steps, numbered = file.steps, places(file)
    if now.what == WATCH:
        steps = (*steps, *verdicts_at_home(tx, match.match))
        numbered = match_seen.places(node, file)
    hits = left(numbered, steps, node.me)
    return MatchLine(
        file=file,
        steps=steps,
        turn=Turn(JUDGE, frozenset({node.me})) if now.what == WATCH and hits else now,
        since=last_said(file),
        places=numbered,
        hits=hits,
        partner=match.answerer if match.asker == node.me else match.asker,
    )


def by_age(line: MatchLine) -> tuple[str, str]:
    """Whoever waits longest first."""
    return line.since, line.match.match


def waiting_hits(lines: Iterable[MatchLine]) -> tuple[HitWaiting, ...]:
    """The hits of these matches that want a verdict of ours, oldest first."""
    found = [
        HitWaiting(
            match=one.match.match,
            place=place,
            number=one.places.index(place) + 1,
            type=one.match.scope.type,
            partner=one.partner,
            since=revealed_at(one.file) or one.since,
        )
        for one in lines
        for place in one.hits
    ]
    return tuple(sorted(found, key=lambda one: (one.since, one.match, one.number)))


def channels_of(node: Node, tx: Tx, officer: Officer) -> tuple[ChannelId, ...]:
    """The channels with partners that this officer is on."""
    return tuple(one for one in node.shared_channels(tx) if one in officer.files)


def offered_to(node: Node, officer: Officer, channels: Sequence[str]) -> frozenset[Action]:
    """What this officer may do on any of these channels; lists lie at home."""
    return frozenset(
        deed
        for deed in DEEDS
        if any(node.may(officer, deed, one) for one in _places(deed, channels))
    )


def _places(deed: Action, channels: Sequence[str]) -> Sequence[str]:
    return (HOME,) if deed in {Action.SEE_LISTS, Action.KEEP_LIST} else channels


def names_of(node: Node, tx: Tx) -> dict[str, str]:
    """Our own officers by pseudonym; a partner's are known by that alone."""
    return {one.officer: one.name for one in node.staff(tx).officers.values()}


def links_to(node: Node, tx: Tx, wanted: Iterable[str]) -> dict[str, PartnerState]:
    """How the links to these partners are."""
    ring, now, named = node.ring(tx), node.clock.now(), set(wanted)
    states = (partner_state(ring, one, now) for one in links(node, tx) if one.partner in named)
    return {one.node: one for one in states}
