"""Private matches for the pages: what waits for whom, one match as it stands, what may be proposed.

Promises: an officer sees the matches of the channels a record put them on; every look is one line
of the read log with the matches and lists it shows; no identifier is shown here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tansiq.node import cases, match_secrets
from tansiq.node.actions import Action
from tansiq.node.cases import CaseSeen
from tansiq.node.compose import Node
from tansiq.node.health import PartnerState
from tansiq.node.match_cases import why_shut
from tansiq.node.match_lines import (
    MOST,
    HitWaiting,
    MatchLine,
    by_age,
    channels_of,
    known,
    line_of,
    links_to,
    look_at,
    names_of,
    offered_to,
    waiting_hits,
)
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.record.material import Attachment
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import KeptList
from tansiq.subjects.quota import spent_on
from tansiq.subjects.session import bucket
from tansiq.subjects.turns import ACCEPT, JUDGE, OVER, Verdict, verdicts
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import HOME, ChannelId, channel_kind

PAIR = 2
"""Agencies that a match is between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchBoard:
    """Hits to judge and matches: those that wait for our officers, those under way, those over."""

    hits: tuple[HitWaiting, ...]
    ours: tuple[MatchLine, ...]
    underway: tuple[MatchLine, ...]
    over: tuple[MatchLine, ...]
    links: Mapping[str, PartnerState]
    names: Mapping[str, str]
    offered: frozenset[Action]
    channels: int
    more: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """The files of the step that our node waits for: how many are here, of how many."""

    here: int
    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPage:
    """One match: ours behind it, what may stand behind our answer, what is on the way.

    `daily` and `spent` are the points the asker may use and used today, where we answer; `verdicts`
    go by place; `shut` is the code why the case of the match is shut.
    """

    line: MatchLine
    verdicts: Mapping[int, tuple[Verdict, ...]]
    lists: tuple[KeptList, ...]
    choice: tuple[KeptList, ...]
    canaries: int
    carried: Carried | None
    daily: int
    spent: int
    link: PartnerState | None
    names: Mapping[str, str]
    offered: frozenset[Action]
    shut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A channel of exactly two agencies in which a match may be proposed, with its case."""

    channel: ChannelId
    partner: str
    case: CaseSeen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposable:
    """What the form of a match offers: channels of two, and our lists."""

    pairs: tuple[Pair, ...]
    lists: tuple[KeptList, ...]
    offered: frozenset[Action]


@dataclass(frozen=True, slots=True)
class Sized:
    """Lists taken together: how many identifiers, and what the partner hears of that."""

    count: int
    size: int


def board(node: Node, reader: Reader) -> MatchBoard:
    """Every match of the channels this officer is on; Refused `access_*`."""

    def query(tx: Tx, officer: Officer) -> tuple[MatchBoard, Sequence[str]]:
        channels = channels_of(node, tx, officer)
        found = queries.matches(tx, channels, MOST)
        lines = [line_of(node, tx, one) for one in found]
        live = sorted((one for one in lines if one.turn.what != OVER), key=by_age)
        ours = tuple(one for one in live if _for_our_officers(node, one))
        told = MatchBoard(
            hits=waiting_hits(live),
            ours=ours,
            underway=tuple(one for one in live if one not in ours),
            over=tuple(one for one in lines if one.turn.what == OVER),
            links=links_to(node, tx, {one.partner for one in live}),
            names=names_of(node, tx),
            offered=offered_to(node, officer, channels),
            channels=len(channels),
            more=len(found) == MOST,
        )
        return told, [one.match.match for one in found]

    return read(node, reader, Look(action=Action.READ_MATCH), query)


def page(node: Node, reader: Reader, match: str) -> MatchPage:
    """One match as it stands; Missing `match_unknown` also for who is not on its channel."""

    def query(tx: Tx, officer: Officer) -> tuple[MatchPage, Sequence[str]]:
        file = known(tx, match)
        line, lists = line_of(node, tx, file), queries.prepared(tx, match)
        choice, canaries = _choice(node, tx, officer, line)
        told = MatchPage(
            line=line,
            verdicts={one: verdicts(line.steps, one) for one in line.places},
            lists=lists,
            choice=choice,
            canaries=canaries,
            carried=_carried(node, file.match),
            daily=queries.daily(tx, file.match.asker, file.match.scope.type),
            spent=_spent(node, tx, file.match),
            link=links_to(node, tx, {line.partner}).get(line.partner),
            names=names_of(node, tx),
            offered=offered_to(node, officer, (file.channel,)),
            shut=why_shut(node, tx, file.channel),
        )
        return told, [match, *(one.said.list for one in (*lists, *choice))]

    return read(node, reader, look_at(node, match), query)


def proposable(node: Node, reader: Reader) -> Proposable:
    """What this officer may propose a match with; lists only for who keeps them at home."""

    def query(tx: Tx, officer: Officer) -> tuple[Proposable, Sequence[str]]:
        open_to = [one for one in node.open_channels(tx) if one in officer.files]
        lists = queries.kept_lists(tx) if HOME in officer.files else ()
        told = Proposable(
            pairs=tuple(one for channel in open_to if (one := _pair(node, tx, channel))),
            lists=tuple(one for one in lists if not (one.said.canary or one.withdrawn)),
            offered=offered_to(node, officer, open_to),
        )
        return told, [one.said.list for one in told.lists]

    return read(node, reader, Look(action=Action.PROPOSE_MATCH), query)


def sized(node: Node, reader: Reader, named: Sequence[str], kind: str) -> Sized:
    """What these lists of one type come to together; each identifier counts once."""

    def query(tx: Tx, _officer: Officer) -> tuple[Sized, Sequence[str]]:
        found = [queries.kept_list(tx, one) for one in dict.fromkeys(named)]
        held = [one for one in found if one is not None]
        if len(held) != len(found):
            raise Missing("identifiers_unknown")
        if any(one.said.type != kind for one in held):
            raise Invalid("identifier_type", type=kind[:40])
        count = len(match_secrets.items(node, held)) if held else 0
        return Sized(count, bucket(count)), [one.said.list for one in held]

    return read(node, reader, Look(action=Action.KEEP_LIST, file=HOME), query)


def _pair(node: Node, tx: Tx, channel: ChannelId) -> Pair | None:
    now = node.channel_now(tx, channel)
    if len(now.members) != PAIR or now.halted:
        return None
    (partner,) = now.audience(node.me)
    joint = channel_kind(channel) in cases.JOINT
    return Pair(
        channel=channel, partner=partner, case=cases.seen(node, tx, channel) if joint else None
    )


def _for_our_officers(node: Node, line: MatchLine) -> bool:
    """Whether an officer of ours decides next; verdicts stand in the queue of hits instead."""
    return line.turn.by_officers and line.turn.what != JUDGE and node.me in line.turn.whose


def _choice(
    node: Node, tx: Tx, officer: Officer, line: MatchLine
) -> tuple[tuple[KeptList, ...], int]:
    """Lists of ours that may stand behind an acceptance, and how many canaries join them."""
    asked = line.turn.what == ACCEPT and node.me in line.turn.whose
    if not asked or not node.may(officer, Action.ACCEPT_MATCH, line.file.channel):
        return (), 0
    kept = [one for one in queries.kept_lists(tx, line.match.scope.type) if not one.withdrawn]
    return tuple(one for one in kept if not one.said.canary), sum(one.said.canary for one in kept)


def _carried(node: Node, match: Match) -> Carried | None:
    """What our node waits for before its own next step; None when nothing has to come."""
    rows: tuple[Attachment, ...] = ()
    if match.state == "asked" and match.answerer == node.me and match.asked is not None:
        rows = match.asked.rows
    elif match.state == "answered" and match.asker == node.me:
        told = (match.answered, match.accepted)
        rows = tuple(row for one in told if one is not None for row in one.rows)
    if not rows:
        return None
    return Carried(sum(node.blobs.has(one.blob) for one in rows), len(rows))


def _spent(node: Node, tx: Tx, match: Match) -> int:
    if match.answerer != node.me:
        return 0
    sessions = queries.spent(tx, node.me)
    return spent_on(sessions, match.asker, match.scope.type, node.clock.now())
