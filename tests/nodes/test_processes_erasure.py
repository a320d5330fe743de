"""Erased at both ends: forty names, sent by line and by stick, kept in a backup, then recalled."""

from pathlib import Path

import pytest
from demo.desk import FOR, TERMS, inbox
from demo.duties import answers
from demo.stage import Side, Stage
from tests.nodes.planted import (
    MENTIONED,
    PLANTED,
    assert_opened,
    holding,
    identities,
    settle,
    spelt_out,
    store_plainly,
)
from tests.nodes.processes import agencies, patient

from tansiq.store.embedded_place import place_for

pytestmark = pytest.mark.slow


def planted(stage: Stage, path: Path) -> dict[str, str]:
    """A report full of names, with an attachment, released to the other side."""
    path.write_text("\n".join(PLANTED), encoding="utf-8")
    filed = stage.rabat.act(
        "liaison", "report", "file", "--title", PLANTED[0], "--text", f"@{path}",
        "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
        "--attach", str(path),
        *MENTIONED,
    )  # fmt: skip
    made = stage.rabat.act("liaison", "report", "release", filed["report"], *FOR, *TERMS["rabat"])
    path.unlink()
    return {"report": filed["report"], "release": made["release"]}


def erase(side: Side, what: str) -> dict:
    """Erase a report or a partner's release as two officers do, and say how it stands."""
    found = side.tansiq("retention", "classes", what, who="case", reason="recalled")
    named = [one["class_id"] for one in found["classes"]]
    order = side.act("case", "erase", "order", *named, "--ground", "recalled")
    done: dict = side.act("privacy", "erase", "approve", order["id"])
    return done


def privacy(side: Side) -> None:
    path = side.folder / "officers" / "privacy.key"
    side.tansiq("officer", "key", "create", str(path))
    side.officers["privacy"] = path
    made = side.act(
        "liaison", "officer", "propose", "add", "--key-file", str(path), "--name", "P",
        "--role", "data_protection_officer",
    )  # fmt: skip
    side.act("case", "change", "approve", made["proposal"])


def test_names_sent_recalled_and_erased_are_in_no_file_of_either_agency(tmp_path: Path) -> None:
    """T8, REQUIREMENTS 11.3: databases, write-ahead logs, bundles, process logs and a backup."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        databases = [place_for(one.node) for one in stage.sides]
        places = [tmp_path, *databases]
        for side in stage.sides:
            privacy(side)
            store_plainly(place_for(side.node))
        made = planted(stage, tmp_path / "names.txt")
        stick = stage.table / "names.tsq"
        rabat.tansiq("exchange", "export", "madrid", str(stick))
        patient(lambda: _has(madrid, made["release"]))
        madrid.tansiq("exchange", "import", str(stick))
        named = f"rabat/{made['release']}"
        shown = madrid.tansiq("report", "show", named, who="liaison", reason="inquiry 31/26")
        assert len(shown["content"]["mentions"]) == len(PLANTED)
        rabat.tansiq(
            "backup", "make", str(tmp_path / "backup"), "--shares", "2/3",
            "--shares-to", str(tmp_path / "shares"), "--days", "7",
        )  # fmt: skip
        rabat.act("liaison", "report", "recall", made["release"], "--because", "wrong")
        patient(lambda: _recalled(madrid, made["release"]))
        madrid.act("liaison", "recall", "answer", made["release"], "--agency", "rabat", "--comply")
        patient(lambda: _answered(rabat))
        backup = tmp_path / "backup" / "ledger.tsqb"
        assert_opened(stick, backup, keys=identities(tmp_path))
        for place in databases:
            # What is looked for can be found while it is there: in the log, and in the tables.
            assert spelt_out(place / "data" / "pg_wal") == set(PLANTED), place
            settle(place)
            assert spelt_out(place / "data" / "base") == set(PLANTED), place
        before = erase(rabat, made["report"]), erase(madrid, named)
        # Rabat's backup of the keys lives on for seven days, Madrid's slot until its key is
        # replaced: neither is called done, and neither file says a name.
        assert {one["state"] for one in before} == {"pending_until"}
        for place in databases:
            settle(place)
        assert holding(*places) == []
        gone = madrid.tansiq("report", "show", named, who="liaison", reason="x", expect=5)
        assert gone["error"] == "release_unknown"
        for side in stage.sides:
            for origin in (one["origin"] for one in side.tansiq("log", "list")["logs"]):
                assert side.tansiq("log", "verify", origin)["sound"], (side.id, origin)
            assert side.tansiq("rebuild")["same"]
        madrid.tansiq("exchange", "import", str(stick))
        for place in databases:
            settle(place)
        assert holding(*places) == []
        for side in stage.sides:
            side.stop()
        assert holding(*places) == []


def _has(side: Side, release: str) -> None:
    if release not in inbox(side):
        raise ValueError(release)


def _recalled(side: Side, release: str) -> None:
    if not inbox(side)[release]["recalled"]:
        raise ValueError(release)


def _answered(side: Side) -> None:
    if answers(side) != {"complied"}:
        raise ValueError(side.id)
