"""What the state page shows, as plain values.

Promises: no case content has a place here: names of agencies, counts, times and error codes only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Link(StrEnum):
    """The state of the link to a partner."""

    LIVE = "live"
    LATE = "late"
    OFF = "off"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class PartnerSeen:
    """One partner: how the link is, and how far both sides are."""

    node: str
    names: Mapping[str, str]
    link: Link
    last: datetime | None
    sent: int
    received: int
    applied: int
    waiting: int
    failing: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The state of a node at one instant."""

    node: str
    names: Mapping[str, str]
    fingerprint: str
    version: str
    now: datetime
    partners: tuple[PartnerSeen, ...]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the agency wants things shown when the reader asks for nothing else."""

    language: str
    locale: str
    zone: str
