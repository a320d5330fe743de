"""What the tests of TAXII stand on: a node that released reports, and feeds of its partner."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from demo.desk import FOR, TERMS
from demo.opening import CHANNEL, DATA
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone

from tansiq.desk.serving import SETTLED
from tansiq.node.compose import Node
from tansiq.node.taxii_server import serving_taxii
from tansiq.node.taxii_shelf import collection_id

TAXII = {"Accept": "application/taxii+json;version=2.1"}
SECRET = "the baker of the port"


@dataclass
class Feed:
    user: str
    password: str

    @property
    def basic(self) -> tuple[str, str]:
        return self.user, self.password


@dataclass
class Stage:
    """The node that serves, what it released, and the feeds that were opened."""

    both: Joint
    released: dict[str, str]
    unreleased: str
    feed: Feed
    narrow: Feed
    trust: Path

    @property
    def node(self) -> Lone:
        return self.both.rabat


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """Two agencies, what one released to the other, and two feeds of the other's systems."""
    with joint(folder) as both:
        _agree(both)
        released = {title: _release(both.rabat, title) for title in ("gone", "first", "mended")}
        kept = both.rabat.file("never released", "words that stay")["report"]
        _correct(both.rabat, released["mended"])
        both.rabat.act("liaison", "report", "recall", released["gone"], "--because", "wrong")
        feed = open_feed(both.rabat, CHANNEL, CASE)
        narrow = open_feed(both.rabat, CASE)
        trust = _certificate(both.rabat)
        time.sleep(SETTLED.total_seconds() + 1)
        yield Stage(both, released, kept, feed, narrow, trust)


def _agree(both: Joint) -> None:
    """A desk channel of both, and the agreement under which reports go through it."""
    members = ("--member", "madrid", "--member", "rabat")
    both.rabat.decide("channel", "propose", CHANNEL, *members, "--purpose", "desk")
    both.carry()
    both.madrid.decide("channel", "sign", CHANNEL)
    both.carry()
    for who, other in (("liaison", "case"), ("case", "liaison")):
        words = ("officer", "propose", "assign", both.rabat.id_of(who), "--file", CHANNEL)
        asked = both.rabat.act(who, *words)
        both.rabat.act(other, "change", "approve", asked["proposal"])
    at = ("--channel", CHANNEL)
    terms = str(DATA / "agreement.toml")
    made = both.rabat.act("liaison", "agreement", "propose", terms, *at)["id"]
    both.rabat.act("liaison", "agreement", "sign", made, *at)
    both.carry()
    words = ("officer", "propose", "assign", both.madrid.id_of("liaison"), "--file", CHANNEL)
    asked = both.madrid.act("liaison", *words)
    both.madrid.act("case", "change", "approve", asked["proposal"])
    both.madrid.act("liaison", "agreement", "sign", made, *at)
    both.carry()


def _release(node: Lone, title: str) -> str:
    person = "Person/suspect:Younes El Mithali;يونس المثالي"
    report = node.file(title, f"words of {title}", "--mention", person, "--source", SECRET)[
        "report"
    ]
    shown = node.ask("report", "preview", report, *FOR, *TERMS["rabat"],
                     who="liaison", reason="before it leaves")  # fmt: skip
    assert shown["recipients"] == ["madrid"]
    made: str = node.act("liaison", "report", "release", report, *FOR, *TERMS["rabat"])["release"]
    return made


def _correct(node: Lone, release: str) -> None:
    node.act(
        "liaison", "report", "correct", release, "--text", "mended words",
        "--explanation", "a date was wrong",
    )  # fmt: skip


def open_feed(node: Lone, *channels: str) -> Feed:
    asked = [word for one in channels for word in ("--channel", one)]
    words = ("taxii", "credential", "create", "threat feed", "--for", "madrid", *asked)
    made = node.act("liaison", *words)
    node.act("case", "change", "approve", made["proposal"])
    return Feed(made["feed"], made["password"])


def _certificate(node: Lone) -> Path:
    """A certificate of this machine's own for the port, as an agency's own authority would give."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "taxii.rabat.example")])
    now = datetime.now(UTC)
    known = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .add_extension(known, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (node.node / "taxii.crt").write_bytes(made.public_bytes(pem))
    plain = serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (node.node / "taxii.key").write_bytes(private)
    node.set(taxii=True, taxii_port=0, taxii_certificate="taxii.crt", taxii_key="taxii.key")
    return node.node / "taxii.crt"


@contextmanager
def served(stage: Stage) -> Iterator[str]:
    """The address of the running port."""
    with Node.open(stage.node.node) as node, serving_taxii(node) as port:
        yield f"https://127.0.0.1:{port}"


@contextmanager
def asking(stage: Stage, feed: Feed | None, **more: Any) -> Iterator[httpx.Client]:
    with served(stage) as address:
        trust = ssl.create_default_context(cafile=str(stage.trust))
        basic = feed.basic if feed else None
        headers = {**TAXII, **more}
        with httpx.Client(base_url=address, verify=trust, auth=basic, headers=headers) as client:
            yield client


def place(stage: Stage, channel: str = CHANNEL) -> str:
    return f"/releases/collections/{collection_id('rabat', channel)}/"
