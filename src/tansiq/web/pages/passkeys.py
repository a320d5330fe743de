"""An officer's own passkeys: those to sign in, those to sign acts, and what two people still owe.

A new act passkey signs nothing by itself: two officers put it on record, as any officer key.
"""

from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.terms.errors import Refused, TansiqError
from tansiq.web.accounts import confirming, passkeys, throttle
from tansiq.web.accounts.models import ACT, SIGN_IN
from tansiq.web.drawing import qr
from tansiq.web.gate import ACT_KEY, Visit, onward, page
from tansiq.web.house import house
from tansiq.web.pages.entrance import told

_FOR_ACTS = "act_passkey"


@page("passkeys", None, content=False)
def mine(visit: Visit) -> HttpResponse:
    """The list, and the way to make a passkey that signs acts."""
    held = passkeys.held_by(visit.session.account)
    return visit.page(
        "passkeys/mine.html",
        sign_in=[one for one in held if one.use == SIGN_IN],
        acts=[one for one in held if one.use == ACT],
        current=visit.session.passkey,
        unconfirmed={one.key for one in confirming.waiting()},
        signs=visit.request.session.get(ACT_KEY, ""),
        nonce=passkeys.new_nonce(visit.request, _FOR_ACTS),
        rp_id=house().place.rp_id,
        known=[one.credential for one in held if one.use == ACT],
    )


@page("passkeys", None, content=False)
def register(visit: Visit) -> HttpResponse:
    """Keep a new act passkey; it is offered to two officers by its number."""
    try:
        throttle.check(visit.request)
        nonce = passkeys.take_nonce(visit.request, _FOR_ACTS)
        said = {**passkeys.read_answer(visit.request), "use": ACT}
        made = passkeys.register(visit.session.account, house().place, nonce, said)
    except TansiqError as problem:
        throttle.failed(visit.request)
        return told(visit.request, problem, _FOR_ACTS)
    visit.tell("act_passkey", made.key)
    return JsonResponse({"to": "/passkeys"})


@page("passkeys", None, content=False)
def choose(visit: Visit, key: str) -> HttpResponse:
    """Sign with this one from now on, in this session."""
    visit.request.session[ACT_KEY] = key
    return onward(visit.request, "/passkeys")


@page("passkeys", None, content=False)
def revoke(visit: Visit, key: str) -> HttpResponse:
    """Let a passkey open nothing any more; one on record is withdrawn by two people."""
    if key in visit.officer.keys:
        raise Refused("key_on_record", key=key)
    passkeys.revoke(visit.session.account, key)
    visit.tell("revoked", key)
    return onward(visit.request, "/passkeys")


@page("passkeys", None, content=False)
def device(visit: Visit) -> HttpResponse:
    """A link that registers a further device of one's own; two other officers confirm it."""
    throttle.check(visit.request)
    made = confirming.invite_oneself(visit.node, visit.reader)
    link = visit.node.settings.web_url + made.path
    return visit.page("passkeys/device.html", made=made, link=link, qr=qr(link))


ADDRESSES = (
    path("passkeys", require_safe(mine)),
    path("passkeys/device", require_POST(device)),
    path("passkeys/act", require_POST(register)),
    path("passkeys/<str:key>/choose", require_POST(choose)),
    path("passkeys/<str:key>/revoke", require_POST(revoke)),
)
