"""Channels at work: proposing who hears them, signing for this agency, showing who does.

A statement is put together here, consented to by two officers in `home` (by its digest), and only
then signed by this node. Until then it is kept aside and no partner sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.exchange import channels as kept
from tansiq.ledger.acts import Act, read_act
from tansiq.ledger.membership import (
    ACT_KIND,
    ChannelStatement,
    Voice,
    first_statement,
    matter_of,
    next_statement,
    part_of,
    read_statement,
    signed_by,
)
from tansiq.node.compose import Node
from tansiq.node.signing import Asked, Signer
from tansiq.officers.judging import public_of
from tansiq.record.officers import ChannelMembership
from tansiq.store.connect import Tx
from tansiq.store.notify import announce
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, NodeId, OfficerId

_ASIDE = "channel-statement:"


@dataclass(slots=True)
class Consenting:
    """An officer who approves a list of members: one gesture signs the approval and the list.

    What `perform` asks for is shown together with the statement itself, so that nothing is signed
    that was not shown; the act upon the statement is kept for our part.
    """

    signer: Signer
    statement: ChannelStatement
    act: Act | None = None

    @property
    def officer(self) -> OfficerId:
        """The officer's pseudonym."""
        return self.signer.officer

    @property
    def key(self) -> str:
        """The id of the key that signs."""
        return self.signer.key

    def sign(self, asked: Sequence[Asked]) -> tuple[dict[str, object], ...]:
        """Have all of it signed; give back the acts that were asked for."""
        members = Asked(said=self.statement, matter=matter_of(self.statement))
        *acts, upon = self.signer.sign((*asked, members))
        self.act = read_act(upon)
        return tuple(acts)


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


def to_sign(node: Node, channel: ChannelId, digest: str = "") -> ChannelMembership:
    """The newest statement of a channel that waits for us, or the one of this digest.

    Missing `channel_nothing_to_sign`.
    """
    with node.store.transaction() as tx:
        ring = node.ring(tx)
        waiting = [
            one
            for one in kept.generations(tx, channel)
            if not one.complete
            and digest in {"", one.digest}
            and node.me not in signed_by(one.statement, one.parts, ring)
        ]
        if not waiting:
            raise Missing("channel_nothing_to_sign", channel=channel)
        newest = max(waiting, key=lambda one: one.statement.generation).statement
        _put_aside(tx, newest)
    return _change(newest)


def consenting(node: Node, signer: Signer, change: ChannelMembership) -> Consenting:
    """An officer who is about to approve these members; Missing `channel_statement_lost`."""
    with node.store.reading() as tx:
        return Consenting(signer, _aside(tx, change.statement_digest))


def sign_generation(node: Node, consent: Consenting) -> None:
    """Sign, for this node, the statement two officers consented to, and keep our part."""
    if consent.act is None:
        raise Missing("act_missing", kind=ACT_KIND)
    epoch = node.keys.current_epoch
    voice = Voice(node.me, epoch, node.keys.log_seed(epoch))
    with node.store.transaction() as tx:
        officer = node.officer(tx, consent.officer, consent.key)
        public = public_of(officer.keys[consent.key])
        part = part_of(consent.statement, voice, consent.act, public)
        kept.keep(tx, node.ring(tx), node.me, consent.statement, (part,))
        _forget_aside(tx, consent.statement)
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


def _aside(tx: Tx, digest: str) -> ChannelStatement:
    row = tx.one(
        "SELECT value FROM link.value WHERE partner = '' AND name = %s", (_ASIDE + digest,)
    )
    if row is None:
        raise Missing("channel_statement_lost")
    return read_statement(str(row["value"]["statement"]).encode())


def _forget_aside(tx: Tx, made: ChannelStatement) -> None:
    tx.run("DELETE FROM link.value WHERE partner = '' AND name = %s", (_ASIDE + made.digest.hex(),))
