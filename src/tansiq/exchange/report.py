"""What became of a bundle, in values that a page, a command line and a log can show.

Promises: every part that was not taken is named with its code; nothing is called taken that was
not durable when the report was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import NodeId


@dataclass(frozen=True, slots=True)
class Problem:
    """One part of a bundle that was not taken: which, and why."""

    part: str
    code: str


@dataclass(slots=True)
class Report:
    """The outcome of one bundle; counts are entries unless they say otherwise.

    `have` is what the sender holds by its own word, `asked` the logs and attachments it asks us
    for, `ahead` that it holds more of some log than we do, `more` that it has more for us ready.
    `composed` is when the sender packed the bundle, by its own clock.
    """

    sender: NodeId
    composed: str = ""
    taken: int = 0
    quarantined: int = 0
    parked: int = 0
    released: int = 0
    stops: int = 0
    attachments: int = 0
    forks: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    have: Mapping[str, int] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    ahead: bool = False
    more: bool = False

    def blame(self, part: str, error: TansiqError) -> None:
        """Name a part that was not taken."""
        self.problems.append(Problem(part, error.code))

    def refuse(self, origin: str, error: TansiqError) -> None:
        """Name a log whose run was not taken; the sender is told."""
        self.refused[origin] = error.code
        self.blame(origin, error)

    @property
    def changed(self) -> bool:
        """Whether anything was taken in."""
        return bool(self.taken or self.stops or self.attachments or self.forks)
