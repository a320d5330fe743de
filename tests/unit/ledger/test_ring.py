from pathlib import Path

import pytest
from tests.unit.ledger.nodes import Node, make_node
from tests.unit.ledger.root_statements import ORIGIN, next_fields, revocation

from tansiq.ledger import cards, sign
from tansiq.ledger.cards import EpochStatement, HpkeKey, LogKey
from tansiq.ledger.ring import KeyRing
from tansiq.terms.errors import Conflict, Damaged, Missing, Refused, TansiqError


@pytest.fixture
def rabat(tmp_path: Path) -> Node:
    return make_node(tmp_path, "rabat")


def test_the_ring_answers_for_keys_of_every_epoch(rabat: Node, tmp_path: Path) -> None:
    madrid = make_node(tmp_path, "madrid")
    rabat.store.new_log_key()
    new_hpke = rabat.store.rotate_hpke()
    rabat.publish()
    ring = KeyRing().add_all([*reversed(rabat.statements), *madrid.statements])
    assert ring.nodes() == ("madrid", "rabat")
    for epoch in (1, 2):
        key = sign.public_key(rabat.store.log_seed(epoch))
        assert ring.log_key(f"rabat/desk:madrid~rabat/g1/e{epoch}") == key
    assert ring.hpke("rabat")[0] == new_hpke
    assert ring.witness("rabat") == sign.public_key(rabat.store.witness_seed())
    assert set(ring.witnesses()) == {"rabat/w", "madrid/w"}
    assert ring.newest("rabat") == (2, cards.statement_digest(rabat.statements[1]))
    assert ring.statements("rabat") == tuple(rabat.statements)
    assert ring.root("rabat") == sign.public_key(rabat.root_seed)


def test_unknown_nodes_and_epochs_are_missing(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0])
    for ask in (
        lambda: ring.card("tunis"),
        lambda: ring.log_key("tunis/home/g1/e1"),
        lambda: ring.log_key("rabat/home/g1/e2"),
        lambda: KeyRing().hpke("rabat"),
    ):
        with pytest.raises(Missing):
            ask()


def test_adding_gives_another_ring_and_leaves_the_first(rabat: Node) -> None:
    empty = KeyRing()
    one = empty.add(rabat.statements[0])
    assert empty.nodes() == ()
    assert one.add(rabat.statements[0]) is one


def test_a_second_statement_of_one_number_is_a_root_fork(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0])
    rival = cards.sign_root(
        rabat.card(number=1, prev="", url="https://other.example"), rabat.root_seed
    )
    with pytest.raises(Damaged) as caught:
        ring.add(rival)
    assert caught.value.code == "root_fork"


def test_a_statement_that_names_another_past_is_a_root_fork(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0])
    with pytest.raises(Damaged) as caught:
        ring.add(cards.sign_root(rabat.card(prev="ab" * 32), rabat.root_seed))
    assert caught.value.code == "root_fork"


def test_a_gap_waits_for_what_is_missing(rabat: Node) -> None:
    second, third = rabat.publish(), rabat.publish()
    ring = KeyRing().add(rabat.statements[0])
    with pytest.raises(Missing) as caught:
        ring.add(third)
    assert caught.value.code == "root_statement_gap"
    assert ring.add(second).add(third).newest("rabat")[0] == 3


def test_older_statements_fill_in_backwards_and_a_foreign_old_one_is_refused(rabat: Node) -> None:
    second, third = rabat.publish(), rabat.publish()
    ring = KeyRing().add(third)
    with pytest.raises(Refused) as caught:
        ring.add(rabat.statements[0])
    assert caught.value.code == "root_rollback"
    full = ring.add(second).add(rabat.statements[0])
    assert full.statements("rabat") == tuple(rabat.statements)
    assert full.card("rabat").number == 3
    foreign = cards.sign_root(rabat.card(number=1, prev="", url="x"), rabat.root_seed)
    with pytest.raises(Damaged):
        ring.add(second).add(foreign)


def test_a_rolled_back_card_does_not_change_the_newest(rabat: Node) -> None:
    second = rabat.publish(url="https://moved.example")
    ring = KeyRing().add(rabat.statements[0]).add(second)
    assert ring.add(rabat.statements[0]).card("rabat").url == "https://moved.example"


