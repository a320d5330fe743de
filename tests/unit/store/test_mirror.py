"""Mirrors, cosignatures, parked and refused entries."""

from pathlib import Path

import pytest
from tests.unit.store.sample import (
    DESK,
    NOW,
    PROJECTION,
    held,
    keys_of,
    lifted,
    new_class,
    opened_logs,
    placed,
)

from tansiq.ledger.checkpoint import Checkpoint, cosigners, sign_checkpoint
from tansiq.ledger.cosignature import cosign
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.merkle import Frontier
from tansiq.ledger.sign import public_key
from tansiq.store import quarantine
from tansiq.store.append import Draft, Sealer, append
from tansiq.store.connect import Store
from tansiq.store.logs import (
    Arrival,
    LogRow,
    SameSeq,
    add_line,
    checkpoint,
    ensure_log,
    entries,
    head_for_export,
    log,
    newest_cosigned,
    put_mirror,
    save_note,
    set_state,
    set_witnessed,
    stored,
    tree,
    witnessed,
)
from tansiq.store.project import fold_late, fold_stored, prepare, refold, states
from tansiq.terms.errors import Conflict, Damaged, Invalid, Refused


@pytest.fixture
def madrid(tmp_path: Path) -> KeyStore:
    return keys_of(tmp_path, "madrid")


@pytest.fixture
def rabat(tmp_path: Path) -> KeyStore:
    return keys_of(tmp_path, "rabat")


@pytest.fixture
def here(second_dsn: str, rabat: KeyStore) -> Store:
    """Rabat's store, ready to take over what Madrid wrote."""
    with Store.open(second_dsn) as store:
        prepare(store, [PROJECTION], Sealer(rabat))
        yield store


def _written(store: Store, keys: KeyStore, drafts: list[Draft]) -> tuple[LogRow, list[Arrival]]:
    """What Madrid wrote, as the exchange would hand it over."""
    opened_logs(store, keys)
    with store.transaction() as tx:
        (first, *_) = append(tx, Sealer(keys), drafts)
        row = log(tx, first.origin)
        rows = stored(tx, row, 0, 1000)
    return row, [Arrival(s.seq, s.kind, s.class_id, s.leaf, s.entry, s.body) for s in rows]


def test_mirror_holds_the_same_bytes_and_root_and_is_idempotent(
    fresh_store: Store, here: Store, madrid: KeyStore
) -> None:
    rc = new_class(madrid)
    row, arrivals = _written(fresh_store, madrid, [placed(f"h{n}", rc, DESK) for n in range(7)])
    with fresh_store.reading() as tx:
        note = checkpoint(tx, row).note
    for chunk in (arrivals[:4], arrivals[2:], arrivals):
        with here.transaction() as tx:
            ensure_log(tx, row.origin)
            full = chunk[-1].seq == 6
            taken = put_mirror(
                tx,
                row.origin,
                chunk,
                received=NOW,
                frontier=row.frontier,
                note=note if full else None,
            )
    assert taken.stored == ()
    with here.reading() as tx:
        mine = log(tx, row.origin)
        assert mine.root == row.root
        assert [e for _, e, _ in entries(tx, mine, 0, 99)] == [a.entry for a in arrivals]
        assert tree(tx, mine).root(7) == row.root
        assert checkpoint(tx, mine).note == note
        assert head_for_export(tx, mine, {}, "rabat").size == 7


def test_other_entry_at_a_taken_place_is_handed_over_as_a_fork(
    fresh_store: Store, here: Store, madrid: KeyStore
) -> None:
    rc = new_class(madrid)
    row, arrivals = _written(fresh_store, madrid, [placed("a", rc, DESK)])
    with here.transaction() as tx:
        ensure_log(tx, row.origin)
        put_mirror(tx, row.origin, arrivals, received=NOW)
    forged = arrivals[0]._replace(entry=b"other", leaf=b"x" * 32)
    with pytest.raises(SameSeq) as caught, here.transaction() as tx:
        put_mirror(tx, row.origin, [forged], received=NOW)
    assert caught.value.code == "fork_same_seq"
    assert (caught.value.held, caught.value.offered) == (arrivals[0].entry, b"other")


