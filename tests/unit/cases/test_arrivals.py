"""What is new lies beyond a place in a log: not after a time, and not one's own."""

import pytest

from tansiq.cases import queries
from tansiq.cases.arrivals import MOST_COUNTED, Marks
from tansiq.cases.tables import statements
from tansiq.store.connect import Store, Tx

CASE = "case:2026-017"
THEIRS = f"madrid/{CASE}/g1/e1"
SEEN = Marks({THEIRS: 10}, "2026-11-03T08:00:00Z", "rabat", "of-me")


@pytest.fixture
def store(fresh_store: Store) -> Store:
    with fresh_store.transaction() as tx:
        for one in statements():
            tx.run(one)
    return fresh_store


def opened(tx: Tx, entity: str, seq: int, received: str, *more: str) -> None:
    """An entity opened in an entry of the partner's log, or whose `more` names."""
    schema, agency, officer = (*more, *("Person", "madrid", "of-x")[len(more) :])
    origin = THEIRS if agency == "madrid" else f"{agency}/{CASE}/g1/e1"
    tx.run(
        "INSERT INTO case_entity (entity, schema, category, origin, seq, leaf, agency, channel,"
        " class_id, officer, time, received) VALUES (%s, %s, '', %s, %s, '', %s, %s, '', %s,"
        " '2026-11-01T00:00:00Z', %s)",
        (entity, schema, origin, seq, agency, CASE, officer, received),
    )


def test_nothing_written_while_somebody_looked_is_passed_over(store: Store) -> None:
    with store.transaction() as tx:
        opened(tx, "seen", 9, "2026-11-03T07:59:59Z")
        opened(tx, "under-way", 10, "2026-11-03T07:59:58Z")
        opened(tx, "let-in-late", 4, "2026-11-03T09:00:00Z")
        opened(tx, "next-log", 0, "2026-11-03T09:30:00Z", "Person", "meridia")
        opened(tx, "own", 3, "2026-11-03T09:45:00Z", "Person", "rabat", "of-me")
        opened(tx, "colleague", 4, "2026-11-03T09:45:00Z", "Person", "rabat", "of-you")
    with store.reading() as tx:
        found = queries.arrived(tx, CASE, SEEN)
        everything = queries.arrived(tx, CASE, Marks())
    names = [one.entity for one in found.entities]
    assert names == ["colleague", "next-log", "let-in-late", "under-way"], "newest first"
    assert (found.counts, found.more) == ({"entities": 4}, False)
    assert everything.total == 6


def test_counts_stop_and_say_so_and_persons_are_found_among_things(store: Store) -> None:
    with store.transaction() as tx:
        for number in range(MOST_COUNTED + 1):
            opened(tx, f"car-{number:04}", number + 10, "2026-11-03T09:00:00Z", "Vehicle")
        opened(tx, "person", 5000, "2026-11-03T09:00:01Z")
    with store.reading() as tx:
        found = queries.arrived(tx, CASE, SEEN)
        assert (found.counts["entities"], found.more) == (MOST_COUNTED, True)
        assert list(queries.in_quarantine(tx, CASE)) == ["person"], "behind a thousand vehicles"
