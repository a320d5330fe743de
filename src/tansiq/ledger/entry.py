"""Entries: the signed proof that something was said, at one place of one log.

    entry   = DSSE envelope, one line of canonical JSON, one signature, by the log key of its origin
    payload = in-toto Statement v1; subject = SHA-256 of the body file; predicate = the header
    leaf    = SHA-256(0x00 || entry), RFC 6962 section 2.1

Promises: an entry has one spelling, so a changed byte anywhere is another entry; the header names
the log and the position, so a copy elsewhere is refused; the body opens only under the key the
header commits to. A header holds no personal data. Does not promise that the content is true, nor
that the log holds the entry: that is for the checkpoint.

This is the hot path of exchange and replay (`bench/ledger.py` measures it): one typed decoding, one
comparison with the bytes that this decoding would write, constants per log key computed once.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import msgspec

from tansiq.ledger import base64, sign
from tansiq.ledger import body as bodies
from tansiq.ledger.entry_form import (
    BEFORE_SIG,
    DECODER,
    ENCODER,
    END,
    HEX64,
    MAX_ENTRY,
    MIDDLE,
    NO_BODY,
    PAE_HEAD,
    PREDICATE_TYPE,
    START,
    STATEMENT_TYPE,
    Digest,
    Header,
    Statement,
    Subject,
    check_header,
    open_envelope,
)
from tansiq.terms.errors import Damaged, Invalid
from tansiq.terms.ids import EntryRef

__all__ = [
    "MAX_ENTRY",
    "Header",
    "Parsed",
    "Sealed",
    "body_key",
    "check_batch",
    "check_body",
    "check_key",
    "check_signature",
    "open_entry",
    "open_with",
    "parse_entry",
    "seal_entry",
    "signature_holds",
]


class Parsed(NamedTuple):
    """An entry whose form was checked and whose signature was not; `key_id` is a hint only."""

    header: Header
    key_id: str
    subject: bytes
    leaf: bytes
    payload: bytes
    signature: bytes


class Sealed(NamedTuple):
    """An entry ready to append, its body file (empty when it has none) and its leaf hash.

    `parsed` is what `parse_entry` gives for the entry.
    """

    entry: bytes
    body: bytes
    leaf: bytes
    parsed: Parsed


class _Signer(NamedTuple):
    key_id: str
    before_sig: bytes


@lru_cache(maxsize=64)
def _signer(seed: bytes) -> _Signer:
    key_id = sign.key_id(sign.public_key(seed))
    return _Signer(key_id, MIDDLE + key_id.encode() + BEFORE_SIG)


def seal_entry(  # noqa: PLR0913 - these are the fields of an entry, each by its name
    *,
    origin: str,
    seq: int,
    kind: str,
    time: str,
    after: Sequence[EntryRef],
    class_id: str,
    class_key: bytes | None,
    plaintext: bytes | None,
    extra: dict[str, object],
    log_seed: bytes,
) -> Sealed:
    """Seal one record at one place of a log; Invalid("entry_too_large") above 65,535 bytes.

    `plaintext` None makes an entry without a body; its class may be named all the same.
    """
    file, wrapped, kc = b"", "", ""
    if plaintext is not None:
        if class_key is None:
            raise Invalid("entry_class_key_missing", class_id=class_id)
        key = bodies.new_key()
        kc = bodies.commitment(key)
        file = bodies.seal(key, origin, seq, plaintext)
        wrapped = bodies.wrap_key(class_key, key, class_id, origin, seq)
    header = Header(tuple(after), class_id, extra, kc, kind, origin, seq, len(file), time, wrapped)
    digest = sha256(file)
    subject = Subject(Digest(digest.hexdigest()), "body")
    payload = ENCODER.encode(Statement(STATEMENT_TYPE, header, PREDICATE_TYPE, (subject,)))
    check_header(header, payload)
    signer = _signer(log_seed)
    signature = sign.sign(log_seed, _signed_bytes(payload))
    parts = (START, base64.to_bytes(payload), signer.before_sig, base64.to_bytes(signature), END)
    entry = b"".join(parts)
    if len(entry) > MAX_ENTRY:
        raise Invalid("entry_too_large", size=len(entry), limit=MAX_ENTRY)
    leaf = sha256(b"\x00" + entry).digest()
    parsed = Parsed(header, signer.key_id, digest.digest(), leaf, payload, signature)
    return Sealed(entry, file, leaf, parsed)


def parse_entry(entry: bytes, leaf: bytes | None = None) -> Parsed:
    """Return an entry's parts after checking its form and its one spelling.

    `leaf` is its leaf hash where the caller has computed that already.

    Damaged("entry_...") otherwise. The signature is left to `check_signature`, the place in the log
    to whoever asked for that place.
    """
    payload, key_id, signature = open_envelope(entry)
    try:
        statement = DECODER.decode(payload)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Damaged("entry_malformed", part="statement") from error
    header = statement.predicate
    subject = statement.subject[0]
    if ENCODER.encode(statement) != payload:
        raise Damaged("entry_not_canonical")
    if statement.type_ != STATEMENT_TYPE or statement.predicate_type != PREDICATE_TYPE:
        raise Damaged("entry_malformed", part="statement type")
    digest = subject.digest.sha256
    if subject.name != "body" or not HEX64(digest) or (not header.size and digest != NO_BODY):
        raise Damaged("entry_malformed", part="subject")
    try:
        check_header(header, payload)
    except Invalid as error:
        raise Damaged("entry_header", field=str(error.facts.get("field", "extra"))) from error
    leaf = leaf or sha256(b"\x00" + entry).digest()
    return Parsed(header, key_id, bytes.fromhex(digest), leaf, payload, signature)


def _signed_bytes(payload: bytes) -> bytes:
    return b"%b%d %b" % (PAE_HEAD, len(payload), payload)


def signature_holds(parsed: Parsed, public: bytes) -> bool:
    """Say whether the entry is signed by this public key and names it.

    DSSE does not sign the key id; unchecked, a relay could change it and make a second valid entry.
    """
    named = parsed.key_id == sign.key_id(public)
    return named and sign.verify(public, parsed.signature, _signed_bytes(parsed.payload))


def check_signature(parsed: Parsed, public: bytes) -> None:
    """Raise Damaged("entry_signature") unless the entry is signed by this public key."""
    if not signature_holds(parsed, public):
        raise Damaged("entry_signature", origin=parsed.header.origin, seq=parsed.header.seq)


def check_batch(
    parsed: Sequence[Parsed], public: bytes, executor: Executor | None = None, parts: int = 2
) -> list[bool]:
    """Say for each entry whether its signature holds.

    With an executor of threads the batch is checked in `parts` of them: libsodium runs outside the
    interpreter lock, so two threads use two cores.
    """
    if executor is None or parts < 2 or len(parsed) < 2 * parts:
        return [signature_holds(one, public) for one in parsed]
    step = -(-len(parsed) // parts)
    slices = [parsed[start : start + step] for start in range(0, len(parsed), step)]
    futures = [executor.submit(check_batch, part, public) for part in slices]
    return [ok for future in futures for ok in future.result()]


def check_body(parsed: Parsed, body: bytes) -> None:
    """Raise Damaged("entry_body") unless this is the body file the entry names."""
    if len(body) != parsed.header.size or sha256(body).digest() != parsed.subject:
        raise Damaged("entry_body", origin=parsed.header.origin, seq=parsed.header.seq)


def body_key(parsed: Parsed, class_key: bytes) -> bytes:
    """Return the body key a class key unwraps, after comparing it with the header's commitment.

    Damaged("entry_body_unopenable") when the wrap does not open, Damaged("entry_key_commitment")
    when it opens to another key than the one all recipients were promised.
    """
    header = parsed.header
    if not header.wrap:
        raise Invalid("entry_without_body", origin=header.origin, seq=header.seq)
    key = bodies.unwrap_key(class_key, header.wrap, header.class_id, header.origin, header.seq)
    check_key(parsed, key)
    return key


def check_key(parsed: Parsed, key: bytes) -> None:
    """Raise Damaged("entry_key_commitment") unless `key` is the body key the header commits to."""
    if bodies.commitment(key) != parsed.header.kc:
        raise Damaged("entry_key_commitment", origin=parsed.header.origin, seq=parsed.header.seq)


def open_with(parsed: Parsed, body: bytes, key: bytes) -> bytes:
    """Return the text of the body under a released body key; digest and commitment first."""
    check_body(parsed, body)
    check_key(parsed, key)
    return bodies.open_body(key, parsed.header.origin, parsed.header.seq, body)


def open_entry(parsed: Parsed, body: bytes, class_key: bytes) -> bytes:
    """Return the text of the body under its class key; digest and commitment are checked first."""
    check_body(parsed, body)
    key = body_key(parsed, class_key)
    return bodies.open_body(key, parsed.header.origin, parsed.header.seq, body)
