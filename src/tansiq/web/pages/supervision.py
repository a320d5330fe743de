"""Proofs and statistics for those who supervise: everything here reads, nothing here changes."""

from datetime import UTC, timedelta

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tansiq.node import audits, logs, read_log
from tansiq.node.actions import Action
from tansiq.terms.errors import Invalid, TansiqError, words
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reads import FIELDS, sieve_of

MONTH = timedelta(days=30)
SAMPLE = 20


@page("supervision", Action.SEE_STATISTICS)
def board(visit: Visit) -> HttpResponse:
    """Statistics of a span of days, the logs with their heads, a sample drawn by a seed."""
    now = visit.node.clock.now()
    local = now.astimezone(visit.speech.zone)
    asked = dict.fromkeys(FIELDS, "")
    asked["since"] = _asked(visit, "since") or (local - MONTH).date().isoformat()
    asked["until"] = _asked(visit, "until") or local.date().isoformat()
    sieve, seed = sieve_of(asked, visit.speech.zone), _asked(visit, "seed")[:80]
    if sieve.since is None or sieve.until is None or sieve.since >= sieve.until:
        raise Invalid("day_malformed", value=asked["since"])
    span = (sieve.since.astimezone(UTC), sieve.until.astimezone(UTC))
    drawn = read_log.sample(visit.node, visit.reader, sieve, seed, SAMPLE) if seed else None
    return visit.page(
        "oversight/supervision.html",
        asked=asked,
        seed=seed,
        drawn=drawn,
        counts=audits.statistics(visit.node, visit.reader, *span),
        logs=logs.listed(visit.node),
    )


@page("supervision", Action.SEE_STATISTICS)
def checked(visit: Visit) -> HttpResponse:
    """The verdict on one log, entry by entry, as a part of a page."""
    found = logs.verify(visit.node, _asked(visit, "log"))
    told = [
        (at, words(TansiqError(code), visit.speech.language)) for at, code in found.problems[:20]
    ]
    return visit.page("oversight/log-verdict.html", found=found, told=told)


def _asked(visit: Visit, name: str) -> str:
    return str(visit.request.GET.get(name, "")).strip()


ADDRESSES = (
    path("supervision", require_safe(board)),
    path("supervision/verdict", require_safe(checked)),
)
