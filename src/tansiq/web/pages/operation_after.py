"""What is left of an operation: order and log on paper, its figures, what each party says of it."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.lessons.figures import MOVES
from tansiq.node import lessons, operation_papers
from tansiq.node.actions import Action
from tansiq.node.lessons import Lessons
from tansiq.record.lessons import EvaluationFiled, Finding
from tansiq.terms.clock import stamp
from tansiq.terms.lessons import LessonArea
from tansiq.web import offers
from tansiq.web.gate import Visit, page
from tansiq.web.operating_forms import address_of, where
from tansiq.web.operation_told import operation_facts
from tansiq.web.pages.reports import download

ROWS = 3
_FIELDS = ("area", "what", "why", "change", "rule")


@page("operations", Action.READ_OPERATION)
def paper(visit: Visit, channel: str, operation: str, which: str) -> HttpResponse:
    """The order or the log as PDF, in the reader's language."""
    at = where(channel, operation)
    made = operation_papers.paper(visit.node, visit.reader, at, which, visit.speech.language)
    return download(f"{which}-{operation[:10]}.pdf", made)


@page("operations", Action.READ_OPERATION)
def shown(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """Planned and actual times, who owes an evaluation, what the parties say."""
    found = lessons.lessons(visit.node, visit.reader, where(channel, operation))
    return visit.page("operations/lessons.html", **_facts(visit, found))


@page("operations", Action.FILE_EVALUATION)
def evaluate(visit: Visit, channel: str, operation: str) -> HttpResponse:
    """File our evaluation."""
    at = where(channel, operation)
    said = EvaluationFiled(
        operation=at.operation,
        language=visit.posted("language"),
        kept=visit.posted("kept"),
        findings=_findings(visit),
    )
    return visit.sign(
        lambda signer: lessons.evaluate(visit.node, signer, at, said), f"{address_of(at)}/lessons"
    )


def _findings(visit: Visit) -> tuple[Finding, ...]:
    """The rows in which something is said."""
    columns = [visit.request.POST.getlist(name) for name in _FIELDS]
    rows = zip(*columns, strict=False)
    return tuple(
        Finding(area=area, what=what, why=why, change=change, rule=rule)
        for area, what, why, change, rule in rows
        if (what + why + change).strip()
    )


def _facts(visit: Visit, found: Lessons) -> dict[str, Any]:
    mine = next((one for one in found.evaluations if one.agency == visit.node.me), None)
    closed = any(one.agency == visit.node.me for one in found.closed)
    return {
        **operation_facts(visit.node, visit.speech, found.where),
        "found": found,
        "moves": MOVES,
        "after": after_h,
        "stamped": stamp,
        "mine": mine,
        "may_say": closed
        and visit.node.may(visit.officer, Action.FILE_EVALUATION, found.where.channel),
        "rows": tuple(mine.record.findings if mine else ()) + (None,) * ROWS,
        "areas": tuple(LessonArea),
        "tongues": offers.tongues(visit.speech),
    }


def after_h(distance: timedelta | None) -> str:
    """A distance from H-hour as ``+0:02:10``, with a true minus before it; empty for none."""
    if distance is None:
        return ""
    seconds = round(distance.total_seconds())
    minutes, left = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'−' if seconds < 0 else '+'}{hours}:{minutes:02d}:{left:02d}"


_AT = "operations/<str:channel>/<str:operation>"
ADDRESSES = (
    path(f"{_AT}/<str:which>.pdf", require_safe(paper)),
    path(f"{_AT}/lessons", require_safe(shown)),
    path(f"{_AT}/lessons/new", require_POST(evaluate)),
)
