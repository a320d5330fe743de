"""Real nodes over TLS: admission, absence, slow and greedy peers, many couriers at once."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.nodes.two_nodes import Rig, RigNode

from tansiq.exchange.courier import Courier
from tansiq.exchange.transport_http import PartnerClient, TlsFiles
from tansiq.exchange.transport_server import ExchangeServer, serve_exchange
from tansiq.exchange.trusted import Trusted
from tansiq.store.notify import listen
from tansiq.terms.errors import PartnerFault
from tansiq.terms.ids import desk_channel


def tls(node: RigNode) -> TlsFiles:
    key, certificate = node.keys.tls_files()
    return TlsFiles(certificate, key)


@contextmanager
def listening(node: RigNode, port: int = 0) -> Iterator[ExchangeServer]:
    trusted = Trusted(node.exchange)
    with listen(node.dsn, trusted.grown):
        server = serve_exchange(trusted, tls(node), "127.0.0.1", port)
        try:
            yield server
        finally:
            server.stop()


def connector(here: RigNode, there: RigNode, port: int) -> Callable[[], PartnerClient]:
    certificate = there.keys.public_parts().tls_cert
    return lambda: PartnerClient(f"https://127.0.0.1:{port}", certificate, tls(here), 5.0)


@contextmanager
def courier(here: RigNode, there: RigNode, port: int, batch: int = 500) -> Iterator[Courier]:
    made = Courier(here.exchange, there.name, connector(here, there, port), batch)
    try:
        yield made
    finally:
        made.close()


def test_two_nodes_exchange_over_tls_in_both_directions(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    said = [f"text {n}" for n in range(900)]
    rabat.say(channel, *said)
    madrid.say(channel, "uno", "dos")
    with listening(madrid) as server, courier(rabat, madrid, server.port, 100) as line:
        assert line.drain(), line.state
        assert madrid.heard(rabat.name) == said
        assert rabat.heard(madrid.name) == ["uno", "dos"]
        rabat.say(channel, "urgent")
        assert line.sync_once() or line.state.code == ""
        assert madrid.heard(rabat.name)[-1] == "urgent"


def test_a_partner_that_comes_back_is_caught_up_and_a_failure_is_not_shown_any_more(
    rig: Rig,
) -> None:
    """REQUIREMENTS 1.2, 1.9."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with courier(rabat, madrid, port) as line:
        assert not line.drain()
        assert (line.state.failures, line.state.code) == (1, "partner_unreachable")
        rabat.say(channel, "two")
        assert not line.drain()
        with rabat.store.transaction() as tx:
            (link,) = rabat.exchange.link_states(tx)
        assert (link.failure, link.failures, link.lag) == ("partner_unreachable", 2, 3)
        with listening(madrid, port):
            assert line.drain()
        assert line.state.failures == 0
    with rabat.store.transaction() as tx:
        (link,) = rabat.exchange.link_states(tx)
    assert (link.failure, link.lag) == ("", 0)
    assert madrid.heard() == ["one", "two"]


def test_a_partner_that_left_cannot_even_connect(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    with listening(madrid) as server:
        rig.leave(madrid, rabat)
        with courier(rabat, madrid, server.port) as line:
            assert not line.drain()
            assert line.state.code == "partner_refuses_connection"
    assert madrid.heard() == []


def told(here: RigNode, there: RigNode, port: int) -> str:
    """What a new connection with an empty bundle meets: `partner_rejected` when it is admitted."""
    client = connector(here, there, port)()
    try:
        with pytest.raises(PartnerFault) as met:
            client.post(b"")
    finally:
        client.close()
    return met.value.code


def test_partners_that_join_and_leave_are_admitted_and_refused_while_the_server_runs(
    rig: Rig,
) -> None:
    """REQUIREMENTS 10.1: no restart; the certificates are remembered, and forgotten in time."""
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    with listening(rabat) as server:

        def becomes(wanted: str) -> None:
            deadline = time.perf_counter() + 5
            while told(madrid, rabat, server.port) != wanted:
                assert time.perf_counter() < deadline
                time.sleep(0.05)

        assert told(madrid, rabat, server.port) == "partner_refuses_connection"
        rig.enrol(rabat, madrid)
        becomes("partner_rejected")
        rig.leave(rabat, madrid)
        becomes("partner_refuses_connection")


def test_a_handshake_asks_no_database(rig: Rig) -> None:
    rabat, madrid, _ = rig.pair()
    with listening(rabat) as server:
        rabat.store.close()
        # Admitted by TLS; what is then asked of the database fails as itself.
        assert told(madrid, rabat, server.port) == "partner_rejected"


def test_a_node_with_another_certificate_gets_nothing(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    with listening(lisbon) as server, courier(rabat, madrid, server.port) as line:
        assert not line.drain()
        assert line.state.code == "partner_certificate_differs"
    assert lisbon.heard() == []


def test_a_slow_or_silent_peer_does_not_delay_the_others(rig: Rig) -> None:
    """REQUIREMENTS 10.2."""
    rabat = rig.node("rabat")
    others = [rig.node(name) for name in ("madrid", "lisbon")]
    for other in others:
        rig.enrol(rabat, other)
        rig.channel(desk_channel(rabat.name, other.name), rabat, other)
    madrid, lisbon = others
    lisbon.say(desk_channel(rabat.name, lisbon.name), "from lisbon")
    with listening(rabat) as server:
        silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
        dripping = connector(madrid, rabat, server.port)()
        stop = threading.Event()

        def drip() -> Iterator[bytes]:
            while not stop.wait(0.05):
                yield b"x"

        def post_slowly() -> None:
            with pytest.raises(Exception):  # noqa: B017, PT011 - however it ends, it ends
                dripping._client.post(dripping._url, content=drip())

        slow = threading.Thread(target=post_slowly)
        slow.start()
        time.sleep(0.3)
        began = time.perf_counter()
        with courier(lisbon, rabat, server.port) as line:
            assert line.drain(), line.state
        assert time.perf_counter() - began < 5
        assert rabat.heard() == ["from lisbon"]
        stop.set()
        dripping.close()
        slow.join(10)
        for one in silent:
            one.close()


def test_both_sides_calling_at_once_lose_and_double_nothing(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    with (
        listening(rabat) as at_rabat,
        listening(madrid) as at_madrid,
        courier(rabat, madrid, at_madrid.port, 20) as from_rabat,
        courier(madrid, rabat, at_rabat.port, 20) as from_madrid,
    ):

        def talk(node: RigNode, line: Courier, word: str) -> None:
            for n in range(12):
                node.say(channel, *[f"{word} {n}-{k}" for k in range(15)])
                line.drain()

        threads = [
            threading.Thread(target=talk, args=(rabat, from_rabat, "r")),
            threading.Thread(target=talk, args=(madrid, from_madrid, "m")),
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join(120)
        assert from_rabat.drain(), from_rabat.state
        assert from_madrid.drain(), from_madrid.state
    expected = [f"r {n}-{k}" for n in range(12) for k in range(15)]
    assert madrid.heard(rabat.name) == expected
    assert rabat.heard(rabat.name) == expected
    assert rabat.heard(madrid.name) == [one.replace("r", "m") for one in expected]
    for node in (rabat, madrid):
        for agency in (rabat, madrid):
            assert node.log(channel, agency.name).state == "open"
            assert node.states(node.log(channel, agency.name).origin) == {}
