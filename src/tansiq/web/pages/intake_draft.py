"""One draft: its text beside what it proposes, the batch that is signed, the whole set aside."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import cases, intake_clashes, intake_judging, intakes
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.terms.ids import channel_id
from tansiq.web import intake_told, offers
from tansiq.web.case_told import told_of
from tansiq.web.case_words import Words, caption
from tansiq.web.gate import Visit, page
from tansiq.web.intake_forms import judging
from tansiq.web.intake_told import Told
from tansiq.web.pages.intake import words
from tansiq.web.pages.reports import download
from tansiq.web.screens import roles_of

OFFERED = 12
SHORTEST = 2
"""Letters before an entity is offered: every offer stands in the read log."""


@page("intake", Action.READ_DRAFT)
def show(visit: Visit, draft: str) -> HttpResponse:
    """The text beside the proposals."""
    found = intake_clashes.whole(visit.node, visit.reader, draft)
    asked = str(visit.request.GET.get("sheet", "1"))
    sheet = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    told = Told(found.seen, visit.speech.language, sheet)
    allowed = may(roles_of(visit.officer), Action.JUDGE_DRAFT, Subject(on_file=True))
    judges = allowed and not found.seen.head.set_aside
    return visit.page(
        "intake/draft.html",
        seen=found.seen,
        head=found.seen.head,
        here=f"/intake/{found.seen.head.id}",
        cards=told.cards(),
        between=intake_told.beside(found, visit.speech.language),
        told_text=told.shown(),
        rows=told.rows(),
        clear=told.clear(),
        sheet=told.sheet,
        sheets=told.sheets,
        kept=len(found.seen.text),
        aside=sum(len(text) for _, text in found.seen.dropped),
        judging=judges,
        **(_choices(visit) if judges else {}),
        **words(visit),
    )


def _choices(visit: Visit) -> dict[str, Any]:
    """What a batch asks for: the cases that take claims of this officer, and codes with words."""
    language = visit.speech.language
    told = told_of(visit)
    cases_here = []
    if may(roles_of(visit.officer), Action.MAKE_CLAIM, Subject(on_file=True)):
        cases_here = [
            (one.channel, f"{told['name_of'](one)} · {offers.apart(one.channel)}")
            for one in cases.listed(visit.node, visit.reader)
            if not one.shut
        ]
    return {
        "cases": cases_here,
        "grade_sources": offers.sources(language),
        "grade_information": offers.information(language),
        "handlings": offers.handlings(language),
        "labels": offers.labels(language),
        "categories": offers.categories(language),
    }


@page("intake", Action.READ_DRAFT)
def original(visit: Visit, draft: str) -> HttpResponse:
    """The file as it was taken in, as a download that no browser opens by itself."""
    name, _, data = intakes.original(visit.node, visit.reader, draft)
    return download(name, data)


@page("intake", Action.JUDGE_DRAFT)
def entities(visit: Visit, draft: str) -> HttpResponse:
    """Entities of the chosen case that answer to the words typed beside a proposal."""
    asked = visit.request.GET
    channel, text = str(asked.get("channel", "")), str(asked.get("words", "")).strip()[:200]
    found = None
    if channel and len(text) >= SHORTEST:
        named = channel_id(channel)
        found = cases.search(visit.node, visit.reader, named, text, OFFERED)
    else:
        # Too little to offer anything is no way past the gate: who may not see it is told so.
        intakes.named(visit.node, visit.reader, draft)
    files = found.files if found else ()
    return visit.page(
        "intake/choices.html",
        channel=channel,
        short=len(text) < SHORTEST,
        found=found,
        caption=caption,
        words=Words.of(visit.speech.language, files),
    )


@page("intake", Action.JUDGE_DRAFT)
def judge(visit: Visit, draft: str) -> HttpResponse:
    """Sign the batch: what is accepted becomes claims of the case, all of it or nothing."""
    wish = judging(visit)
    return visit.sign(
        lambda signer: intake_judging.judge(visit.node, signer, draft, wish),
        f"/intake/{draft}",
        covers="intake/covers.html",
        wish=wish,
        **words(visit),
    )


@page("intake", Action.JUDGE_DRAFT)
def refuse(visit: Visit, draft: str) -> HttpResponse:
    """Set the whole draft aside, with a reason."""
    reason = visit.posted("reason").replace("\r\n", "\n")
    return visit.sign(
        lambda signer: intake_judging.set_aside(visit.node, signer, draft, reason),
        "/intake/set-aside",
    )


_ONE = "intake/<str:draft>"
ADDRESSES = (
    path(_ONE, require_safe(show)),
    path(f"{_ONE}/original", require_safe(original)),
    path(f"{_ONE}/entities", require_safe(entities)),
    path(f"{_ONE}/judge", require_POST(judge)),
    path(f"{_ONE}/set-aside", require_POST(refuse)),
)
