"""Who hears a channel: a statement of its members, signed in parts by every one of them.

    statement = canonical {"type": "tansiq-channel-v1", channel, generation, members (sorted),
                purpose, prev (digest of the generation before, "" for the first), time, nonce}
    part      = DSSE by a member's log key over {statement digest, an officer's act upon it}

A v1 part names a key file's public key, a v2 part a passkey (COSE), its rpId and origins.

Promises that a generation counts only with a part of every member it names, and that two rival
successors of one generation are seen. An empty list is nobody. Does not decide what a member may
read: what was written before they came stays with the generation before.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from tansiq.ledger import base64, dsse, sign
from tansiq.ledger.acts import (
    Act,
    Matter,
    OfficerKey,
    read_act,
    sign_with_key_file,
    verify_act_on,
)
from tansiq.ledger.cards import Revocation
from tansiq.ledger.passkey import Passkey
from tansiq.ledger.ring import KeyRing
from tansiq.record import canonical
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Damaged, Invalid, TansiqError
from tansiq.terms.ids import HOME, ChannelId, channel_id, channel_kind, desk_parties, node_id

TYPE: Final = "tansiq-channel-v1"
PART_TYPE: Final = "tansiq-channel-part-v1"
PASSKEY_PART_TYPE: Final = "tansiq-channel-part-v2"
PAYLOAD_TYPE: Final = "application/vnd.tansiq.channel-part+json"
ACT_KIND: Final = "channel_statement"
_HEX64: Final = 64


class ChannelStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One generation of a channel's members."""

    channel: str
    generation: int
    members: tuple[str, ...]
    nonce: str
    prev: str
    purpose: str
    time: str
    type: str = TYPE

    def encode(self) -> bytes:
        """Return the canonical bytes, which the digest is taken over."""
        return canonical.encode(msgspec.to_builtins(self))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical bytes."""
        return canonical.digest(msgspec.to_builtins(self))


class Part(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """One member's consent: its node's word that this officer, with this key, signed."""

    act: dict[str, object]
    epoch: int
    node: str
    officer_key: str
    statement: str
    type: str
    rp_id: str = ""
    origins: tuple[str, ...] = ()

    @property
    def public(self) -> bytes | Passkey:
        """The officer's public key; Invalid("channel_part") when the fields are not of its type."""
        key, placed = base64.from_text(self.officer_key), bool(self.rp_id and self.origins)
        if placed and self.type == PASSKEY_PART_TYPE:
            return Passkey(key, self.rp_id, self.origins)
        if self.rp_id or self.origins or self.type != PART_TYPE:
            raise Invalid("channel_part", channel="")
        sign.refuse_low_order(key)
        return key


@dataclass(frozen=True, slots=True)
class Voice:
    """A member's node as it signs: its name, the epoch and the seed of its log key."""

    node: str
    epoch: int
    log_seed: bytes


@dataclass(frozen=True, slots=True)
class Signer(Voice):
    """A member that signs, with its officer's key file opened."""

    officer: OfficerKey


def first_statement(
    channel: str, members: Iterable[str], purpose: str, time: str
) -> ChannelStatement:
    """Return generation 1 of a channel."""
    return _statement(channel, tuple(members), purpose, time, None)


def next_statement(
    before: ChannelStatement, members: Iterable[str], purpose: str, time: str
) -> ChannelStatement:
    """Return the generation after `before`."""
    return _statement(before.channel, tuple(members), purpose, time, before)


def _statement(
    channel: str,
    members: tuple[str, ...],
    purpose: str,
    time: str,
    before: ChannelStatement | None,
) -> ChannelStatement:
    made = ChannelStatement(
        channel=channel,
        generation=1 if before is None else before.generation + 1,
        members=tuple(sorted(members)),
        nonce=base64.to_text(os.urandom(16)),
        prev="" if before is None else before.digest.hex(),
        purpose=purpose,
        time=time,
    )
    _check(made)
    return made


def read_statement(data: bytes) -> ChannelStatement:
    """Return a statement from its canonical bytes; Damaged("membership_field", field="form")."""
    try:
        made = msgspec.convert(canonical.decode(data), ChannelStatement)
        _check(made)
    except (msgspec.ValidationError, Invalid) as error:
        raise Damaged("membership_field", field="form") from error
    return made


def _check(made: ChannelStatement) -> None:
    _check_kind(channel_id(made.channel), made.members)
    parse_stamp(made.time)
    for member in made.members:
        node_id(member)
    listed = list(made.members)
    if made.type != TYPE or not listed or listed != sorted(set(listed)):
        raise Invalid("membership_field", field="members")
    first = made.generation == 1
    if made.generation < 1 or (made.prev == "") is not first:
        raise Invalid("membership_field", field="generation")
    if not first and len(made.prev) != _HEX64:
        raise Invalid("membership_field", field="prev")


def _check_kind(channel: ChannelId, members: Iterable[str]) -> None:
    """`home` is nobody's to share, and a desk belongs to the two nodes its name says."""
    desk = channel_kind(channel) == "desk"
    if channel == HOME or (desk and not set(members) <= set(desk_parties(channel))):
        raise Invalid("membership_field", field="members")


