"""Backup, restore, drill: with enough officers, and never behind one's own signature."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.desk import FOR, TERMS
from demo.opening import CHANNEL
from demo.stage import Stage
from tests.nodes.lone import Lone, lone
from tests.nodes.processes import agencies, file, patient, release, released

from tansiq.store.embedded_place import place_for

pytestmark = pytest.mark.slow


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Lone]:
    with lone(tmp_path / "rabat") as made:
        yield made


def backed_up(node: Lone, tmp_path: Path) -> list[str]:
    made = node.ask(
        "backup", "make", str(tmp_path / "backup"), "--shares", "2/3",
        "--shares-to", str(tmp_path / "shares"), "--days", "7",
    )  # fmt: skip
    assert made["needed"] == 2
    assert len(made["shares"]) == 3
    return made["shares"]


def shares(paths: list[str]) -> list[str]:
    return [word for path in paths for word in ("--share", path)]


def test_a_drill_with_two_of_three_shares_passes_and_leaves_nothing(
    node: Lone, tmp_path: Path
) -> None:
    """REQUIREMENTS 11.5."""
    node.file("before the backup", "text", "--attach", __file__)
    held = backed_up(node, tmp_path)
    node.file("after the backup")
    for lost in range(3):
        two = [one for number, one in enumerate(held) if number != lost]
        drilled = node.ask("backup", "drill", str(tmp_path / "backup"), *shares(two))
        assert drilled["passed"], drilled
        assert drilled["compared"] == 1
    one = node.ask("backup", "drill", str(tmp_path / "backup"), *shares(held[:1]), expect=1)
    assert one["problem"] == "shares_wrong"


def test_a_node_comes_back_whole_in_a_new_folder(node: Lone, tmp_path: Path) -> None:
    """REQUIREMENTS 11.5: restore with M-of-N shares."""
    filed = node.file("the one report", "its words", "--attach", __file__)
    held = backed_up(node, tmp_path)
    again = Lone(tmp_path / "again", dict(node.officers))
    try:
        done = again.ask("backup", "restore", str(tmp_path / "backup"), *shares(held[1:]))
        assert done["behind"] == []
        shown = again.ask("report", "show", filed["report"], who="liaison", reason="drill")
        assert shown["content"]["text"] == "its words"
        assert again.ask("log", "verify", "rabat/home/g1/e1")["sound"]
        again.file("written after the restore")
    finally:
        shutil.rmtree(again.place, ignore_errors=True)


def test_an_erased_class_does_not_come_back_from_a_backup(node: Lone, tmp_path: Path) -> None:
    """REQUIREMENTS 11.3: pending until the backup has ended; a restore honours the erasure."""
    node.officer("privacy", "data_protection_officer")
    filed = node.file("to be erased", "secret words")
    held = backed_up(node, tmp_path)
    order = node.act("case", "erase", "order", filed["class_id"], "--ground", "unlawful")
    done = node.act("privacy", "erase", "approve", order["id"])
    assert done["state"] == "pending_until"
    assert done["until"]
    shutil.rmtree(node.place)
    back = node.ask("backup", "restore", str(tmp_path / "backup"), "--keep-keys")
    assert back["behind"] == ["rabat/home/g1/e1"]
    gone = node.ask("report", "show", filed["report"], who="liaison", reason="x", expect=5)
    assert gone["error"] == "report_unknown"
    assert shares(held)


def test_losing_one_officers_key_loses_nothing(node: Lone) -> None:
    """REQUIREMENTS 11.5: another key, by an act of two people."""
    node.officer("third", "case_officer")
    fresh = node.folder / "officers" / "liaison-2.key"
    node.ask("officer", "key", "create", str(fresh), "--officer", node.id_of("liaison"))
    made = node.act(
        "case", "officer", "propose", "key", node.id_of("liaison"), "--key-file", str(fresh)
    )
    node.act("third", "change", "approve", made["proposal"])
    node.officers["liaison"] = fresh
    node.file("signed with the new key")


def restored(stage: Stage, folder: Path) -> list[str]:
    """Rabat loses its database and gets yesterday's back; the keys are in place."""
    rabat = stage.rabat
    rabat.stop()
    shutil.rmtree(place_for(rabat.node))
    back = rabat.tansiq("backup", "restore", str(folder / "backup"), "--keep-keys")
    behind: list[str] = back["behind"]
    return behind


