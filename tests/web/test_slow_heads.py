"""A client that sends its request drop by drop holds neither the server nor a place in it."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from tansiq.node.serve import pages_served
from tansiq.node.slow_heads import LONGEST, SECONDS, HeadsInTime

HEAD = b"GET / HTTP/1.1\r\nHost: rabat.localhost\r\n"


class Hasty(HeadsInTime):
    """The same in a time that a test can wait for."""

    seconds = 0.4


async def answering(scope: object, receive: object, send: object) -> None:
    """Answer slower than a head may come."""
    assert scope
    assert receive
    await asyncio.sleep(1.0)
    start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    await send(start)  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server as the pages have it, with the shorter time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(pages_served(answering, Hasty))
        running = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
        running.start()
        yield int(listener.getsockname()[1])
        server.should_exit = True
        running.join(timeout=15)


def heard(line: socket.socket) -> bytes:
    """Everything until the server ends the connection."""
    line.settimeout(10)
    found = b""
    while piece := line.recv(4096):
        found += piece
    return found


def test_many_slow_heads_are_given_up_and_a_whole_one_is_answered(port: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
    began = time.monotonic()
    for one in slow[:50]:
        one.sendall(HEAD)
    with socket.create_connection(("127.0.0.1", port)) as whole:
        whole.sendall(HEAD + b"\r\n")
        ended = threading.Event()
        dripping = threading.Thread(target=drip, args=(slow[0], ended))
        dripping.start()
        # Its answer takes longer than a head may: only heads are on the clock.
        whole.settimeout(10)
        answer = b""
        while piece := whole.recv(4096):
            answer += piece
            if answer.endswith(b"\r\n\r\nok"):
                break
        assert answer.startswith(b"HTTP/1.1 200")
        # The next head on the same connection is on the clock again.
        whole.sendall(HEAD)
        assert b" 408 " in heard(whole)
    told = [heard(one) for one in slow]
    ended.set()
    dripping.join()
    assert time.monotonic() - began < SECONDS
    assert all(b" 408 " in one for one in told[:50])
    assert told[50:] == [b""] * 50
    for one in slow:
        one.close()


def drip(line: socket.socket, ended: threading.Event) -> None:
    """One more header now and then, which buys no time."""
    while not ended.wait(0.1):
        try:
            line.sendall(b"X-More: 1\r\n")
        except OSError:
            return


def test_a_head_without_end_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(HEAD + b"X-Long: " + b"a" * (LONGEST + 1))
        assert b" 400 " in heard(line)