def matter_of(statement: ChannelStatement) -> Matter:
    """Return what an officer signs when their agency consents to a generation."""
    return Matter(
        kind=ACT_KIND,
        origin=statement.channel,
        generation=statement.generation,
        recipients=statement.members,
        record_id="",
        record_digest=statement.digest,
    )


def sign_part(statement: ChannelStatement, signer: Signer) -> bytes:
    """Return a member's part: an officer's act by key file, introduced by the node's log key."""
    act = sign_with_key_file(signer.officer, matter_of(statement))
    return part_of(statement, signer, act, signer.officer.public)


def part_of(statement: ChannelStatement, voice: Voice, act: Act, public: bytes | Passkey) -> bytes:
    """Return a member's part: an officer's act, introduced by the node's log key.

    Invalid("channel_part") for a node not named, Damaged("act_...") for another's or another act.
    """
    if voice.node not in statement.members:
        raise Invalid("channel_part", channel=statement.channel)
    verify_act_on(act, matter_of(statement), public)
    held = public if isinstance(public, Passkey) else Passkey(public, "", ())
    part = Part(
        act=act.wire(),
        epoch=voice.epoch,
        node=voice.node,
        officer_key=base64.to_text(held.cose),
        statement=statement.digest.hex(),
        type=PASSKEY_PART_TYPE if held.rp_id else PART_TYPE,
        rp_id=held.rp_id,
        origins=held.origins,
    )
    payload = canonical.encode(msgspec.to_builtins(part))
    signature = sign.sign(voice.log_seed, dsse.pae(PAYLOAD_TYPE, payload))
    key_id = sign.key_id(sign.public_key(voice.log_seed))
    return dsse.wrap(PAYLOAD_TYPE, payload, [(key_id, signature)])


def check_part(statement: ChannelStatement, part: bytes, ring: KeyRing) -> tuple[str, Act]:
    """Return (member, officer's act) of a part that comes now; Damaged("channel_part") otherwise.

    A part under a key that is known to be revoked is nobody's consent, whatever date it bears,
    unless the revocation itself names a log of this generation: then the root vouches for it.
    """
    read, act = _read_part(statement, part, ring)
    revoked = [one for one in ring.revocations(read.node) if one.epoch == read.epoch]
    if not all(_vouches(one, statement) for one in revoked):
        raise Damaged("channel_part", channel=statement.channel)
    return read.node, act


def _vouches(revocation: Revocation, statement: ChannelStatement) -> bool:
    place = f"{revocation.node}/{statement.channel}/g{statement.generation}/"
    named = any(one.origin.startswith(place) for one in revocation.last)
    return named and statement.time < revocation.time


def _read_part(statement: ChannelStatement, part: bytes, ring: KeyRing) -> tuple[Part, Act]:
    payload_type, payload, signatures = dsse.unwrap(part)
    try:
        read = msgspec.convert(canonical.decode(payload), Part)
        key = ring.epoch_key(read.node, read.epoch)
        act = read_act(read.act)
        verify_act_on(act, matter_of(statement), read.public)
    except (msgspec.ValidationError, TansiqError) as error:
        raise Damaged("channel_part", channel=statement.channel) from error
    signed = dsse.pae(PAYLOAD_TYPE, payload)
    sound = (
        payload_type == PAYLOAD_TYPE
        and len(signatures) == 1
        and read.statement == statement.digest.hex()
        and read.node in statement.members
        and sign.verify(key, signatures[0][1], signed)
    )
    if not sound:
        raise Damaged("channel_part", channel=statement.channel)
    return read, act


def signed_by(statement: ChannelStatement, parts: Sequence[bytes], ring: KeyRing) -> frozenset[str]:
    """Return the members whose valid part is there; a broken part counts for nobody."""
    found = set()
    for part in parts:
        try:
            found.add(check_part(statement, part, ring)[0])
        except TansiqError:
            continue
    return frozenset(found)


def kept_by(statement: ChannelStatement, parts: Sequence[bytes], ring: KeyRing) -> frozenset[str]:
    """Return the members of parts that passed when they came.

    A key revoked since takes no consent back.
    """
    found = set()
    for part in parts:
        try:
            found.add(_read_part(statement, part, ring)[0].node)
        except TansiqError:
            continue
    return frozenset(found)


def complete(statement: ChannelStatement, parts: Sequence[bytes], ring: KeyRing) -> bool:
    """Say whether every member the statement names has signed it."""
    return signed_by(statement, parts, ring) == frozenset(statement.members)


def rivals(a: ChannelStatement, b: ChannelStatement) -> bool:
    """Say whether two statements claim to be the same generation of one channel."""
    same = a.channel == b.channel and a.generation == b.generation
    return same and a.digest != b.digest


def follows(after: ChannelStatement, before: ChannelStatement) -> bool:
    """Say whether `after` is a direct successor of `before`."""
    return after.channel == before.channel and after.prev == before.digest.hex()