def test_a_node_restored_from_yesterday_refuses_to_write_and_heals_from_its_partner(
    tmp_path: Path,
) -> None:
    """T5: `home` needs a new epoch, shared channels come back from the partner."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        for number in range(3):
            release(rabat, f"yesterday {number}")
        rabat.tansiq(
            "backup", "make", str(tmp_path / "backup"), "--shares", "2/2",
            "--shares-to", str(tmp_path / "shares"),
        )  # fmt: skip
        later = [release(rabat, f"today {number}")["entry"] for number in range(3)]
        patient(lambda: _holds(madrid, later))
        madrid.stop()
        behind = restored(stage, tmp_path)
        assert behind == [f"rabat/{CHANNEL}/g1/e1", "rabat/home/g1/e1"]
        refused = rabat.act("liaison", "report", "file", "--title", "x", "--text", "y",
                            "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
                            expect=3)  # fmt: skip
        assert refused["error"] == "log_blocked"
        madrid.start()
        rabat.start()
        patient(lambda: _holds(rabat, later))
        assert rabat.tansiq("log", "verify", f"rabat/{CHANNEL}/g1/e1")["sound"]
        rabat.tansiq(
            "epoch", "open", "rabat/home/g1/e1", "--because", "gap",
            "--root-key", str(rabat.folder / "root"),
        )  # fmt: skip
        fresh = release(rabat, "after the restore")["entry"]
        patient(lambda: _holds(madrid, [*later, fresh]))
        assert rabat.tansiq("status")["behind"] == []
        assert released(madrid, "rabat") == released(rabat, "rabat")


def test_after_a_total_loss_shared_logs_wait_for_the_partner_that_may_know_more(
    tmp_path: Path,
) -> None:
    """DESIGN 3: keys from shares are as old as the backup; `home` goes on, with its loss stated."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        shared = f"rabat/{CHANNEL}/g1/e1"
        release(rabat, "yesterday")
        made = rabat.tansiq(
            "backup", "make", str(tmp_path / "backup"), "--shares", "2/2",
            "--shares-to", str(tmp_path / "shares"),
        )  # fmt: skip
        later = [release(rabat, f"today {number}")["entry"] for number in range(2)]
        patient(lambda: _holds(madrid, later))
        madrid.stop()
        rabat.stop()
        shutil.rmtree(place_for(rabat.node))
        shutil.rmtree(rabat.node)
        back = rabat.tansiq("backup", "restore", str(tmp_path / "backup"), *shares(made["shares"]))
        assert (back["behind"], back["unreached"]) == ([shared], ["madrid"])
        assert back["home_as_of"] <= made["until"]
        file(rabat, "written in home at once")
        assert rabat.tansiq("status")["awaited"] == [{"origin": shared, "partners": ["madrid"]}]
        examined = rabat.tansiq("doctor", expect=1)["checks"]
        assert "partners_unheard" in {one.get("code") for one in examined}
        report = file(rabat, "to be released")["report"]
        refused = rabat.act("liaison", "report", "release", report, *FOR, *TERMS["rabat"], expect=3)
        assert refused["error"] == "log_blocked"
        at = "--root-key", str(rabat.folder / "root")
        assert rabat.tansiq("key", "rotate", "log", *at, expect=3)["error"] == "log_blocked"
        rabat.start()
        madrid.start()
        patient(lambda: _holds(rabat, later))
        fresh = patient(lambda: release(rabat, "after the restore")["entry"])
        patient(lambda: _holds(madrid, [*later, str(fresh)]))
        assert rabat.tansiq("status")["awaited"] == []
        assert rabat.tansiq("exchange", "forks")["count"] == 0


def _holds(side: object, wanted: list[str]) -> None:
    missing = set(wanted) - set(released(side, "rabat"))  # type: ignore[arg-type]
    if missing:
        raise ValueError(missing)
