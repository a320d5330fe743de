"""Away for a month, by stick alone, with a clock that is wrong, on a disk that is full."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.desk import inbox
from demo.opening import CHANNEL
from demo.stage import Side, Stage
from tests.nodes.lone import Lone, lone
from tests.nodes.processes import agencies, file, patient, release, released

pytestmark = [pytest.mark.slow, pytest.mark.faults]

DAY = 24 * 3600
FULL = {"store_full", "store_unreachable", "embedded_start_failed"}


def shift(side: Side, seconds: int) -> None:
    """Move the clock of a stopped exercise node, in its settings."""
    path = side.node / "node.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    moved = [
        f"clock_offset_seconds = {seconds}" if one.startswith("clock_offset_seconds") else one
        for one in lines
    ]
    path.write_text("\n".join(moved) + "\n", encoding="utf-8")


def by_stick(stage: Stage, sender: Side, name: str) -> dict:
    """Carry everything the other side lacks in one file."""
    path = stage.table / name
    receiver = stage.other(sender)
    sender.tansiq("exchange", "export", receiver.id, str(path))
    taken: dict = receiver.tansiq("exchange", "import", str(path))
    return taken


def test_a_recall_after_thirty_days_by_stick_alone(tmp_path: Path) -> None:
    """T9: the receiver was away for thirty days; release and recall come in one file."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        first = release(rabat, "sent while the line was there")
        patient(lambda: _has(madrid, first["release"]))
        for side in stage.sides:
            side.stop()
        missed = release(rabat, "sent while nobody was there")
        for side in stage.sides:
            side.hang_up()
            shift(side, 30 * DAY)
        rabat.act("liaison", "report", "recall", first["release"], "--because", "wrong")
        taken = by_stick(stage, rabat, "after-a-month.tsq")
        assert taken["problems"] == []
        seen = inbox(madrid)
        assert seen[first["release"]]["recalled"]
        assert not seen[missed["release"]]["recalled"]
        madrid.act("liaison", "recall", "answer", first["release"], "--agency", "rabat", "--comply")
        by_stick(stage, madrid, "answer.tsq")
        told = rabat.tansiq("recall", "list", "--channel", CHANNEL, who="liaison", reason="recall")
        assert told["ours"][0]["recipients"][0]["outcome"] == "complied"
        assert by_stick(stage, rabat, "again.tsq")["problems"] == []
        assert released(madrid, "rabat") == released(rabat, "rabat")


def _has(side: Side, named: str) -> None:
    if named not in inbox(side):
        raise ValueError(named)


