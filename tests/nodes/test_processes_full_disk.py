"""A partner whose disk is full: it refuses, acknowledges nothing, and goes on with room."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from demo.desk import FOR, TERMS
from demo.stage import Side
from tests.nodes.processes import agencies, patient, released

from tansiq.store.embedded_place import place_for

pytestmark = [pytest.mark.slow, pytest.mark.faults]
ROOM = 160 << 20
REASONS = {"store_full", "store_unreachable", "store_disk", "store_fault"}


@contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """Put what lies in a folder on a disk of its own, where the system lets us make one."""
    aside = place.with_name(place.name + ".aside")
    subprocess.run(["cp", "-a", str(place), str(aside)], check=True)
    about = place.stat()
    options = f"size={ROOM},mode={about.st_mode & 0o7777:o},uid={about.st_uid},gid={about.st_gid}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)],
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(place)], check=True)
        shutil.rmtree(aside)
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Leave not one free byte."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        piece = bytes(1 << 20)
        while piece:
            try:
                file.write(piece)
            except OSError:
                piece = piece[: len(piece) // 2]
    return filler


def send(side: Side, title: str, attachment: Path) -> str:
    """File and release one report that needs room."""
    made = side.act(
        "liaison", "report", "file", "--title", title, "--text", os.urandom(15_000).hex(),
        "--language", "en", "--grade", "europol_4x4:B2", "--handling", "H0",
        "--attach", str(attachment),
    )  # fmt: skip
    done = side.act("liaison", "report", "release", made["report"], *FOR, *TERMS[side.id])
    return str(done["entry"])


def failing(sender: Side) -> dict[str, object]:
    """What the sender shows of its partner, once it shows that something is wrong."""
    state = sender.partner()
    reasons = f"{state['failure']} {state['failing']}"
    if not state["lag"] or not any(one in reasons for one in REASONS):
        raise ValueError(state)
    return state


def blobs(side: Side) -> int:
    return sum(1 for _ in (side.node / "blobs").glob("??/*"))


def test_a_full_disk_refuses_acknowledges_nothing_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    """T7 between two nodes; REQUIREMENTS 1.9."""
    with agencies(tmp_path / "stage") as stage, ExitStack() as disks:
        rabat, madrid = stage.sides
        attachment = tmp_path / "scan.pdf"
        attachment.write_bytes(b"%PDF-1.4\n" + os.urandom(200_000))
        sent = [send(rabat, "while there is room", attachment)]
        patient(lambda: whole(madrid, sent))
        madrid.stop()
        places = [place_for(madrid.node), madrid.node / "blobs"]
        for place in places:
            disks.enter_context(small_disk(place))
        madrid.start()
        fillers = [fill(place) for place in places]
        for n in range(12):
            attachment.write_bytes(b"%PDF-1.4\n" + os.urandom(200_000))
            sent.append(send(rabat, f"no room {n}", attachment))
        state = patient(lambda: failing(rabat))
        held = released(madrid, "rabat") if madrid.running["serve"].poll() is None else []
        assert state["received"] < 2 * len(sent)  # of each report a class and the release, at least
        assert set(held) < set(sent)
        told = rabat.tansiq("exchange", "now", expect=1)["partners"]
        assert told[0]["problem"], told
        for filler in fillers:
            filler.unlink()
        patient(lambda: whole(madrid, sent))
        patient(lambda: arrived(rabat))
        patient(lambda: attached(madrid, len(sent)))
        assert madrid.tansiq("doctor")["ok"]
        madrid.stop()


def attached(side: Side, count: int) -> None:
    if blobs(side) != count:
        raise ValueError(blobs(side))


def whole(side: Side, sent: list[str]) -> None:
    if released(side, "rabat") != sent:
        raise ValueError(side.id)


def arrived(sender: Side) -> None:
    state = sender.partner()
    if state["lag"] or state["failure"] or state["failing"]:
        raise ValueError(state)
