"""The plaintext of an entry's body: the record and the officers' acts upon it.

Promises: one spelling; the digest an act signs is taken over the very bytes of the record. Does
not: verify acts or encrypt; ``ledger`` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from tansiq.record import canonical, typed
from tansiq.record.base import Said
from tansiq.record.registry import from_wire
from tansiq.terms.errors import Invalid

MAX_ACTS = 64

_FIELDS = frozenset({"acts", "record"})
_BEFORE_RECORD = len(b'{"acts":,"record":')
_NO_ACTS = _BEFORE_RECORD + len(b"[]")


def encode_body(wire: Mapping[str, object], acts: Sequence[Mapping[str, object]] = ()) -> bytes:
    """The canonical plaintext of a record's wire form with its acts, or Invalid ``canonical_*``."""
    if len(acts) > MAX_ACTS:
        raise Invalid("body_acts", most=MAX_ACTS)
    return canonical.encode({"acts": [dict(act) for act in acts], "record": dict(wire)})


def decode_body(data: bytes) -> tuple[Said, tuple[dict[str, object], ...], bytes]:
    """The record, its acts and the record's 32-byte digest.

    Raises Invalid ``canonical_*``, ``body_malformed``, ``body_acts``, ``record_malformed`` or
    ``id_invalid``.
    """
    read = typed.proven(data)
    if read is not None:
        return *read, hashlib.sha256(memoryview(data)[_NO_ACTS:-1]).digest()
    return _looked_at(data)


def _looked_at(data: bytes) -> tuple[Said, tuple[dict[str, object], ...], bytes]:
    """The same value by value: where types do not prove the spelling, or to name the fault."""
    value = canonical.decode(data)
    if not isinstance(value, dict) or value.keys() != _FIELDS:
        raise Invalid("body_malformed")
    acts, record = value["acts"], value["record"]
    if not isinstance(acts, list) or not isinstance(record, dict):
        raise Invalid("body_malformed")
    if len(acts) > MAX_ACTS:
        raise Invalid("body_acts", most=MAX_ACTS)
    if not all(isinstance(act, dict) for act in acts):
        raise Invalid("body_malformed")
    # The bytes are canonical, so the record's own canonical bytes stand inside them as they are.
    start = _BEFORE_RECORD + len(canonical.encode_checked(acts))
    return from_wire(record), tuple(acts), hashlib.sha256(memoryview(data)[start:-1]).digest()
