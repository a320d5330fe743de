"""What a record is: a payload of one kind and version, said once by somebody at some time.

Promises: values only, frozen. Does not: know the kinds; each family file beside this one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import msgspec

from tansiq.terms.ids import OfficerId, RecordId

SALT_BYTES = 16


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The payload of a record; a subclass names its kind and version and is registered.

    `ACT` says whether it counts only with an officer's own signature; what the machine itself notes
    goes without.
    """

    KIND: ClassVar[str]
    VERSION: ClassVar[int]
    ACT: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """A payload of a kind or version this node does not know yet, kept as it came."""

    kind: str
    version: int
    raw: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """A record as it was said: accepted once under its id, blind to guessing by its salt."""

    record_id: RecordId
    salt: bytes
    author: OfficerId | None
    time: str
    payload: Record | Unknown

    @property
    def kind(self) -> str:
        """The kind of the payload, known or not."""
        return self.payload.kind if isinstance(self.payload, Unknown) else self.payload.KIND

    @property
    def version(self) -> int:
        """The version of the payload, known or not."""
        return self.payload.version if isinstance(self.payload, Unknown) else self.payload.VERSION
