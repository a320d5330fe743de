"""What is asked and answered: requests, recalls, corrections, permissions, each with its clock."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.node import choices, permissions, recalls, requests, waiting
from tansiq.node.actions import Action
from tansiq.node.permissions import Giving
from tansiq.node.recalls import Answering
from tansiq.node.signing import Signer
from tansiq.terms.errors import Missing
from tansiq.web import forms, offers
from tansiq.web.gate import Visit, page
from tansiq.web.signing import Work

ANSWERS: Mapping[str, frozenset[Action]] = {
    "request": frozenset({Action.ANSWER_REQUEST}),
    "recall": frozenset({Action.ANSWER_RECALL}),
    "correction": frozenset({Action.ANSWER_CORRECTION}),
    "permission": frozenset({Action.GIVE_PERMISSION}),
}
KINDS = ("request", "recall", "correction", "permission")


@page("asked", Action.LIST_REPORTS)
def listed(visit: Visit) -> HttpResponse:
    """What waits, or what was answered, of one kind or of all."""
    return visit.page("asked/list.html", **_lines(visit))


@page("asked", Action.LIST_REPORTS)
def fresh(visit: Visit) -> HttpResponse:
    """The list alone, asked for again when there is news."""
    return visit.page("asked/lines.html", **_lines(visit))


def _lines(visit: Visit) -> dict[str, Any]:
    named = str(visit.request.GET.get("kind", ""))
    kind = named if named in KINDS else ""
    closed = visit.request.GET.get("state") == "answered"
    kinds = frozenset({kind} if kind else KINDS)
    seen = waiting.listed(visit.node, visit.reader, kinds, closed=closed)
    return {"seen": seen, "kind": kind, "kinds": KINDS, "closed": closed}


@page("ask", Action.MAKE_REQUEST)
def ask(visit: Visit) -> HttpResponse:
    """The form of a new request, or the act it asks for."""
    if visit.request.method == "POST":
        wish = forms.asking(visit)
        return visit.sign(lambda signer: requests.make(visit.node, signer, wish), "/asked")
    open_to = choices.choices(visit.node, visit.reader)
    named, language = str(visit.request.GET.get("channel", "")), visit.speech.language
    chosen = next((one for one in open_to if one.channel == named), None)
    return visit.page(
        "asked/ask.html",
        channels=open_to,
        chosen=chosen or (open_to[0] if open_to else None),
        handlings=offers.handlings(language),
        labels=offers.labels(language),
        tongues=offers.tongues(visit.speech),
        categories=offers.categories(language),
        schemata=forms.SCHEMATA,
        dates=forms.dates(visit.node.clock.now().date()),
    )


@page("asked", Action.READ_REPORT)
def show(visit: Visit, kind: str, agency: str, named: str) -> HttpResponse:
    """One of them whole: its words, its acts, its answers, and ours to give."""
    _known(kind)
    seen = waiting.one(visit.node, visit.reader, kind, agency, named)
    return visit.page(
        "asked/one.html",
        seen=seen,
        kind=kind,
        writer=agency,
        named=named,
        actions=Action,
        answerable=bool(seen.offered & ANSWERS[kind]),
        notice_reasons=sorted(recalls.ANSWER_REASONS),
        refusals=_refusals(visit, seen.seen.asked.channel),
    )


def _refusals(visit: Visit, channel: str) -> tuple[str, ...]:
    open_to = choices.choices(visit.node, visit.reader)
    return next((one.refusals for one in open_to if one.channel == channel), ())


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Missing("request_unknown")


Deed = Callable[[Visit, str, str], Work]


def _acknowledge(visit: Visit, agency: str, named: str) -> Work:
    return lambda signer: requests.acknowledge(visit.node, signer, agency, named)


def _answer(visit: Visit, agency: str, named: str) -> Work:
    given = tuple(str(one) for one in visit.request.POST.getlist("release"))
    return lambda signer: requests.answer(visit.node, signer, agency, named, given)


def _refuse(visit: Visit, agency: str, named: str) -> Work:
    why = (visit.posted("reason"), visit.posted("explanation"))
    return lambda signer: requests.refuse(visit.node, signer, agency, named, why)


def _answering(visit: Visit) -> Answering:
    return Answering(
        complied=visit.posted("outcome") == "complied",
        reason=visit.posted("reason"),
        explanation=visit.posted("explanation"),
        measure=visit.posted("measure") or "erase",
    )


def _recalled(visit: Visit, agency: str, named: str) -> Work:
    given = _answering(visit)
    return lambda signer: recalls.answer_recall(visit.node, signer, agency, named, given)


def _corrected(visit: Visit, agency: str, named: str) -> Work:
    given = _answering(visit)
    return lambda signer: recalls.answer_correction(visit.node, signer, agency, named, given)


def _give(visit: Visit, agency: str, named: str) -> Work:
    wish = Giving(
        agency=agency,
        permission=named,
        recipients=tuple(str(one) for one in visit.request.POST.getlist("recipient")),
        expiry=forms.instant(visit.posted("expiry")),
        court=visit.posted("court") == "yes",
        conditions=visit.posted("conditions"),
    )
    return lambda signer: permissions.give(visit.node, signer, wish)


def _refuse_permission(visit: Visit, agency: str, named: str) -> Work:
    why = (visit.posted("reason"), visit.posted("explanation"))
    return lambda signer: permissions.refuse(visit.node, signer, agency, named, why)


DEEDS: Mapping[tuple[str, str], Deed] = {
    ("request", "acknowledge"): _acknowledge,
    ("request", "answer"): _answer,
    ("request", "refuse"): _refuse,
    ("recall", "answer"): _recalled,
    ("correction", "answer"): _corrected,
    ("permission", "give"): _give,
    ("permission", "refuse"): _refuse_permission,
}


@page("asked", Action.LIST_REPORTS)
def act(visit: Visit, kind: str, agency: str, named: str, deed: str) -> HttpResponse:
    """Begin the act that answers; who may give it is asked by the node function itself."""
    begin = DEEDS.get((kind, deed))
    if begin is None:
        raise Missing("request_unknown")
    work = begin(visit, agency, named)

    def signed(signer: Signer) -> object:
        return work(signer)

    return visit.sign(signed, f"/asked/{kind}/{agency}/{named}")


_ONE = "asked/<str:kind>/<str:agency>/<str:named>"
ADDRESSES = (
    path("asked", require_safe(listed)),
    path("asked/fresh", require_safe(fresh)),
    path("asked/new", require_http_methods(["GET", "HEAD", "POST"])(ask)),
    path(_ONE, require_safe(show)),
    path(f"{_ONE}/<str:deed>", require_POST(act)),
)
