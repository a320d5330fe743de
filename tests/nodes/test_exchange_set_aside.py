"""What was folded before the trouble was known: it stops counting, on every node, for good."""

from dataclasses import replace

import pytest
from tests.nodes.hostile import Forger
from tests.nodes.test_exchange_revoked_keys import revoke
from tests.nodes.two_nodes import Rig, RigNode

from tansiq.exchange.stops import stops_in_force
from tansiq.store.project import digest, rebuild
from tansiq.store.rebuild import _WORTH_HELP
from tansiq.terms.ids import ChannelId


def taken_without_its_head(rig: Rig) -> tuple[RigNode, RigNode, ChannelId]:
    """Madrid cosigned "one" and folded "two" and "three", whose head it has not reached yet."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rabat.say(channel, "two", "three", "four")
    madrid.exchange.apply(rabat.exchange.prepare(madrid.name, limit=2).data)
    assert madrid.heard() == ["one", "two", "three"]
    return rabat, madrid, channel


def same_when_folded_anew(node: RigNode) -> bool:
    with node.store.transaction() as tx:
        before = digest(tx)
    rebuild(node.store, node.sealer.projections, node.sealer.reader)
    with node.store.transaction() as tx:
        return before == digest(tx)


def test_entries_folded_beyond_the_frozen_position_no_longer_count(rig: Rig) -> None:
    """DESIGN 3: a fork freezes the log at its last position cosigned by others."""
    rabat, madrid, channel = taken_without_its_head(rig)
    madrid.exchange.receive(Forger(rabat, channel, 2).add().add().bundle(madrid))
    row = madrid.log(channel, rabat.name)
    assert (row.state, row.frozen_at, row.size) == ("frozen", 2, 4)
    assert madrid.heard() == ["one"]
    assert madrid.states(row.origin) == {
        2: ("quarantined", "entry_after_fork"),
        3: ("quarantined", "entry_after_fork"),
    }
    assert same_when_folded_anew(madrid)
    madrid.restart()
    assert madrid.heard() == ["one"]
    assert madrid.log(channel, rabat.name).frozen_at == 2


def test_a_large_ledger_is_folded_anew_without_them_too(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A helper reads by a connection of its own, which does not see what was just set aside."""
    rabat, madrid, channel = taken_without_its_head(rig)
    assert _WORTH_HELP > 1
    monkeypatch.setattr("tansiq.store.rebuild._WORTH_HELP", 1)
    madrid.exchange.receive(Forger(rabat, channel, 2).add().add().bundle(madrid))
    assert madrid.heard() == ["one"]


def test_a_stop_beyond_the_position_stands_and_its_lifting_does_not(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    said = {"open": {"stop": "st-1", "plan": "p-1", "reason": "danger"}}
    true = Forger(rabat, channel, 2).add("stop_ordered", extra=said)
    true.add("stop_lifted", extra=said).add().add()
    tree, whole = true.tree, true.chunk(2)
    chunk = replace(
        whole,
        entries=whole.entries[:2],
        bodies=whole.bodies[:2],
        end_proof=tuple(tree.consistency(4, tree.size)),
    )
    madrid.exchange.receive(true.bundle(madrid, chunk=chunk))
    with madrid.store.transaction() as tx:
        assert stops_in_force(tx) == ()
    madrid.exchange.receive(Forger(rabat, channel, 2).add().bundle(madrid))
    assert set(madrid.states(whole.origin)) == {3}
    for _ in range(2):
        with madrid.store.transaction() as tx:
            assert [one.stop for one in stops_in_force(tx, channel)] == ["st-1"]
        assert same_when_folded_anew(madrid)


def test_entries_folded_beyond_what_a_revocation_leaves_no_longer_count(rig: Rig) -> None:
    """T10: they were neither named by the root nor covered by a head that anybody cosigned."""
    rabat, madrid, channel = taken_without_its_head(rig)
    rabat.keys.new_log_key()
    rabat.publish_card()
    revoke(rabat, channel, 2)
    empty = rabat.exchange.prepare(madrid.name, limit=0).data
    madrid.exchange.apply(empty)
    row = madrid.log(channel, rabat.name)
    assert (row.state, row.frozen_at, row.size) == ("closed", 2, 4)
    assert madrid.heard() == ["one"]
    assert set(madrid.states(row.origin).values()) == {("quarantined", "entry_after_revocation")}
    assert same_when_folded_anew(madrid)
