"""Who may look, who looked, and what is gone: on a whole node, through its command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.opening import CHANNEL
from tests.nodes.lone import Lone, lone, staying_up, twin
from tests.nodes.planted import (
    MENTIONED,
    PLANTED,
    holding,
    keeper,
    settle,
    spelt_out,
    store_plainly,
)
from tests.nodes.processes import agencies, patient, release

from tansiq.store.embedded_place import place_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("oversight") / "rabat") as made, staying_up(made):
        made.officer("privacy", "data_protection_officer")
        made.officer("machine", "system_administrator")
        yield made


def test_after_an_erasure_no_file_holds_one_of_forty_planted_names(
    node: Lone, tmp_path: Path
) -> None:
    """T8, REQUIREMENTS 11.3: database, write-ahead log, attachments, key store, journals."""
    store_plainly(node.place)
    attached = tmp_path / "names.txt"
    attached.write_text("\n".join(PLANTED), encoding="utf-8")
    filed = node.file(
        PLANTED[0], f"@{attached}", "--attach", str(attached), "--source", PLANTED[1],
        "--source-id", PLANTED[2],
        *MENTIONED,
    )  # fmt: skip
    node.ask("report", "show", filed["report"], who="liaison", reason="to be sure")
    blobs = list((node.node / "blobs").glob("??/*"))  # beside them lies a lock, of no content
    assert len(blobs) == 1
    # What is looked for can be found while it is there: in the tables and in the log.
    assert spelt_out(node.place / "data" / "pg_wal") == set(PLANTED)
    settle(node.place)
    assert spelt_out(node.place / "data" / "base") == set(PLANTED)
    held = node.act("case", "hold", "place", filed["class_id"], "--ground", "court asks")
    order = node.act("case", "erase", "order", filed["class_id"], "--ground", "unlawful", expect=3)
    assert order["error"] == "erasure_held"
    node.act("case", "hold", "lift", held["id"], "--ground", "court is done")
    order = node.act("case", "erase", "order", filed["class_id"], "--ground", "unlawful")
    done = node.act("privacy", "erase", "approve", order["id"])
    assert done["state"] == "done", done
    settle(node.place)
    assert holding(node.folder, node.place) == []
    assert not blobs[0].exists()
    assert node.ask("log", "verify", "rabat/home/g1/e1")["sound"]
    assert node.ask("rebuild")["same"]
    status = node.ask("erase", "status")["orders"][0]
    assert status["state"] == "done"


def test_the_administrator_is_refused_every_case(node: Lone) -> None:
    """REQUIREMENTS 11.2: through the command line, by rule, with the refusal in words."""
    filed = node.file("not for the administrator")
    for words in (
        ("report", "show", filed["report"]),
        ("report", "list"),
        ("audit", "who-saw", filed["report"]),
        ("proof", "export", filed["entry"], str(node.folder / "x.tsqp")),
    ):
        refused = node.ask(*words, who="machine", reason="curious", expect=3)
        assert refused["error"] == "access_role", words
    refused = node.act(
        "machine", "officer", "propose", "role", node.id_of("machine"), "--role", "case_officer",
        expect=3,
    )  # fmt: skip
    assert refused["error"] == "access_role"
    assert not (node.folder / "x.tsqp").exists()
    order = node.act(
        "liaison", "officer", "propose", "role", node.id_of("machine"), "--role", "case_officer",
        expect=3,
    )  # fmt: skip
    assert order["error"] == "administrator_with_case_role"


def test_reading_states_a_reason_and_is_on_record_before_it_is_shown(node: Lone) -> None:
    """REQUIREMENTS 11.1."""
    filed = node.file("read once")
    refused = node.ask("report", "show", filed["report"], who="liaison", expect=4)
    assert refused["error"] == "reason_missing"
    node.ask("report", "show", filed["report"], who="liaison", reason="inquiry 7/26")
    seen = node.ask("audit", "who-saw", filed["report"], who="privacy", reason="request 9/26")
    assert [one["reason"] for one in seen["reads"]] == ["inquiry 7/26"]
    listed = node.ask("report", "list", who="case", reason="round")
    assert listed["count"] >= 1
    seen = node.ask("audit", "who-saw", filed["report"], who="privacy", reason="request 9/26")
    assert "round" in {one["reason"] for one in seen["reads"]}


def test_an_administrator_reads_no_reason_and_a_second_officer_reads_the_whole_order(
    node: Lone,
) -> None:
    """DESIGN 6: what officers write freely is theirs; who approves sees what they approve."""
    words = ("officer", "propose", "assign", node.id_of("case"), "--file", "case:quiet")
    made = node.act("liaison", *words, "--because", "the baker of the port asked for them")
    shown = node.ask("change", "show", made["proposal"], who="case", reason="to decide")
    assert shown["reason"] == "the baker of the port asked for them"
    for verb in (("change", "list"), ("change", "show", made["proposal"])):
        told = json.dumps(node.ask(*verb, who="machine", reason="health"))
        assert made["proposal"] in told
        assert "baker" not in told
    filed = node.file("to be erased")
    order = node.act(
        "case", "erase", "order", filed["class_id"], "--ground", "wrong",
        "--explanation", "the baker was not there",
    )  # fmt: skip
    assert "baker" not in json.dumps(node.ask("erase", "status"))
    seen = node.ask("erase", "show", order["id"], who="privacy", reason="second officer")
    assert seen["order"]["explanation"] == "the baker was not there"
    refused = node.ask("erase", "show", order["id"], who="machine", reason="health", expect=3)
    assert refused["error"] == "access_role"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    """A node at which a report was looked at four times, and the read log is sound and sealed."""
    with lone(tmp_path_factory.mktemp("read") / "rabat") as made:
        with staying_up(made):
            made.officer("privacy", "data_protection_officer")
            filed = made.file("looked at")
            for number in range(4):
                made.ask("report", "show", filed["report"], who="liaison", reason=f"look {number}")
            made.ask("worker", "--once")
            good = made.ask("audit", "reads", who="privacy", reason="weekly")
        assert good["verified"]
        assert good["sealed_to"] == 4
        yield made


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE ledger.read_log SET reason = 'duty' WHERE reason = 'look 2'",
        "DELETE FROM ledger.read_log WHERE reason = 'look 1'",
        "UPDATE ledger.read_log SET number = 99 - number WHERE reason ~ 'look [12]'",
        "DELETE FROM ledger.read_log WHERE number = (SELECT max(number) FROM ledger.read_log)",
    ],
    ids=["changed", "removed", "reordered", "last removed"],
)
def test_a_read_that_was_tampered_with_is_found(read: Lone, tmp_path: Path, deed: str) -> None:
    """REQUIREMENTS 11.1: in the middle by the chain, at the end by its seal in `home`."""
    with twin(read, tmp_path / "twin") as other, staying_up(other):
        assert other.ask("audit", "reads", who="privacy", reason="weekly")["verified"]
        with keeper(other.place) as database:
            database.execute("DELETE FROM ledger.read_log WHERE number > 4")
            database.execute("DELETE FROM ledger.read_text WHERE number > 4")
            database.execute(deed)  # type: ignore[call-overload]
            database.execute("DELETE FROM ledger.read_text WHERE number > 3")
        found = other.ask("audit", "reads", who="privacy", reason="weekly", expect=1)
        assert (found["verified"], found["problem"]) == (False, "read_log_broken")
        wrong = {one["check"] for one in other.ask("doctor", expect=1)["checks"] if not one["ok"]}
        assert "read_log" in wrong


QUIET = (
    ("status",), ("fingerprint",), ("key", "list"), ("log", "list"), ("partner", "list"),
    ("channel", "list"), ("log", "show", "rabat/home/g1/e1"), ("log", "verify", "rabat/home/g1/e1"),
    ("exchange", "quarantine", "list"), ("exchange", "parked"), ("exchange", "forks"),
    ("exchange", "now"), ("erase", "status"), ("hold", "list"), ("stop", "list"), ("rebuild",),
    ("worker", "--once"), ("completion", "bash"), ("doctor",),
)  # fmt: skip
ASKED = (
    ("officer", "list"), ("change", "list"), ("report", "list"), ("audit", "unusual"),
    ("audit", "reads"),
)  # fmt: skip


@pytest.mark.parametrize("words", QUIET, ids=" ".join)
def test_what_a_command_prints_for_programs_parses(node: Lone, words: tuple[str, ...]) -> None:
    assert isinstance(node.ask(*words), dict)


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_what_an_officer_is_told_for_programs_parses(node: Lone, words: tuple[str, ...]) -> None:
    who = "privacy" if words[0] == "audit" else "liaison"
    assert isinstance(node.ask(*words, who=who, reason="round"), dict)


def test_tiles_and_a_proof_are_exported(node: Lone, tmp_path: Path) -> None:
    filed = node.file("to be proven")
    made = node.ask("log", "tiles", "export", "rabat/home/g1/e1", str(tmp_path / "tiles"))
    assert made["size"] > 0
    refused = node.ask(
        "proof", "export", filed["entry"], str(tmp_path / "p.tsqp"), who="privacy", reason="x",
        expect=3,
    )  # fmt: skip
    assert refused["error"] == "access_role"
    node.ask("proof", "export", filed["entry"], str(tmp_path / "p.tsqp"), who="case", reason="x")
    digits = node.ask("fingerprint")["fingerprint"]
    found = node.ask("verify", str(tmp_path / "p.tsqp"), "--anchor", f"rabat={digits}")
    assert found["sound"]
    assert "body_not_opened" in {one["code"] for one in found["cannot_prove"]}


def test_keys_rotate_and_the_logs_go_on(node: Lone) -> None:
    root = ("--root-key", str(node.folder / "root"))
    before = node.ask("key", "list")
    node.ask("key", "rotate", "hpke", *root)
    node.ask("key", "rotate", "log", *root)
    after = node.ask("key", "list")
    assert len(after["hpke"]) == len(before["hpke"]) + 1
    assert after["current_epoch"] == before["current_epoch"] + 1
    node.file("under the new key")
    sizes = {one["origin"]: one["size"] for one in node.ask("log", "list")["logs"]}
    assert sizes[f"rabat/home/g1/e{after['current_epoch']}"] >= 3


def test_a_rewritten_home_is_found_against_the_copy_partners_hold(tmp_path: Path) -> None:
    """REQUIREMENTS 11.1: also whoever holds the log key cannot rewrite what was anchored."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        path = rabat.folder / "officers" / "privacy.key"
        rabat.tansiq("officer", "key", "create", str(path))
        rabat.officers["privacy"] = path
        made = rabat.act(
            "liaison", "officer", "propose", "add", "--key-file", str(path), "--name", "P",
            "--role", "data_protection_officer",
        )  # fmt: skip
        rabat.act("case", "change", "approve", made["proposal"])
        release(rabat, "one")
        rabat.tansiq("report", "list", who="liaison", reason="look")
        rabat.tansiq("worker", "--once")
        origin = f"rabat/{CHANNEL}/g1/e1"
        patient(lambda: _anchored(madrid, origin))
        good = rabat.tansiq("audit", "reads", who="privacy", reason="weekly")
        assert good["verified"]
        assert [one["holds"] for one in good["anchors"]] == [True]
        rabat.stop_one("worker")
        with keeper(place_for(rabat.node)) as database:
            # The owner of the machine signs another history of `home`: here, its last entry away.
            row = database.execute(
                "SELECT name, value FROM ledger.meta WHERE name ~ '^anchor:[0-9-]+$'"
            )
            name, value = row.fetchone() or ("", "{}")
            other = json.loads(str(value)) | {"root": "00" * 32}
            database.execute(
                "UPDATE ledger.meta SET value = %s WHERE name = %s", (json.dumps(other), name)
            )
        found = rabat.tansiq("audit", "reads", who="privacy", reason="weekly", expect=1)
        assert [one["code"] for one in found["anchors"]] == ["home_differs_from_anchor"]


def _anchored(side: object, origin: str) -> None:
    shown = side.tansiq("log", "show", origin)["entries"]  # type: ignore[attr-defined]
    if "home_anchored" not in {one["kind"] for one in shown}:
        raise ValueError(origin)