def test_gap_wrong_root_and_frozen_log_are_refused(
    fresh_store: Store, here: Store, madrid: KeyStore
) -> None:
    rc = new_class(madrid)
    row, arrivals = _written(fresh_store, madrid, [placed(f"h{n}", rc, DESK) for n in range(3)])
    with here.transaction() as tx:
        ensure_log(tx, row.origin)
    with pytest.raises(Invalid) as gap, here.transaction() as tx:
        put_mirror(tx, row.origin, arrivals[1:], received=NOW)
    wrong = Frontier.unpack(0, b"").extend([b"y" * 32] * 3)
    with pytest.raises(Damaged) as root, here.transaction() as tx:
        put_mirror(tx, row.origin, arrivals, received=NOW, frontier=wrong)
    with here.transaction() as tx:
        set_state(tx, row.origin, "frozen", frozen_at=0)
    with pytest.raises(Refused) as frozen, here.transaction() as tx:
        put_mirror(tx, row.origin, arrivals, received=NOW)
    assert [c.value.code for c in (gap, root, frozen)] == ["mirror_gap", "log_root", "log_frozen"]
    with here.reading() as tx:
        assert log(tx, row.origin).size == 0


def test_body_that_came_later_completes_its_entry(
    fresh_store: Store, here: Store, madrid: KeyStore, rabat: KeyStore
) -> None:
    rc = new_class(madrid)
    rabat.put_classes([(rc, madrid.class_key(rc))])
    row, arrivals = _written(fresh_store, madrid, [placed("a", rc, DESK)])
    reader = Sealer(rabat).reader
    with here.transaction() as tx:
        ensure_log(tx, row.origin)
        withheld = [arrivals[0]._replace(body=None)]
        taken = put_mirror(tx, row.origin, withheld, received=NOW)
        fold_stored(tx, [PROJECTION], reader, taken.stored)
        assert states(tx, row.origin, 0, 9) == {0: ("unopenable", "body_missing")}
    with here.transaction() as tx:
        taken = put_mirror(tx, row.origin, arrivals, received=NOW)
        assert [one.seq for one in taken.completed] == [0]
        fold_late(tx, [PROJECTION], reader, taken.completed)
        assert states(tx, row.origin, 0, 9) == {}
        assert [r["hold"] for r in held(tx)] == ["a"]


def test_entry_without_key_is_kept_and_folded_when_the_key_comes(
    fresh_store: Store, here: Store, madrid: KeyStore, rabat: KeyStore
) -> None:
    rc = new_class(madrid)
    row, arrivals = _written(fresh_store, madrid, [placed("a", rc, DESK), lifted("a", rc, DESK)])
    sealer = Sealer(rabat, [PROJECTION])
    with here.transaction() as tx:
        ensure_log(tx, row.origin)
        taken = put_mirror(tx, row.origin, arrivals, received=NOW)
        folded = fold_stored(tx, [PROJECTION], sealer.reader, taken.stored)
        assert {one.reason for one in folded.unopened} == {"class_key_missing"}
        assert held(tx) == []
    rabat.put_classes([(rc, madrid.class_key(rc))])
    with here.transaction() as tx:
        assert refold(tx, [PROJECTION], sealer.reader, classes=["rc-" + "a" * 26]).opened == ()
        assert len(refold(tx, [PROJECTION], sealer.reader, classes=[rc]).opened) == 2
        assert held(tx) == [{"hold": "a", "lifted": "lifted a"}]
        assert states(tx, row.origin, 0, 9) == {}


def test_wrong_key_and_changed_body_stay_closed_with_their_reason(
    fresh_store: Store, here: Store, madrid: KeyStore, rabat: KeyStore
) -> None:
    rc, other = new_class(madrid), new_class(madrid)
    row, arrivals = _written(fresh_store, madrid, [placed("a", rc, DESK), placed("b", other, DESK)])
    rabat.put_classes([(rc, bytes(range(32))), (other, madrid.class_key(other))])
    arrivals[1] = arrivals[1]._replace(
        body=arrivals[1].body[:-1] + bytes([arrivals[1].body[-1] ^ 1])
    )
    with here.transaction() as tx:
        ensure_log(tx, row.origin)
        taken = put_mirror(tx, row.origin, arrivals, received=NOW)
        fold_stored(tx, [PROJECTION], Sealer(rabat).reader, taken.stored)
        found = states(tx, row.origin, 0, 9)
    assert found[0] == ("unopenable", "entry_body_unopenable")
    assert found[1] == ("unopenable", "entry_body")


