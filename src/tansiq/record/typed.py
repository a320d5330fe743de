"""Reading a body in one typed step: for kinds whose types alone say how every value is spelt.

Promises: `proven` answers only where the bytes are canonical by proof, not by look: the types of
the kind hold nothing free (no map, no number of open size, no nesting without end), and what was
decoded encodes to the very same bytes; `known` reads bytes that were proven before. Both answer
None for anything else, and `body.decode_body` then looks at each value and names the fault. Does
not: refuse.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol, cast

import msgspec
from msgspec import inspect

from tansiq.record import canonical
from tansiq.record.base import Record, Said
from tansiq.record.registry import checked, kinds
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import OfficerId, RecordId

Acts = tuple[dict[str, object], ...]

# An integer of 2^53 or more has sixteen digits. They may stand in a text, too: then look slowly.
_MANY_DIGITS = re.compile(rb"[0-9]{16}").search
_FREE = (inspect.DictType, inspect.AnyType, inspect.RawType, inspect.CustomType)
_ENDLESS = canonical.MAX_DEPTH
# What stands around a payload: the body, the record.
_AROUND = 2
_FAULTS = (msgspec.MsgspecError, TansiqError, ValueError, RecursionError)
_encode = msgspec.json.Encoder(order="sorted").encode


class _Kind(msgspec.Struct, frozen=True):
    kind: str


class _Named(msgspec.Struct, frozen=True):
    record: _Kind


_name = msgspec.json.Decoder(_Named).decode


class _Wire(Protocol):
    """A record as it is written, its payload typed."""

    id: str
    salt: str
    author: str | None
    time: str
    data: Record


class _Told(Protocol):
    """A body as it is written."""

    acts: Acts
    record: _Wire


class _Form(NamedTuple):
    """How the one known version of a kind is decoded, and what its types say of the spelling.

    `proves`: no value is free; `counts`: there are integers, whose size no type bounds.
    """

    decode: Callable[[bytes], _Told]
    proves: bool
    counts: bool


def proven(data: bytes) -> tuple[Said, Acts] | None:
    """Return the record and its acts where the bytes prove to be canonical; None: look slowly."""
    try:
        form = _form(_name(data).record.kind, len(kinds()))
        if form is None or not form.proves:
            return None
        body = form.decode(data)
        if body.acts or _encode(body) != data or canonical.suspect(data):
            return None
        if form.counts and _MANY_DIGITS(data):
            return None
        told = body.record
        return checked(told.id, told.salt, told.author, told.time, told.data), ()
    except _FAULTS:
        return None


def known(kind: str, data: bytes) -> tuple[Said, Acts] | None:
    """Return what bytes say that were read before; None for a newer version or later fields."""
    form = _form(kind, len(kinds()))
    if form is None:
        return None
    try:
        body = form.decode(data)
    except _FAULTS:
        return None
    told = body.record
    author = None if told.author is None else OfficerId(told.author)
    salt = binascii.a2b_base64(told.salt)
    return Said(RecordId(told.id), salt, author, told.time, told.data), body.acts


@lru_cache(maxsize=512)
def _form(kind: str, _known: int) -> _Form | None:
    """Return how a kind is read in one step; asked anew when kinds were added."""
    found = [(version, cls) for (name, version), cls in kinds().items() if name == kind]
    if len(found) != 1:
        return None
    version, cls = found[0]
    fields = [
        ("kind", Literal[kind]),
        ("version", Literal[version]),
        ("id", str),
        ("salt", str),
        ("author", str | None),
        ("time", str),
        ("data", cls),
    ]
    wire = msgspec.defstruct("Wire", fields, frozen=True)
    body = msgspec.defstruct("Body", [("acts", Acts), ("record", wire)], frozen=True)
    decode = cast("Callable[[bytes], _Told]", msgspec.json.Decoder(body).decode)
    payload = inspect.type_info(cls)
    proves = _height(payload, ()) + _AROUND < _ENDLESS
    return _Form(decode, proves, proves and _counts(payload))


def _height(node: inspect.Type, above: tuple[inspect.Type, ...]) -> int:
    """Count the levels below a type; endless where it holds itself or a free value."""
    if node in above or isinstance(node, _FREE):
        return _ENDLESS
    inner = _inner(node)
    return 1 + max((_height(one, (*above, node)) for one in inner), default=0)


def _counts(node: inspect.Type) -> bool:
    """Say whether an integer may stand in a value of a type that has an end."""
    return isinstance(node, inspect.IntType) or any(map(_counts, _inner(node)))


def _inner(node: inspect.Type) -> list[inspect.Type]:
    one = getattr(node, "item_type", None)
    return [
        *([one] if one is not None else ()),
        *getattr(node, "item_types", ()),
        *getattr(node, "types", ()),
        *(field.type for field in getattr(node, "fields", ())),
    ]
