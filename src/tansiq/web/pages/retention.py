"""What is kept and until when: reviews, orders to erase and their second officer, holds.

Promises: every change is an act with a passkey; nobody confirms their own order; an erasure is
shown as what it may call itself today, with what still stands in its way and the proofs on record.
"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import erasures, holds, oversight_desk, retention
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.signing import Signer
from tansiq.oversight.commands import GROUNDS
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import class_id
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reads import sieve_of
from tansiq.web.screens import roles_of

_HOME = "/retention"


@page("retention", Action.ORDER_ERASURE)
def board(visit: Visit) -> HttpResponse:
    """The screen; with `report` it also lists the classes that hold that report's words."""
    report = str(visit.request.GET.get("report", "")).strip()
    found = retention.classes_of(visit.node, visit.reader, report) if report else ()
    return visit.page(
        "oversight/retention.html",
        kept=oversight_desk.kept(visit.node, visit.reader),
        report=report,
        found=found,
        grounds=sorted(GROUNDS),
        may_hold=_may(visit, Action.PLACE_HOLD),
    )


@page("retention", Action.ORDER_ERASURE)
def order(visit: Visit) -> HttpResponse:
    """Order classes erased; nothing is erased yet."""
    named = [*visit.request.POST.getlist("class"), *visit.posted("classes").split()]
    if not named:
        raise Invalid("erasure_classes", most=10_000)
    classes = tuple(class_id(one) for one in dict.fromkeys(named))
    ground, explanation = visit.posted("ground"), visit.posted("explanation")

    def work(signer: Signer) -> object:
        return erasures.order(visit.node, signer, classes, ground, explanation)

    return visit.sign(work, _HOME)


@page("retention", Action.CONFIRM_ERASURE)
def confirm(visit: Visit, named: str) -> HttpResponse:
    """Confirm an order as the second officer; it is carried out at once."""

    def work(signer: Signer) -> object:
        return erasures.confirm(visit.node, signer, named)

    return visit.sign(work, _HOME)


@page("retention", Action.REFUSE_ERASURE)
def refuse(visit: Visit, named: str) -> HttpResponse:
    """End an order without effect."""
    reason = visit.posted("reason")

    def work(signer: Signer) -> object:
        return erasures.refuse(visit.node, signer, named, reason)

    return visit.sign(work, _HOME)


def _may(visit: Visit, action: Action) -> bool:
    """By role: a case officer or prosecutor besides needs to be on the file of each class."""
    return may(roles_of(visit.officer), action, Subject(on_file=True))


@page("holds", Action.PLACE_HOLD)
def holding(visit: Visit) -> HttpResponse:
    """What is held back and what waits to be erased, for those who may hold a class back."""
    return visit.page("oversight/holds.html", kept=oversight_desk.held(visit.node, visit.reader))


def _after(visit: Visit) -> str:
    """Where an officer sees the holds: those who erase nothing have a page of their own."""
    return _HOME if _may(visit, Action.ORDER_ERASURE) else "/holds"


@page("retention", Action.PLACE_HOLD)
def hold(visit: Visit) -> HttpResponse:
    """Keep a class from being erased."""
    target, ground = class_id(visit.posted("class").strip()), visit.posted("ground")
    asked = {"officer": "", "action": "", "place": "", "since": "", "until": visit.posted("until")}
    end = sieve_of(asked, visit.speech.zone).until
    until = stamp(end) if end else ""

    def work(signer: Signer) -> object:
        return holds.place(visit.node, signer, target, ground, until)

    return visit.sign(work, _after(visit))


@page("retention", Action.LIFT_HOLD)
def lift(visit: Visit, named: str) -> HttpResponse:
    """End a hold."""
    ground = visit.posted("ground")

    def work(signer: Signer) -> object:
        return holds.lift(visit.node, signer, named, ground)

    return visit.sign(work, _after(visit))


@page("retention", Action.RECORD_REVIEW)
def review(visit: Visit, named: str) -> HttpResponse:
    """Say that a class was looked at and is still needed."""
    target, wish = class_id(named), (visit.posted("ground"), visit.posted("following"))

    def work(signer: Signer) -> object:
        return retention.review(visit.node, signer, target, *wish)

    return visit.sign(work, _HOME)


ADDRESSES = (
    path("holds", require_safe(holding)),
    path("retention", require_safe(board)),
    path("retention/orders", require_POST(order)),
    path("retention/orders/<str:named>/confirm", require_POST(confirm)),
    path("retention/orders/<str:named>/refuse", require_POST(refuse)),
    path("retention/holds", require_POST(hold)),
    path("retention/holds/<str:named>/lift", require_POST(lift)),
    path("retention/classes/<str:named>/review", require_POST(review)),
)
