"""The lists of members of our channels, for the pages: who is on them, who has signed, what waits.

Promises: a channel is shown to the officers on it and to those who look after the node, its purpose
to the former alone; nobody outside is asked. Does not change anything: a list of members is a
change of two people (`node.changes`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tansiq.exchange import channels as kept
from tansiq.exchange import partners
from tansiq.exchange.channels import Generation
from tansiq.ledger.membership import signed_by
from tansiq.node import access, changes
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.logbook import sees
from tansiq.officers import queries
from tansiq.officers.people import Officer
from tansiq.officers.queries import PendingChange
from tansiq.record.officers import ChannelMembership
from tansiq.store.connect import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedGeneration:
    """One signed list of members: who is on it, who has signed, and whether it is in force."""

    generation: int
    members: tuple[str, ...]
    signed: tuple[str, ...]
    complete: bool
    in_force: bool
    purpose: str
    time: str
    digest: str
    wanted: bool = False
    """Whether it waits for our own agency, which it names."""

    @property
    def unsigned(self) -> tuple[str, ...]:
        """Members whose signature is missing."""
        return tuple(one for one in self.members if one not in self.signed)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedChannel:
    """A channel, newest generation first; `member` says whether the party in question is on it."""

    channel: str
    halted: bool
    member: bool
    on_it: bool
    generations: tuple[SharedGeneration, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """All channels an officer is told of, the partners that can be named, and what waits here."""

    channels: tuple[SharedChannel, ...]
    partners: tuple[tuple[str, Mapping[str, str]], ...]
    waiting: tuple[PendingChange, ...]


def everything(node: Node, officer: Officer) -> Channels:
    """The page of channels; Refused `access_role` for those who see no partners."""
    access.decide(node.roles(officer), Action.SEE_PARTNERS)
    with node.store.reading() as tx:
        known, ring = partners.enrolled(tx), node.ring(tx)
        pending = queries.pending_changes(tx)
        found = tuple(one for one in pending if isinstance(one.change, ChannelMembership))
        return Channels(
            channels=tuple(_shared(node, tx, officer, node.me, lambda _one: True)),
            partners=tuple(
                (one, dict(ring.card(one).name)) for one in sorted(set(known) & set(ring.nodes()))
            ),
            waiting=tuple(
                one for one in changes.as_seen(officer, found) if sees(node, officer, one.subject)
            ),
        )


def with_partner(node: Node, tx: Tx, officer: Officer, named: str) -> Iterator[SharedChannel]:
    """The channels that a partner and we are, or were to be, on together."""

    def together(one: Generation) -> bool:
        return {named, node.me} <= set(one.statement.members)

    return _shared(node, tx, officer, named, together)


def _shared(
    node: Node, tx: Tx, officer: Officer, named: str, wanted: Callable[[Generation], bool]
) -> Iterator[SharedChannel]:
    by_channel: dict[str, list[Generation]] = {}
    for each in kept.generations(tx):
        by_channel.setdefault(each.statement.channel, []).append(each)
    for channel, every in sorted(by_channel.items()):
        if not any(map(wanted, every)) or not sees(node, officer, channel):
            continue
        complete = [one.statement.generation for one in every if one.complete]
        newest = max(complete, default=0)
        yield SharedChannel(
            channel=channel,
            halted=complete.count(newest) > 1,
            member=any(
                named in one.statement.members
                for one in every
                if one.complete and one.statement.generation == newest
            ),
            on_it=channel in officer.files,
            generations=tuple(_generation(node, tx, officer, one, newest) for one in every[::-1]),
        )


def _generation(
    node: Node, tx: Tx, officer: Officer, one: Generation, newest: int
) -> SharedGeneration:
    said = one.statement
    signed = signed_by(said, one.parts, node.ring(tx))
    return SharedGeneration(
        generation=said.generation,
        members=said.members,
        signed=tuple(sorted(signed)),
        complete=one.complete,
        in_force=said.generation == newest and one.complete,
        purpose=said.purpose if said.channel in officer.files else "",
        time=said.time,
        digest=one.digest,
        wanted=not one.complete and node.me in said.members and node.me not in signed,
    )
