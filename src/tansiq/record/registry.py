"""Which class reads which kind and version of record, and the wire form of a record.

Promises: a known kind is read strictly (missing or mistyped fields are Invalid
``record_malformed``), fields added by a later release of the same version are tolerated, and a
kind or version not known here is kept whole as ``Unknown``. Does not: keep the tolerated fields in
the value; the entry's own bytes keep them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

import msgspec
from msgspec import inspect

from tansiq.record import canonical
from tansiq.record.base import SALT_BYTES, Record, Said, Unknown
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.errors import Conflict, Invalid, TansiqError
from tansiq.terms.ids import OfficerId, new_record_id, officer_id, record_id

_KIND_RE = re.compile(r"[a-z][a-z0-9_]{0,47}")
_SALT_RE = re.compile(r"[A-Za-z0-9+/]{21}[AQgw]==")
_FIELD_RE = re.compile(r"[a-z0-9_]+")
_WIRE_FIELDS = frozenset({"kind", "version", "id", "salt", "author", "time", "data"})
_MAX_VERSION = 9999
_FORBIDDEN = (
    inspect.FloatType,
    inspect.SetType,
    inspect.FrozenSetType,
    inspect.DateTimeType,
    inspect.DateType,
    inspect.TimeType,
    inspect.TimeDeltaType,
    inspect.DecimalType,
    inspect.CustomType,
)

_classes: dict[tuple[str, int], type[Record]] = {}

R = TypeVar("R", bound=Record)


def register(cls: type[R]) -> type[R]:
    """Class decorator that makes the kind readable.

    Raises Conflict ``record_kind_twice``, Invalid ``record_kind`` or ``record_field``: a payload
    holds no float, set or clock object, which have no single canonical spelling.
    """
    kind, version = cls.KIND, cls.VERSION
    if _KIND_RE.fullmatch(kind) is None or not 1 <= version <= _MAX_VERSION:
        raise Invalid("record_kind", kind=kind, version=version)
    if (kind, version) in _classes:
        raise Conflict("record_kind_twice", kind=kind, version=version)
    _check_fields(cls)
    _classes[kind, version] = cls
    return cls


def kinds() -> Mapping[tuple[str, int], type[Record]]:
    """All kinds and versions this node can read."""
    return MappingProxyType(_classes)


def new_said(payload: Record, author: OfficerId | None, time: datetime) -> Said:
    """A new record with a fresh id and salt; Invalid ``record_malformed`` if none could read it."""
    data = _plain(payload)
    _read(type(payload), data)
    salt = secrets.token_bytes(SALT_BYTES)
    return Said(new_record_id(), salt, author, stamp(time), payload)


def to_wire(said: Said) -> dict[str, object]:
    """The JSON object of a record, ready for ``canonical.encode``."""
    payload = said.payload
    return {
        "kind": said.kind,
        "version": said.version,
        "id": said.record_id,
        "salt": base64.b64encode(said.salt).decode("ascii"),
        "author": said.author,
        "time": said.time,
        "data": dict(payload.raw) if isinstance(payload, Unknown) else _plain(payload),
    }


def from_wire(wire: Mapping[str, object]) -> Said:
    """Read the JSON object of a record, or raise Invalid ``record_malformed``."""
    if wire.keys() != _WIRE_FIELDS:
        raise Invalid("record_malformed", kind=str(wire.get("kind"))[:48], at="record")
    kind, version, data = wire["kind"], wire["version"], wire["data"]
    if (
        not isinstance(kind, str)
        or not isinstance(version, int)
        or isinstance(version, bool)
        or not isinstance(data, dict)
        or _KIND_RE.fullmatch(kind) is None
        or not 1 <= version <= _MAX_VERSION
    ):
        raise Invalid("record_malformed", kind=str(kind)[:48], at="kind")
    cls = _classes.get((kind, version))
    payload = Unknown(kind, version, data) if cls is None else _read(cls, data)
    author = None if wire["author"] is None else _text(wire, "author")
    return checked(_text(wire, "id"), _text(wire, "salt"), author, _text(wire, "time"), payload)


def checked(
    said_id: str, salt: str, author: str | None, time: str, payload: Record | Unknown
) -> Said:
    """A record from its wire fields; Invalid ``record_malformed`` or ``id_invalid``."""
    if _SALT_RE.fullmatch(salt) is None:
        kind = payload.kind if isinstance(payload, Unknown) else payload.KIND
        raise Invalid("record_malformed", kind=kind[:48], at="salt")
    parse_stamp(time)
    by = None if author is None else officer_id(author)
    return Said(record_id(said_id), binascii.a2b_base64(salt), by, time, payload)


def record_digest(wire: Mapping[str, object]) -> bytes:
    """SHA-256 over the canonical bytes of a record's wire form, 32 bytes; what an act signs."""
    return hashlib.sha256(canonical.encode(dict(wire))).digest()


def _plain(payload: Record) -> dict[str, object]:
    data: dict[str, object] = msgspec.to_builtins(payload)
    return data


def _read(cls: type[Record], data: object) -> Record:
    try:
        return msgspec.convert(data, cls)
    except msgspec.ValidationError as error:
        # The library's text ends in "- at `$.field`"; only the place is passed on.
        place = str(error).partition(" - at `")[2].rstrip("`") or "data"
        raise Invalid("record_malformed", kind=cls.KIND, at=place[:80]) from None
    except TansiqError as error:
        raise Invalid("record_malformed", kind=cls.KIND, at=error.code) from None


def _text(wire: Mapping[str, object], field: str) -> str:
    value = wire[field]
    if not isinstance(value, str):
        raise Invalid("record_malformed", kind=str(wire["kind"])[:48], at=field)
    return value


def _check_fields(cls: type[Record]) -> None:
    for node in _types_within(inspect.type_info(cls), set()):
        names = [field.encode_name for field in getattr(node, "fields", ())]
        bad = [name for name in names if _FIELD_RE.fullmatch(name) is None]
        if isinstance(node, _FORBIDDEN) or bad:
            raise Invalid("record_field", kind=cls.KIND, type=type(node).__name__)


def _types_within(node: inspect.Type, seen: set[int]) -> list[inspect.Type]:
    """Every type reachable from one, itself included; recursive types once."""
    if id(node) in seen:
        return []
    seen.add(id(node))
    inner: list[inspect.Type] = []
    for name in ("item_type", "key_type", "value_type", "type"):
        child = getattr(node, name, None)
        if isinstance(child, inspect.Type):
            inner.append(child)
    for name in ("item_types", "types"):
        inner.extend(getattr(node, name, ()))
    inner.extend(field.type for field in getattr(node, "fields", ()))
    return [node, *(found for child in inner for found in _types_within(child, seen))]
