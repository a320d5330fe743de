"""DSSE envelopes (Dead Simple Signing Envelope, version 1.0.2), in one canonical spelling.

Promises: an envelope is one line of canonical JSON, no other bytes mean the same, and the payload
that was signed is the payload that is handed on (it is never parsed again from elsewhere). Does not
check signatures: it says what was signed and which key is claimed. The keyid is a hint and decides
nothing (protocol, section "Signature Definition").
"""

from typing import Final

import msgspec

from tansiq.ledger import base64
from tansiq.terms.errors import Damaged

MAX_ENVELOPE: Final = 1 << 20
"""Bytes; no envelope of ours comes near it. What is larger is refused before it is parsed."""


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keyid: str
    sig: str


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payload: str
    payloadType: str  # noqa: N815 - the name is the standard's
    signatures: tuple[_Signature, ...]


_decoder = msgspec.json.Decoder(_Envelope)
_encoder = msgspec.json.Encoder()


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: PAE of DSSE protocol 1.0.2, "Signature Definition"."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def wrap(payload_type: str, payload: bytes, signatures: list[tuple[str, bytes]]) -> bytes:
    """Return the one-line envelope of a payload with its (keyid, signature) pairs."""
    return _encoder.encode(
        _Envelope(
            payload=base64.to_text(payload),
            payloadType=payload_type,
            signatures=tuple(_Signature(keyid, base64.to_text(raw)) for keyid, raw in signatures),
        )
    )


def unwrap(envelope: bytes) -> tuple[str, bytes, tuple[tuple[str, bytes], ...]]:
    """Return (payload type, payload, signatures); Damaged("envelope_malformed") otherwise."""
    if len(envelope) > MAX_ENVELOPE:
        raise Damaged("envelope_malformed")
    try:
        parsed = _decoder.decode(envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged("envelope_malformed") from error
    if not parsed.signatures or _encoder.encode(parsed) != envelope:
        raise Damaged("envelope_malformed")
    signatures = tuple((one.keyid, base64.from_text(one.sig)) for one in parsed.signatures)
    return parsed.payloadType, base64.from_text(parsed.payload), signatures
