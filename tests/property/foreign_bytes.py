"""Mutations of bytes that a partner sends: bits, pieces, JSON shapes under a good signature."""

import base64
import json
import random
from collections.abc import Iterator

from tansiq.ledger import dsse, sign
from tansiq.terms.errors import TansiqError

STRANGE: tuple[object, ...] = (
    None, True, False, 0, -1, 1 << 52, 1 << 53, 1 << 63, 1 << 70, 10**400, 1.5, 1e308, "", "\x00",
    "\u202e", "\u0301", "é", "é", "A" * 5000, "A==", "=", "rabat", "9999-99-99T99:99:99Z",
    "2026-01-01T00:00:60Z", "a/b/g1/e1", "/".join(["x"] * 9), [], {}, [[]], {"": 0}, [None] * 300,
    {"a": {"b": {"c": []}}}, "00" * 32, "zz" * 32, "AAAA" * 11, "Infinity", "١٢", "٣",
)  # fmt: skip
BOMBS: tuple[bytes, ...] = (
    b"", b"\x00", b"[" * 100_000, b'{"a":' * 50_000, b"9" * 100_000, b'"' + b"a" * 1_000_000,
    b"\xff" * 1000, b"\xed\xa0\x80", b"[" + b"1," * 200_000 + b"1]", b"\n" * 200_000,
    b"-> X25519 " * 50_000, b"1e999999999", b"\xef\xbb\xbf{}", b"null", b"[]", b"{}", b'""',
)  # fmt: skip


def damaged(data: bytes, lot: random.Random) -> bytes:
    """Change bytes: flip, cut, double, drop, insert, or replace a digit or a letter."""
    changed = bytearray(data)
    for _ in range(lot.choice((1, 1, 1, 2, 8))):
        at = lot.randrange(len(changed) + 1)
        end = min(at + lot.choice((1, 1, 2, 4, 16, 64)), len(changed))
        match lot.randrange(6):
            case 0 if at < len(changed):
                changed[at] ^= 1 << lot.randrange(8)
            case 1:
                del changed[at:]
            case 2:
                changed[at:at] = changed[at:end]
            case 3:
                del changed[at:end]
            case 4:
                changed[at:at] = lot.randbytes(lot.choice((1, 2, 4, 30)))
            case _:
                changed[at:end] = lot.choice((b"\n", b" ", b"0", b"9", b"-", b'"', b"\xff", b"/"))
    return bytes(changed)


def reshaped(value: object, lot: random.Random) -> object:
    """Change one place of a JSON value: another type, a strange value, a field more or less."""
    if lot.random() < 0.25 or not value:
        return lot.choice(STRANGE)
    if isinstance(value, dict):
        return _object(value, lot)
    return _list(value, lot) if isinstance(value, list) else lot.choice(STRANGE)


def _object(value: dict[str, object], lot: random.Random) -> dict[str, object]:
    key = lot.choice(sorted(value))
    match lot.randrange(6):
        case 0:
            return {name: one for name, one in value.items() if name != key}
        case 1:
            return {**value, "surplus": lot.choice(STRANGE)}
        case _:
            return {**value, key: reshaped(value[key], lot)}


def _list(value: list[object], lot: random.Random) -> list[object]:
    at = lot.randrange(len(value))
    match lot.randrange(6):
        case 0:
            return [*value[:at], *value[at + 1 :]]
        case 1:
            return [*value, *value]
        case _:
            return [*value[:at], reshaped(value[at], lot), *value[at + 1 :]]


def spelt(value: object) -> bytes:
    """JSON in the spelling of our canonical form, also of what that form forbids."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def shapes(data: bytes, seed: bytes | None, lot: random.Random) -> Iterator[bytes]:
    """JSON mutations, endless: of the bytes, or of what a signed envelope holds, signed anew."""
    try:
        whole = json.loads(data)
    except (ValueError, UnicodeDecodeError):
        return
    if seed is None:
        while True:
            yield spelt(reshaped(whole, lot))
    kind = whole["payloadType"]
    payload = json.loads(base64.b64decode(whole["payload"]))
    while True:
        inner = spelt(reshaped(payload, lot))
        signature = sign.sign(seed, dsse.pae(kind, inner))
        yield dsse.wrap(kind, inner, [(sign.key_id(sign.public_key(seed)), signature)])


def outcome(parse: object, data: bytes) -> str:
    """What comes of it: "" when it is taken, the code when it is refused; else it is raised on."""
    try:
        parse(data)  # type: ignore[operator]
    except TansiqError as error:
        return error.code
    return ""
