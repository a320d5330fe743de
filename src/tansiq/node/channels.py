"""Channels at work: proposing who hears them, signing for this agency, showing who does.

A statement is put together here, consented to by two officers in `home` (by its digest), and only
then signed by this node. Until then it is kept aside and no partner sees it.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tansiq.exchange import channels as kept
from tansiq.ledger.acts import OfficerKey
from tansiq.ledger.membership import (
    ChannelStatement,
    first_statement,
    next_statement,
    read_statement,
    sign_part,
    signed_by,
)
from tansiq.ledger.membership import Signer as PartSigner
from tansiq.node.compose import Node
from tansiq.node.signing import Signer
from tansiq.record.officers import ChannelMembership
from tansiq.store.connect import Tx
from tansiq.store.notify import announce
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import ChannelId, NodeId

_ASIDE = "channel-statement:"


@runtime_checkable
class KeyHolder(Protocol):
    """A signer that has an officer's key itself: a channel part is signed with it."""

    @property
    def held(self) -> OfficerKey:
        """The opened key."""
        ...


@dataclass(frozen=True, slots=True)
class GenerationSeen:
    """One generation of a channel for people."""

    generation: int
    members: tuple[str, ...]
    purpose: str
    complete: bool
    signed: int
    digest: str


@dataclass(frozen=True, slots=True)
class ChannelSeen:
    """A channel for people: its newest members and its history."""

    channel: str
    members: tuple[str, ...]
    halted: bool
    generations: tuple[GenerationSeen, ...]


def proposed(
    node: Node, channel: ChannelId, members: tuple[NodeId, ...], purpose: str
) -> ChannelMembership:
    """Put together the next generation of a channel; two officers must still consent."""
    now = stamp(node.clock.now())
    with node.store.transaction() as tx:
        before = _newest(tx, channel)
        made = (
            first_statement(channel, members, purpose, now)
            if before is None
            else next_statement(before, members, purpose, now)
        )
        _put_aside(tx, made)
    return _change(made)


def to_sign(node: Node, channel: ChannelId) -> ChannelMembership:
    """The newest statement of a channel that waits for us; Missing `channel_nothing_to_sign`."""
    with node.store.transaction() as tx:
        ring = node.ring(tx)
        waiting = [
            one
            for one in kept.generations(tx, channel)
            if not one.complete and node.me not in signed_by(one.statement, one.parts, ring)
        ]
        if not waiting:
            raise Missing("channel_nothing_to_sign", channel=channel)
        newest = max(waiting, key=lambda one: one.statement.generation).statement
        _put_aside(tx, newest)
    return _change(newest)


def key_of(signer: Signer) -> OfficerKey:
    """The key that a signer has opened; Refused `channel_needs_key_file` for a passkey."""
    held = signer.held if isinstance(signer, KeyHolder) else None
    if not isinstance(held, OfficerKey):
        raise Refused("channel_needs_key_file")
    return held


def sign_generation(node: Node, signer: Signer, change: ChannelMembership) -> None:
    """Sign, for this node, the statement two officers consented to, and keep our part."""
    held = key_of(signer)
    with node.store.transaction() as tx:
        statement = _take_aside(tx, change.statement_digest)
        epoch = node.keys.current_epoch
        part = sign_part(statement, PartSigner(node.me, epoch, node.keys.log_seed(epoch), held))
        kept.keep(tx, node.ring(tx), node.me, statement, (part,))
        announce(tx)


def listed(node: Node) -> tuple[ChannelSeen, ...]:
    """All channels this node knows a statement of."""
    with node.store.reading() as tx:
        names = {one.statement.channel for one in kept.generations(tx)}
        return tuple(_seen(node, tx, ChannelId(one)) for one in sorted(names))


def shown(node: Node, channel: ChannelId) -> ChannelSeen:
    """One channel; Missing `channel_unknown`."""
    with node.store.reading() as tx:
        if not kept.generations(tx, channel):
            raise Missing("channel_unknown", channel=channel)
        return _seen(node, tx, channel)


def _seen(node: Node, tx: Tx, channel: ChannelId) -> ChannelSeen:
    every = kept.generations(tx, channel)
    complete = any(one.complete for one in every)
    halted = complete and kept.halted(tx, channel)
    members = node.members(tx, channel) if complete and not halted else ()
    return ChannelSeen(
        channel,
        members,
        halted,
        tuple(
            GenerationSeen(
                one.statement.generation,
                one.statement.members,
                one.statement.purpose,
                one.complete,
                len(one.parts),
                one.digest,
            )
            for one in every
        ),
    )


def _newest(tx: Tx, channel: ChannelId) -> ChannelStatement | None:
    if not any(one.complete for one in kept.generations(tx, channel)):
        return None
    # Of rivals either will do: what ends their dispute is that all members sign what follows.
    return kept.newest_generation(tx, channel)[0].statement


def _change(made: ChannelStatement) -> ChannelMembership:
    return ChannelMembership(
        channel=made.channel,
        generation=made.generation,
        members=made.members,
        purpose=made.purpose,
        statement_digest=made.digest.hex(),
    )


def _put_aside(tx: Tx, made: ChannelStatement) -> None:
    tx.run(
        "INSERT INTO link.value (partner, name, value) VALUES ('', %s, %s)"
        " ON CONFLICT (partner, name) DO NOTHING",
        (_ASIDE + made.digest.hex(), {"statement": made.encode().decode()}),
    )


def _take_aside(tx: Tx, digest: str) -> ChannelStatement:
    row = tx.one(
        "SELECT value FROM link.value WHERE partner = '' AND name = %s", (_ASIDE + digest,)
    )
    if row is None:
        raise Missing("channel_statement_lost")
    made = read_statement(str(row["value"]["statement"]).encode())
    tx.run("DELETE FROM link.value WHERE partner = '' AND name = %s", (_ASIDE + digest,))
    return made
