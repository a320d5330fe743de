"""What a bundle carries, as values in memory.

Says nothing of how it is packed, signed or judged.
"""

from dataclasses import dataclass, field

from tansiq.exchange.timing import Times


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of entries of one log, from `first`, with what ties it to the signed head `note`.

    `start_proof` and `end_proof` are RFC 6962 consistency proofs from the size before and after
    the run to the size of the head; empty where the sizes are equal or the run starts at nothing.
    A body is None when the sender holds none (withheld or erased).
    """

    origin: str
    first: int
    start_root: bytes
    start_proof: tuple[bytes, ...]
    end_proof: tuple[bytes, ...]
    entries: tuple[bytes, ...]
    bodies: tuple[bytes | None, ...]
    note: str

    @property
    def end(self) -> int:
        """Return the size of the log after this run."""
        return self.first + len(self.entries)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the sender holds and wants.

    `have` counts entries per log, `roots` names the highest root statement per node, `channels`
    counts the signed parts per channel statement. `bodies` names, per log, the first entry whose
    body was left out and is still awaited.

    `refused` names logs whose last run was not taken, with the code. `more` says that the sender
    has further entries for the recipient; `software` names its release, `zone` its local time,
    `tzdata` the version of its table of zones, `times` what it says of its clock.
    """

    have: dict[str, int] = field(default_factory=dict)
    want: tuple[str, ...] = ()
    roots: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    blobs_wanted: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    more: bool = False
    software: str = ""
    zone: str = ""
    tzdata: str = ""
    times: Times = field(default_factory=Times)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything one bundle carries."""

    manifest: Manifest = field(default_factory=Manifest)
    roots: tuple[bytes, ...] = ()
    channels: tuple[bytes, ...] = ()
    logs: tuple[Chunk, ...] = ()
    heads: tuple[str, ...] = ()
    forks: tuple[bytes, ...] = ()
    notes: tuple[bytes, ...] = ()
    blobs: dict[str, bytes] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """Count the entries carried."""
        return sum(len(chunk.entries) for chunk in self.logs)
