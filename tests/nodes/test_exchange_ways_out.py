"""After a fork or with a stolen key: what stops, what goes on, and how it is mended."""

from dataclasses import replace

from tests.nodes.hostile import Forger
from tests.nodes.two_nodes import NOON, Rig, RigNode, refusal

from tansiq.exchange import epochs
from tansiq.ledger.cards import (
    EpochStatement,
    statement_digest,
)
from tansiq.record.exchange import EpochAccepted
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, Origin


def next_epoch(
    node: RigNode, channel: ChannelId, reason: str, heads: tuple[tuple[int, str], ...] = ()
) -> str:
    """What an agency does with its root key to go on writing a log under a new key."""
    row = node.log(channel)
    old = Origin.parse(row.origin)
    epoch = node.keys.new_log_key()
    node.publish_card()
    new = str(Origin(old.agency, old.channel, old.generation, epoch))
    node.state(
        lambda number, prev: EpochStatement(
            node=node.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            old_origin=row.origin,
            new_origin=new,
            heads=heads or ((row.size, row.root.hex()),),
            reason=reason,
        )
    )
    with node.store.transaction() as tx:
        epochs.open_own(tx, node.exchange.scope(tx).ring, node.name, new)
    node.classes.clear()
    return new


def accept(node: RigNode, new_origin: str) -> None:
    with node.store.transaction() as tx:
        ring = node.exchange.scope(tx).ring
        (statement,) = epochs.waiting(tx, ring, [Origin.parse(new_origin).agency])
    node.write_home(
        EpochAccepted(
            old_origin=statement.old_origin,
            new_origin=statement.new_origin,
            reason=statement.reason,
            statement=statement_digest(b""),
        )
    )


def test_after_a_fork_a_new_epoch_is_heard_once_each_partner_accepted_it(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    forger = Forger(rabat, channel, 1).add().add()
    madrid.exchange.receive(forger.bundle(madrid))
    rig.settle_all()
    assert [n.log(channel, rabat.name).state for n in (madrid, lisbon)] == ["frozen", "frozen"]
    old = rabat.log(channel)
    tree = forger.tree
    heads = ((old.size, old.root.hex()), (tree.size, tree.root().hex()))
    new = next_epoch(rabat, channel, "fork", heads)
    rabat.say(channel, "after the fork")
    rig.settle_all()
    assert "after the fork" not in madrid.heard()
    accept(madrid, new)
    rig.settle_all()
    assert "after the fork" in madrid.heard()
    assert "after the fork" not in lisbon.heard()
    accept(lisbon, new)
    rig.settle_all()
    assert "after the fork" in lisbon.heard()
    with madrid.store.transaction() as tx:
        old_row = tx.one("SELECT state FROM ledger.log WHERE origin = %s", (old.origin,))
    assert old_row == {"state": "frozen"}


def test_a_fork_is_not_outlived_by_calling_the_next_epoch_a_rotation(rig: Rig) -> None:
    """DESIGN 3: each partner accepts the epoch after a fork by an act."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    madrid.exchange.receive(Forger(rabat, channel, 1).add().add().bundle(madrid))
    rig.settle_all()
    new = next_epoch(rabat, channel, "rotation")
    rabat.say(channel, "as if nothing had happened")
    rig.settle_all()
    assert madrid.heard() == lisbon.heard() == ["one"]
    accept(madrid, new)
    rig.settle_all()
    assert madrid.heard() == ["one", "as if nothing had happened"]
    assert lisbon.heard() == ["one"]
    next_epoch(rabat, channel, "rotation")
    rabat.say(channel, "a true rotation")
    rig.settle_all()
    assert madrid.heard()[-1] == "a true rotation"
    assert lisbon.heard() == ["one"]


def test_the_forked_author_learns_it_and_its_own_log_is_frozen(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    madrid.exchange.receive(Forger(rabat, channel, 1).add().add().bundle(madrid))
    rig.sync(madrid, rabat)
    assert rabat.log(channel).state == "frozen"
    assert refusal(lambda: rabat.say(channel, "two")) == "log_frozen"


def test_a_rotation_needs_nobody_and_closes_the_old_log(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "old key")
    rig.sync(rabat, madrid)
    old = rabat.log(channel).origin
    next_epoch(rabat, channel, "rotation")
    rabat.say(channel, "new key")
    rig.sync(rabat, madrid)
    assert madrid.heard() == ["old key", "new key"]
    with madrid.store.transaction() as tx:
        row = tx.one("SELECT state FROM ledger.log WHERE origin = %s", (old,))
    assert row == {"state": "closed"}


def test_a_log_of_an_epoch_that_no_statement_names_is_refused(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    row = rabat.log(channel)
    epoch = rabat.keys.new_log_key()
    rabat.publish_card()
    place = Origin.parse(row.origin)
    forger = Forger(rabat, channel, 0)
    forger.origin = str(replace(place, epoch=epoch))
    forger.seed = rabat.keys.log_seed(epoch)
    forger.add()
    report = madrid.exchange.apply(forger.bundle(madrid))
    assert report.refused == {forger.origin: "epoch_unknown"}
