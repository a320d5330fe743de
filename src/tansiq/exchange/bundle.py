r"""The bundle: one signed file that carries entries, heads and notes from one node to another.

    "TSQX1\n" || u32 length || outer header (DSSE) || zstd( tar )

The outer header names sender, recipient, number, time, the digest and size of the packed part and
the size of the unpacked part. `open_header` reads it and nothing else; `unpack` is called only
after its signature was accepted.

Promises: packing the same content gives the same bytes; unpacking never writes a file, never
reads past the declared sizes, never keeps a decompressor window above 8 MiB, and accepts only tar
members that it would have written itself, byte for byte. Does not judge what the parts say.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Final

import zstandard

from tansiq.exchange import members
from tansiq.exchange.content import Content
from tansiq.ledger import dsse, sign
from tansiq.record import canonical
from tansiq.terms import ids
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid, TansiqError

MAGIC: Final = b"TSQX1\n"
PAYLOAD_TYPE: Final = "application/vnd.tansiq.bundle+json"
MAX_HEADER: Final = 4096
"""Bytes of the outer header."""
MAX_PACKED: Final = 64 << 20
"""Bytes of the compressed part."""
MAX_UNPACKED: Final = 256 << 20
"""Bytes after decompression, declared and enforced while streaming."""
MAX_WINDOW: Final = 8 << 20
"""Bytes of decompressor window a sender may ask for."""
_LEVEL: Final = 1
_PREFIX: Final = len(MAGIC) + 4
_HEX64: Final = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Outer:
    """The outer header of a bundle as it was signed."""

    sender: ids.NodeId
    recipient: ids.NodeId
    number: int
    time: str
    digest: str
    packed: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle whose outer header was parsed and whose contents nobody has looked at yet."""

    outer: Outer
    payload: bytes
    key_id: str
    signature: bytes
    packed: bytes

    def signed_by(self, public: bytes) -> bool:
        """Say whether this log key signed the outer header, under its own key id."""
        message = dsse.pae(PAYLOAD_TYPE, self.payload)
        return self.key_id == sign.key_id(public) and sign.verify(public, self.signature, message)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes a bundle to whom, under which number, when, and with which log key seed."""

    sender: ids.NodeId
    recipient: ids.NodeId
    number: int
    time: str
    seed: bytes


def pack(content: Content, envelope: Envelope) -> bytes:
    """Return the bundle of a content, signed with the sender's log key."""
    plain = members.write(content)
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(plain)
    if len(packed) > MAX_PACKED or len(plain) > MAX_UNPACKED:
        raise Invalid("bundle_too_large", size=len(packed), limit=MAX_PACKED)
    payload = canonical.encode(
        {
            "digest": hashlib.sha256(packed).hexdigest(),
            "from": envelope.sender,
            "number": envelope.number,
            "packed": len(packed),
            "time": envelope.time,
            "to": envelope.recipient,
            "unpacked": len(plain),
        }
    )
    public = sign.public_key(envelope.seed)
    signature = sign.sign(envelope.seed, dsse.pae(PAYLOAD_TYPE, payload))
    header = dsse.wrap(PAYLOAD_TYPE, payload, [(sign.key_id(public), signature)])
    return b"".join((MAGIC, len(header).to_bytes(4, "big"), header, packed))


def open_header(data: bytes) -> Sealed:
    """Parse the outer header and compare sizes and digest; nothing is decompressed.

    Invalid(bundle_*) otherwise.
    """
    if not MAGIC.startswith(data[: len(MAGIC)]):
        raise Invalid("bundle_not_a_bundle")
    if len(data) < _PREFIX:
        raise Invalid("bundle_truncated", missing=_PREFIX - len(data))
    length = int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if length > MAX_HEADER:
        raise Invalid("bundle_header_malformed")
    end = _PREFIX + length
    if len(data) < end:
        raise Invalid("bundle_truncated", missing=end - len(data))
    outer, payload, (key_id, signature) = _parse_header(data[_PREFIX:end])
    _check_sizes(outer, len(data) - end)
    packed = data[end:]
    if hashlib.sha256(packed).hexdigest() != outer.digest:
        raise Invalid("bundle_digest")
    return Sealed(outer, payload, key_id, signature, packed)


def unpack(sealed: Sealed) -> Content:
    """Decompress and parse the contents of a bundle whose signature the caller has accepted."""
    return members.read(_decompress(sealed.packed, sealed.outer.unpacked))


def _parse_header(header: bytes) -> tuple[Outer, bytes, tuple[str, bytes]]:
    try:
        kind, payload, signatures = dsse.unwrap(header)
        fields = canonical.decode(payload)
    except TansiqError as error:
        raise Invalid("bundle_header_malformed") from error
    if kind != PAYLOAD_TYPE or len(signatures) != 1 or not isinstance(fields, dict):
        raise Invalid("bundle_header_malformed")
    return _outer(fields), payload, signatures[0]


def _outer(fields: dict[str, object]) -> Outer:
    match fields:
        case {
            "digest": str(digest),
            "from": str(sender),
            "number": int(number),
            "packed": int(packed),
            "time": str(time),
            "to": str(recipient),
            "unpacked": int(unpacked),
        } if len(fields) == 7 and _HEX64.match(digest):
            try:
                nodes = ids.node_id(sender), ids.node_id(recipient)
                parse_stamp(time)
            except TansiqError as error:
                raise Invalid("bundle_header_malformed") from error
            return Outer(*nodes, number, time, digest, packed, unpacked)
        case _:
            raise Invalid("bundle_header_malformed")


def _check_sizes(outer: Outer, found: int) -> None:
    if not 0 <= outer.packed <= MAX_PACKED or not 0 <= outer.unpacked <= MAX_UNPACKED:
        raise Invalid("bundle_too_large", size=max(outer.packed, outer.unpacked), limit=MAX_PACKED)
    if found < outer.packed:
        raise Invalid("bundle_truncated", missing=outer.packed - found)
    if found > outer.packed:
        raise Invalid("bundle_trailing_bytes", surplus=found - outer.packed)


def _decompress(packed: bytes, declared: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).stream_reader(
        io.BytesIO(packed), read_across_frames=False
    )
    out = io.BytesIO()
    try:
        # One byte more than declared is asked for, so a bomb is noticed after `declared` bytes,
        # not after its end.
        while out.tell() <= declared:
            piece = reader.read(min(1 << 20, declared + 1 - out.tell()))
            if not piece:
                break
            out.write(piece)
    except zstandard.ZstdError as error:
        raise Invalid("bundle_compression") from error
    if out.tell() != declared:
        raise Invalid("bundle_size_differs", declared=declared)
    return out.getvalue()
