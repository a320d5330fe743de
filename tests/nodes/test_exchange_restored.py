"""A node that lost its disk: it sees that it is behind, writes nothing, and heals."""

import shutil
from dataclasses import replace

from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import Rig, refusal, reseal


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
