"""One real node with four officers, asked over ASGI as a browser asks; a client for each."""

import asyncio
import itertools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
import pytest
from tests.web.authenticator import Authenticator

from tansiq.ledger import base64, passkey
from tansiq.ledger.acts import OfficerKey, create_officer_key, load_officer_key
from tansiq.node import changes, founding
from tansiq.node.compose import Node
from tansiq.node.founding import Founder, Founding, FreshSigner
from tansiq.node.reading import Reader
from tansiq.record.officers import CaseAssigned, OfficerAdded, Person
from tansiq.record.officers import OfficerKey as KeyOnRecord
from tansiq.store.embedded import EmbeddedServer
from tansiq.terms.ids import HOME, new_officer_id, node_id
from tansiq.web import served

HOME_URL = "http://rabat.localhost:8599"
RP_ID = "rabat.localhost"


@dataclass
class House:
    """The node and its officers' key files, by the name of their role."""

    node: Node
    app: object
    keys: dict[str, OfficerKey]

    def change(self, change: object) -> None:
        """A change by two officers: the liaison officer proposes, the case officer approves."""
        first, second = FreshSigner(self.keys["liaison"]), FreshSigner(self.keys["case"])
        made = changes.propose(self.node, first, change, "for the test")  # type: ignore[arg-type]
        changes.approve(self.node, second, made.proposal)

    def invitation(self, who: str) -> str:
        """The path of a fresh invitation."""
        held = self.keys[who]
        made = served.invited(self.node, Reader(held.officer, held.key, "test"))
        return str(made["url"]).removeprefix(HOME_URL)


@dataclass
class Client:
    """A browser without a face: cookies, forms, an authenticator."""

    house: House
    key: Authenticator = field(default_factory=lambda: Authenticator(HOME_URL, RP_ID))
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    address: str = "127.0.0.1"

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """One request, without following redirects."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.house.app, client=(self.address, 5000))  # type: ignore[arg-type]
            async with httpx.AsyncClient(
                transport=transport, base_url=HOME_URL, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **more)  # type: ignore[arg-type]
                self.cookies = client.cookies
                return answer

        return asyncio.run(asked())

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.ask("GET", path)

    def token(self, path: str = "/components") -> str:
        """The form token of a page."""
        found = re.search(r'data-csrf="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with its token."""
        return self.ask("POST", path, data=fields, headers={"X-CSRFToken": self.token()})

    def say(self, path: str, said: object) -> httpx.Response:
        """Send what the page's script sends."""
        token = self.cookies.get("tansiq_csrf") or ""
        return self.ask("POST", path, json=said, headers={"X-CSRFToken": token})

    def nonce(self, path: str) -> bytes:
        """The nonce of a page with a ceremony."""
        found = re.search(r'data-nonce="([^"]+)"', self.get(path).text)
        assert found, path
        return base64.from_text(found[1])

    def come_in(self, who: str) -> httpx.Response:
        """Register by an invitation."""
        path = self.house.invitation(who)
        challenge = passkey.challenge(passkey.REGISTER, self.nonce(path))
        return self.say(f"{path}/passkey", self.key.create(challenge))

    def sign_in(self, onwards: str = "") -> httpx.Response:
        """Sign in with the passkey."""
        challenge = passkey.challenge(passkey.SIGN_IN, self.nonce("/sign-in"))
        return self.say(f"/sign-in/passkey{onwards}", self.key.get(challenge))


_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def house(
    embedded_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("web")
    name = f"web{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(embedded_server.maintenance_dsn(), autocommit=True) as connection:
        connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "tansiq_template" OWNER "tansiq_template"'.encode()
        )
    dsn = psycopg.conninfo.make_conninfo(embedded_server.dsn(name), user="tansiq_template")
    made = founding.found(
        Founding(
            folder=folder / "node",
            root_folder=folder / "root",
            officers_folder=folder / "officers",
            node=node_id("rabat"),
            names={"en": "Office of Almoria"},
            founders=(
                Founder("Nawal Ouazzarine", ("liaison_officer",)),
                Founder("Karim Tazroualt", ("case_officer",)),
            ),
            settings={"dsn": dsn, "web_url": HOME_URL},
        )
    )
    keys = {
        name: load_officer_key(Path(one.key_file))
        for name, one in zip(("liaison", "case"), made.founders, strict=True)
    }
    with Node.open(folder / "node") as node, served.pages(node) as app:
        found = House(node, app, keys)
        for role in ("system_administrator", "data_protection_officer"):
            hire(found, folder, role)
        found.change(CaseAssigned(officer=keys["liaison"].officer, file=HOME))
        yield found


def hire(house: House, folder: Path, role: str) -> None:
    """A new officer with a key file."""
    held = create_officer_key(folder / f"{role}.key", new_officer_id())
    house.keys[role] = held
    key = KeyOnRecord(key=held.key, scheme="key_file", public=base64.to_text(held.public))
    house.change(
        OfficerAdded(person=Person(officer=held.officer, name=role, roles=(role,), key=key))
    )


@pytest.fixture
def client(house: House) -> Client:
    """A browser nobody has signed in with."""
    return Client(house)
