"""A browser without a face for `bench/web.py`: signs in once, then asks over plain sockets.

Light on purpose: it runs on the same two cores as the server, and what it uses the server lacks.
"""

import asyncio
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from tests.web.authenticator import Authenticator

from tansiq.ledger import base64, passkey

REASON = "round of the bench"
_TIMES = random.Random(1)


@dataclass
class Officer:
    """One session: the cookies to send."""

    host: str
    port: int
    cookies: str = ""

    def come_in(self, link: str, origin: str, rp_id: str) -> None:
        """Register by an invitation, and say why."""
        key = Authenticator(origin, rp_id)
        with httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Host": self.host}, timeout=60
        ) as client:
            found = re.search(r'data-nonce="([^"]+)"', client.get(link).text)
            assert found, link
            challenge = passkey.challenge(passkey.REGISTER, base64.from_text(found[1]))
            token = {"X-CSRFToken": str(client.cookies["tansiq_csrf"])}
            made = client.post(f"{link}/passkey", json=key.create(challenge), headers=token)
            assert made.status_code == 200, made.text
            token = {"X-CSRFToken": str(client.cookies["tansiq_csrf"])}
            said = client.post("/reason", data={"reason": REASON}, headers=token)
            assert said.status_code == 302, said.status_code
            self.cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

    def read(self, path: str) -> str:
        """One page in English."""
        headers = {"Host": self.host, "Cookie": self.cookies, "Accept-Language": "en"}
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=60).text


@dataclass
class Tally:
    """What was asked: seconds by path, bytes by path, answers that were no page."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def every(self) -> list[float]:
        """All the seconds."""
        return sorted(one for many in self.seconds.values() for one in many)

    def p95(self, path: str = "") -> float:
        """Milliseconds, of one path or of all."""
        found = sorted(self.seconds[path]) if path else self.every()
        return round(1000 * found[int(0.95 * (len(found) - 1))], 1)

    def told(self) -> dict[str, dict[str, float]]:
        """How many pages of each path, and how long they took."""
        return {
            path: {
                "pages": len(took),
                "p50_ms": round(1000 * sorted(took)[len(took) // 2], 1),
                "p95_ms": self.p95(path),
            }
            for path, took in self.seconds.items()
        }


async def _ask(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], line: bytes) -> bytes:
    reader, writer = streams
    writer.write(line)
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    body = await reader.readexactly(int(length[1])) if length else b""
    return head.partition(b"\r\n")[0] + b"\n" + body


async def _one(
    officer: Officer, paths: Sequence[str], tally: Tally, until: tuple[float, int], pause: float
) -> None:
    streams = await asyncio.open_connection("127.0.0.1", officer.port)
    number = 0
    # People begin, and read, each in their own time: in step they would be one burst.
    await asyncio.sleep(_TIMES.uniform(0, pause))
    while time.monotonic() < until[0] and number < until[1]:
        path = paths[number % len(paths)]
        line = f"GET {path} HTTP/1.1\r\nHost: {officer.host}\r\nCookie: {officer.cookies}\r\n\r\n"
        began = time.monotonic()
        answer = await asyncio.wait_for(_ask(streams, line.encode()), 60)
        tally.seconds.setdefault(path, []).append(time.monotonic() - began)
        status, _, body = answer.partition(b"\n")
        tally.bytes[path] = len(body)
        if b" 200 " not in status:
            tally.wrong.append(f"{path} {status.decode()}")
        number += 1
        if pause:
            await asyncio.sleep(_TIMES.uniform(0.5 * pause, 1.5 * pause))
    streams[1].close()


def load(
    officers: Sequence[Officer],
    paths: Sequence[str],
    seconds: float,
    most: int,
    pause: float = 0.0,
) -> tuple[Tally, float]:
    """Each officer asks one page after another, bounded in time and number; seconds it took."""
    tally, began = Tally(), time.monotonic()

    async def run() -> None:
        until = (began + seconds, most)
        await asyncio.gather(*(_one(one, paths, tally, until, pause) for one in officers))

    asyncio.run(run())
    return tally, time.monotonic() - began
