import time
from pathlib import Path

import pytest

from tansiq.exchange import transport_file
from tansiq.ledger import age
from tansiq.terms.errors import Damaged, Invalid, Missing, TansiqError


def test_a_file_opens_for_its_recipient_alone(tmp_path: Path) -> None:
    mine, theirs = age.new_identity(), age.new_identity()
    path = tmp_path / "out.tsq"
    for _ in range(20):  # the stanza that age adds against rigid parsers is random
        transport_file.write(path, b"bundle", age.recipient_of(mine))
        assert transport_file.read(path, mine) == b"bundle"
    with pytest.raises(Damaged):
        transport_file.read(path, theirs)
    assert [one.name for one in tmp_path.iterdir()] == ["out.tsq"]


def test_two_thousand_stanzas_are_refused_before_any_decryption(tmp_path: Path) -> None:
    path = tmp_path / "many.tsq"
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    path.write_bytes(b"age-encryption.org/v1\n" + stanza * 2000 + b"--- " + b"A" * 43 + b"\n")
    began = time.perf_counter()
    with pytest.raises(Damaged) as caught:
        transport_file.read(path, age.new_identity())
    assert caught.value.code == "age_recipients"
    assert time.perf_counter() - began < 0.2


def test_a_file_for_two_is_refused(tmp_path: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    mine, other = (pyrage.x25519.Identity.generate() for _ in range(2))
    path = tmp_path / "two.tsq"
    path.write_bytes(pyrage.encrypt(b"x", [mine.to_public(), other.to_public()]))
    with pytest.raises(Damaged):
        transport_file.read(path, str(mine))


def test_truncation_is_refused(tmp_path: Path) -> None:
    mine = age.new_identity()
    path = tmp_path / "out.tsq"
    transport_file.write(path, b"bundle" * 500, age.recipient_of(mine))
    data = path.read_bytes()
    for size in range(0, len(data), 97):
        path.write_bytes(data[:size])
        with pytest.raises(TansiqError):
            transport_file.read(path, mine)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.tsq"
    with path.open("wb") as file:
        file.truncate(1 << 31)
    with pytest.raises(Invalid) as caught:
        transport_file.read(path, age.new_identity())
    assert caught.value.code == "bundle_too_large"


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        transport_file.read(tmp_path / "none.tsq", age.new_identity())


def test_a_file_is_written_through_no_link_and_a_refusal_has_words(tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.write_bytes(b"keys")
    card = tmp_path / "card.json"
    card.symlink_to(treasure)
    transport_file.put(card, b"card")
    assert (treasure.read_bytes(), card.read_bytes()) == (b"keys", b"card")
    with pytest.raises(TansiqError) as refused:
        transport_file.put(tmp_path / "nowhere" / "card.json", b"card")
    assert refused.value.code == "file_not_written"
