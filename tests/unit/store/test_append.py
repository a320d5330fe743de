"""Appending: one transaction, gap-free, refused when the log cannot take it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.store.sample import (
    DESK,
    PROJECTION,
    draft,
    held,
    keys_of,
    lifted,
    new_class,
    opened_logs,
    origin_of,
    placed,
)

from tansiq.ledger.checkpoint import open_checkpoint
from tansiq.ledger.entry import check_signature, open_entry, parse_entry
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.merkle import verify_inclusion
from tansiq.ledger.sign import public_key
from tansiq.record.exchange import StopOrdered
from tansiq.store.append import Appended, GroupAppender, Sealer, append
from tansiq.store.connect import Store, Tx
from tansiq.store.logs import (
    checkpoint,
    entries,
    entry_by_leaf,
    head_for_export,
    leaves,
    log,
    set_state,
    settle,
    tree,
)
from tansiq.store.project import Rebuilt, prepare
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused, TansiqError
from tansiq.terms.ids import HOME


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return keys_of(tmp_path)


@pytest.fixture
def sealer(keys: KeyStore, fresh_store: Store) -> Sealer:
    opened_logs(fresh_store, keys)
    return Sealer(keys, [PROJECTION])


@pytest.fixture
def appender(fresh_store: Store, sealer: Sealer) -> Iterator[GroupAppender]:
    with GroupAppender(fresh_store, sealer) as made:
        yield made


def test_appended_entry_is_signed_opened_proven_and_folded(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        first, second = append(tx, sealer, [placed("a", rc), placed("b", rc, DESK)])
    assert (first.seq, second.seq) == (0, 0)
    with fresh_store.reading() as tx:
        row = log(tx, first.origin)
        ((seq, entry, body),) = entries(tx, row, 0, 10)
        parsed = parse_entry(entry)
        check_signature(parsed, public_key(keys.log_seed(1)))
        assert seq == 0
        assert b"ground of a" in open_entry(parsed, body, keys.class_key(rc))
        head = checkpoint(tx, row)
        assert open_checkpoint(head.note, row.origin, public_key(keys.log_seed(1))).size == 1
        proof = tree(tx, row).inclusion(0, 1)
        assert verify_inclusion(0, 1, first.leaf, proof, row.root)
        assert [r["hold"] for r in held(tx)] == ["a", "b"]
        assert entry_by_leaf(tx, second.leaf).origin == second.origin


def test_head_is_noted_in_key_store_before_it_may_leave(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", rc)])
        assert head_for_export(tx, log(tx, origin_of(keys)), keys.heads(), keys.node) is None
    with fresh_store.reading() as tx:
        row = log(tx, origin_of(keys))
        assert keys.heads()[row.origin] == (1, row.root)
        assert head_for_export(tx, row, keys.heads(), keys.node).size == 1


def test_rolled_back_append_leaves_nothing(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)

    def fail(tx: Tx) -> None:
        append(tx, sealer, [placed("a", rc)])
        raise KeyError

    with pytest.raises(KeyError), fresh_store.transaction() as tx:
        fail(tx)
    with fresh_store.reading() as tx:
        row = log(tx, origin_of(keys))
        assert row.size == 0
        assert leaves(tx, row) == []
        assert held(tx) == []
    assert keys.heads() == {}


@pytest.mark.parametrize(
    ("state", "code"),
    [("frozen", "log_frozen"), ("blocked", "log_blocked"), ("closed", "log_closed")],
)
def test_log_that_is_not_open_refuses(
    fresh_store: Store, sealer: Sealer, keys: KeyStore, state: str, code: str
) -> None:
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        set_state(tx, origin_of(keys), state, frozen_at=0)
    with pytest.raises(Refused) as caught, fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", rc)])
    assert caught.value.code == code


def test_stop_is_appended_to_a_frozen_log(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)
    stop = draft(StopOrdered(**_stop_fields()), rc)
    with fresh_store.transaction() as tx:
        set_state(tx, origin_of(keys), "frozen", frozen_at=0)
        assert append(tx, sealer, [stop])[0].seq == 0


def _stop_fields() -> dict[str, object]:
    fields = {"stop": "s1", "reason": "danger", "plan": "", "text": "", "operation": "op"}
    return {name: fields.get(name, "") for name in StopOrdered.__struct_fields__}


def test_generation_other_than_the_one_seen_is_a_conflict(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)
    with pytest.raises(Conflict) as caught, fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", rc, DESK, expected_generation=2)])
    assert caught.value.code == "generation_changed"


def test_channel_without_log_is_missing(fresh_store: Store, sealer: Sealer, keys: KeyStore) -> None:
    with pytest.raises(Missing) as caught, fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", new_class(keys), "case:x")])
    assert caught.value.code == "log_missing"


def test_own_entry_no_fold_can_take_is_refused(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", rc)])
    with pytest.raises(Invalid) as caught, fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", rc)])
    assert caught.value.code == "append_unreadable"
    with fresh_store.reading() as tx:
        assert log(tx, origin_of(keys)).size == 1


def test_many_threads_get_a_gap_free_log_and_one_failure_hurts_nobody_else(
    fresh_store: Store, appender: GroupAppender, keys: KeyStore
) -> None:
    rc = new_class(keys)

    def one(number: int) -> Appended | str:
        try:
            name = "twice" if number % 10 == 0 else f"h{number}"
            generation = 7 if number % 15 == 1 else None
            return appender.submit([placed(name, rc, expected_generation=generation)])[0]
        except TansiqError as error:
            return error.code

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(one, range(120)))
    done = [r for r in results if isinstance(r, Appended)]
    codes = [r for r in results if isinstance(r, str)]
    wrong_generation = sum(n % 15 == 1 for n in range(120))
    doubles = sum(n % 10 == 0 and n % 15 != 1 for n in range(120)) - 1
    assert sorted(codes) == sorted(
        ["generation_changed"] * wrong_generation + ["append_unreadable"] * doubles
    )
    assert sorted(r.seq for r in done) == list(range(len(done)))
    with fresh_store.reading() as tx:
        row = log(tx, origin_of(keys))
        assert row.size == len(done)
        assert tree(tx, row).root(row.size) == row.root
        assert keys.heads()[row.origin] == (row.size, row.root)


def test_guard_sees_what_was_appended_before_it(
    fresh_store: Store, appender: GroupAppender, keys: KeyStore
) -> None:
    rc = new_class(keys)

    def only_once(tx: Tx) -> None:
        if held(tx):
            raise Refused("class_erased")

    def one(number: int) -> bool:
        try:
            appender.submit([placed(f"h{number}", rc)], guard=only_once)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 1
    with fresh_store.reading() as tx:
        assert len(held(tx)) == 1


def test_update_of_a_row_of_the_same_group_lands(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        append(tx, sealer, [lifted("a", rc), placed("a", rc), placed("b", rc), lifted("b", rc)])
        assert held(tx) == [
            {"hold": "a", "lifted": ""},
            {"hold": "b", "lifted": "lifted b"},
        ]


def test_older_database_than_the_key_store_blocks_its_log(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    """REQUIREMENTS 11: a restored node refuses to write a second history."""
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        append(tx, sealer, [placed("a", rc)])
        append(tx, sealer, [placed("b", rc)])
    with fresh_store.transaction() as tx:
        row = log(tx, origin_of(keys))
        assert settle(tx, keys, keys.node).behind == ()
        for table in ("checkpoint", "body"):
            tx.run(f"DELETE FROM ledger.{table}")
        tx.run("DELETE FROM ledger.entry")
        tx.run("UPDATE ledger.log SET size = 0, frontier = '' WHERE id = %s", (row.id,))
    with fresh_store.transaction() as tx:
        assert settle(tx, keys, keys.node).behind == (row.origin,)
        assert log(tx, row.origin).state == "blocked"
    with pytest.raises(Refused) as caught, fresh_store.transaction() as tx:
        append(tx, sealer, [placed("c", rc, HOME)])
    assert caught.value.code == "log_blocked"


def test_database_ahead_of_the_key_store_is_noted_at_start(
    fresh_store: Store, sealer: Sealer, keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rc = new_class(keys)
    with monkeypatch.context() as patch:
        # The crash between the commit and the key store.
        patch.setattr(Sealer, "note_heads", lambda *_: None)
        with fresh_store.transaction() as tx:
            append(tx, sealer, [placed("a", rc)])
    assert keys.heads() == {}
    with fresh_store.transaction() as tx:
        assert settle(tx, keys, keys.node).noted == (origin_of(keys),)
    assert keys.heads()[origin_of(keys)][0] == 1


def test_start_folds_anew_what_was_written_without_the_projection(
    fresh_store: Store, sealer: Sealer, keys: KeyStore
) -> None:
    rc = new_class(keys)
    with fresh_store.transaction() as tx:
        append(tx, Sealer(keys), [placed("a", rc)])
        assert held(tx) == []
    assert prepare(fresh_store, [PROJECTION], sealer) == Rebuilt(folded=1, closed=0)
    assert prepare(fresh_store, [PROJECTION], sealer) is None
    newer = replace(PROJECTION, version=2)
    assert prepare(fresh_store, [newer], sealer) == Rebuilt(folded=1, closed=0)
    with fresh_store.reading() as tx:
        assert [row["hold"] for row in held(tx)] == ["a"]
