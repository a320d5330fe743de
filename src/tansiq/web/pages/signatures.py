"""The passkey's answer to a dialog that asked for a signature."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from tansiq.ledger.acts import Gesture
from tansiq.terms.errors import Invalid, TansiqError
from tansiq.web.accounts.passkeys import LIMIT, gesture, texts
from tansiq.web.gate import Visit, page
from tansiq.web.house import house
from tansiq.web.pages.entrance import told


@page("", None, content=False)
def answer(visit: Visit, name: str) -> HttpResponse:
    """Let the work go on with these assertions; the answer says where to go."""
    signatures = house().signatures
    try:
        pending = signatures.find(visit.officer.officer, name)
        code = pending.wanted[0].asked.code
        signatures.answer(pending, _gestures(visit.request))
    except TansiqError as problem:
        return told(visit.request, problem)
    visit.tell("signed", code)
    return JsonResponse({"to": pending.then, "code": code})


@page("", None, content=False)
def back(visit: Visit, name: str) -> HttpResponse:
    """The officer does not sign; nothing is written."""
    signatures = house().signatures
    signatures.decline(signatures.find(visit.officer.officer, name))
    return HttpResponse(status=204)


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
