"""What stays at home of a warning: the register, the source, reviews; and who never sees them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.nodes.joint import CASE, Joint
from tests.nodes.warned_pair import LOOK, codes, issued, new_site, warning_pair, written
from tests.nodes.warning import Hands

from tansiq.ledger.acts import load_officer_key
from tansiq.node import alert_desk
from tansiq.node.compose import Node
from tansiq.node.reading import Reader
from tansiq.terms.ids import OfficerId

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joint]:
    with warning_pair(tmp_path_factory.mktemp("kept")) as made:
        yield made


@pytest.fixture(scope="module")
def site(both: Joint) -> str:
    return new_site(both)


@pytest.mark.parametrize("who", ["liaison", "case", "machine", "privacy"])
def test_nobody_else_is_told_whether_a_site_is_there(both: Joint, site: str, who: str) -> None:
    """5.5: no other role, not the administrator, not whoever watches over data."""
    for words in (
        ("alert", "site", "list"),
        ("alert", "site", "show", site),
        ("alert", "list"),
    ):
        told = both.rabat.ask(*words, who=who, expect=3, **LOOK)
        assert told["error"] in {"access_role", "access_administrator"}


def test_the_text_of_a_site_leaves_in_no_proof_for_who_may_not_see_it(
    both: Joint, site: str, tmp_path: Path
) -> None:
    entry = both.rabat.act(
        "guard", "alert", "site", "change", site, "--name", "House of the Lantern", "--kind",
        "worship", "--contact", "Amina;amina@lantern.example;ar;10", "--contact",
        "Bruno;b@x.example;es;5", "--explanation", "x",
    )["entry"]  # fmt: skip
    refused = both.rabat.ask(
        "proof", "export", entry, str(tmp_path / "a.tsqp"), "--with-key", who="case",
        reason="curious", expect=3,
    )  # fmt: skip
    assert refused["error"] == "access_role"
    both.rabat.ask("proof", "export", entry, str(tmp_path / "b.tsqp"), who="case", reason="log")


def test_every_look_into_the_register_states_a_reason_and_is_noted(both: Joint, site: str) -> None:
    refused = both.rabat.ask("alert", "site", "list", who="guard", expect=4)
    assert refused["error"] == "reason_missing"
    both.rabat.ask("alert", "site", "show", site, who="guard", reason="warning 9/26")
    with Node.open(both.rabat.node) as node, node.store.reading() as tx:
        row = tx.one("SELECT * FROM ledger.read_log ORDER BY number DESC LIMIT 1")
    assert row
    assert (row["action"], row["reason"], row["shown"]) == ("see_sites", "warning 9/26", [site])


def test_a_report_betrayed_in_the_text_is_refused_and_said_where(
    both: Joint, site: str, tmp_path: Path
) -> None:
    """5.2: the leak test looks at the source that even this officer may not see."""
    report = both.rabat.file(
        "A plan", "words", "--source", "the cousin of the baker in the old town",
        "--source-id", "INF-77",
    )["report"]  # fmt: skip
    texts = written(tmp_path, "ar", "es", advice="Pregunten a INF 77.")
    words = ("--site", site, "--basis", f"report:{report}", *codes())
    refused = both.rabat.act("guard", "alert", "propose", texts, *words, expect=3)
    assert refused["error"] == "alert_leaks_source"
    seen = both.rabat.ask("alert", "preview", texts, *words, who="guard", **LOOK)
    assert {one["field"] for one in seen["leaks"]} == {"advice.ar", "advice.es"}
    clean = both.rabat.act("guard", "alert", "propose", written(tmp_path, "ar", "es"), *words)
    shown = both.rabat.ask("alert", "show", clean["alert"], who="guard", **LOOK)
    assert [(one["title"], one["open"]) for one in shown["bases"]] == [("A plan", True)]
    both.rabat.act("second", "alert", "refuse", clean["alert"], "--explanation", "enough")
    unknown = both.rabat.act(
        "guard", "alert", "propose", texts, "--site", site, "--basis", "report:r-none", *codes(),
        expect=5,
    )  # fmt: skip
    assert unknown["error"] == "alert_basis_unknown"


def test_a_site_is_erased_alone_and_its_warning_stays_as_proof(both: Joint, tmp_path: Path) -> None:
    """The register lies in a retention class for each site."""
    made = both.rabat.act(
        "guard", "alert", "site", "add", "--name", "Vanishing Hall", "--kind", "event",
        "--contact", "Zineb;zineb@hall.example;es;5", "--explanation", "one evening",
    )  # fmt: skip
    alert = issued(both, tmp_path, made["id"])
    order = both.rabat.act(
        "case", "erase", "order", made["class_id"], "--ground", "not_needed", "--explanation", "x"
    )
    both.rabat.act("privacy", "erase", "approve", order["id"])
    with Node.open(both.rabat.node) as node, node.store.reading() as tx:
        everything = tx.rows("SELECT t::text AS said FROM alert_site t")
        assert all("Vanishing" not in row["said"] for row in everything)
    seen = both.rabat.ask("alert", "show", alert, who="guard", **LOOK)
    assert [one["name"] for one in seen["sites"]] == [""]
    assert both.rabat.ask("rebuild")["same"]


def test_one_signature_for_a_life_goes_out_at_once_and_asks_for_a_review(
    both: Joint, site: str, tmp_path: Path
) -> None:
    """5.4: with review within 24 h by another officer."""
    made = both.rabat.act(
        "guard", "alert", "propose", written(tmp_path, "ar", "es"), "--site", site, "--channel",
        CASE, *codes(), "--danger-to-life", "they are on their way",
    )  # fmt: skip
    assert made["in_force"]
    both.carry()
    lines = both.madrid.ask("alert", "received", who="liaison", **LOOK)["alerts"]
    assert made["alert"] in {one["alert"] for one in lines}
    first = both.rabat.ask("alert", "list", who="second", **LOOK)["alerts"]
    assert next(one["review_due"] for one in first if one["alert"] == made["alert"])
    review = ("alert", "review", made["alert"], "--outcome", "upheld", "--explanation", "no time")
    assert both.rabat.act("guard", *review, expect=3)["error"] == "alert_same_officer"
    both.rabat.act("second", *review)
    shown = both.rabat.ask("alert", "show", made["alert"], who="guard", **LOOK)
    assert shown["review_due"] == ""


def test_an_overdue_review_tops_the_list(both: Joint, site: str, tmp_path: Path) -> None:
    made = both.rabat.act(
        "guard", "alert", "propose", written(tmp_path, "ar", "es"), "--site", site, *codes(12),
        "--danger-to-life", "x",
    )  # fmt: skip
    issued(both, tmp_path, site)
    held = load_officer_key(both.rabat.officers["second"])
    with Node.open(both.rabat.node) as node:
        node.clock = Hands(timedelta(hours=25))
        who = Reader(OfficerId(held.officer), str(held.key), "round")
        first = alert_desk.board(node, who)[0]
    assert first.alert.alert == made["alert"]
