"""Photographs of seized things: known by their first bytes, within size, never altered.

Promises: a file that says it is a picture and is none is refused; what was taken is kept byte for
byte, with whatever the camera wrote into it. Does not: decode a picture or read where it was taken.
"""

from collections.abc import Sequence

from tansiq.terms.errors import Invalid

MOST_PHOTOS = 12
MOST_BYTES = 15_000_000
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/heic": "heic"}

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def check_photos(photos: Sequence[bytes]) -> tuple[str, ...]:
    """The media type of each; Invalid `custody_photo_count`, `_size`, `_kind`."""
    if len(photos) > MOST_PHOTOS:
        raise Invalid("custody_photo_count", count=len(photos), most=MOST_PHOTOS)
    return tuple(_kind_of(number, one) for number, one in enumerate(photos, start=1))


def check_photo_size(number: int, size: int) -> None:
    """Invalid `custody_photo_size` for what is too large or empty, before it is read further."""
    if not 0 < size <= MOST_BYTES:
        megabytes = -(-size // 1_000_000)
        raise Invalid(
            "custody_photo_size", number=number, size=megabytes, most=MOST_BYTES // 1_000_000
        )


def _kind_of(number: int, data: bytes) -> str:
    check_photo_size(number, len(data))
    if data.startswith(_JPEG):
        return "image/jpeg"
    if data.startswith(_PNG):
        return "image/png"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "image/heic"
    raise Invalid("custody_photo_kind", number=number)
