"""How often a code of a notice may be tried wrong: by notice, and by address.

Promises: five wrong codes on one notice, or thirty from one address, within ten minutes, and
nothing is accepted there for a while, right or wrong; a notice that never was is counted as one
that is. Kept are keyed digests; sign-in is counted apart, so that nobody outside can shut out an
officer.
"""

import hmac
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from tansiq.terms.errors import Refused
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Attempt

WINDOW = timedelta(minutes=10)
PER_NOTICE = 5
PER_ADDRESS = 30


@reached
def check(request: HttpRequest, notice: str) -> None:
    """Refused `notice_locked` where too many codes were wrong."""
    limits = zip(_names(request, notice), (PER_NOTICE, PER_ADDRESS), strict=True)
    since = timezone.now() - WINDOW
    if any(_count(who, since) >= most for who, most in limits):
        raise Refused("notice_locked", minutes=int(WINDOW.total_seconds()) // 60)


@reached
def failed(request: HttpRequest, notice: str) -> None:
    """Note a wrong code."""
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - WINDOW).delete()
    for who in _names(request, notice):
        Attempt.objects.create(who=who, at=now)


def _count(who: str, since: object) -> int:
    return int(Attempt.objects.filter(who=who, at__gte=since).count())


def _names(request: HttpRequest, notice: str) -> tuple[str, str]:
    return _keyed(f"notice {notice}"), _keyed(f"notices at {request.META.get('REMOTE_ADDR', '')}")


def _keyed(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()
