"""Partners that write in another's name, take another's ids, or fill this node with inventions."""

from dataclasses import replace

import msgspec
import pytest
from tests.nodes.hostile import Forger
from tests.nodes.test_exchange_http import courier, listening
from tests.nodes.two_nodes import NOON, Rig, RigNode, reseal

from tansiq.exchange import stops
from tansiq.exchange.stops import Stop, stops_in_force
from tansiq.ledger import cards, dsse, sign
from tansiq.ledger.cards import LastHead, Revocation
from tansiq.record import canonical
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.terms.clock import stamp


def in_force(node: RigNode) -> set[tuple[str, str]]:
    """The stops in force at a node, as (agency, stop)."""
    with node.store.transaction() as tx:
        found: tuple[Stop, ...] = stops_in_force(tx)
    return {(one.agency, one.stop) for one in found}


def card_with_certificate(node: RigNode, certificate: bytes) -> bytes:
    """The next card of a node, with what it likes in place of its TLS certificate."""
    number, prev = node.ring().newest(node.name)
    held = node.ring().card(node.name)
    made = msgspec.structs.replace(held, number=number + 1, prev=prev, tls_cert=certificate)
    payload = canonical.encode(msgspec.to_builtins(made))
    signature = sign.sign(node.root.seed, dsse.pae(cards.PAYLOAD_TYPE, payload))
    return dsse.wrap(cards.PAYLOAD_TYPE, payload, [(sign.key_id(node.root.public), signature)])


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


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [b"", b"no certificate", b"\x30\x03\x02\x01\x01"])
def test_a_partner_with_a_broken_certificate_locks_out_nobody(rig: Rig, bad: bytes) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    card = card_with_certificate(lisbon, bad)
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data, lisbon, lambda c: replace(c, roots=(card,))
    )
    madrid.exchange.receive(data)
    rabat.say(channel, "still here")
    with listening(madrid) as server, courier(rabat, madrid, server.port) as line:
        assert line.drain(), line.state
    assert madrid.heard() == ["still here"]
