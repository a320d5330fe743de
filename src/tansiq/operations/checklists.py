"""What must be there at a site before anybody enters, and whether it is.

Promises: pure. The points follow from the rule set of the site's country and what is known of the
site; a mark or a waiver counts for the very address and targets that it was said of; entry at an
hour the law allows needs nobody's word, at another the document that the rule set names. Without an
adopted rule set a site is red. Does not judge whether a document is good: who marks it does.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from tansiq.record import canonical
from tansiq.record.tactics import TacticalSite
from tansiq.terms.clock import parse_stamp
from tansiq.terms.operating import PointState
from tansiq.terms.rule_sets import Basis, CheckRule, RuleSet, basis
from tansiq.terms.rule_sets import checklist as rules_for
from tansiq.terms.rule_words import CheckCode, Circumstance, SiteDocument, WindowState
from tansiq.terms.search_hours import Entry, HoursVerdict, entry_hours
from tansiq.terms.zones import ZoneOverride

NEED_DOCUMENT = frozenset(
    {
        CheckCode.WARRANT,
        CheckCode.OCCUPANT_CONSENT,
        CheckCode.PROSECUTOR_PERMISSION,
        CheckCode.DEVICE_LEAVE,
        CheckCode.ENTRY_HOURS,
    }
)
"""Points that stand on a paper: a mark without its reference says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The newest word on a point: that it is there, is not, or is waived; by whom and when."""

    item: str
    about: str
    state: PointState
    officer: str
    time: str
    paper: str = ""
    document: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point: why it is needed, how it stands, who may waive it.

    `hours` is how the planned entry stands to the hours of the law; `outdated` that a word was said
    of the site as it was before.
    """

    code: str
    state: PointState
    basis: Basis
    waivers: tuple[str, ...]
    word: Word | None = None
    outdated: bool = False
    hours: HoursVerdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The points of one site; `rules` is None while its country has no adopted rule set."""

    site: TacticalSite
    about: str
    rules: RuleSet | None
    points: tuple[Point, ...]

    @property
    def red(self) -> bool:
        """Whether a point is missing, or nobody can say what the points are."""
        return self.rules is None or any(one.state is PointState.MISSING for one in self.points)

    @property
    def missing(self) -> tuple[Point, ...]:
        """The points that make it red."""
        return tuple(one for one in self.points if one.state is PointState.MISSING)

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many are there, are waived, and in all: all that other parties hear of it."""
        if self.rules is None:
            return 0, 0, 1
        states = [one.state for one in self.points]
        return states.count(PointState.DONE), states.count(PointState.WAIVED), len(states)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a checklist is made from, beside the site.

    `rules` is the set in force, `h_hour` that of the one current version of the order, if any,
    `overrides` what was signed about zones, `zones` the zone of each site by its code.
    """

    rules: RuleSet | None
    h_hour: datetime | None
    zones: Mapping[str, str]
    overrides: Sequence[ZoneOverride] = ()


def about_of(site: TacticalSite) -> str:
    """The digest (hex) of what a word on a point is said of: the address and the targets."""
    said: dict[str, object] = {
        "site": site.site,
        "address": site.address,
        "targets": msgspec.to_builtins(site.targets),
    }
    return hashlib.sha256(canonical.encode(said)).hexdigest()


def checklist_of(site: TacticalSite, known: Known, words: Mapping[str, Word]) -> Checklist:
    """The points of a site and how each stands; `words` are the newest by item."""
    about = about_of(site)
    if known.rules is None:
        return Checklist(site=site, about=about, rules=None, points=())
    found = circumstances(site.conditions)
    points = tuple(
        _point((known.rules, rule), (site, known, about), words.get(rule.code))
        for rule in rules_for(known.rules, found)
    )
    return Checklist(site=site, about=about, rules=known.rules, points=points)


def circumstances(codes: Iterable[str]) -> frozenset[Circumstance]:
    """What is known of a site, as the rules know it; Invalid for a word that is none of the field.

    A word of a newer release is not passed over: it may be what makes a point needed.
    """
    return frozenset(Circumstance(one) for one in codes)


def _point(
    law: tuple[RuleSet, CheckRule], of: tuple[TacticalSite, Known, str], said: Word | None
) -> Point:
    rules, rule = law
    site, known, about = of
    word = said if said is not None and said.about == about else None
    hours = _hours(site, known, word) if rule.code == CheckCode.ENTRY_HOURS else None
    return Point(
        code=rule.code,
        state=_state(word, hours),
        basis=basis(rules, rule),
        waivers=rule.waivers,
        word=word,
        outdated=said is not None and word is None,
        hours=hours,
    )


def _state(word: Word | None, hours: HoursVerdict | None) -> PointState:
    if word is not None and word.state is PointState.WAIVED:
        return PointState.WAIVED
    if hours is not None and hours.state is not WindowState.NO_RULE:
        inside = hours.state is WindowState.INSIDE
        return PointState.DONE if inside else PointState.MISSING
    return PointState.MISSING if word is None else word.state


def _hours(site: TacticalSite, known: Known, word: Word | None) -> HoursVerdict | None:
    """How the planned entry stands to the law; None while nobody said when it is."""
    at = parse_stamp(site.enters_at) if site.enters_at else known.h_hour
    zone = known.zones.get(site.site, "")
    if known.rules is None or at is None or not zone:
        return None
    entry = Entry(
        at=at,
        zone=zone,
        circumstances=circumstances(site.conditions),
        documents=_papers(word),
    )
    return entry_hours(known.rules, entry, known.overrides)


def _papers(word: Word | None) -> frozenset[SiteDocument]:
    """The paper that the mark of the hours itself names: one for another point opens no night."""
    there = word is not None and word.state is PointState.DONE and bool(word.document)
    return frozenset({SiteDocument(word.paper)}) if word and there and word.paper else frozenset()


def roles_that_waive(point: Point, roles: Collection[str]) -> bool:
    """Whether an officer of these roles may waive a point."""
    return not frozenset(point.waivers).isdisjoint(roles)
