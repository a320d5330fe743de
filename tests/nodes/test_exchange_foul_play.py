"""Partners that write in another's name, take another's ids, or fill this node with inventions."""

from dataclasses import replace

import pytest
from tests.nodes.hostile import Forger
from tests.nodes.two_nodes import NOON, Rig, RigNode, reseal

from tansiq.exchange import stops
from tansiq.exchange.stops import Stop, stops_in_force
from tansiq.ledger.cards import LastHead, Revocation
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.terms.clock import stamp


def in_force(node: RigNode) -> set[tuple[str, str]]:
    """The stops in force at a node, as (agency, stop)."""
    with node.store.transaction() as tx:
        found: tuple[Stop, ...] = stops_in_force(tx)
    return {(one.agency, one.stop) for one in found}


# --- stops ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, 50], ids=["in its log", "in a refused run"])
def test_nobody_lifts_or_orders_a_stop_in_anothers_name(rig: Rig, first: int) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.order_stop(channel, StopOrdered(stop="s-1", plan="north"))
    rig.settle_all()
    assert in_force(madrid) == {("rabat", "s-1")}
    rabats = rabat.log(channel).origin
    forger = Forger(lisbon, channel, 0)
    forger.add(stops.LIFTED, extra=StopLifted(stop="s-1").header(), origin=rabats)
    forger.add(stops.ORDERED, extra=StopOrdered(stop="s-9", plan="n").header(), origin=rabats)
    chunk = replace(forger.chunk(), first=first)
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data, lisbon, lambda c: replace(c, logs=(chunk,))
    )
    madrid.exchange.receive(data)
    assert in_force(madrid) == {("rabat", "s-1")}


def test_a_stolen_and_revoked_key_orders_stops_and_lifts_none(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.order_stop(channel, StopOrdered(stop="s-1", plan="north"))
    rig.sync(rabat, madrid)
    thief = Forger(rabat, channel, 1)
    thief.add(stops.LIFTED, extra=StopLifted(stop="s-1").header())
    thief.add(stops.ORDERED, extra=StopOrdered(stop="s-2", plan="north").header())
    rabat.keys.new_log_key()
    rabat.publish_card()
    origin, root = thief.origin, thief.tree.root(1).hex()
    rabat.state(
        lambda number, prev: Revocation(
            node=rabat.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            epoch=1,
            last=(LastHead(origin, 1, root),),
            reason="stolen",
        )
    )
    rig.sync(rabat, madrid)
    stolen = thief.chunk(1)
    honest = rabat.exchange.prepare(madrid.name).data
    madrid.exchange.receive(reseal(honest, rabat, lambda c: replace(c, logs=(stolen,))))
    assert in_force(madrid) == {("rabat", "s-1"), ("rabat", "s-2")}
