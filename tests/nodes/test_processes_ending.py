"""Server and worker end promptly and wholly: signals, the death of their parent, a mute partner."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from demo.ports import Ports
from demo.stage import BIN, Side
from tests.nodes.lone import lone
from tests.nodes.processes import agencies

pytestmark = pytest.mark.slow
PROMPT = 6.0
PARENT = """
import os, subprocess, sys, time
subprocess.Popen([*sys.argv[1:], "--parent", str(os.getpid())])
time.sleep(600)
"""


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    with lone(tmp_path / "rabat") as node:
        made = Side("rabat", node.folder, Ports(0, 0), "en")
        try:
            yield made
        finally:
            made.kill()


def ignoring_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def running(side: Side, name: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process of a node, started as a background job of a script is."""
    process = subprocess.Popen(
        [str(BIN / "tansiq"), "--node", str(side.node), name, *words],
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        start_new_session=True,
        preexec_fn=ignoring_interrupts,  # noqa: PLW1509 - no lock is taken in it
    )  # fmt: skip
    try:
        assert process.stderr is not None
        assert process.stderr.readline()  # it says that it is up
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def gone(side: Side, seconds: float = PROMPT) -> bool:
    """Whether no process of the node is left in time, its database included."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        named = subprocess.run(
            ["ps", "ax", "-o", "args="], capture_output=True, text=True, check=True
        ).stdout
        if f"--node {side.node} " not in named and not side.database_processes():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("name", ["serve", "worker"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_its_database(side: Side, name: str, number: signal.Signals) -> None:
    with running(side, name) as process:
        process.send_signal(number)
        assert process.wait(PROMPT) == 0
        assert gone(side)


@pytest.mark.parametrize("name", ["serve", "worker"])
def test_it_ends_with_its_parent_where_asked(side: Side, name: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c",
         PARENT,
         str(BIN / "tansiq"), "--node", str(side.node), name],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stderr is not None
    assert parent.stderr.readline()
    assert not gone(side, 0.5)
    parent.kill()
    parent.wait()
    assert gone(side)


def test_a_worker_does_not_wait_for_a_partner_that_never_answers(tmp_path: Path) -> None:
    with agencies(tmp_path) as stage:
        rabat, madrid = stage.sides
        madrid.stop()
        with socket.create_server(("127.0.0.1", madrid.ports.exchange)) as mute:
            connection, _ = mute.accept()  # the worker is in the middle of a round
            with connection:
                worker = rabat.running["worker"]
                worker.terminate()
                assert worker.wait(PROMPT) == 0
