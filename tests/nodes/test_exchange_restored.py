"""A node that lost its disk: it sees that it is behind, writes nothing, and heals."""

import shutil
from dataclasses import replace

from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import Rig, RigNode, refusal, reseal


def test_a_restored_node_refuses_to_write_and_heals_from_its_partner(rig: Rig) -> None:
    """T5."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rig.snapshot(rabat)
    rabat.say(channel, "two", "three")
    madrid.say(channel, "uno")
    rig.sync(rabat, madrid)
    rig.put_back(rabat)
    assert rabat.log(channel).state == "blocked"
    assert refusal(lambda: rabat.say(channel, "a second history")) == "log_blocked"
    rig.sync(rabat, madrid)
    assert rabat.log(channel).state == "open"
    assert sorted(rabat.heard()) == ["one", "three", "two", "uno"]
    rabat.say(channel, "four")
    rig.sync(rabat, madrid)
    assert madrid.heard(rabat.name) == ["one", "two", "three", "four"]
    assert madrid.log(channel, rabat.name).state == "open"


def test_a_node_behind_its_own_signature_heals_even_if_its_key_store_forgot(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rig.snapshot(rabat)
    shutil.copytree(rabat.folder / "keys", rabat.folder / "keys-then")
    rabat.say(channel, "two")
    rig.sync(rabat, madrid)
    rig.put_back(rabat, keys=rabat.folder / "keys-then")
    assert rabat.log(channel).state == "open"
    rig.sync(madrid, rabat)
    rig.sync(madrid, rabat)
    assert rabat.log(channel).state == "open"
    assert rabat.log(channel).root == madrid.log(channel, rabat.name).root
    # The key of what was said since then is lost with the store: the entry is back, not its text.
    assert rabat.heard() == ["one"]
    assert set(rabat.states(rabat.log(channel).origin).values()) == {
        ("unopenable", "class_key_missing")
    }


def test_a_claim_that_is_not_our_own_signature_blocks_nothing(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    forger = Forger(rabat, channel, 2).add()
    forger.seed = b"\x09" * 32
    head = forger.head()
    data = reseal(
        madrid.exchange.prepare(rabat.name).data, madrid, lambda c: replace(c, heads=(head,))
    )
    assert problems(rabat, data) == {"heads": "head_not_ours"}
    assert rabat.log(channel).state == "open"


def cosigned(node: RigNode, origin: str) -> dict[int, str]:
    """Which heads of a log this node itself cosigned, by size, with their roots."""
    with node.store.transaction() as tx:
        rows = tx.rows(
            "SELECT s.size, encode(c.root, 'hex') AS root FROM ledger.cosignature s"
            " JOIN ledger.log l ON l.id = s.log_id"
            " JOIN ledger.checkpoint c ON c.log_id = s.log_id AND c.size = s.size"
            " WHERE l.origin = %s AND s.witness = %s",
            (origin, f"{node.name}/w"),
        )
    return {row["size"]: row["root"] for row in rows}


def test_a_restored_node_never_cosigns_a_second_history(rig: Rig) -> None:
    """The database forgot what it cosigned; the key store did not."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rig.snapshot(madrid)
    rabat.say(channel, "two")
    rig.sync(rabat, madrid)
    true = rabat.log(channel)
    assert cosigned(madrid, true.origin)[3] == true.root.hex()
    rig.put_back(madrid)
    madrid.exchange.receive(Forger(rabat, channel, 2).add().bundle(madrid, first=2))
    assert madrid.log(channel, rabat.name).size == 3
    assert set(cosigned(madrid, true.origin)) == {2}
    madrid.exchange.receive(Forger(rabat, channel, 2).add().add().bundle(madrid, first=2))
    assert set(cosigned(madrid, true.origin)) == {2}


def test_a_restored_node_cosigns_again_what_it_had_cosigned(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rig.snapshot(madrid)
    rabat.say(channel, "two")
    rig.sync(rabat, madrid)
    rig.put_back(madrid)
    rig.sync(rabat, madrid)
    rabat.say(channel, "three")
    rig.sync(rabat, madrid)
    true = rabat.log(channel)
    assert set(cosigned(madrid, true.origin)) == {2, 3, 4}


def test_with_its_keys_lost_too_a_node_cosigns_once_all_members_were_heard(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    rig.back_up(madrid)
    rabat.say(channel, "two")
    rig.settle_all()
    true = rabat.log(channel)
    assert cosigned(madrid, true.origin)[3] == true.root.hex()
    rig.lose_everything(madrid)
    madrid.exchange.receive(Forger(rabat, channel, 2).add().bundle(madrid, first=2))
    rig.sync(madrid, lisbon)
    madrid.exchange.receive(Forger(rabat, channel, 2).add().add().bundle(madrid, first=2))
    assert set(cosigned(madrid, true.origin)) == {2}
