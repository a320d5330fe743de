"""The work of a joint case: sources filed, tasks, legal instruments, decisions, its officers."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.cases.boards import TaskSeen
from tansiq.node import case_desk, case_work, cases, changes
from tansiq.node.actions import Action
from tansiq.node.case_desk import WorkSeen
from tansiq.record.officers import CaseAssigned, CaseUnassigned
from tansiq.terms.casework import PENDING, InstrumentKind, InstrumentState, TaskState
from tansiq.terms.ids import new_record_id
from tansiq.web import case_forms, offers
from tansiq.web.case_told import told_of
from tansiq.web.case_words import address_of, channel_of
from tansiq.web.gate import Visit, page

OPEN = frozenset({TaskState.OPEN, TaskState.DOING})
LONGEST_ID, MOST_RESTS = 80, 20
"""What an address may name for a decision to rest on: how long an id is, and how many there are."""


@page("cases", Action.READ_CASE)
def work(visit: Visit, case: str) -> HttpResponse:
    """Tasks by party, legal instruments and decisions, each with what can be done about it."""
    return _work(visit, case, "casework/work.html")


@page("cases", Action.READ_CASE)
def fresh(visit: Visit, case: str) -> HttpResponse:
    """The lists without the shell, asked for again when there is news."""
    return _work(visit, case, "casework/board.html")


def _work(visit: Visit, case: str, template: str) -> HttpResponse:
    seen = case_desk.work(visit.node, visit.reader, channel_of(case))
    rests = [one[:LONGEST_ID] for one in visit.request.GET.getlist("rests")][:MOST_RESTS]
    return visit.page(template, **_facts(visit, seen), rests=rests)


def _facts(visit: Visit, seen: WorkSeen) -> dict[str, Any]:
    bound, states = seen.case.agreement, visit.speech.locale.territories
    parties = () if bound is None else bound.terms.parties
    # Who left the case keeps the tasks that were theirs.
    gone = sorted(one.record.party for one in seen.tasks)
    return {
        "parties": tuple(dict.fromkeys((*seen.case.members, *gone))),
        "countries": {one.node: states.get(one.state, one.state) for one in parties},
        **told_of(visit),
        "seen": seen,
        "at": address_of(seen.case.channel),
        "tasks": sorted(seen.tasks, key=_pressing),
        "titles": {one.fact.document: one.fact.record.title for one in seen.documents},
        "task_states": tuple(TaskState),
        "instrument_kinds": tuple(InstrumentKind),
        "instrument_states": tuple(InstrumentState),
        "pending": PENDING,
        "tongues": offers.tongues(visit.speech),
        "actions": Action,
    }


def _pressing(task: TaskSeen) -> tuple[bool, str, str]:
    """Open tasks before those that are over, the sooner due first, the older first."""
    return task.state not in OPEN, task.record.due or "9", task.time


@page("cases", Action.DIRECT_CASE)
def set_task(visit: Visit, case: str) -> HttpResponse:
    """Set a task for a party."""
    channel, task = channel_of(case), case_forms.task(visit, new_record_id())
    return visit.sign(
        lambda signer: case_work.set_task(visit.node, signer, channel, task), _here(case)
    )


@page("cases", Action.MOVE_TASK)
def move_task(visit: Visit, case: str, task: str) -> HttpResponse:
    """Say how far a task is."""
    channel, said = channel_of(case), (visit.posted("state"), visit.posted("note"))
    return visit.sign(
        lambda signer: case_work.move_task(visit.node, signer, channel, task, said), _here(case)
    )


@page("cases", Action.DIRECT_CASE)
def instrument(visit: Visit, case: str, named: str = "") -> HttpResponse:
    """Record a legal instrument, or how far one that we recorded is by now."""
    channel, wish = channel_of(case), case_forms.instrument(visit, named or new_record_id())
    return visit.sign(
        lambda signer: case_work.record_instrument(visit.node, signer, channel, wish), _here(case)
    )


@page("cases", Action.DIRECT_CASE)
def decide(visit: Visit, case: str) -> HttpResponse:
    """Record a decision with its reasons."""
    channel, wish = channel_of(case), case_forms.decision(visit, new_record_id())
    return visit.sign(
        lambda signer: case_work.record_decision(visit.node, signer, channel, wish), _here(case)
    )


def _here(case: str) -> str:
    return f"{address_of(channel_of(case))}/tasks"


@page("cases", Action.READ_CASE)
def staff(visit: Visit, case: str) -> HttpResponse:
    """Who works on the case, of ours and of the other parties."""
    seen = case_desk.staff(visit.node, visit.reader, channel_of(case))
    return visit.page(
        "casework/officers.html",
        **told_of(visit),
        seen=seen,
        at=address_of(seen.case.channel),
        names={one.officer: one.name for one in (*seen.ours, *seen.free)},
        actions=Action,
    )


@page("cases", Action.PROPOSE_CHANGE)
def assign(visit: Visit, case: str) -> HttpResponse:
    """Propose to put an officer of ours on the case, or to take one off."""
    channel = cases.one(visit.node, visit.reader, channel_of(case)).channel
    make = CaseUnassigned if visit.posted("what") == "off" else CaseAssigned
    change, reason = make(officer=visit.posted("officer"), file=channel), visit.posted("reason")
    return visit.sign(
        lambda signer: changes.propose(visit.node, signer, change, reason),
        f"{address_of(channel)}/officers",
    )


_CASE = "cases/<str:case>"
ADDRESSES = (
    path(f"{_CASE}/tasks", require_safe(work)),
    path(f"{_CASE}/tasks/fresh", require_safe(fresh)),
    path(f"{_CASE}/tasks/new", require_POST(set_task)),
    path(f"{_CASE}/tasks/<str:task>", require_POST(move_task)),
    path(f"{_CASE}/instruments", require_POST(instrument)),
    path(f"{_CASE}/instruments/<str:named>", require_POST(instrument)),
    path(f"{_CASE}/decisions", require_POST(decide)),
    path(f"{_CASE}/officers", require_safe(staff)),
    path(f"{_CASE}/officers/assign", require_POST(assign)),
)
