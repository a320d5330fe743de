"""The register of persons held: what presses first, one person with clocks and what was done."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.custody.commands import NoteWish
from tansiq.node import custody, custody_register
from tansiq.node.actions import Action
from tansiq.node.custody_choices import instant_of
from tansiq.node.custody_prints import Printer
from tansiq.printing.render import render
from tansiq.terms.errors import Invalid
from tansiq.terms.operating import ArrestEvent
from tansiq.terms.rule_words import Authority
from tansiq.web.custody_told import asked_of, told
from tansiq.web.gate import Visit, page
from tansiq.web.pages.reports import download
from tansiq.web.takeaway import csv_file

_READ = Action.READ_CUSTODY


@page("custody", _READ)
def listed(visit: Visit) -> HttpResponse:
    """Persons held, the most urgent clock first."""
    return _board(visit, "custody/register.html")


@page("custody", _READ)
def fresh(visit: Visit) -> HttpResponse:
    """The same without the shell, asked for again when there is news."""
    return _board(visit, "custody/board.html")


def _board(visit: Visit, template: str) -> HttpResponse:
    seen = custody_register.register(visit.node, visit.reader, asked_of(visit))
    return visit.page(template, seen=seen, **_facts(visit, seen))


def _facts(visit: Visit, seen: Any) -> dict[str, Any]:
    drill = seen.exercise or visit.node.settings.exercise
    return {"exercise": drill, **told(visit, seen.overrides)}


@page("custody", _READ)
def day(visit: Visit, layout: str) -> HttpResponse:
    """Everybody who was held at some hour of a day, to take to the prosecution (LAW L14)."""
    asked = str(visit.request.GET.get("day", ""))
    try:
        chosen = date.fromisoformat(asked) if asked else visit.node.clock.now().date()
    except ValueError:
        raise Invalid("hour_malformed", value=asked[:40]) from None
    seen = custody_register.register(visit.node, visit.reader, asked_of(visit))
    printer = _printer(visit, seen)
    name = f"persons-held-{chosen.isoformat()}"
    if layout == "csv":
        heads, rows = printer.table(seen, chosen)
        return csv_file(f"{name}.csv", heads, rows)
    return download(f"{name}.pdf", render(printer.daily(seen, chosen)))


def _printer(visit: Visit, seen: Any) -> Printer:
    drill = visit.node.settings.exercise
    return Printer(visit.speech.language, exercise=drill, overrides=seen.overrides)


@page("custody", _READ)
def person(visit: Visit, arrest: str) -> HttpResponse:
    """One person held: suspected, with clocks, what was done, and what can be noted by one tap."""
    seen = custody_register.person(visit.node, visit.reader, arrest)
    return visit.page(
        "custody/person.html",
        seen=seen,
        one=seen.person,
        authorities=tuple(Authority),
        **_facts(visit, seen),
    )


@page("custody", _READ)
def record(visit: Visit, arrest: str) -> HttpResponse:
    """The record of one person held, on paper."""
    seen = custody_register.person(visit.node, visit.reader, arrest)
    said = seen.person.said
    name = f"record-{said.site}-{said.number}.pdf"
    return download(name, render(_printer(visit, seen).person(seen)))


@page("custody", Action.RECORD_CUSTODY)
def note(visit: Visit, arrest: str) -> HttpResponse:
    """Note what happened to a person held; by the clock of the place, now when no hour is given."""
    seen = custody_register.person(visit.node, visit.reader, arrest)
    zone = "UTC" if visit.posted("by-clock") == "utc" else seen.person.said.zone
    wish = NoteWish(
        arrest=arrest,
        event=ArrestEvent(visit.posted("event")),
        at=instant_of(visit.node, zone, visit.posted("hour")),
        by=visit.posted("by"),
        document=visit.posted("document"),
        hours=_number(visit.posted("hours")),
        language=visit.posted("language"),
        note=visit.posted("note"),
        name=visit.posted("name"),
        born=visit.posted("born"),
        corrects=visit.posted("corrects"),
    )
    where = custody_register.where_of(visit.node, visit.reader, arrest)
    return visit.sign(
        lambda signer: custody.note_event(visit.node, signer, where, wish), f"/custody/{arrest}"
    )


def _number(text: str) -> int:
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 5:
        raise Invalid("custody_event_hours")
    return int(text)


ADDRESSES = (
    path("custody", require_safe(listed)),
    path("custody/fresh", require_safe(fresh)),
    path("custody/day.<str:layout>", require_safe(day)),
    path("custody/<str:arrest>", require_safe(person)),
    path("custody/<str:arrest>/record.pdf", require_safe(record)),
    path("custody/<str:arrest>/note", require_POST(note)),
)
