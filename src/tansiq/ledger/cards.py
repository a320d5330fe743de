"""Root-signed statements: what a node says about its own keys, in one chain per node.

    DSSE, payloadType "application/vnd.tansiq.root+json", one signature by the root key;
    payload = canonical JSON with "type", "node", "number" and "prev" (SHA-256 of the statement
    before, hex; "" for number 1)

Promises that a statement read here was signed by the root it names (or by the root that was asked
for) and carries no key that verifies anything. Does not say whether the chain holds: `ledger.ring`.
"""

from hashlib import sha256
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from tansiq.ledger import dsse, sign
from tansiq.ledger.key_files import hpke_id
from tansiq.record import canonical
from tansiq.terms.clock import parse_stamp
from tansiq.terms.digits import digit_groups
from tansiq.terms.errors import Damaged, Invalid
from tansiq.terms.ids import Origin, node_id

PAYLOAD_TYPE: Final = "application/vnd.tansiq.root+json"
_MAX_COUNT: Final = 1 << 53
_HEX64: Final = 64


class LogKey(msgspec.Struct, frozen=True):
    """The Ed25519 key that signs a node's logs in one epoch."""

    epoch: int
    key: bytes


class HpkeKey(msgspec.Struct, frozen=True):
    """An X25519 key that partners seal class keys to."""

    id: str
    key: bytes


class RelyingParty(msgspec.Struct, frozen=True):
    """Where a node's officers use passkeys: the rpId and the origins that partners accept."""

    id: str
    origins: tuple[str, ...]


class Card(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="tansiq-card-v1"):
    """A node's current keys; HPKE keys oldest first, the last one is sealed to."""

    node: str
    number: int
    prev: str
    time: str
    name: dict[str, str]
    root: bytes
    log_keys: tuple[LogKey, ...]
    hpke: tuple[HpkeKey, ...]
    witness: bytes
    tls_cert: bytes
    age: str
    url: str
    rp: RelyingParty | None
    software: str


