"""What telephones in the field sent, kept sealed as it came until an officer signs for it.

    field/<place>/<device>/<seq>.item                 one item of a device's chain
                          /<seq>.<photo>.<piece>.part  a piece of a photograph beside it

`place` stands for operation, site and officer (`field_desk.place_of`); it names none of them to
whoever reads a listing, and one officer's box is not another's.

Promises: what `put` returned for is on the disk, whole; the same bytes may come any number of
times; other bytes under the same name are refused and change nothing; a box has an end. Opens
nothing and judges nothing: sealed bytes are counted, never read. Not backed up: a telephone keeps
its own copy until it is told that the item is recorded.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tansiq.ledger import private_files
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused

ITEM = 64 * 1024
PIECE = 512 * 1024
PIECES = 32
PHOTOS = 12
MOST_ITEMS = 2_000
MOST_BYTES = 512 << 20
"""Of one officer at one site, sealed and not signed for yet."""

_DEVICE = re.compile("[a-z0-9-]{1,64}")
_ITEM = re.compile("([0-9]{6})[.]item")


class Box:
    """The sealed items of one officer at one site."""

    def __init__(self, folder: Path, place: str) -> None:
        """Use the box of `place` below the node's folder."""
        self._path = folder / "field" / place

    def put(self, device: str, seq: int, data: bytes) -> None:
        """Keep one item; Invalid `field_part`, Refused `field_box_full`, Conflict."""
        if not (1 <= seq <= MOST_ITEMS and 0 < len(data) <= ITEM):
            raise Invalid("field_part", most=ITEM >> 10)
        self._keep(_checked(device), f"{seq:06}.item", data)

    def put_piece(self, device: str, place: tuple[int, int, int], data: bytes) -> None:
        """Keep one piece of a photograph, by (seq, photo, piece); raises as `put`."""
        seq, photo, piece = place
        inside = 1 <= seq <= MOST_ITEMS and 0 <= photo < PHOTOS and 0 <= piece < PIECES
        if not inside or not 0 < len(data) <= PIECE:
            raise Invalid("field_part", most=PIECE >> 10)
        self._keep(_checked(device), f"{seq:06}.{photo:02}.{piece:02}.part", data)

    def devices(self) -> tuple[str, ...]:
        """The devices that something is here of, in the order in which they first wrote."""
        if not self._path.is_dir():
            return ()
        found = [one for one in self._path.iterdir() if one.is_dir() and any(one.iterdir())]
        return tuple(one.name for one in sorted(found, key=_since))

    def items(self, device: str) -> tuple[int, ...]:
        """The places in a device's chain that are here, in order."""
        folder = self._path / _checked(device)
        names = (one.name for one in folder.iterdir()) if folder.is_dir() else ()
        return tuple(sorted(int(found[1]) for one in names if (found := _ITEM.fullmatch(one))))

    def pieces(self, device: str, seq: int) -> tuple[tuple[int, int], ...]:
        """Which pieces of which photographs of an item are here."""
        found = (self._path / _checked(device)).glob(f"{seq:06}.*.part")
        return tuple(sorted((int(one.name[7:9]), int(one.name[10:12])) for one in found))

    def item(self, device: str, seq: int) -> bytes:
        """One sealed item; Missing `field_part_unknown`."""
        return self._read(device, f"{seq:06}.item")

    def piece(self, device: str, place: tuple[int, int, int]) -> bytes:
        """One sealed piece; Missing `field_part_unknown`."""
        seq, photo, piece = place
        return self._read(device, f"{seq:06}.{photo:02}.{piece:02}.part")

    def drop(self, device: str, last: int) -> None:
        """Forget everything of a device up to a place of its chain: it is on record."""
        folder = self._path / _checked(device)
        for one in list(folder.iterdir()) if folder.is_dir() else ():
            if int(one.name[:6]) <= last:
                one.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget the whole box."""
        for folder in list(self._path.iterdir()) if self._path.is_dir() else ():
            _remove(folder)
        with suppress(OSError):
            self._path.rmdir()

    def _read(self, device: str, name: str) -> bytes:
        path = self._path / _checked(device) / name
        if not path.is_file():
            raise Missing("field_part_unknown")
        return path.read_bytes()

    def _keep(self, device: str, name: str, data: bytes) -> None:
        path = self._path / device / name
        if path.is_file():
            _check_same(path, data)
            return
        if self._size() + len(data) > MOST_BYTES:
            raise Refused("field_box_full", most=MOST_BYTES >> 20)
        for folder in (path.parents[2], path.parents[1], path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        try:
            private_files.create(path, data)
        except Conflict as problem:
            if problem.code != "key_store_exists":
                raise
            _check_same(path, data)

    def _size(self) -> int:
        return sum(one.stat().st_size for one in _files(self._path))


def boxes(folder: Path) -> tuple[str, ...]:
    """The places that anything is kept of."""
    home = folder / "field"
    return tuple(sorted(one.name for one in home.iterdir())) if home.is_dir() else ()


def touched(folder: Path, place: str) -> datetime:
    """When something last came into a box or left it."""
    home = folder / "field" / place
    times = [one.stat().st_mtime for one in (home, *home.rglob("*"))]
    return datetime.fromtimestamp(max(times), UTC)


def _check_same(path: Path, data: bytes) -> None:
    if path.read_bytes() != data:
        raise Conflict("field_part_differs")


def _files(path: Path) -> Iterable[Path]:
    return (one for one in path.rglob("*") if one.is_file())


def _since(folder: Path) -> tuple[int, str]:
    return min(one.stat().st_mtime_ns for one in folder.iterdir()), folder.name


def _remove(folder: Path) -> None:
    for one in list(folder.iterdir()):
        one.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _checked(device: str) -> str:
    if _DEVICE.fullmatch(device) is None:
        raise Invalid("field_device")
    return device
