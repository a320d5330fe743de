"""The line before the reader: one at a time, by one thread, and not without end."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest

from tansiq.extract.sandbox import Sandbox
from tansiq.terms.errors import Invalid, Refused
from tansiq.web.reading_room import MOST, ReadingRoom


@pytest.fixture
def room() -> Iterator[ReadingRoom]:
    made = ReadingRoom()
    yield made
    made.close()


def test_files_are_read_by_one_thread_with_one_worker(room: ReadingRoom) -> None:
    """A worker ends with the thread that started it: no request may be that thread."""
    seen: list[tuple[int, int]] = []

    def work(sandbox: Sandbox) -> None:
        seen.append((threading.get_ident(), id(sandbox)))

    with ThreadPoolExecutor(4) as askers:
        for done in [askers.submit(room.read, work) for _ in range(8)]:
            done.result()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert seen[0][0] != threading.get_ident()


def test_a_failure_is_told_to_its_own_asker(room: ReadingRoom) -> None:
    def work(_: Sandbox) -> None:
        raise Invalid("draft_empty")

    with pytest.raises(Invalid) as told:
        room.read(work)
    assert told.value.code == "draft_empty"
    assert room.read(lambda _: 7) == 7


def test_the_line_has_an_end(room: ReadingRoom) -> None:
    """Whoever finds no place is told so at once; the others are served in the end."""
    go_on, beyond = threading.Event(), 3

    def slow(_: Sandbox) -> bool:
        return go_on.wait(60)

    with ThreadPoolExecutor(MOST + beyond) as askers:
        asked = [askers.submit(room.read, slow) for _ in range(MOST + beyond)]
        turned_away = list(islice(as_completed(asked), beyond))
        go_on.set()
        served = [one.result() for one in asked if one not in turned_away]
    for one in turned_away:
        with pytest.raises(Refused) as told:
            one.result()
        assert told.value.code == "intake_busy"
    assert served == [True] * MOST
    assert room.read(lambda _: 1) == 1
