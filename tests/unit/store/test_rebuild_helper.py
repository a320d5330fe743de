"""A rebuild shared with a second process gives the same rows; a helper that fails costs none."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.store.sample import (
    PROJECTION,
    fold,
    keys_of,
    lifted,
    new_class,
    opened_logs,
    origin_of,
    placed,
)

from tansiq.ledger.keystore import KeyStore
from tansiq.store import helped
from tansiq.store import rebuild as rebuilding
from tansiq.store.append import Sealer, append
from tansiq.store.connect import Store
from tansiq.store.fold_helper import Helper
from tansiq.store.project import Rebuilt, digest, prepare, rebuild, states

COUNT = 300


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "_WORTH_HELP", 1)
    monkeypatch.setattr(helped, "STRETCH", 7)


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return keys_of(tmp_path)


@pytest.fixture
def filled(fresh_store: Store, keys: KeyStore) -> Store:
    """Holds placed and lifted, across the borders of steps."""
    opened_logs(fresh_store, keys)
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        said = []
        for number in range(COUNT // 2):
            said += [placed(f"h{number}", rc), lifted(f"h{number - 3}", rc)]
        append(tx, Sealer(keys, [PROJECTION]), said)
    return fresh_store


def _digest(store: Store) -> dict[str, str]:
    with store.reading() as tx:
        return digest(tx)


def test_shared_rebuild_equals_the_rows_as_they_were(
    filled: Store, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _digest(filled)
    answered = []
    answer = Helper.answer

    def counted(self: Helper) -> object:
        made = answer(self)
        answered.append(made is not None)
        return made

    monkeypatch.setattr(Helper, "answer", counted)
    for _ in range(2):
        assert rebuild(filled, [PROJECTION], Sealer(keys).reader) == Rebuilt(COUNT, 0)
        assert _digest(filled) == before
    assert any(answered), "the helper must have taken part"


def test_helper_that_dies_costs_no_row(
    filled: Store, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _digest(filled)
    asked = []
    ask = Helper.ask

    def ask_then_die(self: Helper, first: int, last: int) -> None:
        ask(self, first, last)
        asked.append(first)
        if len(asked) == 3:
            self._process.kill()

    monkeypatch.setattr(Helper, "ask", ask_then_die)
    assert rebuild(filled, [PROJECTION], Sealer(keys).reader) == Rebuilt(COUNT, 0)
    assert _digest(filled) == before


def test_fold_that_cannot_be_named_is_done_here(filled: Store, keys: KeyStore) -> None:
    before = _digest(filled)
    local = replace(PROJECTION, fold=lambda opened: list(fold(opened)))
    assert rebuild(filled, [local], Sealer(keys).reader) == Rebuilt(COUNT, 0)
    assert _digest(filled) == before


def test_entries_no_table_can_take_are_set_aside_by_a_shared_rebuild_too(
    fresh_store: Store, keys: KeyStore
) -> None:
    opened_logs(fresh_store, keys)
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        # Written by a process that folds nothing, so nobody refused the repetition.
        append(tx, Sealer(keys), [placed(f"h{n % 20}", rc) for n in range(40)])
    assert prepare(fresh_store, [PROJECTION], Sealer(keys)) == Rebuilt(20, 20)
    before = _digest(fresh_store)
    assert rebuild(fresh_store, [PROJECTION], Sealer(keys).reader) == Rebuilt(20, 20)
    assert _digest(fresh_store) == before
    with fresh_store.reading() as tx:
        found = states(tx, origin_of(keys), 0, 40)
    assert found == dict.fromkeys(range(20, 40), ("quarantined", "fold_store_duplicate"))
