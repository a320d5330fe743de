"""The read log: written first, chained, honest after a purge."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.unit.store.sample import NOW

from tansiq.store.connect import Store, Tx
from tansiq.store.readlog import Read, ReadHead, append_read, head, purge_texts, reads, verify
from tansiq.terms.errors import Damaged


def _read(number: int) -> Read:
    return Read(
        time=NOW + timedelta(days=number),
        officer="of-x",
        action="search",
        place="case:1",
        reason="threat to life",
        shown=("r-1", "r-2"),
        text=f"typed {number}",
    )


def _fill(tx: Tx, count: int = 5) -> ReadHead:
    return [append_read(tx, _read(number)) for number in range(count)][-1]


def test_chain_verifies_and_rows_come_back(fresh_store: Store) -> None:
    """REQUIREMENTS 11.1."""
    with fresh_store.transaction() as tx:
        last = _fill(tx)
    with fresh_store.reading() as tx:
        assert verify(tx, [last]) == head(tx) == last
        row = reads(tx, 3)[0]
        assert (row.number, row.text, row.shown) == (3, "typed 2", ("r-1", "r-2"))


def test_pages_that_read_at_the_same_time_make_one_chain(fresh_store: Store) -> None:
    def page(number: int) -> None:
        with fresh_store.transaction() as tx:
            append_read(tx, _read(number))

    with ThreadPoolExecutor(8) as pages:
        list(pages.map(page, range(100)))
    with fresh_store.reading() as tx:
        assert verify(tx).number == 100


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger.read_log SET reason = 'other' WHERE number = 3",
        "UPDATE ledger.read_log SET shown = '{}' WHERE number = 3",
        "DELETE FROM ledger.read_log WHERE number = 3",
        "UPDATE ledger.read_text SET text = 'other' WHERE number = 3",
    ],
)
def test_changed_or_missing_row_is_found(fresh_store: Store, tampering: str) -> None:
    with fresh_store.transaction() as tx:
        _fill(tx)
        tx.run(tampering)
    with fresh_store.reading() as tx, pytest.raises(Damaged) as caught:
        verify(tx)
    assert caught.value.code == "read_log_broken"
    assert caught.value.facts["number"] == 3


def test_cut_off_end_is_found_by_the_head_sealed_elsewhere(fresh_store: Store) -> None:
    with fresh_store.transaction() as tx:
        sealed = _fill(tx)
        tx.run("DELETE FROM ledger.read_text WHERE number > 3")
        tx.run("DELETE FROM ledger.read_log WHERE number > 3")
        verify(tx)
    with fresh_store.reading() as tx, pytest.raises(Damaged) as caught:
        verify(tx, [sealed])
    assert caught.value.code == "read_log_broken"


def test_purged_texts_leave_a_chain_that_verifies(fresh_store: Store) -> None:
    with fresh_store.transaction() as tx:
        _fill(tx)
        assert purge_texts(tx, NOW + timedelta(days=2)) == 2
        verify(tx)
        assert [row.text for row in reads(tx)] == ["", "", "typed 2", "typed 3", "typed 4"]
