"""The passkey's answer to a dialog that asked for a signature."""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from tansiq.ledger.acts import Gesture
from tansiq.terms.errors import Invalid, TansiqError
from tansiq.web.accounts import underway
from tansiq.web.accounts.passkeys import LIMIT, gesture, texts
from tansiq.web.gate import Visit, page
from tansiq.web.house import house
from tansiq.web.pages.entrance import told
from tansiq.web.relay import passed_on
from tansiq.web.signing import Pending

Kept = Callable[[Visit, Pending], HttpResponse]


def _held(work: Kept) -> Callable[[Visit, str], HttpResponse]:
    """Do it with what waits under this name, or have the process that holds it do so."""

    def done(visit: Visit, name: str) -> HttpResponse:
        try:
            door = underway.door_of(visit.officer.officer, name)
            if door != house().door:
                return passed_on(visit.request, door)
            return work(visit, house().signatures.find(visit.officer.officer, name))
        except TansiqError as problem:
            return told(visit.request, problem)

    return done


def _answer(visit: Visit, pending: Pending) -> HttpResponse:
    asked = pending.wanted[0].asked
    house().signatures.answer(pending, _gestures(visit.request))
    underway.over(visit.officer.officer, pending.name)
    visit.tell("signed", asked.code, asked.kind)
    return JsonResponse({"to": pending.then, "code": asked.code})


def _back(visit: Visit, pending: Pending) -> HttpResponse:
    house().signatures.decline(pending)
    underway.over(visit.officer.officer, pending.name)
    return HttpResponse(status=204)


@page("", None, content=False)
def answer(visit: Visit, name: str) -> HttpResponse:
    """Let the work go on with these assertions; the answer says where to go."""
    return _held(_answer)(visit, name)


@page("", None, content=False)
def back(visit: Visit, name: str) -> HttpResponse:
    """The officer does not sign; nothing is written."""
    return _held(_back)(visit, name)


def _gestures(request: HttpRequest) -> list[Gesture]:
    if len(request.body) > LIMIT * 4:
        raise Invalid("passkey_answer")
    try:
        said = json.loads(request.body)
    except ValueError as problem:
        raise Invalid("passkey_answer") from problem
    if not isinstance(said, dict) or not isinstance(said.get("gestures"), list):
        raise Invalid("passkey_answer")
    answers = [texts(one) for one in said["gestures"] if isinstance(one, dict)]
    return [Gesture(*gesture(one)) for one in answers]


ADDRESSES = (
    path("signatures/<str:name>", require_POST(answer)),
    path("signatures/<str:name>/back", require_POST(back)),
)