class LastHead(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The last head of a log that still counts; on the wire [origin, size, root hex]."""

    origin: str
    size: int
    root: str


class Revocation(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="tansiq-revocation-v1"
):
    """The log key of an epoch is void from now on; `last` are the heads of what still counts."""

    node: str
    number: int
    prev: str
    time: str
    epoch: int
    last: tuple[LastHead, ...]
    reason: str


class EpochStatement(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="tansiq-epoch-v1"
):
    """A log goes on in a new epoch; `heads` are the (size, root hex) it goes on from."""

    node: str
    number: int
    prev: str
    time: str
    old_origin: str
    new_origin: str
    heads: tuple[tuple[int, str], ...]
    reason: str


Statement = Card | Revocation | EpochStatement
REASONS: Final = frozenset({"rotation", "fork", "gap", "revocation"})
"""Why a log goes on in a new epoch."""


def fingerprint(root: bytes) -> bytes:
    """Return the 32 bytes two officers compare in person before a node is enrolled."""
    return sha256(b"tansiq-root-v1\n" + root).digest()


def fingerprint_words(root: bytes) -> str:
    """Return the fingerprint as 12 groups of 5 digits, to be read aloud."""
    return digit_groups(fingerprint(root))


def statement_digest(statement: bytes) -> str:
    """Return what the next statement names in `prev`: the hex SHA-256 of the envelope."""
    return sha256(statement).hexdigest()


def sign_root(statement: Statement, root_seed: bytes) -> bytes:
    """Return the signed envelope of a statement; Invalid("root_statement") names a wrong field."""
    public = sign.public_key(root_seed)
    if isinstance(statement, Card) and statement.root != public:
        raise Invalid("root_statement", field="root")
    _check(statement)
    payload = canonical.encode(msgspec.to_builtins(statement))
    signature = sign.sign(root_seed, dsse.pae(PAYLOAD_TYPE, payload))
    return dsse.wrap(PAYLOAD_TYPE, payload, [(sign.key_id(public), signature)])


def read_root(data: bytes, root_public: bytes | None = None) -> Statement:
    """Return a statement whose signature holds under `root_public`; Damaged("root_statement_...").

    Without `root_public` a card is checked under the root it names, which proves only that whoever
    wrote it holds that key: the fingerprint still has to be compared. Other statements name no root
    and are refused then.
    """
    statement, signature, signed = _parse(data)
    try:
        _check(statement)
    except Invalid as error:
        if error.code == "key_low_order":
            raise
        raise Damaged("root_statement_malformed") from error
    _check_signer(statement, root_public, signature, signed)
    return statement


def claims(data: bytes) -> tuple[str, int]:
    """Return the node and number a statement names, before its signature is looked at."""
    statement, _, _ = _parse(data)
    return statement.node, statement.number


def _parse(data: bytes) -> tuple[Statement, bytes, bytes]:
    payload_type, payload, signatures = dsse.unwrap(data)
    if payload_type != PAYLOAD_TYPE or len(signatures) != 1:
        raise Damaged("root_statement_malformed")
    try:
        statement = msgspec.convert(canonical.decode(payload), Statement)
    except (Invalid, msgspec.ValidationError) as error:
        raise Damaged("root_statement_malformed") from error
    return statement, signatures[0][1], dsse.pae(PAYLOAD_TYPE, payload)


def _check_signer(
    statement: Statement, root_public: bytes | None, signature: bytes, signed: bytes
) -> None:
    named = statement.root if isinstance(statement, Card) else root_public
    root = named if root_public is None else root_public
    if root is None or named != root or not sign.verify(root, signature, signed):
        raise Damaged("root_statement_signature", node=statement.node)


def _check(statement: Statement) -> None:
    node_id(statement.node)
    parse_stamp(statement.time)
    first = statement.number == 1
    if not 1 <= statement.number < _MAX_COUNT or (statement.prev == "") is not first:
        raise Invalid("root_statement", field="number")
    match statement:
        case Card():
            _check_card(statement)
        case Revocation():
            _check_last(statement.node, statement.last)
        case EpochStatement():
            _check_epoch(statement)


def _check_card(card: Card) -> None:
    sign.refuse_low_order(card.root)
    epochs = [one.epoch for one in card.log_keys]
    if not epochs or epochs != sorted(set(epochs)) or epochs[0] < 1:
        raise Invalid("root_statement", field="log_keys")
    if not card.hpke or any(one.id != hpke_id(one.key) for one in card.hpke):
        raise Invalid("root_statement", field="hpke")
    for one in card.log_keys:
        sign.refuse_low_order(one.key)
    sign.refuse_low_order(card.witness)
    for slot_key in card.hpke:
        refuse_low_order_x25519(slot_key.key)


def refuse_low_order_x25519(public: bytes) -> None:
    """Invalid("key_low_order") for a key with which every shared secret is zero (RFC 7748, 6.1)."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise Invalid("key_low_order", key=public.hex()[:64]) from error


def _check_last(node: str, heads: tuple[LastHead, ...]) -> None:
    if len({one.origin for one in heads}) != len(heads):
        raise Invalid("root_statement", field="last")
    for one in heads:
        own = Origin.parse(one.origin).agency == node
        if not own or one.size < 0 or len(one.root) != _HEX64:
            raise Invalid("root_statement", field="last")


def _check_epoch(statement: EpochStatement) -> None:
    old, new = Origin.parse(statement.old_origin), Origin.parse(statement.new_origin)
    follows = old.channel == new.channel and old.generation == new.generation
    if not follows or new.epoch <= old.epoch or {old.agency, new.agency} != {statement.node}:
        raise Invalid("root_statement", field="new_origin")
    if statement.reason not in REASONS:
        raise Invalid("root_statement", field="reason")
    if any(size < 0 or len(root) != _HEX64 for size, root in statement.heads):
        raise Invalid("root_statement", field="heads")