@pytest.mark.parametrize("offset", [-DAY, DAY], ids=["a day behind", "a day ahead"])
def test_a_clock_that_is_a_day_off_loses_nothing_and_stops_erasure(
    tmp_path: Path, offset: int
) -> None:
    """T6: order is by position; the clock is doubted where it would destroy something."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        kept = file(rabat, "to be erased by a wrong clock")
        first = release(rabat, "with the right clock")["entry"]
        patient(lambda: _holds(madrid, [first]))
        rabat.stop()
        shift(rabat, offset)
        rabat.start()
        second = release(rabat, "with the wrong clock")["entry"]
        back = release(madrid, "from the other side")["entry"]
        patient(lambda: _holds(madrid, [first, second]))
        patient(lambda: _holds(rabat, [back], "madrid"))
        assert released(madrid, "rabat") == released(rabat, "rabat")
        for side in stage.sides:
            assert side.tansiq("rebuild")["same"]
        order = rabat.act("case", "erase", "order", kept["class_id"], "--ground", "unlawful")
        path = rabat.folder / "officers" / "privacy.key"
        rabat.tansiq("officer", "key", "create", str(path))
        rabat.officers["privacy"] = path
        made = rabat.act(
            "liaison", "officer", "propose", "add", "--key-file", str(path), "--name", "P",
            "--role", "data_protection_officer",
        )  # fmt: skip
        rabat.act("case", "change", "approve", made["proposal"])
        if offset < 0:
            refused = rabat.act("privacy", "erase", "approve", order["id"], expect=3)
            assert refused["error"] == "erasure_clock"


def _holds(side: Side, wanted: list[str], agency: str = "rabat") -> None:
    missing = set(wanted) - set(released(side, agency))
    if missing:
        raise ValueError(missing)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 MiB, where the machine lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("a small disk can be mounted by root only")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", str(place)], check=False
    )
    if done.returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_acknowledges_nothing_and_loses_nothing(
    tmp_path: Path, small_disk: Path
) -> None:
    """T7: filing fails in words; what was acknowledged is there; room again, and work goes on."""
    with lone(tmp_path / "rabat") as node:
        blobs = node.node / "blobs"
        shutil.rmtree(blobs)
        blobs.symlink_to(small_disk, target_is_directory=True)
        big = tmp_path / "big.bin"
        big.write_bytes(os.urandom(20 << 20))
        filed = [node.file(f"report {n}", "words", "--attach", str(big)) for n in range(3)]
        refused = node.act(
            "liaison", "report", "file", "--title", "too much", "--text", "words",
            "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
            "--attach", str(big), expect=8,
        )  # fmt: skip
        assert refused["error"] == "store_full"
        assert refused["do"]
        listed = node.ask("report", "list", who="liaison", reason="after the full disk")
        assert {one["report"] for one in listed["reports"]} == {one["report"] for one in filed}
        assert list(small_disk.glob("*.part")) == []
        for path in sorted(one for one in small_disk.rglob("*") if one.is_file())[:1]:
            path.unlink()
        node.file("with room again", "words", "--attach", str(big))


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with agencies(tmp_path / "stage") as stage:
        rabat = stage.rabat
        done = subprocess.run(
            [str(Path(sys.executable).parent / "tansiq"), "--node", str(rabat.node),
             "--lang", "en", "serve"],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 6
        assert done.stderr.startswith("port_taken: ")


def test_a_full_database_disk_acknowledges_nothing_and_loses_nothing(tmp_path: Path) -> None:
    """T7: the database runs out of disk; what was acknowledged is there once there is room."""
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("a small disk can be mounted by root only")
    with lone(tmp_path / "rabat") as node:
        aside = tmp_path / "aside"
        shutil.move(node.place, aside)
        node.place.mkdir(mode=0o700)
        size = ["-t", "tmpfs", "-o", "size=180m,mode=700"]
        done = subprocess.run([mount, *size, "tmpfs", str(node.place)], check=False)
        if done.returncode:
            shutil.rmtree(node.place)
            shutil.move(aside, node.place)
            pytest.skip("this machine does not let us mount a small disk")
        try:
            subprocess.run(["cp", "-a", f"{aside}/.", str(node.place)], check=True)
            os.chown(node.place, aside.stat().st_uid, aside.stat().st_gid)
            acknowledged = [node.file(f"report {number}")["report"] for number in range(3)]
            filler = node.place / "filler"
            refused = _fill(node, filler)
            assert refused["error"] in FULL, refused
            assert refused["do"]
            filler.unlink()
            acknowledged.append(node.file("with room again")["report"])
            listed = node.ask("report", "list", who="liaison", reason="after the full disk")
            found = {one["report"] for one in listed["reports"]}
            assert set(acknowledged) <= found
            assert len(found) <= len(acknowledged) + 1
            assert node.ask("log", "verify", "rabat/home/g1/e1")["sound"]
            assert node.ask("rebuild")["same"]
        finally:
            subprocess.run(["umount", "-l", str(node.place)], check=False)


def _fill(node: Lone, filler: Path) -> dict:
    """Leave no room, then file a report larger than any that is left."""
    words = node.folder / "words.txt"
    words.write_text("word " * 180_000, encoding="utf-8")
    with filler.open("wb") as file:
        while True:
            try:
                file.write(bytes(1 << 20))
                file.flush()
            except OSError:
                break
    told = {"error": "", "do": ""}
    for number in range(20):
        code, told = node.try_to(
            "report", "file", "--title", f"too much {number}", "--text", f"@{words}",
            "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0", "--yes",
            who="liaison",
        )  # fmt: skip
        if code:
            break
    return told
