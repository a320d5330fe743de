"""Identifiers: who, where, which; each checked on entry and never parsed twice.

Promises: a value of these types has exactly one spelling. Does not: say that the thing exists.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType

import msgspec

from tansiq.terms.errors import Invalid

NodeId = NewType("NodeId", str)
ChannelId = NewType("ChannelId", str)
ClassId = NewType("ClassId", str)
RecordId = NewType("RecordId", str)
EntryId = NewType("EntryId", str)
OfficerId = NewType("OfficerId", str)
KeyId = NewType("KeyId", str)

_NODE = r"[a-z0-9][a-z0-9.-]{0,31}"
_CASE = r"[a-z0-9][a-z0-9.-]{0,63}"
_NODE_RE = re.compile(_NODE)
_CHANNEL_RE = re.compile(
    rf"home|desk:(?P<a>{_NODE})~(?P<b>{_NODE})|case:{_CASE}|exercise:{_CASE}",
)
# The last character of unpadded base32 carries fewer than five bits; others would be a second
# spelling of the same bytes.
_CLASS_RE = re.compile(r"rc-[a-z2-7]{25}[aeimquy4]")
_RECORD_RE = re.compile(r"r-[a-z2-7]{25}[aeimquy4]")
_OFFICER_RE = re.compile(r"of-[a-z2-7]{12}[acegikmoqsuwy246]")
_ENTRY_RE = re.compile(r"te1:[a-z2-7]{51}[aq]")
_KEY_RE = re.compile(r"[0-9a-f]{16}")
_LEAF_RE = re.compile(r"[0-9a-f]{64}")
_COUNT = r"(?:0|[1-9][0-9]{0,8})"
_ORIGIN_RE = re.compile(rf"({_NODE})/([a-z0-9.:~-]+)/g({_COUNT})/e({_COUNT})")

LEAF_BYTES = 32

HOME = ChannelId("home")
DESK = "desk:"
"""How the channel of two desks begins."""


def _checked(pattern: re.Pattern[str], kind: str, value: str) -> str:
    if pattern.fullmatch(value) is None:
        raise Invalid("id_invalid", kind=kind, value=value[:80])
    return value


def node_id(value: str) -> NodeId:
    """A node id, or Invalid ``id_invalid``."""
    return NodeId(_checked(_NODE_RE, "node", value))


@lru_cache(maxsize=4096)
def channel_id(value: str) -> ChannelId:
    """A channel id of one of the four kinds, or Invalid ``id_invalid``."""
    found = _CHANNEL_RE.fullmatch(value)
    if found is None or (found["a"] is not None and found["a"] >= found["b"]):
        raise Invalid("id_invalid", kind="channel", value=value[:80])
    return ChannelId(value)


def class_id(value: str) -> ClassId:
    """A retention class id, or Invalid ``id_invalid``."""
    return ClassId(_checked(_CLASS_RE, "class", value))


def record_id(value: str) -> RecordId:
    """A record id, or Invalid ``id_invalid``."""
    return RecordId(_checked(_RECORD_RE, "record", value))


def officer_id(value: str) -> OfficerId:
    """An officer's pseudonym, or Invalid ``id_invalid``."""
    return OfficerId(_checked(_OFFICER_RE, "officer", value))


def key_id(value: str) -> KeyId:
    """A key id, or Invalid ``id_invalid``."""
    return KeyId(_checked(_KEY_RE, "key", value))


def is_entry_id(value: str) -> bool:
    """Whether the text is spelt as an entry id."""
    return _ENTRY_RE.fullmatch(value) is not None


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def new_class_id() -> ClassId:
    """A fresh retention class id of 16 random bytes."""
    return ClassId("rc-" + _base32(secrets.token_bytes(16)))


def new_record_id() -> RecordId:
    """A fresh record id of 16 random bytes."""
    return RecordId("r-" + _base32(secrets.token_bytes(16)))


def new_officer_id() -> OfficerId:
    """A fresh officer pseudonym of 8 random bytes."""
    return OfficerId("of-" + _base32(secrets.token_bytes(8)))


def entry_id(leaf: bytes) -> EntryId:
    """The id of the entry with this 32-byte leaf hash, or Invalid ``id_invalid``."""
    if len(leaf) != LEAF_BYTES:
        raise Invalid("id_invalid", kind="leaf", value=leaf.hex()[:80])
    return EntryId("te1:" + _base32(leaf))


def leaf_of(entry: EntryId) -> bytes:
    """The 32-byte leaf hash in an entry id, or Invalid ``id_invalid``."""
    _checked(_ENTRY_RE, "entry", entry)
    return base64.b32decode(entry[4:].upper() + "====")


def desk_channel(a: NodeId, b: NodeId) -> ChannelId:
    """The standing channel of two nodes, the same whichever is named first."""
    low, high = sorted((a, b))
    return channel_id(f"{DESK}{low}~{high}")


def case_channel(name: str) -> ChannelId:
    """The channel of a joint case."""
    return channel_id(f"case:{name}")


def exercise_channel(name: str) -> ChannelId:
    """The channel of an exercise."""
    return channel_id(f"exercise:{name}")


def channel_kind(channel: ChannelId) -> str:
    """``home``, ``desk``, ``case`` or ``exercise``."""
    return channel.partition(":")[0]


def desk_parties(channel: ChannelId) -> tuple[NodeId, NodeId]:
    """The two nodes of a desk channel, or Invalid ``id_invalid`` for another kind."""
    found = _CHANNEL_RE.fullmatch(channel)
    if found is None or found["a"] is None:
        raise Invalid("id_invalid", kind="desk", value=channel[:80])
    return NodeId(found["a"]), NodeId(found["b"])


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """One log: an agency's writing in one channel, generation and key epoch."""

    agency: NodeId
    channel: ChannelId
    generation: int
    epoch: int

    def __str__(self) -> str:
        """Give the checkpoint origin line."""
        return f"{self.agency}/{self.channel}/g{self.generation}/e{self.epoch}"

    @staticmethod
    def parse(text: str) -> Origin:
        """Read an origin string, or raise Invalid ``id_invalid``."""
        return _parse_origin(text)


@lru_cache(maxsize=8192)
def _parse_origin(text: str) -> Origin:
    found = _ORIGIN_RE.fullmatch(text)
    if found is None:
        raise Invalid("id_invalid", kind="origin", value=text[:120])
    agency, channel, generation, epoch = found.groups()
    return Origin(NodeId(agency), channel_id(channel), int(generation), int(epoch))


class EntryRef(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Names one entry by log, place and leaf hash; on the wire ``[origin, seq, leaf hex]``."""

    origin: str
    seq: int
    leaf: str

    @property
    def entry_id(self) -> EntryId:
        """The same entry by its id."""
        return entry_id(bytes.fromhex(self.leaf))

    def wire(self) -> list[str | int]:
        """The three-element list of an entry header."""
        return [self.origin, self.seq, self.leaf]


def entry_ref(origin: str, seq: int, leaf: str) -> EntryRef:
    """A checked reference to an entry, or Invalid ``id_invalid``."""
    _parse_origin(origin)
    if seq < 0:
        raise Invalid("id_invalid", kind="seq", value=seq)
    return EntryRef(origin, seq, _checked(_LEAF_RE, "leaf", leaf))
