"""Operations at work: own parts, orders, votes, acknowledgements, words from sites, closing.

Promises: every deed is an officer's act through `perform`, planned by the slice against the channel
as it is at commit; what only this agency may know goes to `home`. Domain rules are the slice's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

import msgspec

from tansiq.custody.queries import About, counts
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.match_cases import why_shut
from tansiq.node.perform import Task, Written, perform
from tansiq.node.signing import Signer
from tansiq.operations import commands, queries
from tansiq.operations.commands import OperationNow, OrderDraft
from tansiq.record.operations import SiteReport
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tactics import TacticalPart
from tansiq.store.connect import Tx
from tansiq.terms.clock import zone_table_version
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, channel_kind
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
    """Write our own part in a new version, and bind it for the others."""
    salt = token_hex(32)
    what = (Action.WRITE_TACTICAL, where)
    return in_operation(
        node, signer, what, lambda _tx, now: commands.commit_tactical(now, part, zones, salt)
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
        red = red_sites(node, tx, where, now)
        return commands.vote(now, digest, choice, frozenset(officer.roles), red)

    return in_operation(node, signer, (Action.VOTE_GO, where), command)


def red_sites(node: Node, tx: Tx, where: Where, now: OperationNow) -> tuple[str, ...]:
    """Our own sites whose checklist is not green: they told so, or never told anything."""
    ours = now.sites.get(node.me, ())
    told = queries.readiness(tx, where.operation, ours)
    return tuple(one.site for one in ours if one.site not in told or told[one.site].red)


def acknowledge(
    node: Node, signer: Signer, where: Where, digest: str, site: str = ""
) -> tuple[Written, ...]:
    """Say that a version was read: for our party, or for one of our sites."""
    what = (Action.ACKNOWLEDGE_ORDER, where)
    return in_operation(
        node, signer, what, lambda _tx, now: commands.acknowledge(now, digest, site)
    )


def report_site(
    node: Node, signer: Signer, where: Where, site: str, reports: Sequence[SiteReport]
) -> tuple[Written, ...]:
    """Tell all parties how far one of our sites is; no count falls below that of our register."""
    what = (Action.REPORT_SITE, where)

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        told = [_counted(tx, where, site, one) for one in reports]
        return commands.report_site(now, site, told)

    return in_operation(node, signer, what, command)


def _counted(tx: Tx, where: Where, site: str, one: SiteReport) -> SiteReport:
    about = About(channels=(where.channel,), operation=where.operation, sites=(site,))
    for held in counts(tx, about):
        arrests, seizures = max(one.arrests, held.arrests), max(one.seizures, held.items)
        return msgspec.structs.replace(one, arrests=arrests, seizures=seizures)
    return one


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
