"""A channel's list of members with its parts, as one line of a bundle.

Promises that what `encode` wrote reads back equal. Checks no signature: `ledger.membership` does.
"""

from collections.abc import Sequence

from tansiq.ledger.membership import ChannelStatement, read_statement
from tansiq.record import canonical
from tansiq.terms.errors import Invalid


def encode(statement: ChannelStatement, parts: Sequence[bytes]) -> bytes:
    """Return the line."""
    return canonical.encode(
        {"parts": [part.decode() for part in parts], "statement": statement.encode().decode()}
    )


def decode(line: bytes) -> tuple[ChannelStatement, tuple[bytes, ...]]:
    """Read a line of a bundle; Invalid("channel_line") when it is none."""
    match canonical.decode(line):
        case {"parts": list(parts), "statement": str(statement)}:
            texts = [part.encode() for part in parts if isinstance(part, str)]
            return read_statement(statement.encode()), tuple(texts)
        case _:
            raise Invalid("channel_line")
