"""What the node and its worker say to each other, beside the outcome itself.

Promises: small frames with few fields; neither side needs the other's code to read them.
"""

import msgspec

from tansiq.extract.outcome import Limits


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One file to read: its name tells its kind where its bytes do not."""

    name: str
    limits: Limits


class Walls(msgspec.Struct, frozen=True, kw_only=True):
    """What the worker found when it tried the walls around it."""

    network: bool
    files: bool
    processes: bool
    calls: bool


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How a child ended: its exit code or the signal that ended it; `late` when time was up."""

    code: int
    late: bool = False
