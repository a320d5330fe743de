"""What a command of any slice is told about the world: who acts, when, who hears a channel.

Values only. The node fills them from the read model and from the exchange.
"""

from dataclasses import dataclass
from datetime import datetime

from tansiq.terms.ids import ChannelId, NodeId, OfficerId


@dataclass(frozen=True, slots=True)
class Situation:
    """Our agency, the officer who acts, and the present instant (UTC)."""

    me: NodeId
    officer: OfficerId
    now: datetime


@dataclass(frozen=True, slots=True)
class ChannelNow:
    """A channel as its newest complete membership statement has it."""

    channel: ChannelId
    generation: int
    members: tuple[NodeId, ...]
    halted: bool = False

    def audience(self, me: NodeId) -> tuple[NodeId, ...]:
        """Every member except ourselves, sorted: exactly those the exchange serves this log to."""
        return tuple(sorted(set(self.members) - {me})) if me in self.members else ()
