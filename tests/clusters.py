"""A Dask cluster on this machine as an administrator starts one: a scheduler, and workers.

Promises: real processes, loopback only; whatever was started is ended with the context.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from distributed import Client

PATIENCE = 120
"""Seconds until a scheduler or worker of a busy machine must be up."""


@contextmanager
def cluster(folder: Path, workers: int = 2, program: Path | None = None) -> Iterator[str]:
    """The address of a scheduler with so many workers of one thread each.

    `program` is a folder from which the workers read this program, instead of the usual one.
    """
    told = folder / "scheduler.json"
    with ExitStack() as running:
        env = {**os.environ} | ({} if program is None else {"PYTHONPATH": str(program)})
        begin = partial(_start, running, folder, env)
        begin("scheduler", "--port", "0", "--scheduler-file", str(told))
        address = _address(told)
        for number in range(workers):
            words = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
            begin("worker", address, *words, "--name", f"worker-{number}")
        if workers:
            with Client(address, timeout=PATIENCE) as client:
                client.wait_for_workers(workers, timeout=PATIENCE)
        yield address


def _start(
    running: ExitStack, folder: Path, env: Mapping[str, str], role: str, *words: str
) -> None:
    """Start a part of it; the newest is ended first, so workers go before their scheduler."""
    line = [sys.executable, "-m", "distributed.cli.dask_" + role, *words]
    log = running.enter_context((folder / f"{role}.log").open("ab"))
    line += ["--host", "127.0.0.1", "--no-dashboard"]
    process = subprocess.Popen(line, stdout=log, stderr=log, env=env)
    running.callback(process.wait)
    running.callback(process.kill)


def _address(told: Path) -> str:
    for _ in range(PATIENCE * 10):
        try:
            found: str = json.loads(told.read_bytes())["address"]
        except (OSError, ValueError):
            time.sleep(0.1)
            continue
        return found
    raise TimeoutError(told)
