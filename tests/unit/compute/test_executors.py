"""The same results in the same order wherever work runs."""

import hashlib

import pytest

from tansiq.compute.executors import cut, executor, mapped
from tansiq.terms.errors import Invalid

CHUNKS = list(cut([b"%d" % number for number in range(1000)], 37))


def digest(chunk: list[bytes]) -> str:
    return hashlib.sha256(b"".join(chunk)).hexdigest()


@pytest.mark.parametrize("kind", ["here", "threads", "processes"])
def test_every_executor_gives_the_same(kind: str) -> None:
    with executor(kind, 2) as pool:
        assert list(mapped(pool, digest, iter(CHUNKS), 2)) == list(map(digest, CHUNKS))


def test_an_error_reaches_the_caller_and_unknown_kinds_are_refused() -> None:
    with executor("here") as pool, pytest.raises(ZeroDivisionError):
        list(mapped(pool, lambda one: 1 // one, iter([1, 0])))
    with pytest.raises(Invalid), executor("cloud"):
        pass
