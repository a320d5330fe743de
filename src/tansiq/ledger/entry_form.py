"""The form of an entry: its statement, its header's fields, the fixed frame of its envelope.

Promises that whatever has another form, another spelling or another frame is refused with the
reason. Knows no keys: `ledger.entry` seals and opens, this file says what an entry looks like.
"""

import re
from hashlib import sha256
from typing import Final

import msgspec

from tansiq.ledger import base64, dsse
from tansiq.record import canonical
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Damaged, Invalid
from tansiq.terms.ids import EntryRef, Origin

MAX_ENTRY: Final = 65_535
"""Bytes: entry bundles of tlog-tiles carry 16-bit lengths."""

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "https://tansiq.dev/entry/v1"
FOREIGN_KEYS: Final = frozenset({"_type", "predicateType"})

NO_BODY: Final = sha256(b"").hexdigest()
PAE_HEAD: Final = b"DSSEv1 %d %b " % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode())
START: Final = b'{"payload":"'
MIDDLE: Final = b'","payloadType":"%b","signatures":[{"keyid":"' % PAYLOAD_TYPE.encode()
BEFORE_SIG: Final = b'","sig":"'
END: Final = b'"}]}'
_KEYID: Final = 16
_SIG: Final = 88
_TAIL: Final = len(MIDDLE) + _KEYID + len(BEFORE_SIG) + _SIG + len(END)
_MAX_SEQ: Final = 1 << 53
_KIND = re.compile(r"[a-z0-9_]{1,48}").fullmatch
HEX64 = re.compile(r"[0-9a-f]{64}").fullmatch
_HEX16 = re.compile(rb"[0-9a-f]{16}").fullmatch
_CLASS = re.compile(r"(?:rc-[a-z2-7]{25}[aeimquy4])?").fullmatch
_WRAP = re.compile(r"[A-Za-z0-9+/]{80}").fullmatch


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The digests of a subject; ours has one."""

    sha256: str


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the statement is about: the body file."""

    digest: Digest
    name: str


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an entry says openly; `time` is a UTC stamp, `size` the bytes of the body file, or 0.

    The fields stand in canonical order, because this is also how the header is written.
    """

    after: tuple[EntryRef, ...]
    class_id: str = msgspec.field(name="class")
    extra: dict[str, object]
    kc: str
    kind: str
    origin: str
    seq: int
    size: int
    time: str
    wrap: str


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The in-toto Statement v1 that an entry signs."""

    type_: str = msgspec.field(name="_type")
    predicate: Header
    predicate_type: str = msgspec.field(name="predicateType")
    subject: tuple[Subject]


# Struct fields stand in canonical order above; only the free `extra` is left to be sorted.
ENCODER = msgspec.json.Encoder(order="deterministic")
DECODER = msgspec.json.Decoder(Statement)


def check_header(header: Header, payload: bytes) -> None:
    """Refuse a header whose fields are not of the form the format gives them: "entry_header"."""
    field = _field_at_fault(header)
    if field:
        raise Invalid("entry_header", field=field)
    if header.extra or not payload.isascii():
        canonical.decode(payload, foreign_keys=FOREIGN_KEYS)


def _field_at_fault(header: Header) -> str | None:
    if not _KIND(header.kind):
        return "kind"
    if not 0 <= header.seq < _MAX_SEQ:
        return "seq"
    if not _CLASS(header.class_id):
        return "class"
    if not _is_stamp(header.time):
        return "time"
    if not _bound_to_key(header):
        return "wrap"
    return None if _places(header) else "after"


def _is_stamp(time: str) -> bool:
    try:
        parse_stamp(time)
    except Invalid:
        return False
    return True


def _bound_to_key(header: Header) -> bool:
    """A body comes with class, wrapped key and commitment; without one there is perhaps a class."""
    if header.size == 0:
        return header.wrap == "" and header.kc == ""
    sized = 0 < header.size < _MAX_SEQ and header.class_id != ""
    return sized and _WRAP(header.wrap) is not None and HEX64(header.kc) is not None


def _places(header: Header) -> bool:
    try:
        Origin.parse(header.origin)
        for one in header.after:
            Origin.parse(one.origin)
            if not 0 <= one.seq < _MAX_SEQ or not HEX64(one.leaf):
                return False
    except Invalid:
        return False
    return True


def open_envelope(entry: bytes) -> tuple[bytes, str, bytes]:
    """Return (payload, keyid, signature), cut at the fixed places of our one frame.

    Whatever has not exactly this frame is refused with its reason, Damaged("entry_...").
    """
    if len(entry) > MAX_ENTRY:
        raise Damaged("entry_too_large", size=len(entry), limit=MAX_ENTRY)
    cut = len(entry) - _TAIL
    key_at = cut + len(MIDDLE)
    sig_at = key_at + _KEYID + len(BEFORE_SIG)
    key_id = entry[key_at : key_at + _KEYID]
    framed = (
        cut > len(START)
        and entry.startswith(START)
        and entry.startswith(MIDDLE, cut)
        and entry.startswith(BEFORE_SIG, key_at + _KEYID)
        and entry.endswith(END)
        and _HEX16(key_id)
    )
    if not framed:
        raise _frame_fault(entry)
    try:
        payload = base64.from_text(entry[len(START) : cut])
        return payload, key_id.decode(), base64.from_text(entry[sig_at : sig_at + _SIG])
    except Damaged as error:
        raise Damaged("entry_malformed", part="base64") from error


def _frame_fault(entry: bytes) -> Damaged:
    """Say which part of the envelope is not ours."""
    try:
        payload_type, _, signatures = dsse.unwrap(entry)
    except Damaged:
        return Damaged("entry_malformed", part="envelope")
    if payload_type != PAYLOAD_TYPE:
        return Damaged("entry_malformed", part="payloadType")
    return Damaged("entry_malformed", part="signatures" if len(signatures) != 1 else "keyid")
