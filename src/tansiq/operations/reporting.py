"""Words from our own sites for all parties: states and counts, never names or places.

Promises: pure. A team reports on a site of its own agency only, in the order in which things
happened there. Nothing that only a go allows is reported while our node never showed one: a site
that was cut off did not invent it.
"""

from collections.abc import Sequence

from tansiq.operations.now import OperationNow, check_known, shared
from tansiq.record.operations import ReadinessTold, SiteReport, SiteReported
from tansiq.record.plan import Planned
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Invalid, Missing, Refused
from tansiq.terms.operating import BEFORE_GO, IncidentKind, Outcome, SiteState

MOST_REPORTS = 200
MOST_COUNTED = 10_000


def report_site(now: OperationNow, site: str, reports: Sequence[SiteReport]) -> tuple[Planned, ...]:
    """Plan the words of a site, oldest first; Refused `operation_no_go` for a move without a go."""
    check_known(now)
    check_own_site(now, site)
    if not 1 <= len(reports) <= MOST_REPORTS:
        raise Invalid("operation_reports", most=MOST_REPORTS)
    for one in reports:
        _check(now, one)
    payload = SiteReported(operation=now.facts.operation, site=site, reports=tuple(reports))
    return (shared(now, payload),)


def check_own_site(now: OperationNow, site: str) -> None:
    """Missing `operation_site_unknown` unless our agency bound a site of this code."""
    if site not in {one.site for one in now.sites.get(now.situation.me, ())}:
        raise Missing("operation_site_unknown", site=site)


def _check(now: OperationNow, one: SiteReport) -> None:
    parse_stamp(one.at)
    if one.incident:
        IncidentKind(one.incident)
    if not (0 <= one.arrests <= MOST_COUNTED and 0 <= one.seizures <= MOST_COUNTED):
        raise Invalid("operation_counts")
    if one.state and SiteState(one.state) not in BEFORE_GO and not ever_go(now):
        raise Refused("operation_no_go", state=one.state)


def ever_go(now: OperationNow) -> bool:
    """Whether our own node showed go for any version of this operation."""
    return any(
        one.agency == now.situation.me and one.outcome == Outcome.GO for one in now.facts.shown
    )


def tell_readiness(now: OperationNow, site: str, counts: tuple[int, int, int]) -> Planned:
    """Plan how many points of a checklist are (done, waived, in all), for every party."""
    done, waived, total = counts
    payload = ReadinessTold(
        operation=now.facts.operation, site=site, done=done, waived=waived, total=total
    )
    return shared(now, payload)