def test_one_entry_no_fold_can_take_is_set_aside_and_the_rest_applied(
    fresh_store: Store, here: Store, madrid: KeyStore, rabat: KeyStore
) -> None:
    rc = new_class(madrid)
    rabat.put_classes([(rc, madrid.class_key(rc))])
    names = ["a", "b", "a", "c"]
    opened_logs(fresh_store, madrid)
    with fresh_store.transaction() as tx:
        append(tx, Sealer(madrid), [placed(name, rc, DESK) for name in names])
        row = log(tx, f"madrid/{DESK}/g1/e1")
        rows = stored(tx, row, 0, 9)
    with here.transaction() as tx:
        ensure_log(tx, row.origin)
        arrivals = [Arrival(s.seq, s.kind, s.class_id, s.leaf, s.entry, s.body) for s in rows]
        taken = put_mirror(tx, row.origin, arrivals, received=NOW)
        fold_stored(tx, [PROJECTION], Sealer(rabat).reader, taken.stored)
        assert [r["hold"] for r in held(tx)] == ["a", "b", "c"]
        assert states(tx, row.origin, 0, 9) == {2: ("quarantined", "fold_store_duplicate")}


def test_parked_entry_waits_for_all_its_causes(
    fresh_store: Store, here: Store, madrid: KeyStore, rabat: KeyStore
) -> None:
    rc = new_class(madrid)
    rabat.put_classes([(rc, madrid.class_key(rc))])
    row, arrivals = _written(fresh_store, madrid, [placed("a", rc, DESK)])
    causes = [b"1" * 32, b"2" * 32]
    with here.transaction() as tx:
        ensure_log(tx, row.origin)
        taken = put_mirror(tx, row.origin, arrivals, received=NOW)
        quarantine.park(tx, [(taken.stored[0], causes)])
        assert quarantine.parked_count(tx, "madrid") == 1
        assert quarantine.release(tx, [causes[0]]) == []
        (free,) = quarantine.release(tx, [causes[1], b"3" * 32])
        fold_late(tx, [PROJECTION], Sealer(rabat).reader, [free])
        assert quarantine.parked_count(tx, "madrid") == 0
        assert [r["hold"] for r in held(tx)] == ["a"]


def test_refusals_are_kept_once_and_capped_per_sender(
    fresh_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "MOST_KEPT", 3)

    def refusal(seq: int) -> quarantine.Refusal:
        return quarantine.Refusal(0, "madrid", "o", seq, "entry_signature", {"seq": seq}, NOW)

    with fresh_store.transaction() as tx:
        kept = [quarantine.keep_refusal(tx, refusal(n), b"e%d" % n, None) for n in (1, 1, 2, 3, 4)]
        assert kept == [True, False, True, True, False]
        found = quarantine.refusals(tx, "madrid")
        assert [one.seq for one in found] == [3, 2, 1]
        assert quarantine.lift(tx, found[0].id, NOW)
        assert quarantine.keep_refusal(tx, refusal(5), b"e5", None)


def test_cosignatures_join_the_note_and_count_as_cosigned(
    fresh_store: Store, madrid: KeyStore, rabat: KeyStore
) -> None:
    rc = new_class(madrid)
    row, _ = _written(fresh_store, madrid, [placed("a", rc, DESK)])
    body = Checkpoint(row.origin, 1, row.root).body()
    line = cosign(body, "rabat/w", rabat.witness_seed(), 1_800_000_000)
    with fresh_store.transaction() as tx:
        assert newest_cosigned(tx, row) == 0
        assert add_line(tx, row, 1, "rabat", line)
        assert not add_line(tx, row, 1, "rabat", line)
        assert newest_cosigned(tx, row) == 1
        note = checkpoint(tx, row).note
    assert cosigners(note, {"rabat/w": public_key(rabat.witness_seed())}) == [
        ("rabat/w", 1_800_000_000)
    ]


def test_second_head_of_a_size_with_another_root_is_a_fork(
    fresh_store: Store, madrid: KeyStore
) -> None:
    rc = new_class(madrid)
    row, _ = _written(fresh_store, madrid, [placed("a", rc, DESK)])
    other = sign_checkpoint(Checkpoint(row.origin, 1, b"z" * 32), madrid.log_seed(1))
    with pytest.raises(Conflict) as caught, fresh_store.transaction() as tx:
        save_note(tx, row, other)
    assert caught.value.code == "fork_same_size"


def test_what_was_witnessed_moves_from_the_size_seen_only(fresh_store: Store) -> None:
    """T12: of two cosigners at once one loses."""
    with fresh_store.transaction() as tx:
        assert witnessed(tx, "o") is None
        set_witnessed(tx, "o", 5, b"a" * 32, before=0)
        assert witnessed(tx, "o") == (5, b"a" * 32)
        set_witnessed(tx, "o", 9, b"b" * 32, before=5)
    with pytest.raises(Conflict) as caught, fresh_store.transaction() as tx:
        set_witnessed(tx, "o", 7, b"c" * 32, before=5)
    assert caught.value.code == "witness_size"
