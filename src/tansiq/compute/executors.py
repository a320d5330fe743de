"""Executors by name, behind the interface of `concurrent.futures`.

Promises: the same function over the same chunks gives the same results in the same order wherever
it runs. A cluster is asked for by address and needs the extra `cluster` (Dask `distributed`); it is
used only when it runs this same program. Does not: keep a scheduler from reading what it is given;
a cluster must belong to whoever owns the data, and no key is ever given to one.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import contextmanager
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from tansiq.terms.errors import Conflict, Invalid, Missing

KINDS = ("here", "threads", "processes", "cluster")
_AHEAD = 4
"""Chunks that wait for each worker: enough to keep it busy, few enough to hold in memory."""
PATIENCE = 10
"""Seconds until a scheduler that does not answer, or has no worker, counts as absent."""

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")
_P = ParamSpec("_P")


class Here(Executor):
    """Runs each call at once, in the caller's own thread."""

    def submit(
        self, fn: Callable[_P, Result], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> Future[Result]:
        """Call it; the future is finished when it is given."""
        done: Future[Result] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a future carries whatever was raised
            done.set_exception(error)
        return done


@contextmanager
def executor(kind: str, workers: int = 0, address: str = "") -> Iterator[Executor]:
    """Open an executor of a kind; `workers` 0 stands for one per core.

    Invalid `executor_kind`, `cluster_address`; Missing `cluster_missing` without Dask, its
    scheduler or any worker, `cluster_lost` when it goes away; Conflict `cluster_program` when a
    worker runs another program than this one.
    """
    count = workers or os.cpu_count() or 1
    if kind == "here":
        yield Here()
    elif kind == "threads":
        with ThreadPoolExecutor(count) as pool:
            yield pool
    elif kind == "processes":
        # A forked process would share locks and connections of this one.
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            yield pool
    elif kind == "cluster":
        with _cluster(address) as pool:
            yield pool
    else:
        raise Invalid("executor_kind", kind=kind)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    if not address:
        raise Invalid("cluster_address")
    try:
        dask: Any = importlib.import_module("distributed")
        client = dask.Client(address, timeout=PATIENCE)
    except (ImportError, OSError, ValueError) as error:
        raise Missing("cluster_missing", address=address) from error
    try:
        _check_workers(client, address)
        yield client.get_executor(pure=False)
    except (CancelledError, dask.KilledWorker, dask.comm.CommClosedError) as error:
        raise Missing("cluster_lost", address=address) from error
    finally:
        client.close()


def _check_workers(client: Any, address: str) -> None:
    """Refuse a cluster where nobody works, or works by other rules: results would differ."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        raise Missing("cluster_missing", address=address) from error
    # Sent by name: a worker without this program, or with an older one, cannot even read it.
    told = client.run(program, on_error="return")
    if any(one != program() for one in told.values()):
        raise Conflict("cluster_program", address=address)


@cache
def program() -> str:
    """A digest of this program's code and tables, the same where the same is installed."""
    folder, found = Path(__file__).parents[1], hashlib.sha256()
    for part in ("compute", "names", "terms"):
        for file in sorted((folder / part).glob("*.*")):
            if file.suffix in {".py", ".json"}:
                data = file.read_bytes()
                found.update(f"{part}/{file.name} {len(data)}\n".encode() + data)
    return found.hexdigest()


def mapped(
    pool: Executor, function: Callable[[Chunk], Result], chunks: Iterator[Chunk], workers: int = 0
) -> Iterator[Result]:
    """The results of a function over chunks, in order, with a bounded number under way."""
    ahead = _AHEAD * (workers or os.cpu_count() or 1)
    waiting = [pool.submit(function, one) for one in islice(chunks, ahead)]
    while waiting:
        yield waiting.pop(0).result()
        waiting += [pool.submit(function, one) for one in islice(chunks, 1)]


def cut(items: Sequence[Chunk], size: int) -> Iterator[Sequence[Chunk]]:
    """A sequence in chunks of a size."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
