"""Releases: the form with its live preview, a release's page with receipts, recall, correction.

Promises: what the preview shows is computed by the function that delivers; the button that signs is
there only when that function would let the release go; recipients that changed since stop it.
"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.desk.leaks import Leak
from tansiq.node import choices, histories, permissions, recalls, releases, waiting
from tansiq.node.actions import Action
from tansiq.node.choices import Choice
from tansiq.node.histories import Releasable
from tansiq.node.overview import Waiting
from tansiq.node.permissions import Asking
from tansiq.node.signing import Signer
from tansiq.terms.errors import Refused, TansiqError, advice, words
from tansiq.terms.ids import new_record_id
from tansiq.web import forms, offers
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reports import sent

_AROUND = 40


@page("reports", Action.RELEASE)
def begin(visit: Visit, what: str) -> HttpResponse:
    """The form: the words as held, and what each channel allows; or the act it asks for."""
    held = histories.releasable(visit.node, visit.reader, what)
    if visit.request.method == "POST":
        return _release(visit, what, held)
    open_to = choices.choices(visit.node, visit.reader)
    chosen = _chosen(open_to, str(visit.request.GET.get("channel", "")))
    language = visit.speech.language
    return visit.page(
        "releases/form.html",
        what=what,
        held=held,
        channels=open_to,
        chosen=chosen,
        answers=str(visit.request.GET.get("answers", "")),
        questions=_questions(visit, chosen),
        handlings=offers.handlings(language),
        labels=offers.labels(language),
        dates=forms.dates(visit.node.clock.now().date()),
    )


def _chosen(open_to: tuple[Choice, ...], named: str) -> Choice | None:
    return next((one for one in open_to if one.channel == named), open_to[0] if open_to else None)


def _release(visit: Visit, what: str, held: Releasable) -> HttpResponse:
    made = new_record_id()
    wish = forms.releasing(visit, what, made, held.content)
    if not wish.recipients:
        raise Refused("release_no_recipients")

    def work(signer: Signer) -> object:
        return releases.release(visit.node, signer, wish)

    answered = visit.posted("answers")
    then = f"/asked/request/{answered}" if answered else f"/releases/{visit.node.me}/{made}"
    return visit.sign(work, then)


def _questions(visit: Visit, chosen: Choice | None) -> list[Waiting]:
    """Open requests to us in this channel: a release may answer one of them."""
    if chosen is None:
        return []
    found = waiting.listed(visit.node, visit.reader, frozenset({"request"}), closed=False)
    return [one for one in found.lines if one.incoming and one.duty.channel == chosen.channel]


@page("reports", Action.RELEASE)
def preview(visit: Visit, what: str) -> HttpResponse:
    """Who will see it, who will not, what betrays the source, and what forbids it."""
    held = histories.releasable(visit.node, visit.reader, what)
    wish = forms.releasing(visit, what, new_record_id(), held.content)
    seen = releases.preview(visit.node, visit.reader, wish)
    open_to = choices.choices(visit.node, visit.reader)
    outgoing = {"title": visit.posted("title"), "text": _text(visit)}
    return visit.page(
        "releases/preview.html",
        seen=seen,
        wish=wish,
        chosen=next((one for one in open_to if one.channel == wish.channel), None),
        told=_told(visit, seen),
        leaks=[_leak(outgoing.get(one.field, ""), one) for one in seen.leaks],
        before=[str(one) for one in visit.request.POST.getlist("seen")],
    )


def _told(visit: Visit, seen: releases.Preview) -> dict[str, str] | None:
    if not seen.forbidden:
        return None
    problem, language = TansiqError(seen.forbidden, **seen.facts), visit.speech.language
    return {"said": words(problem, language), "do": advice(problem, language), "code": problem.code}


def _text(visit: Visit) -> str:
    return visit.posted("text").replace("\r\n", "\n").strip()


def _leak(text: str, leak: Leak) -> dict[str, str]:
    """A find with a few words around it, as it was typed."""
    start, end = max(leak.start - _AROUND, 0), leak.end + _AROUND
    return {
        "field": leak.field,
        "kind": leak.kind,
        "before": text[start : leak.start],
        "found": text[leak.start : leak.end],
        "after": text[leak.end : end],
    }


@page("reports", Action.READ_REPORT)
def show(visit: Visit, agency: str, release: str) -> HttpResponse:
    """A release with receipts, notices, acts, and what may be done about it."""
    return visit.page(
        "releases/release.html",
        seen=histories.release(visit.node, visit.reader, agency, release),
        actions=Action,
        sources=offers.sources(visit.speech.language),
        information=offers.information(visit.speech.language),
    )


@page("reports", Action.READ_REPORT)
def fresh(visit: Visit, agency: str, release: str) -> HttpResponse:
    """Receipts and answers alone, asked for again when there is news."""
    seen = histories.release(visit.node, visit.reader, agency, release)
    return visit.page("releases/receipts.html", seen=seen)


@page("reports", Action.READ_REPORT)
def attachment(visit: Visit, agency: str, release: str, digest: str) -> HttpResponse:
    """One attachment of a release."""
    return sent(visit, f"{agency}/{release}", digest)


@page("reports", Action.RECALL)
def recall(visit: Visit, agency: str, release: str) -> HttpResponse:
    """Take a release of ours back."""
    wish = forms.recalling(visit, release)

    def work(signer: Signer) -> object:
        return recalls.recall(visit.node, signer, wish)

    return visit.sign(work, f"/releases/{agency}/{release}")


@page("reports", Action.CORRECT)
def correct(visit: Visit, agency: str, release: str) -> HttpResponse:
    """Mend the words of a release of ours."""
    wish = forms.correcting(visit, release)

    def work(signer: Signer) -> object:
        return recalls.correct(visit.node, signer, wish)

    return visit.sign(work, f"/releases/{agency}/{release}")


@page("reports", Action.ASK_PERMISSION)
def ask(visit: Visit, agency: str, release: str) -> HttpResponse:
    """Ask the originator for leave to pass its release on, or to use it in court."""
    named = tuple(visit.posted("recipients").replace(",", " ").split())
    court = visit.posted("court") == "yes"
    wish = Asking(agency, release, named, visit.posted("purpose"), court)

    def work(signer: Signer) -> object:
        return permissions.ask(visit.node, signer, wish)

    return visit.sign(work, f"/releases/{agency}/{release}")


def _own(work: str) -> str:
    return f"reports/<str:what>/{work}"


def _onward(work: str) -> str:
    return f"releases/<path:what>/{work}"


_FORM = require_http_methods(["GET", "HEAD", "POST"])(begin)
_PREVIEW = require_POST(preview)
ADDRESSES = (
    path(_own("release"), _FORM),
    path(_own("release/preview"), _PREVIEW),
    path(_onward("onward"), _FORM),
    path(_onward("onward/preview"), _PREVIEW),
    path("releases/<str:agency>/<str:release>", require_safe(show)),
    path("releases/<str:agency>/<str:release>/fresh", require_safe(fresh)),
    path("releases/<str:agency>/<str:release>/recall", require_POST(recall)),
    path("releases/<str:agency>/<str:release>/correct", require_POST(correct)),
    path("releases/<str:agency>/<str:release>/permission", require_POST(ask)),
    path("releases/<str:agency>/<str:release>/files/<str:digest>", require_safe(attachment)),
)
