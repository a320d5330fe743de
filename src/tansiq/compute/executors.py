"""Executors by name, behind the interface of `concurrent.futures`.

Promises: the same function over the same chunks gives the same results in the same order wherever
it runs. A cluster is asked for by address and needs the extra `cluster` (Dask `distributed`).
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from tansiq.terms.errors import Invalid, Missing

KINDS = ("here", "threads", "processes", "cluster")
_AHEAD = 4
"""Chunks that wait for each worker: enough to keep it busy, few enough to hold in memory."""

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

    Invalid `executor_kind`; Missing `cluster_missing` without Dask or its scheduler.
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
    try:
        client = importlib.import_module("distributed").Client(address, timeout="10s")
    except (ImportError, OSError) as error:
        raise Missing("cluster_missing", address=address) from error
    try:
        yield client.get_executor(pure=False)
    finally:
        client.close()


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
