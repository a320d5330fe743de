"""Entries that are wrong or lean on nothing: kept, named, and never in the way of the rest."""

from dataclasses import replace

import pytest
from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import Rig, reseal

from tansiq.exchange import bundle, stops
from tansiq.exchange.stops import stops_in_force
from tansiq.ledger import dsse
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.terms.ids import EntryRef


def test_after_outside_the_channel_is_quarantined_and_the_rest_goes_on(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    elsewhere = rabat.write_home(StopLifted(stop="x"))
    forger = Forger(rabat, channel, 0).add(after=[elsewhere.ref]).add()
    data = forger.bundle(madrid)
    madrid.exchange.receive(data)
    assert madrid.states(forger.origin) == {0: ("quarantined", "after_outside_channel")}
    assert madrid.log(channel, rabat.name).size == 2
    note = bundle.unpack(bundle.open_header(madrid.exchange.prepare(rabat.name).data)).notes
    assert b"after_outside_channel" in dsse.unwrap(note[0])[1]


def test_after_a_place_where_another_entry_stands_is_quarantined(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add()
    forger.add(after=[EntryRef(forger.origin, 0, "ab" * 32)])
    forger.add(after=[EntryRef(forger.origin, 9, "ab" * 32)])
    madrid.exchange.receive(forger.bundle(madrid))
    assert madrid.states(forger.origin) == {
        1: ("quarantined", "after_false"),
        2: ("quarantined", "after_false"),
    }


def test_an_entry_whose_cause_is_missing_waits_visibly_and_is_applied_when_it_comes(
    rig: Rig,
) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    cause = madrid.say(channel, "the cause")[0]
    rig.sync(madrid, rabat)
    rabat.say(channel, "the answer", after=[cause.ref])
    prepared = rabat.exchange.prepare(lisbon.name)
    lisbon.exchange.receive(prepared.data)
    origin = rabat.log(channel).origin
    assert lisbon.states(origin) == {1: ("parked", "after_missing")}
    assert lisbon.heard() == []
    rig.sync(lisbon, madrid)
    assert sorted(lisbon.heard()) == ["the answer", "the cause"]
    assert lisbon.states(origin) == {}


def test_parked_entries_are_capped_per_partner(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tansiq.exchange.causes.MAX_PARKED", 3)
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0)
    missing = madrid.log(channel).origin
    for n in range(5):
        forger.add(after=[EntryRef(missing, 100 + n, f"{n:064x}")])
    madrid.exchange.receive(forger.bundle(madrid))
    states = [state for _, state in sorted(madrid.states(forger.origin).items())]
    assert states == [("parked", "after_missing")] * 3 + [("quarantined", "parked_full")] * 2


def test_a_bad_entry_is_kept_named_and_never_blocks_the_rest(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add().add(seed=b"\x09" * 32).add_bytes(b"{}").add(seq=77)
    forger.add(origin="rabat/desk:lisbon~rabat/g1/e1").add()
    madrid.exchange.receive(forger.bundle(madrid))
    assert madrid.log(channel, rabat.name).size == 6
    assert madrid.states(forger.origin) == {
        1: ("quarantined", "entry_signature"),
        2: ("quarantined", "entry_malformed"),
        3: ("quarantined", "entry_misplaced"),
        4: ("quarantined", "entry_misplaced"),
    }


def test_a_claim_of_a_million_entries_moves_nothing(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add()
    chunk = replace(forger.chunk(), first=1_000_000)
    data = reseal(
        rabat.exchange.prepare(madrid.name).data, rabat, lambda c: replace(c, logs=(chunk,))
    )
    assert problems(madrid, data) == {forger.origin: "chunk_gap"}


def test_a_stop_counts_even_inside_a_run_that_is_refused(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add(
        stops.ORDERED, extra=StopOrdered(stop="s-9", plan="p").header()
    )
    chunk = replace(forger.chunk(), first=50)
    data = reseal(
        rabat.exchange.prepare(madrid.name).data, rabat, lambda c: replace(c, logs=(chunk,))
    )
    for _ in range(2):
        madrid.exchange.receive(data)
    with madrid.store.transaction() as tx:
        (stop,) = stops_in_force(tx)
    assert (stop.agency, stop.stop) == ("rabat", "s-9")


def test_a_stop_counts_whatever_its_reason_is_made_of(rig: Rig) -> None:
    """6.1: a reason that is no text, or too much of it, hinders no stop and fills no board."""
    rabat, madrid, channel = rig.pair()
    told = {"stop": "s-1", "plan": "p", "ground": 7, "reason": "w" * 9000}
    forger = Forger(rabat, channel, 0).add(stops.ORDERED, extra={"open": told})
    madrid.exchange.receive(forger.bundle(madrid))
    with madrid.store.transaction() as tx:
        (stop,) = stops_in_force(tx)
    assert (stop.stop, stop.ground, stop.reason) == ("s-1", "", "w" * 400)