def test_another_root_needs_another_enrolment(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0], sign.public_key(rabat.root_seed))
    with pytest.raises(Refused):
        ring.add(rabat.publish(), sign.public_key(b"x" * 32))
    stolen = rabat.card(number=2, root=sign.public_key(b"x" * 32))
    with pytest.raises(Damaged):
        ring.add(cards.sign_root(stolen, b"x" * 32))
    with pytest.raises(Damaged):
        KeyRing().add(rabat.statements[0], sign.public_key(b"x" * 32))


def test_the_key_of_an_epoch_never_changes_and_never_goes(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0])
    for keys in (
        (LogKey(1, sign.public_key(b"n" * 32)),),
        (LogKey(2, sign.public_key(b"n" * 32)),),
    ):
        with pytest.raises(Conflict) as caught:
            ring.add(cards.sign_root(rabat.card(log_keys=keys), rabat.root_seed))
        assert caught.value.code == "card_epoch_key"


# --- revocation and epochs ----------------------------------------------------------------------


def test_a_revocation_names_how_many_entries_still_count(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0])
    assert ring.revoked_after(ORIGIN) is None
    ring = ring.add(revocation(rabat, {ORIGIN: (12, "ab" * 32)}))
    assert ring.revoked_after(ORIGIN) == 12
    assert ring.revoked_after("rabat/home/g1/e1") == 0
    assert ring.revoked_after("rabat/home/g1/e2") is None
    assert [one.epoch for one in ring.revocations("rabat")] == [1]


def test_a_later_revocation_cannot_bring_entries_back(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0])
    ring = ring.add(revocation(rabat, {ORIGIN: (12, "ab" * 32)}))
    ring = ring.add(revocation(rabat, {ORIGIN: (900, "cd" * 32)}))
    assert ring.revoked_after(ORIGIN) == 12


@pytest.mark.parametrize(
    "last",
    [
        {"madrid/home/g1/e1": (1, "ab" * 32)},
        {ORIGIN: (-1, "ab" * 32)},
        {ORIGIN: (1, "ab")},
        {"nonsense": (1, "ab" * 32)},
    ],
)
def test_a_revocation_speaks_of_its_own_logs_only(
    rabat: Node, last: dict[str, tuple[int, str]]
) -> None:
    with pytest.raises(TansiqError):
        revocation(rabat, last)


def epoch_statement(node: Node, **changes: object) -> EpochStatement:
    fields: dict[str, object] = {
        **next_fields(node),
        "old_origin": ORIGIN,
        "new_origin": "rabat/desk:madrid~rabat/g1/e2",
        "heads": ((5, "ab" * 32), (5, "cd" * 32)),
        "reason": "fork",
    }
    return EpochStatement(**{**fields, **changes})


def test_an_epoch_statement_is_found_by_the_log_it_opens(rabat: Node) -> None:
    ring = KeyRing().add(rabat.statements[0])
    ring = ring.add(cards.sign_root(epoch_statement(rabat), rabat.root_seed))
    found = ring.epoch_statement("rabat/desk:madrid~rabat/g1/e2")
    assert found is not None
    assert found.heads == ((5, "ab" * 32), (5, "cd" * 32))
    assert ring.epoch_statement(ORIGIN) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"new_origin": ORIGIN},
        {"new_origin": "rabat/home/g1/e2"},
        {"new_origin": "madrid/desk:madrid~rabat/g1/e2"},
        {"reason": "because"},
        {"heads": ((1, "x"),)},
    ],
)
def test_an_epoch_goes_on_from_its_own_log(rabat: Node, changes: dict[str, object]) -> None:
    with pytest.raises(TansiqError):
        cards.sign_root(epoch_statement(rabat, **changes), rabat.root_seed)


def test_a_card_of_another_node_is_not_taken_for_this_one(rabat: Node, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    other = make_node(tmp_path / "x", "rabat")
    ring = KeyRing().add(rabat.statements[0])
    with pytest.raises(Damaged):
        ring.add(other.statements[0])
    assert ring.card("rabat").hpke == tuple(
        HpkeKey(*one) for one in rabat.store.public_parts().hpke
    )
