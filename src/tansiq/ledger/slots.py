r"""The slot file: class keys in fixed records, in one file that several processes use at once.

    file   = header of 64 bytes, then records of 64 bytes
    header = "TSQS1\n", two zeros, change counter (8 bytes big endian), erasure counter (8), zeros
    record = class id (16) | key (32) | state (1) | zeros (11) | CRC-32 of the 60 bytes before it

The exact sequence for new keys: take the lock, read what others wrote, `pwrite` the records after
the last whole one, `fdatasync` once, bump the counter, release. A crash leaves torn records at the
end at worst: their CRC is wrong and nobody reads them. For an erasure: overwrite the 64 bytes in
place, `fdatasync`, bump both counters.

Promises that a key is found after `put` returned and never after `blank` returned, in any process.
A record is never used for another class, so "which keys did a backup of n records hold" stays
answerable. Does not promise that the medium forgets what was overwritten: that is for an encrypted
volume below. Callers hold the lock of the key store while they write.
"""

import os
import struct
import threading
import zlib
from base64 import b32decode, b32encode
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from typing import Final

from tansiq.ledger.private_files import create, write_all, writing
from tansiq.terms.errors import Damaged
from tansiq.terms.ids import ClassId
from tansiq.terms.ids import class_id as checked_class_id

RECORD: Final = 64
_MAGIC: Final = b"TSQS1\n\x00\x00"
_LAYOUT: Final = struct.Struct(">16s32sB11xI")
_COUNTERS: Final = struct.Struct(">QQ")
_LIVE: Final = 1
_BLANK: Final = 2
_CRC_AT: Final = 60


@lru_cache(maxsize=1 << 16)
def raw_id(class_id: str) -> bytes:
    """Return the 16 bytes of a class id; Invalid("id_invalid") for another spelling."""
    return b32decode(checked_class_id(class_id)[3:].upper() + "======")


def class_id_of(raw: bytes) -> ClassId:
    """Return the class id of its 16 bytes."""
    return ClassId("rc-" + b32encode(raw).decode().rstrip("=").lower())


def _pack(class_id: bytes, key: bytes, state: int) -> bytes:
    raw = _LAYOUT.pack(class_id, key, state, 0)
    return raw[:_CRC_AT] + zlib.crc32(raw[:_CRC_AT]).to_bytes(4, "big")


def without(data: bytes, class_ids: AbstractSet[bytes]) -> bytes:
    """Return the bytes of a slot file with the keys of these classes blanked."""
    kept = bytearray(data)
    for at in range(RECORD, len(data) - RECORD + 1, RECORD):
        class_id = data[at : at + 16]
        if class_id in class_ids:
            kept[at : at + RECORD] = _pack(class_id, bytes(32), _BLANK)
    return bytes(kept)


class SlotFile:
    """Class keys by 16-byte class id, durable once `put` returns."""

    def __init__(self, path: Path) -> None:
        """Open the slot file at `path`; Damaged("key_store_damaged") when it is none."""
        self._path = path
        self._guard = threading.RLock()
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        if os.pread(self._file, len(_MAGIC), 0) != _MAGIC:
            self.close()
            raise Damaged("key_store_damaged", file=path.name)
        self._keys: dict[bytes, bytes] = {}
        self._places: dict[bytes, int] = {}
        self._read_to = RECORD
        self._seen = b""
        self.refresh()

    @staticmethod
    def create(path: Path) -> None:
        """Write an empty slot file, readable by this account only."""
        create(path, _MAGIC + bytes(RECORD - len(_MAGIC)))

    def close(self) -> None:
        """Release the file."""
        with self._guard:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1

    def _counters(self) -> bytes:
        return os.pread(self._file, _COUNTERS.size, len(_MAGIC))

    def refresh(self) -> None:
        """Read what other processes changed since the last time."""
        with self._guard:
            now = self._counters()
            if now == self._seen:
                return
            if now[8:] == self._seen[8:]:
                self._read_on(self._keys, self._places, self._read_to)
            else:
                # others read without the guard, so the new tables take their places when full
                keys: dict[bytes, bytes] = {}
                places: dict[bytes, int] = {}
                self._read_on(keys, places, RECORD)
                self._keys, self._places = keys, places
            self._seen = now

    def _read_on(self, keys: dict[bytes, bytes], places: dict[bytes, int], start: int) -> None:
        """Read from `start` on; a record that is still being written is read again later."""
        data = os.pread(self._file, os.fstat(self._file).st_size - start, start)
        torn = None
        for at in range(0, len(data) - RECORD + 1, RECORD):
            class_id, key, state, crc = _LAYOUT.unpack_from(data, at)
            if crc != zlib.crc32(data[at : at + _CRC_AT]):
                torn = at if torn is None else torn
                continue
            places[class_id] = start + at
            if state == _LIVE:
                keys[class_id] = key
            else:
                keys.pop(class_id, None)
        whole = len(data) - len(data) % RECORD
        self._read_to = start + (whole if torn is None else torn)

    def get(self, class_id: bytes) -> bytes | None:
        """Return the 32-byte key of a class, or None."""
        if self._counters() != self._seen:
            self.refresh()
        return self._keys.get(class_id)

    def place(self, class_id: bytes) -> int | None:
        """Return which record holds (or held) the class, counted from 0, or None."""
        self.refresh()
        at = self._places.get(class_id)
        return None if at is None else at // RECORD - 1

    @property
    def records(self) -> int:
        """How many whole records the file holds, blank ones among them."""
        return os.fstat(self._file).st_size // RECORD - 1

    def live(self) -> dict[bytes, bytes]:
        """Return a copy of all keys by class id, in the order in which they came."""
        self.refresh()
        with self._guard:
            return dict(self._keys)

    def put(self, pairs: Sequence[tuple[bytes, bytes]]) -> None:
        """Append keys of classes not yet held, with one `fdatasync`."""
        with self._guard, writing(self._path):
            data = b"".join(_pack(class_id, key, _LIVE) for class_id, key in pairs)
            write_all(self._file, data, RECORD + self.records * RECORD)
            os.fdatasync(self._file)
            self._bump(erased=0)

    def blank(self, class_ids: Sequence[bytes]) -> None:
        """Overwrite the keys of these classes in place, wherever a record names them."""
        wanted = set(class_ids)
        with self._guard, writing(self._path):
            data = os.pread(self._file, os.fstat(self._file).st_size, 0)
            for at in range(RECORD, len(data), RECORD):
                class_id = data[at : at + 16]
                if class_id in wanted:
                    write_all(self._file, _pack(class_id, bytes(32), _BLANK), at)
            os.fdatasync(self._file)
            self._bump(erased=1)

    def _bump(self, *, erased: int) -> None:
        """Tell every process, this one included, that there is something to read."""
        changes, erasures = _COUNTERS.unpack(self._counters())
        write_all(self._file, _COUNTERS.pack(changes + 1, erasures + erased), len(_MAGIC))
        self.refresh()
