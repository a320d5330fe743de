"""Browser sessions: who is signed in, since when, and until when.

Promises: a new session id at sign-in, none left at sign-out; an idle session ends after half an
hour, any after twelve; a revoked passkey or a locked account ends it at the next request.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session as Kept
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from tansiq.web.accounts.confirming import check_opens
from tansiq.web.accounts.keeping import reached
from tansiq.web.accounts.models import Account, Passkey

IDLE = 30 * 60
WHOLE = 12 * 60 * 60
# A live page asks every few seconds; the clock of idleness is written once a minute.
_STEP = 60
REASON_LIMIT = 300
LIVE = "X-Tansiq-Live"
"""A header of what a page asks by itself when there is news: nobody has touched anything."""
WALL = "wall"
"""Its value on the board of an operation under way, which people watch without touching it."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that holds now; `reason` is why this officer reads, in their own words."""

    account: Account
    passkey: int
    reason: str


@reached
def begin(request: HttpRequest, passkey: Passkey) -> None:
    """Sign in: a new id, nothing taken over from before; Refused `passkey_unvouched`."""
    check_opens(passkey)
    request.session.flush()
    now = int(time.time())
    request.session.update({"passkey": passkey.pk, "since": now, "seen": now})
    request.session.set_expiry(WHOLE)
    request.session.save()
    rotate_token(request)


@reached
def end(request: HttpRequest) -> None:
    """Sign out: the session is gone from the server too."""
    request.session.flush()


@reached
def current(request: HttpRequest) -> Session | None:
    """The session of a request, or None; one that is over is ended."""
    held = request.session.get("passkey")
    if held is None:
        return None
    now, seen = int(time.time()), request.session.get("seen", 0)
    if _over(request.session, now):
        request.session.flush()
        return None
    found = Passkey.objects.select_related("account").filter(pk=held, revoked=None).first()
    if found is None:
        request.session.flush()
        return None
    # A page that asks by itself does not keep an absent officer signed in, but for the wall.
    if now - seen > _STEP and request.headers.get(LIVE, WALL) == WALL:
        request.session["seen"] = now
    return Session(found.account, found.pk, str(request.session.get("reason", "")))


@reached
def holding(keys: Collection[str]) -> frozenset[str]:
    """Which of these browser sessions hold now; asked from beside, so that none is prolonged."""
    rows = Kept.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    found = {one.session_key: one.get_decoded() for one in rows}
    wanted = [one.get("passkey") for one in found.values()]
    sound = set(Passkey.objects.filter(pk__in=wanted, revoked=None).values_list("pk", flat=True))
    now = int(time.time())
    return frozenset(
        key for key, held in found.items() if held.get("passkey") in sound and not _over(held, now)
    )


def _over(held: Mapping[str, Any] | SessionBase, now: int) -> bool:
    return bool(now - held.get("since", 0) > WHOLE or now - held.get("seen", 0) > IDLE)


def state_reason(request: HttpRequest, reason: str) -> None:
    """Keep why the officer reads, for what is read from now on."""
    request.session["reason"] = reason.strip()[:REASON_LIMIT]
