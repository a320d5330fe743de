"""A node whose pages several processes answer: an act begins in one and is signed in another."""

import html
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from tests.web.conftest import HOME_URL, House
from tests.web.signing import Signing, come_in_to_sign
from tests.web.test_reports import FORM

from tansiq.ledger import base64
from tansiq.node import settings

PATIENCE = 40.0


def doors(folder: Path, count: int, *, without: frozenset[Path] = frozenset()) -> list[Path]:
    """The doors that are open in this folder, once there are as many."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = sorted(set(folder.glob("tansiq-pages-*/door")) - without)
        if len(found) >= count:
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def behind(door: Path) -> int:
    """The process that listens at a door."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(str(door))
        told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", told)[0])


def shut(door: Path) -> None:
    """Wait until nobody listens any more: a process that was killed ends a moment later."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            behind(door)
        except ConnectionRefusedError:
            return
        time.sleep(0.02)
    raise AssertionError(door)


@pytest.fixture(scope="module")
def workers(house: House) -> Iterator[Path]:
    """`tansiq serve` with two processes for the pages; the folder of their doors."""
    own, folder = house.node.settings, house.node.settings.folder
    settings.save(replace(own, web_workers=2, web_port=0, exchange_port=0))
    with tempfile.TemporaryDirectory() as place:
        serving = subprocess.Popen(
            [str(Path(sys.executable).with_name("tansiq")), "--node", str(folder), "serve"],
            env={**os.environ, "TMPDIR": place},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert serving.stderr
            assert "rabat" in serving.stderr.readline()
            yield Path(place)
        finally:
            serving.send_signal(signal.SIGTERM)
            serving.wait(PATIENCE)
            settings.save(own)
        assert not list(Path(place).iterdir()), "a worker outlived its server"


@pytest.fixture(scope="module")
def desk(house: House) -> Signing:
    return come_in_to_sign(house, "liaison")


def through(desk: Signing, door: Path) -> httpx.Client:
    """The officer's browser at one of the processes."""
    transport = httpx.HTTPTransport(uds=str(door))
    headers = {"X-CSRFToken": desk.client.cookies["tansiq_csrf"]}
    return httpx.Client(
        transport=transport,
        base_url=HOME_URL,
        cookies=desk.client.cookies,
        headers=headers,
        timeout=PATIENCE,
    )


def begun(desk: Signing, door: Path) -> tuple[str, dict[str, object]]:
    """An act begun at a door: where its answer goes, and the answer."""
    with through(desk, door) as browser:
        dialog = browser.post("/reports/new", data=FORM, headers={"HX-Request": "true"})
    to = re.search(r'data-to="([^"]+)"', dialog.text)
    assert to, dialog.text
    covered = re.findall(r'data-covered="([^"]+)"', dialog.text)
    digests = [sha256(base64.from_text(html.unescape(one))).digest() for one in covered]
    return to[1], {"gestures": [desk.key.get(one) for one in digests]}


def test_an_act_begun_in_one_process_is_signed_in_another(desk: Signing, workers: Path) -> None:
    first, second = doors(workers, 2)
    assert behind(first) != behind(second)
    to, gestures = begun(desk, first)
    with through(desk, second) as browser:
        answer = browser.post(to, json=gestures)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        page = browser.get(said["to"])
        assert said["code"] in page.text, "the page after it tells the code of what was signed"
        assert str(FORM["title"]) in page.text
        again = browser.post(to, json=gestures)
        assert (again.status_code, again.json()["code"]) == (404, "signature_unknown")


def test_a_newer_act_ends_the_older_whichever_process_holds_it(
    desk: Signing, workers: Path
) -> None:
    first, second = doors(workers, 2)
    older, gestures = begun(desk, first)
    newer, _ = begun(desk, second)
    with through(desk, first) as browser:
        answer = browser.post(older, json=gestures)
        assert (answer.status_code, answer.json()["code"]) == (404, "signature_unknown")
        wrong = browser.post(newer, json=gestures)
        assert wrong.json()["code"] == "passkey_check", "the other process judged the assertion"
        assert browser.post(f"{newer}/back").status_code == 204


def test_a_process_that_ends_takes_its_act_along_and_another_takes_its_place(
    desk: Signing, workers: Path
) -> None:
    first, second = doors(workers, 2)
    to, gestures = begun(desk, first)
    os.kill(behind(first), signal.SIGKILL)
    shut(first)
    with through(desk, second) as browser:
        answer = browser.post(to, json=gestures)
        assert (answer.status_code, answer.json()["code"]) == (404, "signature_unknown")
    (third,) = doors(workers, 1, without=frozenset({first, second}))
    with through(desk, third) as browser:
        assert browser.get("/desk").status_code == 200
    (first.parent / "door").unlink()
    first.parent.rmdir()
