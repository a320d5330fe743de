"""Timestamped Ed25519 cosignatures (C2SP tlog-cosignature, type 0x04).

A cosignature is a witness's word that, at that time, this was the largest consistent head it had
seen of the log. It does not say that the entries are true, nor when they were written.
"""

from __future__ import annotations

from tansiq.ledger.note import COSIGNATURE_ED25519, Signature, check_key_name, key_id4, parse_line
from tansiq.ledger.sign import SIGNATURE_BYTES, public_key, sign, verify
from tansiq.terms.errors import Damaged, Invalid

_TIME_BYTES = 8
# 9999-12-31T23:59:59Z, the last second that can be written down. The specification lets verifiers
# refuse times in the future, and a lying witness must not make a reader fail.
_MAX_TIME = 253_402_300_799


def message(checkpoint_body: str, unix_time: int) -> bytes:
    """Return the bytes a witness signs: header line, time line, the whole note text."""
    return f"cosignature/v1\ntime {unix_time}\n{checkpoint_body}".encode()


def cosign(checkpoint_body: str, witness: str, seed: bytes, unix_time: int) -> str:
    """Return a witness's signature line; Invalid `cosignature_time` before 1970 or after 9999."""
    check_key_name(witness)
    if not 0 < unix_time <= _MAX_TIME:
        raise Invalid("cosignature_time", time=unix_time)
    raw = unix_time.to_bytes(_TIME_BYTES, "big") + sign(seed, message(checkpoint_body, unix_time))
    return Signature(witness, key_id4(witness, COSIGNATURE_ED25519, public_key(seed)), raw).line()


def time_of(checkpoint_body: str, signature: Signature, public: bytes) -> int | None:
    """Return the Unix time of a valid cosignature by that key, None for anything else."""
    expected = key_id4(signature.name, COSIGNATURE_ED25519, public)
    if signature.key_id != expected or len(signature.raw) != _TIME_BYTES + SIGNATURE_BYTES:
        return None
    unix_time = int.from_bytes(signature.raw[:_TIME_BYTES], "big")
    if not 0 < unix_time <= _MAX_TIME:
        return None
    signed = message(checkpoint_body, unix_time)
    return unix_time if verify(public, signature.raw[_TIME_BYTES:], signed) else None


def check_cosignature(checkpoint_body: str, line: str, witness: str, public: bytes) -> int:
    """Return the Unix time of a witness's line; Damaged `cosignature` unless it is valid."""
    signature = parse_line(line)
    found = time_of(checkpoint_body, signature, public) if signature.name == witness else None
    if found is None:
        raise Damaged("cosignature", witness=witness)
    return found
