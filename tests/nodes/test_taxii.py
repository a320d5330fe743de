"""A partner's other system reads our releases over real HTTPS, and nothing else."""

import base64
import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from demo.desk import FOR, TERMS
from demo.opening import CHANNEL, DATA
from tests.conformance.test_edges import errors
from tests.nodes.joint import CASE, Joint, joint
from tests.nodes.lone import Lone

from tansiq.desk.serving import SETTLED
from tansiq.node.compose import Node
from tansiq.node.taxii_server import serving_taxii
from tansiq.node.taxii_shelf import MOST, collection_id
from tansiq.oversight.read_lines import Sieve, lines

pytestmark = pytest.mark.slow

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


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("taxii")
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


def reports(objects: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Release id to report, for those that still say which release they are."""
    return {
        next(iter(one["extensions"].values()))["release"]: one
        for one in objects
        if one["type"] == "report" and not one.get("revoked")
    }


@pytest.mark.conformance
def test_the_client_of_the_standard_reads_what_was_released_and_no_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REQUIREMENTS 10.5; the feed's partner is the recipient that the preview named."""
    # Where a machine names a bundle of its own, that library heeds it before what it is given.
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    client = pytest.importorskip("taxii2client.v21")
    with served(stage) as address:
        server = client.Server(
            f"{address}/taxii2/", user=stage.feed.user, password=stage.feed.password,
            verify=str(stage.trust),
        )  # fmt: skip
        (root,) = server.api_roots
        titles = {one.title: one for one in root.collections}
        assert set(titles) == {CHANNEL, CASE}
        assert titles[CHANNEL].can_read
        assert not titles[CHANNEL].can_write
        objects = titles[CHANNEL].get_objects()["objects"]
        manifest = titles[CHANNEL].get_manifest()["objects"]
        assert titles[CASE].get_objects() == {}
        assert [one["id"] for one in manifest] == [one["id"] for one in objects]
        walked = [
            one
            for answer in client.as_pages(titles[CHANNEL].get_objects, per_request=2)
            for one in answer.get("objects", ())
        ]
        assert [one["id"] for one in walked] == [one["id"] for one in objects]
        last = titles[CHANNEL].get_object(objects[-1]["id"])["objects"]
        assert last == [objects[-1]]
    found = reports(objects)
    assert set(found) == {stage.released["first"], stage.released["mended"]}
    assert found[stage.released["mended"]]["description"] == "mended words"
    text = json.dumps(objects, ensure_ascii=False)
    assert "يونس المثالي" in text
    for word in ("words of gone", "words that stay", SECRET, stage.unreleased):
        assert word not in text
    gone = [one for one in objects if one.get("revoked")]
    assert {one["type"] for one in gone} >= {"report", "identity"}
    whole = {"type": "bundle", "id": "bundle--93a4b5c6-d7e8-4c5d-8e6f-8091a2b3c4d5"}
    assert errors(json.dumps({**whole, "objects": objects}).encode()) == []


def test_every_read_is_in_the_read_log_before_it_is_given(stage: Stage) -> None:
    with asking(stage, stage.feed) as client:
        assert client.get(f"{place(stage)}objects/").status_code == 200
    with Node.open(stage.node.node) as node, node.store.reading() as tx:
        line = lines(tx, Sieve(officer=stage.feed.user), 1)[0]
    assert (line.action, line.place) == ("serve_feed", CHANNEL)
    assert set(line.shown) == set(stage.released.values())
    asked = ("audit", "who-saw", stage.released["first"])
    seen = stage.node.ask(*asked, who="privacy", reason="check") if _privacy(stage) else {}
    assert stage.feed.user in json.dumps(seen)


def _privacy(stage: Stage) -> bool:
    stage.node.officer("privacy", "data_protection_officer")
    return True


def test_who_is_not_admitted_learns_that_a_server_is_there_and_no_more(stage: Stage) -> None:
    wrong = (None, Feed(stage.feed.user, "x"), Feed("x", stage.feed.password), Feed("", ""),
             Feed(stage.feed.user, stage.narrow.password))  # fmt: skip
    for feed in wrong:
        with asking(stage, feed) as client:
            for path in ("/", "/taxii2/", "/releases/", f"{place(stage)}objects/"):
                told = client.get(path)
                assert told.status_code == 401
                assert CHANNEL not in told.text
    with asking(stage, None) as client:
        for header in ("Bearer x", "Basic", "Basic !!!", "Basic " + "A" * 9_000, "basic \xff"):
            headers = {"Authorization": header.encode("latin-1")}
            assert client.get("/taxii2/", headers=headers).status_code == 401


def test_a_collection_outside_the_feed_is_as_if_it_were_not_there(stage: Stage) -> None:
    with asking(stage, stage.narrow) as client:
        listed = client.get("/releases/collections/").json()["collections"]
        assert [one["title"] for one in listed] == [CASE]
        for rest in ("", "objects/", "manifest/"):
            other = client.get(f"{place(stage)}{rest}")
            nothing = client.get(f"{place(stage, 'case:none')}{rest}")
            assert (other.status_code, other.text) == (404, nothing.text)


TRICKS = (
    "objects", "objects//", "objects/../manifest/", "%2e%2e/", "objects/%2e%2e/manifest/",
    "objects/x/", "objects/report--%00/", "manifest/x/", "objects/;/", "OBJECTS/", "objects/?/../",
    "objects/report--00000000-0000-4000-8000-000000000000/",
    "objects/report--00000000-0000-4000-8000-000000000000/versions/x",
)  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
def test_a_path_is_compared_as_it_stands(stage: Stage, trick: str) -> None:
    with served(stage) as address:
        trust = ssl.create_default_context(cafile=str(stage.trust))
        # This client sends a path as it is given; others tidy it first.
        line = HTTPSConnection(address.removeprefix("https://"), context=trust)
        basic = base64.b64encode(f"{stage.feed.user}:{stage.feed.password}".encode()).decode()
        headers = {**TAXII, "Authorization": f"Basic {basic}"}
        line.request("GET", f"{place(stage)}{trick}", headers=headers)
        assert line.getresponse().status in {400, 404}
        line.close()


WRONG = (
    "limit=0", "limit=-1", "limit=x", "limit=", "limit=%D9%A1", "added_after=yesterday",
    "added_after=2026-01-01", "added_after=2026-13-01T00:00:00", "next=x", "next=AAAA",
    "next=WyIiLCIiLCIiXQ", "limit=1&limit=2", "match[nothing]=x", "x=1", "limit=1;x", "%",
    "match[id]=" + "a" * 9_000,
)  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_malformed_parameter_is_refused_by_name(stage: Stage, query: str) -> None:
    with asking(stage, stage.feed) as client:
        told = client.get(f"{place(stage)}objects/?{query}")
        assert told.status_code == 400
        assert "Traceback" not in told.text


def test_an_answer_has_bounds_whatever_is_asked_for(stage: Stage) -> None:
    with asking(stage, stage.feed) as client:
        huge = client.get(f"{place(stage)}objects/?limit={'9' * 200}")
        assert huge.status_code == 200
        assert len(huge.json()["objects"]) <= MOST
        first = client.get(f"{place(stage)}objects/?limit=1").json()
        assert first["more"]
        rest = client.get(f"{place(stage)}objects/", params={"next": first["next"]}).json()
        assert "more" not in rest
        assert len(rest["objects"]) + 1 == len(huge.json()["objects"])
        last = huge.headers["X-TAXII-Date-Added-Last"]
        after = client.get(f"{place(stage)}objects/", params={"added_after": last})
        assert after.json() == {}
        params = {"match[type]": "report", "match[spec_version]": "2.1", "match[version]": "last"}
        only = client.get(f"{place(stage)}objects/", params=params).json()["objects"]
        assert {one["type"] for one in only} == {"report"}


def test_nothing_can_be_written_and_only_one_type_is_given(stage: Stage) -> None:
    with asking(stage, stage.feed) as client:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            told = client.request(method, f"{place(stage)}objects/", content=b"x" * 1_000)
            assert told.status_code in {403, 405}
        assert client.get("/taxii2/", headers={"Accept": "text/html"}).status_code == 406
        good = client.get("/taxii2/")
        assert good.headers["content-type"] == TAXII["Accept"]
        assert good.headers["cache-control"] == "no-store"
        assert "etag" not in good.headers
        assert "server" not in good.headers


def test_without_the_setting_there_is_no_port(stage: Stage) -> None:
    stage.node.set(taxii=False)
    try:
        with Node.open(stage.node.node) as node, serving_taxii(node) as port:
            assert port == 0
    finally:
        stage.node.set(taxii=True)


def test_one_officer_s_word_shuts_a_feed_and_the_second_makes_it_final(stage: Stage) -> None:
    feed = open_feed(stage.node, CHANNEL)
    with asking(stage, feed) as client:
        assert client.get("/taxii2/").status_code == 200
    words = ("taxii", "credential", "revoke", feed.user, "--because", "laptop lost")
    asked = stage.node.act("liaison", *words)
    with asking(stage, feed) as client:
        assert client.get("/taxii2/").status_code == 401
    listed = stage.node.ask("taxii", "credential", "list", who="case", reason="round")["feeds"]
    assert [one["ending"] for one in listed if one["feed"] == feed.user] == [True]
    stage.node.act("case", "change", "approve", asked["proposal"])
    with asking(stage, feed) as client:
        assert client.get("/taxii2/").status_code == 401
    assert stage.node.act("case", *words, expect=5)["error"] == "feed_unknown"


def test_a_feed_that_nobody_approved_opens_nothing(stage: Stage) -> None:
    words = ("taxii", "credential", "create", "x", "--for", "madrid", "--channel", CHANNEL)
    made = stage.node.act("liaison", *words)
    with asking(stage, Feed(made["feed"], made["password"])) as client:
        assert client.get("/taxii2/").status_code == 401
    refused = stage.node.act("liaison", "change", "approve", made["proposal"], expect=3)
    assert refused["error"]
    strangers = stage.node.act("liaison", *words[:4], "--for", "lisbon", *words[6:], expect=3)
    assert strangers["error"] == "feed_recipient"
    home = stage.node.act("liaison", *words[:7], "home", expect=4)
    assert home["error"] == "feed_channels"


def test_a_password_is_kept_nowhere(stage: Stage) -> None:
    for path in stage.node.files():
        data = path.read_bytes() if path.is_file() else b""
        assert stage.feed.password.encode() not in data, path


def test_when_the_partner_left_its_systems_read_nothing(stage: Stage) -> None:
    """Last: the partner is gone after it."""
    with asking(stage, stage.feed) as client:
        assert client.get("/taxii2/").status_code == 200
    stage.node.decide("partner", "leave", "madrid", "--because", "agreement ended")
    with asking(stage, stage.feed) as client:
        assert client.get("/taxii2/").status_code == 401
