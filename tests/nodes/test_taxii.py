"""A partner's other system reads our releases over real HTTPS, and nothing else."""

import base64
import json
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPSConnection
from typing import Any

import pytest
from demo.opening import CHANNEL
from tests.conformance.test_edges import errors
from tests.nodes.feeding import SECRET, TAXII, Feed, Stage, asking, open_feed, place, served, staged
from tests.nodes.joint import CASE

from tansiq.exchange.door import MOST_CALLERS, MOST_OF_ONE
from tansiq.node.compose import Node
from tansiq.node.taxii_server import serving_taxii
from tansiq.node.taxii_shelf import MOST
from tansiq.oversight.read_lines import Sieve, lines

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("taxii")) as made:
        yield made


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


def test_a_path_is_compared_as_it_stands(stage: Stage) -> None:
    with served(stage) as address:
        trust = ssl.create_default_context(cafile=str(stage.trust))
        basic = base64.b64encode(f"{stage.feed.user}:{stage.feed.password}".encode()).decode()
        headers = {**TAXII, "Authorization": f"Basic {basic}"}
        for trick in TRICKS:
            # This client sends a path as it is given; others tidy it first.
            line = HTTPSConnection(address.removeprefix("https://"), context=trust)
            line.request("GET", f"{place(stage)}{trick}", headers=headers)
            assert line.getresponse().status in {400, 404}, trick
            line.close()


WRONG = (
    "limit=0", "limit=-1", "limit=x", "limit=", "limit=%D9%A1", "added_after=yesterday",
    "added_after=2026-01-01", "added_after=2026-13-01T00:00:00", "next=x", "next=AAAA",
    "next=WyIiLCIiLCIiXQ", "limit=1&limit=2", "match[nothing]=x", "x=1", "limit=1;x", "%",
    "match[id]=" + "a" * 9_000,
)  # fmt: skip


def test_a_malformed_parameter_is_refused_by_name(stage: Stage) -> None:
    with asking(stage, stage.feed) as client:
        for query in WRONG:
            told = client.get(f"{place(stage)}objects/?{query}")
            assert told.status_code == 400, query
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


def test_who_only_opens_connections_keeps_nobody_out(stage: Stage) -> None:
    """Strangers that shake no hands, or shake them and ask nothing, make room for who asks."""
    with asking(stage, stage.feed) as client:
        place = ("127.0.0.1", client.base_url.port or 0)
        mute = [socket.create_connection(place, 5) for _ in range(MOST_CALLERS + 20)]
        trust = ssl.create_default_context(cafile=str(stage.trust))
        idle = [
            trust.wrap_socket(socket.create_connection(place, 5), server_hostname="127.0.0.1")
            for _ in range(MOST_OF_ONE + 4)
        ]
        assert client.get("/taxii2/").status_code == 200
        for one in (*mute, *idle):
            one.close()


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
