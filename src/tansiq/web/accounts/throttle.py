"""How often somebody may fail: by address, and by account.

Promises: ten failures of one address, or five on one account, within ten minutes, and nothing more
is tried for a while; the address is kept as a keyed digest. A success does not forget failures.
Nobody can lock an officer out for good: a browser where the officer came in before keeps a signed
mark, is counted by itself, and is held neither by the lock nor by what its neighbours failed at.
"""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tansiq.terms.errors import Refused
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Account, Attempt

WINDOW = timedelta(minutes=10)
PER_ADDRESS = 10
PER_ACCOUNT = 5
LOCKED = timedelta(minutes=15)
DEVICE = "tansiq_device"
_MARKED = timedelta(days=180)


@reached
def check(request: HttpRequest, account: Account | None = None) -> None:
    """Refused `too_many_attempts` or `account_locked`."""
    now = timezone.now()
    if _count(_whence(request)) >= PER_ADDRESS:
        raise Refused("too_many_attempts", minutes=int(WINDOW.total_seconds()) // 60)
    if account is None or _mark(request)[:1] == [account.officer]:
        return
    if account.locked_until and account.locked_until > now:
        raise Refused("account_locked", minutes=int(LOCKED.total_seconds()) // 60)


@reached
def failed(request: HttpRequest, account: Account | None = None) -> None:
    """Note a failure, and lock the account that had too many."""
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - WINDOW).delete()
    Attempt.objects.create(who=_whence(request), at=now)
    if account is None or _mark(request)[:1] == [account.officer]:
        return
    Attempt.objects.create(who=account.officer, at=now)
    if _count(account.officer) >= PER_ACCOUNT:
        Account.objects.filter(pk=account.pk).update(locked_until=now + LOCKED)


def _count(who: str) -> int:
    return int(Attempt.objects.filter(who=who, at__gte=timezone.now() - WINDOW).count())


def remember(request: HttpRequest, response: HttpResponse, officer: str) -> HttpResponse:
    """Mark this browser as one where the officer came in."""
    known = _mark(request)
    device = known[1] if known[:1] == [officer] else secrets.token_urlsafe(16)
    response.set_cookie(
        DEVICE,
        signing.dumps([officer, device], salt=DEVICE),
        max_age=_MARKED,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Strict",
    )
    return response


def _mark(request: HttpRequest) -> list[str]:
    """The officer and the name of this browser, when it carries a mark of ours; else nothing."""
    try:
        found = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=_MARKED)
    except signing.BadSignature:
        return []
    return [str(one) for one in found]


def _whence(request: HttpRequest) -> str:
    """A digest of the marked browser, else of the address."""
    marked = _mark(request)
    told = f"device {marked[1]}" if marked else str(request.META.get("REMOTE_ADDR", ""))
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), sha256).hexdigest()
