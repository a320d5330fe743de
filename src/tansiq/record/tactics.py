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


class TacticalSite(msgspec.Struct, frozen=True, kw_only=True):
    """One site as its own agency knows it; `latitude` and `longitude` as decimal text or empty.

    `conditions` are what the law asks about it before it says what must be there, as codes of
    `terms.rule_words.Circumstance`; `enters_at` is empty when the team enters at H-hour.
    """

    site: str
    address: str
    targets: tuple[Target, ...]
    team: Team
    conditions: tuple[str, ...] = ()
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
    """A point of a site's checklist is there, or is not after all; the newest word counts.

    `paper` is the kind of the document (`terms.rule_words.SiteDocument`) where the law names one,
    `document` its reference. `about` is the digest of the site that it was said of: an address and
    targets. Where these change, the point is open again.
    """

    KIND: ClassVar[str] = "checklist_marked"
    VERSION: ClassVar[int] = 1

    channel: str
    operation: str
    site: str
    item: str
    done: bool
    about: str
    paper: str = ""
    document: str = ""
    note: str = ""


@register
class ChecklistWaived(Record, frozen=True, kw_only=True):
    """Whoever the rule set lets do so takes it on themselves that a point is missing.

    A later word that the point is there or is not takes its place; `about` as in a mark.
    """

    KIND: ClassVar[str] = "checklist_waived"
    VERSION: ClassVar[int] = 1

    channel: str
    operation: str
    site: str
    item: str
    about: str
    reason: str
