"""A member with two faces: forks, slots for one, witnesses that lie; nobody else is stopped."""

from dataclasses import replace

from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import Rig, reseal

from tansiq.exchange.content import Content
from tansiq.exchange.stops import stops_in_force
from tansiq.ledger.fork import decode, verify_fork
from tansiq.record import canonical
from tansiq.record.exchange import StopLifted, StopOrdered


def test_two_histories_shown_to_two_partners_are_exposed_by_their_next_bundle(rig: Rig) -> None:
    """T4."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "common")
    rig.sync(rabat, madrid)
    rig.sync(rabat, lisbon)
    forger = Forger(rabat, channel, 2).add(extra={"open": {"day": "for lisbon"}})
    rabat.say(channel, "for madrid")
    rig.sync(rabat, madrid)
    lisbon.exchange.receive(forger.bundle(lisbon))
    lisbon.say(channel, "lisbon goes on")
    origin = rabat.log(channel).origin
    assert lisbon.log(channel, rabat.name).size == 3
    rig.sync(madrid, lisbon)
    for node in (madrid, lisbon):
        assert node.log(channel, rabat.name).state == "frozen"
        assert node.log(channel, rabat.name).frozen_at == 3
        with node.store.transaction() as tx:
            (row,) = tx.rows("SELECT origin, proof FROM ledger.fork")
        assert row["origin"] == origin
        assert verify_fork(decode(bytes(row["proof"])), node.ring().log_key(origin))
    assert "lisbon goes on" in madrid.heard()
    assert lisbon.log(channel).state == "open"


def test_a_longer_other_history_is_exposed_by_the_smaller_head(rig: Rig) -> None:
    """T4: with a consistency proof."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "common")
    forger = Forger(rabat, channel, 2).add().add().add()
    rabat.say(channel, "for madrid")
    rig.sync(rabat, madrid)
    lisbon.exchange.receive(forger.bundle(lisbon))
    rig.sync(madrid, lisbon)
    assert lisbon.log(channel, rabat.name).state == "frozen"
    assert madrid.log(channel, rabat.name).state == "frozen"


def test_the_author_who_changes_what_it_sent_is_convicted_by_its_own_entry(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    forger = Forger(rabat, channel, 1).add().add()
    assert problems(madrid, forger.bundle(madrid)) == {origin: "fork_proven"}
    assert madrid.log(channel, rabat.name).state == "frozen"


def test_a_fork_freezes_that_log_alone_and_never_a_stop(rig: Rig) -> None:
    """A fork an hour before an operation stops only its author's log."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    forger = Forger(rabat, channel, 1).add().add()
    madrid.exchange.receive(forger.bundle(madrid))
    assert madrid.log(channel, rabat.name).state == "frozen"
    rabat.order_stop(channel, StopOrdered(stop="s-1", plan="operation north"))
    lisbon.order_stop(channel, StopOrdered(stop="s-2", plan="operation north"))
    rabat.say(channel, "not heard any more")
    rig.settle_all()
    with madrid.store.transaction() as tx:
        found = {(one.agency, one.stop) for one in stops_in_force(tx)}
    assert found == {("rabat", "s-1"), ("lisbon", "s-2")}
    assert "not heard any more" not in madrid.heard()
    lisbon.order_stop(channel, StopLifted(stop="s-2"))
    rig.settle_all()
    with madrid.store.transaction() as tx:
        assert {one.stop for one in stops_in_force(tx, channel)} == {"s-1"}


def test_a_fork_claim_that_proves_nothing_freezes_nobody(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    head = Forger(rabat, channel, 2).head()
    fake = canonical.encode(
        {
            "first": head,
            "origin": rabat.log(channel).origin,
            "prefix": "",
            "proof": [],
            "second": head,
            "type": "tansiq-fork-v1",
            "way": "same_size",
        }
    )
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data, lisbon, lambda c: replace(c, forks=(fake,))
    )
    assert problems(madrid, data) == {"forks": "fork_unproven"}
    assert madrid.log(channel, rabat.name).state == "open"


def test_a_lying_or_absent_witness_blocks_nobody(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)

    def lie(content: Content) -> Content:
        good = content.heads[0]
        name, line = good.rstrip("\n").rsplit("\n", 1)
        del name
        words = line.split(" ")
        broken = f"{words[0]} lisbon/w {words[2][:-6]}AAAA==\n"
        return replace(content, heads=(good + broken, *content.heads[1:]))

    data = reseal(madrid.exchange.prepare(lisbon.name, everything=True).data, madrid, lie)
    lisbon.exchange.receive(data)
    assert lisbon.heard() == ["one"]
    rabat.say(channel, "two")
    rig.settle_all()
    assert lisbon.heard() == madrid.heard() == ["one", "two"]


def test_a_slot_for_one_recipient_only_is_said_aloud_by_the_other(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    class_id, opening = rabat.open_class(channel, only=[madrid.name])
    rabat.classes[channel, 1] = class_id
    rabat.append(opening)
    rabat.say(channel, "for madrid's eyes")
    rig.settle_all()
    assert madrid.heard() == ["for madrid's eyes"]
    assert lisbon.heard() == []
    for node in (rabat, madrid, lisbon):
        with node.store.transaction() as tx:
            rows = tx.rows("SELECT reporter, origin, seq, code FROM unopenable_report")
        assert rows == [
            {
                "reporter": "lisbon",
                "origin": rabat.log(channel).origin,
                "seq": 0,
                "code": "slot_missing",
            }
        ]
