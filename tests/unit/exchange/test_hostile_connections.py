"""A partner that opens, holds and drips connections, over real TLS sockets.

REQUIREMENTS 10.2: one slow or hostile partner does not delay the others.
"""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from tests.unit.exchange.test_transport_http import Echo, identity, start

from tansiq.exchange import bodies, door, transport_server
from tansiq.exchange.transport_http import PartnerClient, TlsFiles
from tansiq.exchange.transport_server import ExchangeServer
from tansiq.terms.errors import PartnerFault

HEAD = b"POST /exchange HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n"


class Field:
    """A server, an honest partner, and a hostile one that is enrolled as well."""

    def __init__(self, folder: Path, server: ExchangeServer, url: str, own: bytes) -> None:
        self.server = server
        self._url = url
        self._own = own
        self._closing = ExitStack()
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname = False
        self._context.load_verify_locations(cadata=own)
        self._context.load_cert_chain(folder / "hostile.crt", folder / "hostile.key")
        self.honest = TlsFiles(folder / "honest.crt", folder / "honest.key")

    def raw(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.server.port), timeout=10)
        return self._closing.enter_context(made)

    def hostile(self) -> ssl.SSLSocket:
        return self._closing.enter_context(self._context.wrap_socket(self.raw()))

    def honest_posts(self, size: int = 1) -> float:
        """Let the honest partner deliver a bundle; return how long it took."""
        began = time.perf_counter()
        client = PartnerClient(self._url, self._own, self.honest)
        try:
            assert client.post(b"x" * size) == b"reply:" + b"x" * size
        finally:
            client.close()
        return time.perf_counter() - began

    def close(self) -> None:
        self._closing.close()


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    here, own = identity(tmp_path, "here")
    trusted = [identity(tmp_path, name)[1] for name in ("honest", "hostile")]
    server, url = start(Echo(trusted), here)
    made = Field(tmp_path, server, url, own)
    try:
        yield made
    finally:
        made.close()
        server.stop()


def still_open(one: socket.socket) -> bool:
    one.settimeout(0.02)
    try:
        return one.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < seconds


def waits_until_closed(some: list[ssl.SSLSocket], seconds: float) -> None:
    with within(seconds):
        for one in some:
            while still_open(one):
                pass


def drips_until_cut(one: ssl.SSLSocket) -> bool:
    """Send a byte at a time, as a slow partner would; say whether the server hung up."""
    for _ in range(200):
        try:
            one.sendall(b"P")
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_hundreds_of_connections_of_one_partner_keep_nobody_out(field: Field) -> None:
    opened = [field.hostile() for _ in range(300)]
    assert field.honest_posts() < 5
    assert sum(still_open(one) for one in opened) <= door.MOST_OF_ONE
    assert still_open(opened[-1])  # a partner whose old connections hang is let in at once


def test_callers_that_never_finish_a_handshake_keep_nobody_out(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_server, "HANDSHAKE_SECONDS", 3.0)
    silent = [field.raw() for _ in range(400)]
    assert field.honest_posts() < 5
    assert sum(still_open(one) for one in silent) <= door.MOST_CALLERS
    with within(10):
        while any(still_open(one) for one in silent):
            pass


def test_dripped_bodies_end_and_keep_nobody_out(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "GRACE", 1.0)
    dripping = [field.hostile() for _ in range(door.MOST_OF_ONE)]
    for one in dripping:
        one.sendall(HEAD % (1 << 20) + b"x")
    assert field.honest_posts(1 << 20) < 5
    with within(10):
        for one in dripping:
            assert drips_until_cut(one)
    assert field.server.bodies.size == 0


def test_dripped_heads_and_idle_connections_end(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "IDLE_SECONDS", 1.0)
    idle, dripping = field.hostile(), field.hostile()
    with within(10):
        assert drips_until_cut(dripping)
    waits_until_closed([idle], 5)


def test_bodies_of_one_partner_never_fill_the_memory(field: Field) -> None:
    field.server.bodies.most_of_one = 3 << 20
    half = [field.hostile() for _ in range(door.MOST_OF_ONE)]
    for one in half:
        one.settimeout(2)
        with suppress(OSError):
            one.sendall(HEAD % (2 << 20) + bytes(1 << 20))
        assert field.server.bodies.size <= 3 << 20
    assert field.honest_posts(2 << 20) < 5


def test_when_memory_is_short_the_one_that_holds_most_gives_way(field: Field) -> None:
    field.server.bodies.most = 4 << 20
    big = field.hostile()
    big.sendall(HEAD % (4 << 20) + bytes(3 << 20))
    deadline = time.perf_counter() + 5
    while field.server.bodies.size < 3 << 20:
        assert time.perf_counter() < deadline
        time.sleep(0.01)
    assert field.honest_posts(2 << 20) < 5
    waits_until_closed([big], 5)
    assert field.server.bodies.size <= 4 << 20


def test_an_answer_that_nobody_reads_is_given_up(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = field.hostile()
    size = 24 << 20
    deaf.settimeout(20)
    deaf.sendall(HEAD % size)
    deaf.sendall(bytes(size))
    deadline = time.perf_counter() + 10
    monkeypatch.setattr(bodies, "GRACE", 1.0)
    monkeypatch.setattr(bodies, "RATE", 1 << 30)
    assert field.honest_posts() < 5
    while field.server.bodies.size:
        assert time.perf_counter() < deadline
        time.sleep(0.05)


def test_a_body_that_is_too_large_is_refused_before_it_is_whole(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_BODY", 1 << 20)
    with pytest.raises(PartnerFault):
        field.honest_posts(8 << 20)
