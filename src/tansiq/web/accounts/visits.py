"""Visits of cases: how far an officer had seen a case when they came back to it.

Promises: a visit lasts until half an hour passes without a page of the case, so that what is new
stays new while the officer goes through it; what is new next time lies beyond what was shown last.
Kept here alone: no entry says it, no partner and no other officer is told. It goes with the account
and with the assignment to the case. Places in logs are kept, nothing of what lies there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from tansiq.cases.arrivals import Marks
from tansiq.node.compose import Node
from tansiq.officers.people import Staff
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Account, CaseVisit

OVER = timedelta(minutes=30)


@reached
def so_far(account: Account) -> Mapping[str, Marks | None]:
    """What the news of each case count from, of those this officer has seen; None at a first visit.

    Nothing is written: whoever looks over their cases has visited none of them.
    """
    now = timezone.now()
    return {
        one.channel: _marks(_since(one, now)) for one in CaseVisit.objects.filter(account=account)
    }


@reached
def shown(account: Account, channel: str, marks: Marks) -> None:
    """The officer came to a case, or stayed, and was shown it this far."""
    now = timezone.now()
    told = {"heads": dict(marks.heads), "at": marks.at}
    found = CaseVisit.objects.filter(account=account, channel=channel).first()
    since = None if found is None else _since(found, now)
    CaseVisit.objects.update_or_create(
        account=account,
        channel=channel,
        defaults={"since": since, "shown": told, "last": now},
    )


@reached
def stayed(account: Account, channel: str) -> None:
    """Another page of the case was opened; a visit that is over does not come back by it."""
    now = timezone.now()
    CaseVisit.objects.filter(account=account, channel=channel, last__gt=now - OVER).update(last=now)


@reached
def seen_all(account: Account, channel: str) -> None:
    """The officer has seen what was shown: the next news lie beyond it."""
    for one in CaseVisit.objects.filter(account=account, channel=channel):
        one.since = one.shown
        one.save(update_fields=["since"])


@reached
def tidy(node: Node) -> None:
    """Forget the visits of whoever left, and of cases that officers are no longer on."""
    with node.store.reading() as tx:
        staff = node.staff(tx)
    kept = CaseVisit.objects.values_list("pk", "account__officer", "channel")
    gone = [pk for pk, officer, channel in kept if not _on_it(staff, officer, channel)]
    CaseVisit.objects.filter(pk__in=gone).delete()


def _on_it(staff: Staff, officer: str, channel: str) -> bool:
    found = staff.officers.get(officer)
    return found is not None and found.active and channel in found.files


def _since(visit: CaseVisit, now: datetime) -> object:
    """What news count from now: what was shown last, once the visit it was shown in is over."""
    return visit.shown if now - visit.last > OVER else visit.since


def _marks(told: object) -> Marks | None:
    if not isinstance(told, Mapping):
        return None
    heads, at = told.get("heads"), told.get("at")
    if not isinstance(heads, Mapping) or not isinstance(at, str):
        return None
    return Marks({str(one): int(size) for one, size in heads.items()}, at)
