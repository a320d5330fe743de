"""A revoked key: what it signed before, what it signs after, and who speaks next."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from tests.nodes.hostile import Forger
from tests.nodes.two_nodes import NOON, Rig, RigNode, refusal, reseal

from tansiq.exchange import bundle, channels, partners, revoking
from tansiq.ledger.cards import (
    Card,
    LastHead,
    Revocation,
    read_root,
    sign_root,
    statement_digest,
)
from tansiq.ledger.membership import first_statement, sign_part
from tansiq.ledger.root_key import RootKey
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId

NOW_AND_THEN = NOON - timedelta(days=30)


def revoke(node: RigNode, channel: ChannelId, size: int) -> bytes:
    row = node.log(channel)
    return node.state(
        lambda number, prev: Revocation(
            node=node.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            epoch=row.epoch,
            last=(LastHead(row.origin, size, "00" * 32),),
            reason="stolen",
        )
    )


def test_entries_after_a_revocation_are_void_everywhere(rig: Rig) -> None:
    """T10."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "true")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    forger = Forger(rabat, channel, 2).add().add()
    thief = forger.bundle(madrid, first=2)
    rabat.keys.new_log_key()
    rabat.publish_card()
    revoke(rabat, channel, 2)
    rig.sync(rabat, madrid)
    assert refusal(lambda: madrid.exchange.receive(thief)) == "bundle_signature"
    honest = rabat.exchange.prepare(madrid.name).data
    chunk = forger.chunk(2)
    madrid.exchange.receive(reseal(honest, rabat, lambda c: replace(c, logs=(chunk,))))
    assert set(madrid.states(origin).values()) == {("quarantined", "entry_after_revocation")}
    assert madrid.heard() == ["true"]


def test_a_back_dated_revocation_voids_nothing_that_was_witnessed(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one", "two", "three")
    rig.sync(rabat, madrid)
    rabat.keys.new_log_key()
    rabat.publish_card()
    revoke(rabat, channel, 1)
    rig.sync(rabat, madrid)
    row = madrid.log(channel, rabat.name)
    assert madrid.heard() == ["one", "two", "three"]
    assert (row.state, row.suspect_from, row.frozen_at) == ("closed", 1, 4)


def only_the_revocation(rabat: RigNode, madrid: RigNode, channel: ChannelId) -> None:
    """Revoke the one key madrid knows; let madrid learn that, and not which key came after."""
    statement = revoke(rabat, channel, 2)
    rabat.keys.new_log_key()
    rabat.publish_card()
    with madrid.store.transaction() as tx:
        revoking.revoke(tx, madrid.sealer, read_revocation(rabat, statement))
        partners.accept_statement(tx, madrid.ring(), statement)


def read_revocation(node: RigNode, statement: bytes) -> Revocation:
    read = read_root(statement, node.root.public)
    assert isinstance(read, Revocation)
    return read


@pytest.mark.parametrize("told", [False, True])
def test_a_node_whose_known_keys_are_all_revoked_introduces_its_next_one(
    rig: Rig, *, told: bool
) -> None:
    """A root statement counts by any path, also by the bundle that needs it to be heard."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "true")
    rig.sync(rabat, madrid)
    madrid.say(channel, "before")
    only_the_revocation(rabat, madrid, channel)
    if told:  # rabat knows what madrid knows; otherwise it has to find out by itself
        rabat.exchange.receive(madrid.exchange.prepare(rabat.name).data)
    line = rig.sync(rabat, madrid)
    assert line.state.code == ""
    assert madrid.ring().newest(rabat.name)[0] == 3
    assert "before" in rabat.heard(madrid.name)


def test_a_stolen_key_introduces_nobody(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "true")
    rig.sync(rabat, madrid)
    thief = rabat.exchange.prepare(madrid.name).data
    only_the_revocation(rabat, madrid, channel)
    honest = bundle.unpack(bundle.open_header(rabat.exchange.prepare(madrid.name).data))
    sealed = bundle.open_header(thief)
    outer = sealed.outer
    envelope = bundle.Envelope(
        outer.sender, outer.recipient, outer.number, outer.time, rabat.keys.log_seed(1)
    )
    stolen = bundle.pack(honest, envelope)
    for data in (thief, stolen):
        assert refusal(lambda data=data: madrid.exchange.receive(data)) == "bundle_signature"
    forged = RootKey.create(rabat.folder / "other-root")
    card = rabat._card(3, statement_digest(rabat.ring().statements(rabat.name)[-2]))
    read = msgspec.structs.replace(read_card(rabat, card), root=forged.public)
    fake = replace(honest, roots=(sign_root(read, forged.seed),))
    other = replace(envelope, seed=rabat.keys.log_seed(2))
    data = bundle.pack(fake, other)
    assert refusal(lambda: madrid.exchange.receive(data)) == "bundle_signature"


def read_card(node: RigNode, statement: bytes) -> Card:
    read = read_root(statement, node.root.public)
    assert isinstance(read, Card)
    return read


def test_a_part_of_a_revoked_key_counts_by_when_it_came_not_by_its_date(rig: Rig) -> None:
    """A thief dates its statement before the theft: what came after the revocation is void."""
    rabat, madrid, channel = rig.pair()
    rig.sync(rabat, madrid)
    thief = rabat.signer()
    early = first_statement("case:early", ["madrid", "rabat"], "x", stamp(NOW_AND_THEN))
    late = first_statement("case:late", ["madrid", "rabat"], "x", stamp(NOW_AND_THEN))
    with madrid.store.transaction() as tx:
        ring = madrid.exchange.scope(tx).ring
        channels.keep(tx, ring, madrid.name, early, [sign_part(early, thief)])
    rabat.keys.new_log_key()
    rabat.publish_card()
    revoke(rabat, channel, 2)
    rig.sync(rabat, madrid)
    own = madrid.signer()
    with madrid.store.transaction() as tx:
        ring = madrid.exchange.scope(tx).ring
        assert ring.revocations("rabat")
        parts = [sign_part(late, thief), sign_part(late, own)]
        assert not channels.keep(tx, ring, madrid.name, late, parts).complete
        assert channels.keep(tx, ring, madrid.name, early, [sign_part(early, own)]).complete


def test_a_channel_whose_log_the_revocation_names_can_be_heard_of_later(rig: Rig) -> None:
    """A node that lost its disk hears of the channel after the revocation: the root vouches."""
    rabat, madrid, _ = rig.pair()
    rig.sync(rabat, madrid)
    rig.snapshot(madrid)
    made = first_statement("case:lost", ["madrid", "rabat"], "x", stamp(NOW_AND_THEN))
    rig.agree(made, rabat, madrid)
    rig.put_back(madrid)
    parts = [sign_part(made, rabat.signer()), sign_part(made, madrid.signer())]
    rabat.keys.new_log_key()
    rabat.publish_card()
    revoke(rabat, ChannelId("case:lost"), 0)
    rig.sync(rabat, madrid)
    with madrid.store.transaction() as tx:
        ring = madrid.exchange.scope(tx).ring
        assert ring.revocations("rabat")
        assert channels.keep(tx, ring, madrid.name, made, parts).complete
