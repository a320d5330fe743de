"""One good entry to start from, and what an author can do to it with its own key."""

import base64
import json

from tansiq.ledger import dsse, entry, sign
from tansiq.terms.ids import EntryRef, new_class_id

ORIGIN = "rabat/desk:madrid~rabat/g1/e1"
TIME = "2026-11-23T12:00:00Z"
SEED = bytes(range(32))
PUBLIC = sign.public_key(SEED)
CLASS = new_class_id()
CLASS_KEY = b"c" * 32
TEXT = '{"record":"السلام عليكم"}'.encode() * 20


def seal(**changes: object) -> entry.Sealed:
    fields = {
        "origin": ORIGIN,
        "seq": 7,
        "kind": "report_released",
        "time": TIME,
        "after": (EntryRef(ORIGIN, 6, "ab" * 32),),
        "class_id": CLASS,
        "class_key": CLASS_KEY,
        "plaintext": TEXT,
        "extra": {"plan": "9f", "choice": "go"},
        "log_seed": SEED,
    }
    return entry.seal_entry(**{**fields, **changes})


def payload_of(sealed: entry.Sealed) -> bytes:
    return base64.b64decode(json.loads(sealed.entry)["payload"])


def resign(payload: bytes, payload_type: str = "application/vnd.in-toto+json") -> bytes:
    """Sign any payload as the log would: an author who writes what the format forbids."""
    signature = sign.sign(SEED, dsse.pae(payload_type, payload))
    return dsse.wrap(payload_type, payload, [(sign.key_id(PUBLIC), signature)])


def rewritten(sealed: entry.Sealed, **changes: object) -> bytes:
    statement = json.loads(payload_of(sealed))
    statement["predicate"] |= changes
    return resign(json.dumps(statement, sort_keys=True, separators=(",", ":")).encode())
