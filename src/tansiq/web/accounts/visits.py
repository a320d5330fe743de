"""Visits of cases: how far an officer had seen a case when they came back to it.

Promises: a visit lasts until half an hour passes without a page of the case, so that what is new
stays new while the officer goes through it; what is new next time lies beyond what was shown last.
Kept here alone: no entry says it, no partner and no other officer is told. It goes with the account
and with the assignment to the case. Places in logs are kept, nothing of what lies there.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from tansiq.cases.arrivals import Marks
from tansiq.node.compose import Node
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Account, CaseVisit

OVER = timedelta(minutes=30)


@reached
def entered(account: Account, channel: str) -> Marks | None:
    """Come to a case, or stay: what its news count from; None at a first visit."""
    now = timezone.now()
    found, _ = CaseVisit.objects.get_or_create(
        account=account, channel=channel, defaults={"last": now}
    )
    if now - found.last > OVER:
        # What was never shown cannot have been seen: then the count goes on from before.
        found.since = found.shown or found.since
    found.last = now
    found.save(update_fields=["since", "last"])
    return _marks(found.since)


@reached
def shown(account: Account, channel: str, marks: Marks) -> None:
    """Keep how far the case was shown."""
    told = {"heads": dict(marks.heads), "at": marks.at}
    CaseVisit.objects.filter(account=account, channel=channel).update(shown=told)


@reached
def stayed(account: Account, channel: str) -> None:
    """Another page of the case was opened; a visit that is over does not come back by it."""
    now = timezone.now()
    CaseVisit.objects.filter(account=account, channel=channel, last__gt=now - OVER).update(last=now)


@reached
def seen_all(account: Account, channel: str) -> None:
    """The officer has seen what was shown: the next news lie beyond it."""
    for one in CaseVisit.objects.filter(account=account, channel=channel).exclude(shown=None):
        one.since = one.shown
        one.save(update_fields=["since"])


@reached
def so_far(account: Account) -> Mapping[str, Marks | None]:
    """For each case this officer has seen, what is new to them now counts from here."""
    now = timezone.now()
    return {
        one.channel: _marks((one.shown or one.since) if now - one.last > OVER else one.since)
        for one in CaseVisit.objects.filter(account=account)
    }


@reached
def tidy(node: Node) -> None:
    """Forget the visits of whoever left, and of cases that officers are no longer on."""
    with node.store.reading() as tx:
        staff = node.staff(tx)
    for one in CaseVisit.objects.select_related("account"):
        who = staff.officers.get(one.account.officer)
        if who is None or not who.active or one.channel not in who.files:
            one.delete()


def _marks(told: Mapping[str, object] | None) -> Marks | None:
    if not isinstance(told, Mapping):
        return None
    heads, at = told.get("heads"), told.get("at")
    if not isinstance(heads, Mapping) or not isinstance(at, str):
        return None
    return Marks({str(one): int(size) for one, size in heads.items()}, at)
