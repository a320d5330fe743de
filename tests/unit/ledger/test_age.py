import pytest
from pyrage import encrypt, x25519

from tansiq.ledger import age
from tansiq.terms.errors import Damaged, Invalid


def recipients(count: int) -> list[x25519.Recipient]:
    return [x25519.Identity.generate().to_public() for _ in range(count)]


def test_one_recipient_opens_what_was_sealed_for_it() -> None:
    identity = age.new_identity()
    sealed = age.seal(b"bundle", age.recipient_of(identity))
    assert age.open_file(sealed, identity) == b"bundle"


@pytest.mark.parametrize("count", [2, 3, 2000])
def test_more_than_one_recipient_is_refused_before_decryption(count: int) -> None:
    """A header of thousands of stanzas is an attack: opening is quadratic in recipients."""
    identity = x25519.Identity.generate()
    data = bytes(encrypt(b"x", [*recipients(count - 1), identity.to_public()]))
    with pytest.raises(Damaged) as caught:
        age.open_file(data, str(identity))
    assert caught.value.code == "age_recipients"


def test_a_file_for_another_node_does_not_open() -> None:
    sealed = age.seal(b"x", age.recipient_of(age.new_identity()))
    with pytest.raises(Damaged) as caught:
        age.open_file(sealed, age.new_identity())
    assert caught.value.code == "age_unopenable"


def test_a_changed_or_foreign_file_is_damaged() -> None:
    identity = age.new_identity()
    sealed = age.seal(b"x" * 100, age.recipient_of(identity))
    broken = [b"", b"PK\x03\x04", sealed[:30], sealed[:-1], sealed.replace(b"X25519", b"scrypt")]
    for place in range(0, len(sealed), 9):
        altered = bytearray(sealed)
        altered[place] ^= 0x80
        broken.append(bytes(altered))
    for data in broken:
        with pytest.raises(Damaged):
            age.open_file(data, identity)


def test_keys_of_another_kind_are_refused() -> None:
    with pytest.raises(Invalid):
        age.seal(b"x", "age1nonsense")
    with pytest.raises(Invalid):
        age.recipient_of("AGE-SECRET-KEY-1NONSENSE")
