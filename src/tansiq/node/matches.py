"""Private matches at work: lists, proposals, approvals, hits and verdicts of officers.

Promises: every act goes through access rules and is signed; what a match found is shown to who may
read it, and every look stands in the read log. What the node does by itself in between is in
`match_steps`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tansiq.node import access, match_listed, match_names, match_secrets
from tansiq.node.access import Subject
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.match_cases import check_case
from tansiq.node.match_listed import ListSeen
from tansiq.node.match_seen import Hit, places, verdicts, watched_hits
from tansiq.node.match_steps import accepted_with
from tansiq.node.perform import Task, Written, perform, say
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.matches import IdentifiersListed, MatchJudged, MatchScope
from tansiq.record.plan import NewClass, Planned
from tansiq.store.connect import Tx
from tansiq.subjects import commands, queries
from tansiq.subjects.commands import MatchNow
from tansiq.subjects.matching import Match
from tansiq.subjects.name_lists import read_list
from tansiq.subjects.normal import NORM, Unread
from tansiq.subjects.queries import KeptList, MatchFile
from tansiq.subjects.quota import check_quota
from tansiq.subjects.session import CHECKS
from tansiq.subjects.watch_commands import checked_mode, judge_watched
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import HOME, ChannelId, new_record_id

REVIEW, ERASE = timedelta(days=365), timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What an officer says of a list: type, title, purpose and basis; region of bare numbers."""

    type: str
    title: str
    purpose: str
    legal_basis: str
    region: str = ""
    canary: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as it was kept, or the lines that could not be read: then nothing was kept.

    Of `names` (0 for identifiers) `count` keys were made: so much it takes of a day's quota.
    """

    list: str
    count: int
    unread: tuple[Unread, ...]
    names: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSeen:
    """A match with its channel and steps, and, once both have opened them, its hits."""

    file: MatchFile
    hits: tuple[Hit, ...]


def dates(node: Node) -> NewClass:
    """How long a match and its lists are kept: reviewed in a year, erased in three."""
    today = node.clock.now().date()
    return NewClass((today + REVIEW).isoformat(), (today + ERASE).isoformat())


def keep_list(node: Node, signer: Signer, lines: Sequence[str], listing: Listing) -> Kept:
    """Keep a list at home, whole or not at all; who reads `unread` corrects the file."""
    found = read_list(listing.type, lines, listing.region)
    if found.unread:
        return Kept("", 0, found.unread)
    made = IdentifiersListed(
        list=new_record_id(),
        title=listing.title,
        type=listing.type,
        norm=NORM,
        purpose=listing.purpose,
        legal_basis=listing.legal_basis,
        count=found.keys,
        rows=match_secrets.sealed_parts(node, "identifiers", found.kept),
        canary=listing.canary,
        names=found.names,
    )
    situation, kept = node.situation(signer.officer), dates(node)

    def plan(_tx: Tx) -> tuple[Planned, ...]:
        return commands.keep_list(situation, made, kept, len(found.unread))

    perform(node, (signer,), Task(action=Action.KEEP_LIST, plan=plan, file=HOME))
    return Kept(made.list, found.keys, (), found.names)


def propose(
    node: Node, signer: Signer, channel: ChannelId, wish: tuple[Sequence[str], MatchScope]
) -> str:
    """Propose a match over lists of ours; its id. `wish` = (lists, what it is for).

    In a case Refused with the reason why it is shut, as for every act there.
    """
    named, scope = wish
    _decide(node, signer, Action.PROPOSE_MATCH, channel)
    match = new_record_id()
    with node.store.reading() as tx:
        lists = _lists(tx, named, scope.type)
    items = match_secrets.items(node, lists)
    root = match_secrets.commitment(node, match, lists, items).root.hex()
    whole = MatchScope(
        type=scope.type, norm=NORM, samples="", size=len(items), root=root, case=scope.case,
        purpose=scope.purpose, legal_basis=scope.legal_basis,
        mode=scope.mode, daily=scope.daily, tells=scope.tells,
    )  # fmt: skip

    def command(tx: Tx, now: MatchNow) -> tuple[Planned, ...]:
        check_case(tx, now)
        return commands.propose(now, match, checked_mode(whole, len(items)), lists)

    _in_match(node, signer, (Action.PROPOSE_MATCH, channel, match), command)
    return match


def approve(node: Node, signer: Signer, match: str) -> None:
    """Approve our side's proposal, as another officer than who proposed it."""
    _act(node, signer, Action.APPROVE_MATCH, match, _in_open_case(commands.approve_proposal))


def accept(node: Node, signer: Signer, match: str, named: Sequence[str]) -> None:
    """Accept a partner's proposal: with these lists of ours, and all canaries of the type."""
    file = _file(node, signer, Action.ACCEPT_MATCH, match)
    scope = checked_mode(file.match.scope, file.match.scope.size)
    with node.store.reading() as tx:
        lists = _lists(tx, named, scope.type)
        kept = (one for one in queries.kept_lists(tx, scope.type) if not one.withdrawn)
        canaries = tuple(one for one in kept if one.said.canary)
        spent = queries.spent(tx, node.me)
        known = queries.epoch(tx, file.match.asker, scope.type)
        daily = queries.daily(tx, file.match.asker, scope.type)
    asked = (file.match.asker, scope.type, scope.size + CHECKS)
    left = check_quota(spent, asked, node.clock.now(), daily)
    if known is None:
        say(node, commands.open_epoch(file.match.asker, scope.type, 1, dates(node)))
    whole = tuple({one.said.list: one for one in (*lists, *canaries)}.values())
    whole = match_secrets.counted(node, whole)
    told = accepted_with(node, file.match, whole, left)

    command = _in_open_case(lambda now: commands.accept(now, told, whole))
    _act(node, signer, Action.ACCEPT_MATCH, match, command)


