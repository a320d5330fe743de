"""Who was shown and who was served.

Random channels, memberships and enrolments, really delivered.
"""

import random
from dataclasses import dataclass

import pytest
from tests.nodes.two_nodes import NOON, Rig, RigNode, refusal

from tansiq.exchange import channels, inbox, partners
from tansiq.ledger.membership import ChannelStatement, first_statement, next_statement, sign_part
from tansiq.record.exchange import HomeAnchored
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import ChannelId, NodeId

OTHERS = ("madrid", "lisbon", "paris", "tunis", "rome")
PER_ROUND = 60


@dataclass
class World:
    """A node with five partners, and the lot that decides who is enrolled and who is a member."""

    rabat: RigNode
    others: dict[str, RigNode]
    chance: random.Random
    said: dict[str, tuple[NodeId, ...]]

    def statement(self, channel: ChannelId) -> None:
        """Let a channel come to be: some members, some of whom sign; then perhaps a next one."""
        made = first_statement(channel, self._members(), "rig", stamp(NOON))
        self._keep(made)
        for _ in range(self.chance.choice((0, 0, 1, 1, 2))):
            # From the same statement twice: two rivals, as in a real dispute.
            self._keep(next_statement(made, self._members(), "rig", stamp(NOON)))

    def _members(self) -> list[str]:
        some = self.chance.sample(OTHERS, self.chance.randint(0, len(OTHERS)))
        return ["rabat", *some]

    def _keep(self, made: ChannelStatement) -> None:
        whole = self.chance.random() < 0.8
        signers = [one for one in made.members if whole or self.chance.random() < 0.5]
        parts = [sign_part(made, self._node(one).signer()) for one in signers]
        with self.rabat.store.transaction() as tx:
            keys = partners.ring(tx, self.rabat.name)
            code = refusal(lambda: channels.keep(tx, keys, self.rabat.name, made, parts))
        assert code == ("" if signers else "channel_unsigned")

    def _node(self, name: str) -> RigNode:
        return self.rabat if name == "rabat" else self.others[name]

    def preview(self, channel: ChannelId) -> tuple[NodeId, ...] | None:
        """What an officer is shown; None when there is nothing to write to."""
        try:
            with self.rabat.store.transaction() as tx:
                return self.rabat.exchange.recipients(tx, channel)
        except (Missing, Refused):
            return None

    def speak(self, channel: ChannelId) -> None:
        """Write one entry to a channel, as its newest generation stands."""
        seen = self.preview(channel)
        if seen is None:
            return
        with self.rabat.store.transaction() as tx:
            inbox.open_own_log(tx, self.rabat.exchange._here, channel)
        self.rabat.order_stop(channel, HomeAnchored(day="2026-03-01", blinded="00" * 32))
        self.said[channel] = seen

    def toggle(self, name: str, rig: Rig) -> None:
        """Enrol a partner, or end its enrolment, at our side alone."""
        with self.rabat.store.transaction() as tx:
            known = name in partners.enrolled(tx)
        if known:
            rig.leave(self.rabat, self.others[name])
        else:
            rig.enrol_at(self.rabat, self.others[name])

    def deliver(self, rig: Rig) -> dict[str, set[NodeId]]:
        """Carry everything to every partner; return who holds the entry of which channel."""
        got: dict[str, set[NodeId]] = {}
        for node in self.others.values():
            if refusal(lambda node=node: self.rabat.exchange.prepare(node.name)) == "":
                assert rig.sync(self.rabat, node).state.code == ""
            with node.store.transaction() as tx:
                rows = tx.rows(
                    "SELECT channel FROM ledger.log WHERE agency = 'rabat' AND size > 0"
                    " AND channel LIKE 'case:%'"
                )
            for row in rows:
                got.setdefault(row["channel"], set()).add(node.name)
        return got


@pytest.mark.slow
def test_whom_the_preview_names_is_who_holds_it_in_the_end(rig: Rig) -> None:
    """REQUIREMENTS 1.4: each configuration delivered to real nodes or to nobody.

    The ten thousand stand in `test_exchange_ways_out.py`, over the function both sides ask; here
    it is asked through tables, bundles and six nodes.
    """
    chance = random.Random(14)
    rabat = rig.node("rabat")
    others = {name: rig.node(name) for name in OTHERS}
    for number, name in enumerate(OTHERS):
        rig.enrol(rabat, others[name])
        for other in OTHERS[:number]:
            rig.enrol(others[name], others[other])
    world = World(rabat, others, chance, {})
    for turn in range(3):
        for name in OTHERS:
            if turn and chance.random() < 0.4:
                world.toggle(name, rig)
        world.said.clear()
        made = [ChannelId(f"case:{turn}-{number}") for number in range(PER_ROUND)]
        for channel in made:
            world.statement(channel)
            world.speak(channel)
        got = world.deliver(rig)
        for channel in made:
            assert got.get(channel, set()) == set(world.said.get(channel, ())), channel
        assert any(world.said.values())
        assert not all(world.said.get(channel) for channel in made)


def test_nobody_is_nobody(rig: Rig) -> None:
    """REQUIREMENTS 1.4: an empty list delivers to nobody."""
    rabat, madrid, _ = rig.pair()
    alone = ChannelId("case:alone")
    rig.channel(alone, rabat)
    with rabat.store.transaction() as tx:
        assert rabat.exchange.recipients(tx, alone) == ()
    assert refusal(lambda: rabat.say(alone, "to myself")) == "class_without_recipient"
    rabat.order_stop(alone, HomeAnchored(day="2026-03-01", blinded="00" * 32))
    rig.settle_all()
    with madrid.store.transaction() as tx:
        assert tx.rows("SELECT 1 FROM ledger.log WHERE channel = %s", (alone,)) == []
