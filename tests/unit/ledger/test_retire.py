"""When a retired sealing key may go: the rule alone, then the files it leaves behind."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.ledger.key_stores import bytes_on_disk
from tests.unit.ledger.nodes import Node, make_node

from tansiq.ledger import private_files, retire
from tansiq.ledger.cards import Card, HpkeKey
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.retire import GRACE, SETTLING, Found, Retired, Wait
from tansiq.terms.clock import parse_stamp

SINCE = "2026-03-01T12:00:00Z"
START = parse_stamp(SINCE)
OLD = Retired("old", 2, SINCE)
NOW = "2026-11-23T12:00:00Z"


def after(span: timedelta, **found: object) -> tuple[Wait, ...]:
    return retire.waits(OLD, START + span, Found(**found))  # type: ignore[arg-type]


def test_a_key_goes_once_every_partner_has_the_newer_card_and_nothing_is_on_its_way() -> None:
    assert after(SETTLING) == ()
    assert after(SETTLING - timedelta(seconds=1)) == (Wait.SETTLING,)


def test_a_partner_not_heard_from_keeps_a_key_for_the_grace_period_and_no_longer() -> None:
    for found, wait in (
        ({"unaware": ("madrid",)}, Wait.UNAWARE),
        ({"behind": ("x",)}, Wait.BEHIND),
    ):
        assert after(GRACE - timedelta(seconds=1), **found) == (wait,)
        assert after(GRACE, **found) == ()


def test_what_the_key_still_opens_keeps_it_for_ever() -> None:
    assert after(100 * GRACE, unopened=("rc-a",)) == (Wait.UNOPENED,)


def test_no_date_counts_by_a_clock_in_doubt() -> None:
    assert after(SETTLING, clock_trusted=False) == (Wait.CLOCK,)
    waits = after(GRACE, clock_trusted=False, unaware=("madrid",))
    assert waits == (Wait.CLOCK, Wait.UNAWARE)


def test_the_grace_period_outlasts_a_month_away_and_a_clock_that_must_be_confirmed() -> None:
    assert timedelta(days=40) < GRACE
    assert OLD.until == "2026-04-15T12:00:00Z"


@pytest.fixture
def rabat(tmp_path: Path) -> Node:
    return make_node(tmp_path, "rabat")


def card(node: Node, number: int, *keys: str) -> Card:
    named = tuple(HpkeKey(one, b"\x09" * 32) for one in keys)
    return node.card(number=number, time=f"2026-03-0{number}T12:00:00Z", hpke=named)


def test_a_key_is_retired_by_the_first_card_that_names_another_one_last(rabat: Node) -> None:
    cards = [card(rabat, 1, "a"), card(rabat, 2, "a"), card(rabat, 3, "a", "b")]
    assert retire.retired(cards[:2], ("a",)) == ()
    assert retire.retired(cards, ("a", "b")) == (Retired("a", 3, "2026-03-03T12:00:00Z"),)
    cards.append(card(rabat, 4, "a", "b", "c"))
    found = retire.retired(cards, ("a", "b", "c"))
    assert [(one.key, one.number) for one in found] == [("a", 3), ("b", 4)]
    assert retire.retired(cards, ("c",)) == ()


def test_a_new_key_that_no_card_names_yet_leaves_the_old_one_current(rabat: Node) -> None:
    """A crash between making the key and signing the card: partners still seal to the old one."""
    cards = [card(rabat, 1, "a")]
    assert retire.retired(cards, ("a", "b")) == ()
    cards.append(card(rabat, 2, "a", "b", "c"))
    found = retire.retired(cards, ("a", "b", "c"))
    assert found == (
        Retired("a", 2, "2026-03-02T12:00:00Z"),
        Retired("b", 2, "2026-03-02T12:00:00Z"),
    )


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore.create(tmp_path / "keys", "rabat")


def test_a_destroyed_key_is_listed_and_says_which_backups_still_hold_it(store: KeyStore) -> None:
    (first,) = store.hpke_ids()
    store.note_backup("b1", "2026-11-01T12:00:00Z", "2026-12-01T12:00:00Z")
    second = store.rotate_hpke()
    store.note_backup("b2", "2026-11-02T12:00:00Z", "2026-12-02T12:00:00Z")
    store.destroy_hpke(first, NOW)
    third = store.rotate_hpke()
    store.destroy_hpke(second, NOW)
    store.note_backup("b3", "2026-11-03T12:00:00Z", "2026-12-03T12:00:00Z")
    assert [tuple(one) for one in store.destroyed_hpke()] == [(first, NOW), (second, NOW)]
    until = {key: store.hpke_backed_until(key, NOW) for key in (first, second, third)}
    assert until == {
        first: "2026-12-02T12:00:00Z",
        second: "2026-12-02T12:00:00Z",
        third: "2026-12-03T12:00:00Z",
    }
    assert store.hpke_backed_until(third, "2027-01-01T00:00:00Z") is None


def test_a_destruction_cut_short_is_finished_at_the_next_opening(store: KeyStore) -> None:
    (old,) = store.hpke_ids()
    private, path = store.hpke_private(old), store.path / f"hpke-{old}.key"
    assert private is not None
    pem = path.read_bytes()
    store.rotate_hpke()
    whole = (store.path / "hpke.log").read_bytes()
    store.destroy_hpke(old, NOW)
    store.close()
    # What a crash right after the first line would have left: the intent, and all the rest.
    private_files.create(path, pem)
    private_files.replace(store.path / "hpke.log", whole)
    again = KeyStore.open(store.path)
    assert again.hpke_private(old) is None
    assert old not in again.hpke_ids()
    assert not path.exists()
    assert pem not in bytes_on_disk(store.path)
    again.close()
