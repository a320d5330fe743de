"""An agency's own part in normal form: distinct codes, words of the field, places and times.

Promises: pure; Invalid names what is wrong. The part is what the commitment binds, so it is tidied
once, before it is signed, and never after.
"""

import re
from collections.abc import Mapping

import msgspec

from tansiq.record.tactics import TacticalPart, TacticalSite, Target, Team, Warranted
from tansiq.record.tidy import clean
from tansiq.terms.casework import InstrumentKind
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import record_id
from tansiq.terms.rule_words import Circumstance
from tansiq.terms.status import Status

TEXT = 20_000
MOST_TARGETS, MOST_PAPERS, MOST_TEAM = 50, 20, 1_000
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
_DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,7})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def tidy_part(part: TacticalPart) -> TacticalPart:
    """The part with its texts in normal form; Invalid `operation_sites` without distinct codes."""
    codes = [one.site for one in part.sites]
    if not codes or len(set(codes)) != len(codes):
        raise Invalid("operation_sites")
    return msgspec.structs.replace(
        part,
        jurisdiction=clean(part.jurisdiction, "jurisdiction", most=64),
        sites=tuple(_site(one) for one in part.sites),
        notes=clean(part.notes, "notes", most=TEXT, needed=False),
    )


def _site(site: TacticalSite) -> TacticalSite:
    if _CODE.fullmatch(site.site) is None:
        raise Invalid("operation_site_code", site=site.site[:40])
    if site.enters_at:
        parse_stamp(site.enters_at)
    if len(site.targets) > MOST_TARGETS:
        raise Invalid("operation_targets", site=site.site, most=MOST_TARGETS)
    return msgspec.structs.replace(
        site,
        address=clean(site.address, "address", most=500),
        targets=tuple(_target(one) for one in site.targets),
        team=_team(site.team),
        conditions=tuple(sorted({Circumstance(one).value for one in site.conditions})),
        entry=clean(site.entry, "entry", most=TEXT, needed=False),
        medical=clean(site.medical, "medical", most=TEXT, needed=False),
        latitude=_degrees(site.latitude, 90),
        longitude=_degrees(site.longitude, 180),
    )


def _target(target: Target) -> Target:
    if target.entity:
        record_id(target.entity)
    if target.standing:
        Status(target.standing)
    if len(target.instruments) > MOST_PAPERS:
        raise Invalid("operation_papers", most=MOST_PAPERS)
    return msgspec.structs.replace(
        target,
        words=clean(target.words, "target", most=500),
        instruments=tuple(_paper(one) for one in target.instruments),
    )


def _paper(paper: Warranted) -> Warranted:
    if paper.until and _DAY.fullmatch(paper.until) is None:
        raise Invalid("operation_day", day=paper.until[:20])
    return msgspec.structs.replace(
        paper,
        kind=InstrumentKind(paper.kind).value,
        reference=clean(paper.reference, "reference", most=200),
        authority=clean(paper.authority, "authority", most=200),
    )


def _team(team: Team) -> Team:
    if not 0 <= team.size <= MOST_TEAM:
        raise Invalid("operation_team_size", most=MOST_TEAM)
    return msgspec.structs.replace(team, name=clean(team.name, "team", most=100))


def _degrees(text: str, most: int) -> str:
    if not text:
        return ""
    if _DECIMAL.fullmatch(text) is None or abs(float(text)) > most:
        raise Invalid("operation_place", value=text[:20])
    return text


def with_site(part: TacticalPart, site: TacticalSite, code: str) -> TacticalPart:
    """The part with a site in the place of the one of this code, or added where there is none."""
    held = {one.site: one for one in part.sites}
    if code not in held:
        return msgspec.structs.replace(part, sites=(*part.sites, site))
    sites = tuple(site if one.site == code else one for one in part.sites)
    return msgspec.structs.replace(part, sites=sites)


def without_site(part: TacticalPart, code: str) -> TacticalPart:
    """The part without a site."""
    kept = tuple(one for one in part.sites if one.site != code)
    return msgspec.structs.replace(part, sites=kept)


def with_standings(part: TacticalPart, documented: Mapping[str, str]) -> TacticalPart:
    """The part with the standing of each target that names a file, as documents carry it."""
    sites = tuple(
        msgspec.structs.replace(
            site,
            targets=tuple(
                msgspec.structs.replace(one, standing=documented.get(one.entity, ""))
                for one in site.targets
            ),
        )
        for site in part.sites
    )
    return msgspec.structs.replace(part, sites=sites)
