import os

import pytest

from tansiq.ledger import blob
from tansiq.terms.errors import Damaged, Invalid


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 100_000])
def test_an_attachment_comes_back_as_it_was(size: int) -> None:
    data = os.urandom(size)
    sealed = blob.seal_blob(data)
    assert blob.open_blob(sealed.file, sealed.address, sealed.key) == data
    assert sealed.address == blob.address_of(sealed.file)


def test_one_file_twice_has_two_addresses() -> None:
    """A partner cannot see that another case holds the same file."""
    first, second = blob.seal_blob(b"photo"), blob.seal_blob(b"photo")
    assert first.address != second.address
    assert b"photo" not in first.file


def test_a_changed_attachment_is_refused_before_it_is_opened() -> None:
    sealed = blob.seal_blob(b"x" * 1000)
    for place in (0, 7, 500, len(sealed.file) - 1):
        changed = bytearray(sealed.file)
        changed[place] ^= 1
        with pytest.raises(Damaged) as caught:
            blob.open_blob(bytes(changed), sealed.address, sealed.key)
        assert caught.value.code == "blob_address"
        with pytest.raises(Damaged) as caught:
            blob.open_blob(bytes(changed), blob.address_of(bytes(changed)), sealed.key)
        assert caught.value.code == "blob_unopenable"


def test_another_key_opens_nothing() -> None:
    sealed = blob.seal_blob(b"x")
    for key in (os.urandom(32), b"short", b""):
        with pytest.raises(Damaged):
            blob.open_blob(sealed.file, sealed.address, key)


def test_what_does_not_fit_into_a_bundle_is_refused() -> None:
    with pytest.raises(Invalid):
        blob.seal_blob(bytes(blob.MAX_BLOB + 1))
