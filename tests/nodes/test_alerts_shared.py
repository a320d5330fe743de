"""Two nodes: a warning goes to the partner by the exchange, its word comes back (5.1, 5.2, 5.5)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from tests.nodes.joint import CASE, Joint
from tests.nodes.lone import Lone
from tests.nodes.warned_pair import LOOK, approve, codes, issued, new_site, warning_pair, written

from tansiq.alerts import queries
from tansiq.node.compose import Node

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with warning_pair(tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture(scope="module")
def site(both: Joint) -> str:
    return new_site(both)


def counts(node: Lone) -> tuple[int, int, int]:
    with Node.open(node.node) as opened, opened.store.reading() as tx:
        found = queries.counts(tx, CASE, opened.clock.now())
    return found.alerts, found.told, found.acknowledged


def test_a_partner_is_warned_says_that_it_knows_and_hears_the_end(
    both: Joint, site: str, tmp_path: Path
) -> None:
    """5.1: Alert, Update, Cancel, Ack, all the way and back, each as CAP 1.2."""
    rabat, madrid = both.rabat, both.madrid
    alert = issued(both, tmp_path, site)
    assert counts(rabat) == (1, 2, 0)
    both.carry()
    (line,) = madrid.ask("alert", "received", who="liaison", **LOOK)["alerts"]
    assert (line["alert"], line["knows"], line["state"]) == (alert, "", "in_force")
    assert {one["language"] for one in line["texts"]} == {"ar", "es"}
    assert counts(madrid) == (1, 1, 0)
    madrid.act("liaison", "alert", "acknowledge", alert, "--agency", "rabat")
    again = madrid.act("liaison", "alert", "acknowledge", alert, "--agency", "rabat", expect=6)
    assert again["error"] == "alert_acknowledged_before"
    both.carry()
    seen = rabat.ask("alert", "show", alert, who="guard", **LOOK)
    assert [(one["agency"], bool(one["knows"])) for one in seen["partners"]] == [("madrid", True)]
    assert counts(rabat) == (1, 2, 1)
    texts = written(tmp_path, "ar", "es", description="Más cerca ahora.")
    made = rabat.act("guard", "alert", "update", alert, texts, *codes(), "--explanation", "nearer")
    approve(rabat, alert, made["number"])
    both.carry()
    (line,) = madrid.ask("alert", "received", who="liaison", **LOOK)["alerts"]
    assert (line["number"], line["step"], line["knows"]) == (2, "update", "")
    texts = written(tmp_path, "ar", "es", description="El peligro ha pasado.")
    made = rabat.act("guard", "alert", "cancel", alert, texts, *codes(), "--explanation", "over")
    approve(rabat, alert, made["number"])
    both.carry()
    madrid.act("liaison", "alert", "acknowledge", alert, "--agency", "rabat")
    (line,) = madrid.ask("alert", "received", who="liaison", **LOOK)["alerts"]
    assert line["state"] == "cancelled"
    assert counts(madrid) == (0, 0, 0)
    _documents(both, alert, tmp_path)


def _documents(both: Joint, alert: str, folder: Path) -> None:
    found = {}
    for number in (1, 2, 3):
        out = folder / f"{number}.xml"
        both.rabat.ask(
            "alert", "cap", alert, str(out), "--number", str(number), who="guard", **LOOK
        )
        found[number] = etree.parse(str(out))
    theirs, ack = folder / "theirs.xml", folder / "ack.xml"
    who = {"who": "liaison", **LOOK}
    both.madrid.ask("alert", "cap", alert, str(theirs), "--agency", "rabat", **who)
    both.madrid.ask("alert", "cap", alert, str(ack), "--agency", "rabat", "--acknowledged", **who)
    kinds = [_of(one, "msgType") for one in (*found.values(), etree.parse(str(ack)))]
    assert kinds == ["Alert", "Update", "Cancel", "Ack"]
    assert _of(found[3], "references").count(alert) == 2
    assert _of(etree.parse(str(ack)), "references").startswith(f"rabat,{alert}.3,")
    assert _of(etree.parse(str(theirs)), "identifier") == f"{alert}.3"
    for one in folder.glob("*.xml"):
        text = one.read_text(encoding="utf-8")
        for said in ("Lantern", "amina", "joint", "case:"):
            assert said not in text, (one.name, said)


def _of(document: object, name: str) -> str:
    space = "{urn:oasis:names:tc:emergency:cap:1.2}"
    return str(document.getroot().findtext(f"{space}{name}"))  # type: ignore[attr-defined]


def test_no_byte_of_the_register_leaves_with_a_warning(
    both: Joint, site: str, tmp_path: Path
) -> None:
    """5.5: what the partner holds names no site and no contact."""
    issued(both, tmp_path, site)
    both.carry()
    with Node.open(both.madrid.node) as node, node.store.reading() as tx:
        rows = tx.rows("SELECT record FROM alert_shared")
        assert rows
        for said in (site, "Lantern", "amina", "Bruno"):
            assert all(said not in row["record"] for row in rows)
        assert tx.rows("SELECT 1 FROM alert_site") == []
        assert tx.rows("SELECT 1 FROM alert_proposal") == []
