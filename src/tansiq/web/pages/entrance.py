"""Coming in and going out: invitation, passkey, sign-in, reason, sign-out, language and look."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tansiq.terms.errors import Invalid, TansiqError, advice, words
from tansiq.web.accounts import invitations, passkeys, sessions, throttle
from tansiq.web.gate import Visit, open_page, page, safe_next
from tansiq.web.house import house
from tansiq.web.rendering import THEME, THEMES, language_of, shown, status_of

_FOR_SIGN_IN = "sign_in"
_FOR_INVITATION = "invitation"
_WAITING = "waiting"
_FIELD = "tansiq_field"
"""A cookie of the field page: something sealed waits on this telephone. It says nothing else."""


@open_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What an invited officer sees: for whom it is, and the button that makes the passkey."""
    throttle.check(request)
    try:
        found = invitations.find(house().node, token)
    except TansiqError:
        throttle.failed(request)
        raise
    nonce = passkeys.new_nonce(request, _FOR_INVITATION)
    facts = {"officer": found.officer, "expires": found.expires, "token": token}
    return shown(
        request, "entrance/invitation.html", nonce=nonce, rp_id=house().place.rp_id, **facts
    )


def told(request: HttpRequest, problem: TansiqError, purpose: str = "") -> HttpResponse:
    """An error for the script that asked, with a new nonce when it may try again."""
    language = language_of(request)
    facts = {
        "code": problem.code,
        "said": words(problem, language),
        "do": advice(problem, language),
        "nonce": passkeys.new_nonce(request, purpose) if purpose else "",
    }
    return JsonResponse(facts, status=status_of(problem))


def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Register the passkey of an invitation and sign in with it."""
    try:
        throttle.check(request)
        nonce = passkeys.take_nonce(request, _FOR_INVITATION)
        said = {**passkeys.read_answer(request), "use": _FOR_SIGN_IN}
        made = invitations.accept(house().node, house().place, token, (nonce, said))
        if made.inviter:
            request.session[_WAITING] = made.key
            return JsonResponse({"to": "/waiting"})
        sessions.begin(request, made)
    except TansiqError as problem:
        throttle.failed(request)
        return told(request, problem, _FOR_INVITATION)
    return throttle.remember(request, JsonResponse({"to": "/"}), made.account.officer)


@open_page
def waiting(request: HttpRequest) -> HttpResponse:
    """The number of a passkey that two officers still have to confirm."""
    key = str(request.session.get(_WAITING, ""))
    if not key:
        return HttpResponseRedirect("/sign-in")
    return shown(request, "entrance/waiting.html", key=key)


@open_page
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page to sign in; who is signed in goes on."""
    onwards = safe_next(request, "/")
    if sessions.current(request) is not None:
        return HttpResponseRedirect(onwards)
    nonce = passkeys.new_nonce(request, _FOR_SIGN_IN)
    return shown(
        request,
        "entrance/sign-in.html",
        nonce=nonce,
        rp_id=house().place.rp_id,
        onwards=onwards,
        left="left" in request.GET,
    )


def check_in(request: HttpRequest) -> HttpResponse:
    """Judge the passkey and begin the session."""
    account = None
    try:
        throttle.check(request)
        nonce = passkeys.take_nonce(request, _FOR_SIGN_IN)
        said = passkeys.read_answer(request)
        held = passkeys.owner(said)
        account = held.account
        throttle.check(request, account)
        passkeys.sign_in(held, house().place, nonce, said)
        sessions.begin(request, held)
    except TansiqError as problem:
        throttle.failed(request, account)
        return told(request, problem, _FOR_SIGN_IN)
    onwards = JsonResponse({"to": safe_next(request, "/")})
    return throttle.remember(request, onwards, held.account.officer)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; what the browser kept of the pages is thrown away as well.

    Where a telephone still holds sealed items that no node has on record, they stay: they open to
    nobody there, and would be lost. The page to sign in then throws the rest away (`leave.js`).
    """
    sessions.end(request)
    held = request.COOKIES.get(_FIELD, "") != ""
    response = HttpResponseRedirect("/sign-in?left=1" if held else "/sign-in")
    response.headers["Clear-Site-Data"] = '"cache"' if held else '"cache", "storage"'
    return response


@page("", None, content=False)
def reason(visit: Visit) -> HttpResponse:
    """Ask why the officer reads, before anything is read; keep it for this session."""
    onwards = safe_next(visit.request, "/")
    problem = ""
    if visit.request.method == "POST":
        stated = visit.request.POST.get("reason", "")
        if stated.strip():
            sessions.state_reason(visit.request, stated)
            return HttpResponseRedirect(onwards)
        problem = words(Invalid("reason_missing"), visit.speech.language)
    return visit.page(
        "entrance/reason.html", 400 if problem else 200, onwards=onwards, problem=problem
    )


@open_page
def look(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    response = HttpResponseRedirect(safe_next(request, "/"))
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        response.set_cookie(THEME, wanted, max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


ADDRESSES = (
    path("invitation/<str:token>", require_GET(invitation)),
    path("invitation/<str:token>/passkey", require_POST(accept)),
    path("waiting", require_GET(waiting)),
    path("sign-in", require_GET(sign_in)),
    path("sign-in/passkey", require_POST(check_in)),
    path("sign-out", require_POST(sign_out)),
    path("reason", require_http_methods(["GET", "POST"])(reason)),
    path("look", require_POST(look)),
)
