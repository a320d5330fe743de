"""Labels have one spelling; a photograph is known by its first bytes and kept within bounds."""

import pytest

from tansiq.custody.labels import label_key, normal_label
from tansiq.custody.photos import MOST_BYTES, check_photo_size, check_photos
from tansiq.terms.errors import Invalid

JPEG, PNG = b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n"
HEIC = b"\0\0\0\x18ftypheic"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  val-000417 ", "VAL-000417"),
        ("val  000 417", "VAL 000 417"),
        ("٠٠٤١٧ ب", "00417 ب"),
        ("ＶＡＬ－１", "VAL-1"),
    ],
)
def test_a_label_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert normal_label(typed) == kept


def test_spellings_of_one_label_are_one() -> None:
    said = {label_key(normal_label(one)) for one in ("val 1.7", "VAL-1-7", "val_1/7", "Val–1 7")}
    assert said == {"VAL-1-7"}


@pytest.mark.parametrize("typed", ["", " - ", "x" * 41, "a\u202eb", "\0"])
def test_what_is_no_label_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="label"):
        normal_label(typed)


def test_pictures_are_known_by_their_first_bytes() -> None:
    assert check_photos([JPEG, PNG, HEIC]) == ("image/jpeg", "image/png", "image/heic")


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"%PDF-1.7", b"\0\0\0\x18ftypisom"])
def test_anything_else_is_none(data: bytes) -> None:
    with pytest.raises(Invalid):
        check_photos([data])


@pytest.mark.parametrize("size", [0, MOST_BYTES + 1, 50_000_000])
def test_what_is_too_large_or_empty_is_refused_by_its_size(size: int) -> None:
    with pytest.raises(Invalid) as caught:
        check_photo_size(1, size)
    assert caught.value.code == "custody_photo_size"
