"""A tar of regular files in one spelling only (POSIX ustar), read in memory.

Promises that a member is accepted only when its 512-byte header is the one `header` would write
for that name and size: links, devices, sparse files, long names, other owners and modes, pax
records, and two spellings of one size are all the same refusal. Writes nothing to disk. Sources:
POSIX.1-2017 pax, "ustar Interchange Format".
"""

from collections.abc import Iterable, Iterator
from typing import Final

from tansiq.terms.errors import Invalid

BLOCK: Final = 512
_END: Final = bytes(2 * BLOCK)
_MAX_NAME: Final = 100


def header(name: str, size: int) -> bytes:
    """Return the only header block written for a file of that name and size in bytes."""
    fields = (
        name.encode("ascii").ljust(_MAX_NAME, b"\0"),
        b"0000600\0",  # mode
        b"0000000\0",  # uid
        b"0000000\0",  # gid
        b"%011o\0" % size,
        b"%011o\0" % 0,  # mtime
        b" " * 8,  # checksum, as spaces while it is computed
        b"0",  # regular file
        bytes(100),  # link name
        b"ustar\x0000",
        bytes(32 + 32),  # owner and group names
        b"0000000\0" * 2,  # device numbers
        bytes(155 + 12),  # prefix and padding
    )
    block = b"".join(fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def write(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the tar of the files in the order given."""
    parts: list[bytes] = []
    for name, data in files:
        parts += (header(name, len(data)), data, bytes(-len(data) % BLOCK))
    parts.append(_END)
    return b"".join(parts)


def read(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each member.

    Invalid("bundle_member") for anything `write` would not have written.
    """
    position = count = 0
    while data[position : position + BLOCK] != bytes(BLOCK):
        count += 1
        name, size = _parse(data[position : position + BLOCK])
        start = position + BLOCK
        position = start + size + (-size % BLOCK)
        if count > limit or position + len(_END) > len(data) or any(data[start + size : position]):
            raise Invalid("bundle_member", position=start)
        yield name, data[start : start + size]
    if data[position:] != _END:
        raise Invalid("bundle_member", position=position)


def _parse(block: bytes) -> tuple[str, int]:
    try:
        name = block[:_MAX_NAME].rstrip(b"\0").decode("ascii")
        size = int(block[124:135], 8)
    except ValueError as error:
        raise Invalid("bundle_member", position=0) from error
    if size < 0 or not name or header(name, size) != block:
        raise Invalid("bundle_member", position=0)
    return name, size
