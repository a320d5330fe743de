"""Operations at work: own parts, orders, votes, acknowledgements, words from sites, closing.

Promises: every deed is an officer's act through `perform`, planned by the slice against the channel
as it is at commit; what only this agency may know goes to `home`. Domain rules are the slice's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex

import msgspec

from tansiq.cases import queries as case_queries
from tansiq.custody.queries import About, counts
from tansiq.node import access
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.match_cases import why_shut
from tansiq.node.operation_lists import lists_of, own_part
from tansiq.node.perform import Task, Written, perform
from tansiq.node.signing import Signer
from tansiq.operations import checklist_queries, commands, queries
from tansiq.operations.checklists import Checklist
from tansiq.operations.commands import OperationNow, OrderDraft
from tansiq.operations.parts import tidy_part, with_standings
from tansiq.record.operations import SiteReport
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tactics import TacticalPart
from tansiq.store.connect import Tx
from tansiq.terms.clock import zone_table_version
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, OfficerId, channel_kind
from tansiq.terms.operating import CloseOutcome, VoteChoice

JOINT = frozenset({"case", "exercise"})
REVIEW_DAYS = 3 * 365
ERASE_DAYS = 20 * 365
EXERCISE_DAYS = 180
"""An exercise is kept for its evaluation, not for a court."""

Command = Callable[[Tx, OperationNow], tuple[Planned, ...]]


@dataclass(frozen=True, slots=True)
class Where:
    """An operation and the channel it lies in."""

    channel: ChannelId
    operation: str


def kept(node: Node, channel: ChannelId) -> NewClass:
    """Review and erasure of what is written about an operation of this channel."""
    today = node.clock.now().date()
    real = channel_kind(channel) != "exercise"
    review, erase = (REVIEW_DAYS, ERASE_DAYS) if real else (EXERCISE_DAYS // 2, EXERCISE_DAYS)
    return NewClass(
        review=(today + timedelta(days=review)).isoformat(),
        erase=(today + timedelta(days=erase)).isoformat(),
    )


def known(node: Node, tx: Tx, channel: ChannelId) -> None:
    """Missing `operation_unknown` unless this node is in the channel and it can hold operations."""
    if channel_kind(channel) not in JOINT or channel not in node.shared_channels(tx):
        raise Missing("operation_unknown")


def state_of(node: Node, tx: Tx, where: Where, signer: Signer) -> OperationNow:
    """An operation as a command finds it."""
    return _state(node, tx, where, (node.situation(signer.officer), kept(node, where.channel)))


def state_without(node: Node, tx: Tx, where: Where, dates: NewClass) -> OperationNow:
    """An operation as the node itself finds it, when it speaks for no officer."""
    nobody = Situation(me=node.me, officer=OfficerId(""), now=node.clock.now())
    return _state(node, tx, where, (nobody, dates))


def in_operation(
    node: Node, signer: Signer, what: tuple[Action, Where], command: Command
) -> tuple[Written, ...]:
    """Run a command for an officer on an operation; Missing `operation_unknown` off its file."""
    action, where = what
    situation, dates = node.situation(signer.officer), kept(node, where.channel)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        known(node, tx, where.channel)
        return command(tx, _state(node, tx, where, (situation, dates)))

    absent = Missing("operation_unknown")
    return perform(
        node, (signer,), Task(action=action, plan=plan, file=where.channel, absent=absent)
    )


def write_tactical(
    node: Node, signer: Signer, where: Where, part: TacticalPart, zones: Mapping[str, str]
) -> tuple[Written, ...]:
    """Write our own part in a new version, bind it for the others, tell how ready each site is."""
    salt = new_salt()
    what = (Action.WRITE_TACTICAL, where)

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        return bound(node, tx, now, (part, zones, salt))

    return in_operation(node, signer, what, command)


def new_salt() -> str:
    """32 random bytes in hex, for the commitment of one version."""
    return token_hex(32)


def bound(
    node: Node, tx: Tx, now: OperationNow, wish: tuple[TacticalPart, Mapping[str, str], str]
) -> tuple[Planned, ...]:
    """Plan a version of our own part: what is kept, its commitment, and the counts of each site."""
    part, zones, salt = wish
    _check_leaders(node, tx, part)
    files = {one.entity for site in part.sites for one in site.targets if one.entity}
    standings = documented(tx, now.channel.channel, files)
    whole = tidy_part(with_standings(part, standings))
    planned = commands.commit_tactical(now, whole, zones, salt)
    after = replace(now, sites={**now.sites, node.me: commands.bound_sites(now, whole, zones)})
    lists = lists_of(node, tx, now.facts, (whole, after.sites))
    return (*planned, *untold(node, tx, after, lists))


def documented(tx: Tx, channel: ChannelId, entities: Iterable[str]) -> dict[str, str]:
    """What is documented of each of these files of a case; Missing `entity_unknown`."""
    found: dict[str, str] = {}
    for one in sorted(entities):
        file = case_queries.entity_file(tx, channel, one)
        if file is None:
            raise Missing("entity_unknown")
        stands = [each.fact.status for each in file.statuses if each.standing]
        found[one] = stands[-1] if stands else ""
    return found


def _check_leaders(node: Node, tx: Tx, part: TacticalPart) -> None:
    """Missing `operation_leader_unknown` for a leader who is no active officer of ours."""
    known = {one.officer for one in node.staff(tx).officers.values() if one.active}
    for site in part.sites:
        if site.team.leader and site.team.leader not in known:
            raise Missing("operation_leader_unknown", site=site.site)


def untold(
    node: Node, tx: Tx, now: OperationNow, lists: Sequence[Checklist]
) -> tuple[Planned, ...]:
    """Plan the counts of every checklist that the channel heard otherwise, or not at all."""
    told = checklist_queries.told(tx, (now.channel.channel, now.facts.operation), node.me)
    return tuple(
        commands.tell_readiness(now, one.site.site, one.counts)
        for one in lists
        if told.get(one.site.site) != one.counts
    )


def issue(
    node: Node, signer: Signer, where: Where, draft: OrderDraft, seen: tuple[str, ...]
) -> tuple[Written, ...]:
    """Put a version of the order before all parties; `seen` are the current ones as shown."""
    what = (Action.WRITE_ORDER, where)
    return in_operation(node, signer, what, lambda _tx, now: commands.issue_order(now, draft, seen))


def vote(
    node: Node, signer: Signer, where: Where, digest: str, choice: VoteChoice
) -> tuple[Written, ...]:
    """Vote on the version of this digest."""

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        officer = node.officer(tx, signer.officer, signer.key)
        red = red_sites(node, tx, now)
        return commands.vote(now, digest, choice, frozenset(officer.roles), red)

    return in_operation(node, signer, (Action.VOTE_GO, where), command)


def red_sites(node: Node, tx: Tx, now: OperationNow) -> tuple[str, ...]:
    """Our own sites whose checklist is not green, by our own records and not by what was told."""
    held = own_part(node, tx, now.facts, now.sites)
    ours = {one.site for one in now.sites.get(node.me, ())}
    green = {one.site.site for one in held.lists if not one.red} if held else frozenset()
    return tuple(sorted(ours - green))


def acknowledge(
    node: Node, signer: Signer, where: Where, digest: str, site: str = ""
) -> tuple[Written, ...]:
    """Say that a version was read: for our party, or for one of our sites."""
    what = (Action.ACKNOWLEDGE_ORDER, where)

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        if site:
            _check_led(node, tx, signer, (*what, site))
        return commands.acknowledge(now, digest, site)

    return in_operation(node, signer, what, command)


def report_site(
    node: Node, signer: Signer, where: Where, site: str, reports: Sequence[SiteReport]
) -> tuple[Written, ...]:
    """Tell all parties how far one of our sites is; no count falls below that of our register."""
    what = (Action.REPORT_SITE, where)

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        _check_led(node, tx, signer, (*what, site))
        return commands.report_site(now, site, _counted(tx, where, site, reports))

    return in_operation(node, signer, what, command)


def _check_led(node: Node, tx: Tx, signer: Signer, what: tuple[Action, Where, str]) -> None:
    """Refused `access_not_leader` for a team leader who speaks of another's site."""
    action, where, site = what
    officer = node.officer(tx, signer.officer, signer.key)
    found = queries.own_part(tx, where.operation)
    sites = found[0].sites if found else ()
    led = any(one.site == site and one.team.leader == officer.officer for one in sites)
    access.decide_site(node.roles(officer), action, leads=led)


