"""Data protection: who saw a person, why, to whom it went; reads to ask about; what is due.

Promises: a name is asked by a form and never stands in an address, a history or a journal; the
question is noted with its reason before the answer is shown; a person is shown by the records that
name them, never by a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.node import audits, oversight_desk
from tansiq.node.actions import Action
from tansiq.oversight.queries import Disclosure, WhoSaw
from tansiq.oversight.unusual import Read
from tansiq.terms.clock import stamp
from tansiq.web.gate import Visit, page
from tansiq.web.takeaway import csv_file

NEWEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question, newest first, no longer than a page."""

    found: WhoSaw
    reads: Sequence[Read]
    disclosures: Sequence[Disclosure]

    def among(self, read: Read) -> tuple[str, ...]:
        """Which of the records that name the person this read showed."""
        wanted = frozenset(self.found.shown)
        return tuple(one for one in read.shown if one in wanted)


@page("oversight", Action.WHO_SAW)
def desk(visit: Visit) -> HttpResponse:
    """The screen; asked by a form it also answers one question."""
    asked = visit.posted("whom").strip()
    answer = _answer(visit, asked) if asked else None
    return visit.page(
        "oversight/desk.html",
        asked=asked,
        answer=answer,
        missing=visit.request.method == "POST" and not asked,
        seen=oversight_desk.desk_of(visit.node, visit.reader),
    )


@page("oversight", Action.WHO_SAW)
def reads(visit: Visit) -> HttpResponse:
    """Reads to ask about, as a part of the screen: the rules walk every read of the last days."""
    return visit.page(
        "oversight/patterns.html", seen=oversight_desk.reads_to_ask(visit.node, visit.reader)
    )


@page("oversight", Action.WHO_SAW)
def taken(visit: Visit) -> HttpResponse:
    """The whole answer as a table to take away; the question is noted again."""
    found = audits.who_saw(visit.node, visit.reader, visit.posted("whom").strip())
    rows = [
        (
            "read",
            stamp(one.time),
            one.officer,
            one.action,
            one.place,
            one.reason,
            *_shown(found, one),
        )
        for one in found.reads
    ]
    sent = [
        ("sent", one.time, one.officer or one.agency, one.kind, one.channel, one.purpose, one.shown,
         " ".join(one.recipients), one.legal_basis, one.grounds, one.handling)
        for one in found.disclosures
    ]  # fmt: skip
    return csv_file("who-saw.csv", HEADS, [*rows, *sent])


HEADS = (
    "what", "time", "who", "action", "place", "why", "records", "recipients", "legal_basis",
    "grounds", "handling",
)  # fmt: skip


def _shown(found: WhoSaw, read: Read) -> tuple[str, ...]:
    wanted = frozenset(found.shown)
    return " ".join(one for one in read.shown if one in wanted), "", "", "", ""


def _answer(visit: Visit, asked: str) -> Answer:
    found = audits.who_saw(visit.node, visit.reader, asked)
    return Answer(
        found=found,
        reads=found.reads[::-1][:NEWEST],
        disclosures=found.disclosures[::-1][:NEWEST],
    )


ADDRESSES = (
    path("oversight", require_http_methods(["GET", "HEAD", "POST"])(desk)),
    path("oversight/reads", require_safe(reads)),
    path("oversight/taken", require_POST(taken)),
)