def approve_reveal(node: Node, signer: Signer, match: str) -> None:
    """Approve, for our side, that the matches be revealed."""
    _act(node, signer, Action.APPROVE_MATCH, match, _in_open_case(commands.approve_reveal))


def end(node: Node, signer: Signer, match: str, reason: str) -> None:
    """Refuse or stop a match."""
    _act(node, signer, Action.APPROVE_MATCH, match, lambda _tx, now: commands.end(now, reason))


def judge(node: Node, signer: Signer, match: str, verdict: tuple[int, str, str]) -> None:
    """Say of one hit whether it is the same; `verdict` = (place, verdict, reason)."""
    place, word, reason = verdict
    said = MatchJudged(match=match, place=place, verdict=word, reason=reason)
    watched = places(node, _file(node, signer, Action.JUDGE_MATCH, match))

    def command(tx: Tx, now: MatchNow) -> tuple[Planned, ...]:
        if now.match is not None and now.match.spans:
            return judge_watched(now, watched, said)
        return commands.judge(now, place, word, reason, match_names.judgeable(tx, match))

    _act(node, signer, Action.JUDGE_MATCH, match, command)


def show(node: Node, reader: Reader, match: str) -> MatchSeen:
    """A match and its hits; Missing `match_unknown` also for who is not on its channel."""
    absent = Missing("match_unknown")
    with node.store.reading() as tx:
        file = queries.match_file(tx, match)
        lists = queries.prepared(tx, match)
    if file is None:
        raise absent

    def query(_tx: Tx, _officer: Officer) -> tuple[MatchSeen, Sequence[str]]:
        if file.match.spans:
            seen = MatchSeen(file=file, hits=watched_hits(node, file))
            return seen, [match, *(one.said.list for one in lists)]
        found = match_names.hits(node, file, lists)
        hits = tuple(
            Hit(place=place, identifier=one, canary=canary, verdicts=verdicts(file.steps, place))
            for place, one, canary in found
        )
        return MatchSeen(file=file, hits=hits), [match, *(one.said.list for one in lists)]

    return read(
        node, reader, Look(action=Action.READ_MATCH, file=file.channel, absent=absent), query
    )


def listed(node: Node, reader: Reader, channel: ChannelId) -> tuple[MatchFile, ...]:
    """The matches of a channel, newest first."""

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[MatchFile, ...], Sequence[str]]:
        found = queries.matches(tx, (channel,))
        return found, [one.match.match for one in found]

    return read(node, reader, Look(action=Action.READ_MATCH, file=channel), query)


def lists(node: Node, reader: Reader) -> tuple[ListSeen, ...]:
    """Our lists, newest first; canaries only for whoever may keep them or watches over them."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[ListSeen, ...], Sequence[str]]:
        found = match_listed.seen_by(node, tx, officer)
        return found, [one.list for one in found]

    return read(node, reader, Look(action=Action.SEE_LISTS, file=HOME), query)


def _lists(tx: Tx, named: Sequence[str], kind: str) -> tuple[KeptList, ...]:
    """Lists of ours of one type, each once; Missing or Invalid for others."""
    found = []
    for wanted in dict.fromkeys(named):
        one = queries.kept_list(tx, wanted)
        if one is None or one.withdrawn:
            raise Missing("identifiers_unknown")
        if one.said.type != kind:
            raise Invalid("identifier_type", type=one.said.type)
        found.append(one)
    return tuple(found)


def _file(node: Node, signer: Signer, action: Action, match: str) -> MatchFile:
    """A match that an officer may act on, before anything is computed or told of it."""
    with node.store.reading() as tx:
        found = queries.match_file(tx, match)
    _decide(node, signer, action, "" if found is None else found.channel)
    if found is None:
        raise Missing("match_unknown")
    return found


def _decide(node: Node, signer: Signer, action: Action, channel: str) -> None:
    """Refused for a role that may not; `match_unknown` for who is not on the channel."""
    with node.store.reading() as tx:
        officer = node.officer(tx, signer.officer, signer.key)
    subject = Subject(on_file=channel in officer.files)
    access.decide_known(node.roles(officer), action, subject, Missing("match_unknown"))


Command = Callable[[Tx, MatchNow], tuple[Planned, ...]]


def _in_open_case(planned: Callable[[MatchNow], tuple[Planned, ...]]) -> Command:
    def command(tx: Tx, now: MatchNow) -> tuple[Planned, ...]:
        check_case(tx, now)
        return planned(now)

    return command


def _act(node: Node, signer: Signer, action: Action, match: str, command: Command) -> None:
    file = _file(node, signer, action, match)
    _in_match(node, signer, (action, file.channel, match), command)


def _in_match(
    node: Node, signer: Signer, what: tuple[Action, ChannelId, str], command: Command
) -> tuple[Written, ...]:
    """Run a command for an officer on a match; `what` = (action, channel, match)."""
    action, channel, match = what
    situation, kept = node.situation(signer.officer), dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        file = queries.match_file(tx, match)
        found: Match | None = None if file is None else file.match
        ours = None if file is None else file.classes.get(node.me)
        return command(tx, MatchNow(situation, node.channel_now(tx, channel), found, ours, kept))

    task = Task(action=action, plan=plan, file=channel, absent=Missing("match_unknown"))
    return perform(node, (signer,), task)
