"""What an agency keeps of an operation for itself: where, who, by which paper, with which team.

Promises: these kinds lie in `home`; what the others hear of them is a commitment and counts. Each
names the channel of the operation, so that what was an exercise is never taken for real.
"""

from typing import ClassVar

import msgspec

from tansiq.record.base import Record
from tansiq.record.registry import register


class Warranted(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that a target or a site needs: kind of instrument, reference, authority, last day."""

    kind: str
    reference: str
    authority: str
    until: str = ""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Whom or what is looked for at a site; `entity` names a file of the case where there is one.

    Nobody is held to have done anything: `standing` is the word of the status that is documented.
    """

    words: str
    entity: str = ""
    standing: str = ""
    instruments: tuple[Warranted, ...] = ()


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """A team: its name, the pseudonym of its leader, how many they are."""

    name: str
    leader: str
    size: int


class Conditions(msgspec.Struct, frozen=True, kw_only=True):
    """What the law asks about a site before it says what must be there."""

    home: bool = False
    terrorism: bool = False
    women: bool = False
    minors: bool = False
    foreign_language: bool = False
    privileged: bool = False
    consent: bool = False


class TacticalSite(msgspec.Struct, frozen=True, kw_only=True):
    """One site as its own agency knows it; `latitude` and `longitude` as decimal text or empty."""

    site: str
    address: str
    targets: tuple[Target, ...]
    team: Team
    conditions: Conditions
    entry: str = ""
    medical: str = ""
    latitude: str = ""
    longitude: str = ""
    enters_at: str = ""


class TacticalPart(msgspec.Struct, frozen=True, kw_only=True):
    """All sites of one agency, under the rule set of its country by its version."""

    operation: str
    jurisdiction: str
    sites: tuple[TacticalSite, ...]
    notes: str = ""


@register
class TacticalWritten(Record, frozen=True, kw_only=True):
    """The agency's own part in a new version, with the salt (hex, 32 bytes) of its commitment."""

    KIND: ClassVar[str] = "tactical_written"
    VERSION: ClassVar[int] = 1

    channel: str
    part: TacticalPart
    salt: str


@register
class ChecklistMarked(Record, frozen=True, kw_only=True):
    """A point of a site's checklist is there, or is not after all; the newest word counts."""

    KIND: ClassVar[str] = "checklist_marked"
    VERSION: ClassVar[int] = 1

    channel: str
    operation: str
    site: str
    item: str
    done: bool
    document: str = ""
    note: str = ""


@register
class ChecklistWaived(Record, frozen=True, kw_only=True):
    """Whoever the rule set lets do so takes it on themselves that a point is missing."""

    KIND: ClassVar[str] = "checklist_waived"
    VERSION: ClassVar[int] = 1

    channel: str
    operation: str
    site: str
    item: str
    reason: str
