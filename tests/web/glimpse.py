"""One request at the ASGI door that goes away once a stream has begun, as a closed tab does."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from tests.web.conftest import HOME_URL, Client


@dataclass(frozen=True)
class Glimpse:
    """What came back."""

    asked: str
    status: int
    headers: httpx.Headers
    text: str

    @property
    def code(self) -> str:
        """The code of an error, if the answer is one."""
        found = re.search(
            r'data-code="?([a-z_0-9]+)|<[^>]*class="id"[^>]*>([a-z_0-9]+)<', self.text
        )
        return (found[1] or found[2]) if found else ""


def glimpse(
    client: Client,
    method: str,
    path: str,
    *,
    part: str = "",
    form: str = "",
    more: dict[str, str] | None = None,
) -> Glimpse:
    """Ask with the client's cookies and form token; a stream is left after its first words."""
    headers = {"Host": urlsplit(HOME_URL).netloc}
    headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    token = client.cookies.get("tansiq_csrf")
    if token and method != "GET":
        headers["X-CSRFToken"] = token
    if part:
        headers["HX-Request"] = part
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers |= more or {}
    parts = urlsplit(path)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        "client": (client.address, 5000),
        "server": ("127.0.0.1", 80),
    }
    return asyncio.run(_asked(client.house.app, scope, form.encode(), f"{method} {path}"))


async def _asked(app: Any, scope: dict[str, Any], body: bytes, asked: str) -> Glimpse:
    gone, sent, told = asyncio.Event(), [{"type": "http.request", "body": body}], []

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        told.append(message)
        if message.get("more_body") and message.get("body"):
            gone.set()

    await asyncio.wait_for(app(scope, receive, send), 30)
    headers = httpx.Headers(told[0]["headers"])
    text = b"".join(one.get("body", b"") for one in told[1:]).decode(errors="replace")
    return Glimpse(asked, told[0]["status"], headers, text)
