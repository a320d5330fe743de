import itertools
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tansiq.ledger import shares
from tansiq.ledger.keystore import KeyStore
from tansiq.ledger.root_key import RootKey
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Conflict, Damaged, Invalid, Missing, Refused
from tansiq.terms.ids import new_class_id


class FixedClock:
    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLOCK = FixedClock(NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KeyStore]:
    made = KeyStore.create(tmp_path / "keys", "rabat")
    made.put_classes([(new_class_id(), os.urandom(32)) for _ in range(5)])
    made.note_heads([("rabat/home/g1/e1", 9, b"9" * 32)])
    yield made
    made.close()


def test_any_m_of_n_people_bring_every_key_back(store: KeyStore, tmp_path: Path) -> None:
    """Requirement 11.5: losing any one officer's share loses nothing."""
    root = RootKey.create(tmp_path / "root", "secret")
    mnemonics = shares.make_backup(store, tmp_path / "b.tsqk", 3, 5, 30, root=root, clock=CLOCK)
    assert len(mnemonics) == 5
    for number, some in enumerate(itertools.combinations(mnemonics, 3)):
        out = tmp_path / f"back{number}"
        back = shares.restore(tmp_path / "b.tsqk", some, out, now=NOW)
        assert back.class_keys() == store.class_keys()
        assert back.public_parts() == store.public_parts()
        assert back.log_seed(1) == store.log_seed(1)
        assert back.heads() == store.heads()
        assert back.pseudonym_key() == store.pseudonym_key()
        assert RootKey.open(tmp_path / f"back{number}-root").seed == root.seed
        assert not (out / "root.key").exists()
        back.close()


def test_fewer_people_learn_nothing(store: KeyStore, tmp_path: Path) -> None:
    mnemonics = shares.make_backup(store, tmp_path / "b.tsqk", 3, 5, 30, clock=CLOCK)
    other = shares.make_backup(store, tmp_path / "c.tsqk", 3, 5, 30, clock=CLOCK)
    *words, last = mnemonics[2].split()
    misread = " ".join([*words, "acid" if last == "academic" else "academic"])
    for wrong in (
        mnemonics[:2],
        [],
        [*mnemonics[:2], mnemonics[0]],
        [*mnemonics[:2], other[2]],
        [*mnemonics[:2], "not a share at all"],
        [*mnemonics[:2], misread],
    ):
        with pytest.raises(Refused) as caught:
            shares.restore(tmp_path / "b.tsqk", wrong, tmp_path / "back", now=NOW)
        assert caught.value.code == "shares_wrong"
    with pytest.raises(Damaged):
        shares.restore(tmp_path / "b.tsqk", other[:3], tmp_path / "back", now=NOW)
    assert not (tmp_path / "back").exists()


def test_a_share_written_down_with_other_spaces_still_counts(
    store: KeyStore, tmp_path: Path
) -> None:
    mnemonics = shares.make_backup(store, tmp_path / "b.tsqk", 2, 2, 30, clock=CLOCK)
    typed = [one.replace(" ", "\n  ") for one in mnemonics]
    shares.restore(tmp_path / "b.tsqk", typed, tmp_path / "back", now=NOW).close()


def test_the_backup_shows_no_key_and_is_for_this_account_only(
    store: KeyStore, tmp_path: Path
) -> None:
    shares.make_backup(store, tmp_path / "b.tsqk", 2, 3, 30, clock=CLOCK)
    data = (tmp_path / "b.tsqk").read_bytes()
    assert (tmp_path / "b.tsqk").stat().st_mode & 0o777 == 0o600
    for secret in (*store.class_keys().values(), store.log_seed(1), store.pseudonym_key()):
        assert secret not in data
    head = shares.read_head(tmp_path / "b.tsqk")
    assert (head.m, head.n, head.node) == (2, 3, "rabat")
    assert (head.made, head.until) == ("2026-11-23T12:00:00Z", "2026-12-23T12:00:00Z")
    with pytest.raises(Conflict):
        shares.make_backup(store, tmp_path / "b.tsqk", 2, 3, 30, clock=CLOCK)


def test_a_backup_past_its_date_is_refused(store: KeyStore, tmp_path: Path) -> None:
    mnemonics = shares.make_backup(store, tmp_path / "b.tsqk", 2, 2, 30, clock=CLOCK)
    for late in (NOW + timedelta(days=30), NOW + timedelta(days=300)):
        with pytest.raises(Refused) as caught:
            shares.restore(tmp_path / "b.tsqk", mnemonics, tmp_path / "back", now=late)
        assert caught.value.code == "key_backup_expired"
    shares.restore(
        tmp_path / "b.tsqk", mnemonics, tmp_path / "back", now=NOW + timedelta(days=29)
    ).close()


