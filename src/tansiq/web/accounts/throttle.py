"""How often somebody may fail: by address, and by account.

Promises: ten failures of one address, or five on one account, within ten minutes, and nothing more
is tried for a while; the address is kept as a keyed digest. A success does not forget failures.
"""

import hmac
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from tansiq.terms.errors import Refused
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Account, Attempt

WINDOW = timedelta(minutes=10)
PER_ADDRESS = 10
PER_ACCOUNT = 5
LOCKED = timedelta(minutes=15)


@reached
def check(request: HttpRequest, account: Account | None = None) -> None:
    """Refused `too_many_attempts` or `account_locked`."""
    now = timezone.now()
    if _count(_address(request)) >= PER_ADDRESS:
        raise Refused("too_many_attempts", minutes=int(WINDOW.total_seconds()) // 60)
    if account is not None and account.locked_until and account.locked_until > now:
        raise Refused("account_locked", minutes=int(LOCKED.total_seconds()) // 60)


@reached
def failed(request: HttpRequest, account: Account | None = None) -> None:
    """Note a failure, and lock the account that had too many."""
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - WINDOW).delete()
    Attempt.objects.create(who=_address(request), at=now)
    if account is None:
        return
    Attempt.objects.create(who=account.officer, at=now)
    if _count(account.officer) >= PER_ACCOUNT:
        Account.objects.filter(pk=account.pk).update(locked_until=now + LOCKED)


def _count(who: str) -> int:
    return int(Attempt.objects.filter(who=who, at__gte=timezone.now() - WINDOW).count())


def _address(request: HttpRequest) -> str:
    address = str(request.META.get("REMOTE_ADDR", ""))
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), sha256).hexdigest()