def _counted(tx: Tx, where: Where, site: str, told: Sequence[SiteReport]) -> list[SiteReport]:
    """The words of a site, none with fewer arrests or seizures than our register holds there."""
    held = counts(tx, About(channels=(where.channel,), operation=where.operation, sites=(site,)))
    arrests = max((one.arrests for one in held), default=0)
    seizures = max((one.items for one in held), default=0)
    return [
        msgspec.structs.replace(
            one, arrests=max(one.arrests, arrests), seizures=max(one.seizures, seizures)
        )
        for one in told
    ]


def close(node: Node, signer: Signer, where: Where, outcome: CloseOutcome) -> tuple[Written, ...]:
    """End our part of an operation."""
    what = (Action.CLOSE_OPERATION, where)
    return in_operation(node, signer, what, lambda _tx, now: commands.close(now, outcome))


def _state(node: Node, tx: Tx, where: Where, by: tuple[Situation, NewClass]) -> OperationNow:
    situation, dates = by
    channel = where.channel
    real = channel_kind(channel) != "exercise"
    return OperationNow(
        situation=situation,
        channel=node.channel_now(tx, channel),
        shut=why_shut(node, tx, channel) if real else "",
        retention=dates,
        facts=queries.facts(tx, channel, where.operation),
        sites=queries.sites_of(tx, channel, where.operation),
        zone_table=zone_table_version(),
    )