def test_a_date_moved_in_the_file_does_not_open_it(store: KeyStore, tmp_path: Path) -> None:
    mnemonics = shares.make_backup(store, tmp_path / "b.tsqk", 2, 2, 30, clock=CLOCK)
    data = (tmp_path / "b.tsqk").read_bytes()
    (tmp_path / "b.tsqk").write_bytes(data.replace(b"2026-12-23", b"2036-12-23"))
    with pytest.raises(Damaged) as caught:
        shares.restore(tmp_path / "b.tsqk", mnemonics, tmp_path / "back", now=NOW)
    assert caught.value.code == "key_backup_unopenable"


def test_what_was_erased_does_not_come_back(store: KeyStore, tmp_path: Path) -> None:
    before, since, *kept = list(store.class_keys())
    keys = store.class_keys()
    store.erase_classes([before])
    mnemonics = shares.make_backup(store, tmp_path / "b.tsqk", 2, 2, 30, clock=CLOCK)
    store.erase_classes([since])
    assert store.pending_until(since, "2026-11-24T00:00:00Z") == "2026-12-23T12:00:00Z"
    assert store.pending_until(before, "2026-11-24T00:00:00Z") is None
    back = shares.restore(
        tmp_path / "b.tsqk", mnemonics, tmp_path / "back", erased=[since], now=NOW
    )
    assert set(back.class_keys()) == set(kept)
    for gone in (before, since):
        assert back.is_erased(gone)
        with pytest.raises(Conflict):
            back.put_classes([(gone, keys[gone])])
        raw = b"".join(one.read_bytes() for one in back.path.iterdir())
        assert keys[gone] not in raw
    back.close()


def test_no_key_is_in_a_backup_that_its_erasure_does_not_wait_for(
    store: KeyStore, tmp_path: Path
) -> None:
    """REQUIREMENTS 11.5: keys go on coming, from another process, while the backup is made."""
    done = threading.Event()

    def take_in() -> None:
        other = KeyStore.open(store.path)
        while not done.is_set():
            other.put_classes([(new_class_id(), os.urandom(32))])
        other.close()

    writer = threading.Thread(target=take_in)
    writer.start()
    files = [tmp_path / f"b{n}.tsqk" for n in range(12)]
    words = [shares.make_backup(store, out, 2, 3, 30, clock=CLOCK) for out in files]
    done.set()
    writer.join()
    for n, out in enumerate(files):
        back = shares.restore(out, words[n][:2], tmp_path / f"back{n}", now=NOW)
        assert len(back.class_keys()) == store.backups()[n].slots
        back.close()


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 3), (0, 3), (4, 3), (2, 17)])
def test_numbers_of_shares_that_protect_nothing_are_refused(
    store: KeyStore, tmp_path: Path, m: int, n: int
) -> None:
    with pytest.raises(Invalid):
        shares.make_backup(store, tmp_path / "b.tsqk", m, n, 30)
    for days in (0, 400):
        with pytest.raises(Invalid):
            shares.make_backup(store, tmp_path / "b.tsqk", 2, 3, days)
    assert store.backups() == ()


def test_another_file_is_no_backup(store: KeyStore, tmp_path: Path) -> None:
    with pytest.raises(Missing):
        shares.read_head(tmp_path / "none")
    for data in (b"", b"TSQK1\n", b"TSQK1\n{}\nxx", b"PK\x03\x04" * 50):
        (tmp_path / "b").write_bytes(data)
        with pytest.raises(Damaged):
            shares.read_head(tmp_path / "b")


def test_backups_that_a_restored_store_does_not_know_of_are_assumed(
    store: KeyStore, tmp_path: Path
) -> None:
    """One made after it could live for as long as any may: until then no erasure is final."""
    early, lost = next(iter(store.class_keys())), new_class_id()
    words = shares.make_backup(store, tmp_path / "b.tsqk", 2, 2, 30, clock=CLOCK)
    store.put_classes([(lost, os.urandom(32))])
    key = store.rotate_hpke()
    shares.make_backup(store, tmp_path / "c.tsqk", 2, 2, 300, clock=CLOCK)
    at = NOW + timedelta(days=10)
    back = shares.restore(tmp_path / "b.tsqk", words, tmp_path / "back", now=at)
    until = stamp(at + timedelta(days=shares.MAX_DAYS))
    back.erase_classes([early, lost])
    for soon in ("2026-12-04T00:00:00Z", "2027-09-01T00:00:00Z"):
        assert back.pending_until(early, soon) == until
        assert back.pending_until(lost, soon) == until
        assert back.hpke_backed_until(key, soon) == until
        assert back.hpke_backed_until(back.hpke_ids()[0], soon) == until
    assert back.pending_until(early, until) is None
    back.close()


def test_what_was_erased_before_the_backup_stays_final_after_a_restore(
    store: KeyStore, tmp_path: Path
) -> None:
    gone = next(iter(store.class_keys()))
    store.erase_classes([gone])
    words = shares.make_backup(store, tmp_path / "b.tsqk", 2, 2, 30, clock=CLOCK)
    back = shares.restore(tmp_path / "b.tsqk", words, tmp_path / "back", now=NOW)
    assert back.pending_until(gone, stamp(NOW)) is None
    back.close()
