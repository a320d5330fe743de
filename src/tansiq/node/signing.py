"""What an officer is asked to sign, and the shape of whoever signs.

Promises that a signer is told everything its challenge covers (kind, log, generation, recipients,
record) together with the record itself, so that what is shown is what is signed. Signs nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from tansiq.ledger.acts import Matter
from tansiq.ledger.membership import ChannelStatement
from tansiq.record.base import Said
from tansiq.record.registry import to_wire
from tansiq.terms.digits import digest_code
from tansiq.terms.ids import OfficerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One act that is wanted of an officer: upon a record, or upon a channel's list of members."""

    said: Said | ChannelStatement
    matter: Matter

    @property
    def kind(self) -> str:
        """What is signed, by the name that the challenge covers."""
        return self.matter.kind

    @property
    def fields(self) -> dict[str, object]:
        """What is signed, field by field, as its digest is taken over it."""
        if isinstance(self.said, ChannelStatement):
            told: dict[str, object] = msgspec.to_builtins(self.said)
            return told
        data: dict[str, object] = msgspec.convert(to_wire(self.said)["data"], dict)
        return data

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who will be able to read it, this node among them."""
        return self.matter.recipients

    @property
    def code(self) -> str:
        """The short code of digits that page, terminal and partner show alike."""
        return digest_code(self.matter.record_digest)


class Signer(Protocol):
    """An officer who can sign: a key file on the command line, a passkey in the browser."""

    @property
    def officer(self) -> OfficerId:
        """The officer's pseudonym."""
        ...

    @property
    def key(self) -> str:
        """The id of the key that signs."""
        ...

    def sign(self, asked: Sequence[Asked]) -> tuple[dict[str, object], ...]:
        """The wire form of one act for each thing asked, or Refused `signing_declined`."""
        ...
