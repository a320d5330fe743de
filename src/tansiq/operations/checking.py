"""Words on a point of a checklist: it is there, it is not, it is waived.

Promises: pure. What the word is about stays with its agency; the same deed tells all parties how
many points of the site are green, and nothing else leaves. Only a role that the rule set names for
the point may waive it, and a point that no role may waive stays red until it is there.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from tansiq.operations.checklists import NEED_DOCUMENT, Checklist, Point, roles_that_waive
from tansiq.operations.now import OperationNow, check_known, check_open, own
from tansiq.operations.reporting import check_own_site, tell_readiness
from tansiq.record.plan import Planned
from tansiq.record.tactics import ChecklistMarked, ChecklistWaived
from tansiq.record.tidy import clean
from tansiq.terms.errors import Invalid, Missing, Refused
from tansiq.terms.operating import PointState
from tansiq.terms.rule_words import CheckCode, SiteDocument, WindowState

NOTE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What an officer says of a point: there or not, by which paper."""

    item: str
    done: bool
    paper: str = ""
    document: str = ""
    note: str = ""


def mark_point(now: OperationNow, held: Checklist, mark: Mark) -> tuple[Planned, ...]:
    """Plan a word on a point; Invalid `checklist_document` where it stands on a paper."""
    point = _point(now, held, mark.item)
    document = clean(mark.document, "document", needed=False)
    if mark.paper:
        SiteDocument(mark.paper)
    if mark.done and _needs_paper(point) and not document:
        raise Invalid("checklist_document", item=mark.item)
    _check_hours(point, mark)
    said = ChecklistMarked(
        channel=now.channel.channel,
        operation=now.facts.operation,
        site=held.site.site,
        item=mark.item,
        done=mark.done,
        about=held.about,
        paper=mark.paper,
        document=document,
        note=clean(mark.note, "note", most=NOTE, needed=False),
    )
    state = PointState.DONE if mark.done or _by_the_hour(point) else PointState.MISSING
    return own(now, said), _told(now, held, mark.item, state)


def waive_point(
    now: OperationNow, held: Checklist, wish: tuple[str, str], roles: Collection[str]
) -> tuple[Planned, ...]:
    """Plan the waiver of a point (its code, why); Refused `checklist_waiver_role` for others."""
    item, reason = wish
    point = _point(now, held, item)
    if not point.waivers:
        raise Refused("checklist_not_waivable", item=item)
    if not roles_that_waive(point, roles):
        raise Refused("checklist_waiver_role", item=item, roles=", ".join(point.waivers))
    said = ChecklistWaived(
        channel=now.channel.channel,
        operation=now.facts.operation,
        site=held.site.site,
        item=item,
        about=held.about,
        reason=clean(reason, "reason", most=NOTE),
    )
    return own(now, said), _told(now, held, item, PointState.WAIVED)


def _point(now: OperationNow, held: Checklist, item: str) -> Point:
    check_open(now)
    check_known(now)
    check_own_site(now, held.site.site)
    if held.rules is None:
        raise Missing("checklist_no_rules", site=held.site.site)
    found = next((one for one in held.points if one.code == item), None)
    if found is None:
        raise Missing("checklist_point_unknown", item=item[:40], site=held.site.site)
    return found


def _by_the_hour(point: Point) -> bool:
    """Whether the hour alone makes it green, whatever anybody says."""
    return point.hours is not None and (
        point.hours.state is WindowState.INSIDE and not point.hours.used
    )


def _needs_paper(point: Point) -> bool:
    return CheckCode(point.code) in NEED_DOCUMENT and not _by_the_hour(point)


def _check_hours(point: Point, mark: Mark) -> None:
    """A paper that does not open the hours makes nothing green: say so before it is signed."""
    hours = point.hours
    if not mark.done or point.code != CheckCode.ENTRY_HOURS or _by_the_hour(point):
        return
    if hours is None:
        raise Refused("checklist_hour_unknown")
    papers = {*hours.needs, hours.used} - {""}
    if hours.state is WindowState.OUTSIDE:
        raise Refused("checklist_hours_closed", since=hours.since, until=hours.until)
    if papers and mark.paper not in papers:
        raise Invalid("checklist_hours_paper", papers=", ".join(sorted(papers)))


def _told(now: OperationNow, held: Checklist, item: str, state: PointState) -> Planned:
    """How many points are green once this word is written."""
    points = tuple(replace(one, state=state) if one.code == item else one for one in held.points)
    return tell_readiness(now, held.site.site, replace(held, points=points).counts)
