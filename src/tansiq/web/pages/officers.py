"""Officers: who they are, how they come in, and the proposals that change what they may do.

An administrator invites and nothing more: what comes of an invitation waits for two officers.
"""

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tansiq.node import changes
from tansiq.node.access import may
from tansiq.node.actions import Action
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.officers import (
    AnyChange,
    CaseAssigned,
    CaseUnassigned,
    DutyHoursSet,
    KeyAdded,
    KeyRevoked,
    OfficerLeft,
    OfficerNamed,
    RoleGranted,
    RoleWithdrawn,
)
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import new_officer_id
from tansiq.terms.roles import Role
from tansiq.web.accounts import confirming
from tansiq.web.gate import Visit, onward, page
from tansiq.web.opened import offered_key
from tansiq.web.rules import by_method
from tansiq.web.screens import roles_of

_HOME = "/officers"


@page("officers", Action.SEE_OFFICERS)
def listed(visit: Visit) -> HttpResponse:
    """All officers, invitations under way, passkeys that wait."""
    found, roles = changes.officers(visit.node, visit.reader), roles_of(visit.officer)
    return visit.page(
        "officers/list.html",
        officers=found,
        names={one.officer: one.name for one in found},
        accounts=confirming.accounts(),
        waiting=confirming.waiting(),
        invitations=confirming.invitations(),
        decides=may(roles, Action.PROPOSE_CHANGE),
        invites=may(roles, Action.INVITE_OFFICER),
        confirms=may(roles, Action.CONFIRM_PASSKEY),
    )


@page("officers", Action.PROPOSE_CHANGE)
def blank(visit: Visit) -> HttpResponse:
    """The form for a new officer."""
    return visit.page("officers/new.html", roles=sorted(one.value for one in Role))


@page("officers", Action.PROPOSE_CHANGE)
def add(visit: Visit) -> HttpResponse:
    """Propose a new officer; a link and a key follow, each by its own rule of two."""
    change = OfficerNamed(
        officer=new_officer_id(),
        name=visit.posted("name"),
        rank=visit.posted("rank"),
        unit=visit.posted("unit"),
        roles=tuple(str(one) for one in visit.request.POST.getlist("role")),
    )
    reason = visit.posted("reason")

    def work(signer: Signer) -> object:
        return changes.propose(visit.node, signer, change, reason)

    return visit.sign(work, "/changes")


@page("officers", Action.SEE_OFFICERS)
def shown(visit: Visit, officer: str) -> HttpResponse:
    """One officer, and what can be proposed about them."""
    found = _officer(visit, officer)
    return visit.page(
        "officers/one.html",
        one=found,
        roles=sorted(one.value for one in Role if one.value not in found.roles),
        accounts=confirming.accounts(),
        decides=may(roles_of(visit.officer), Action.PROPOSE_CHANGE),
    )


def _officer(visit: Visit, officer: str) -> Officer:
    everybody = changes.officers(visit.node, visit.reader)
    found = next((one for one in everybody if one.officer == officer), None)
    if found is None:
        raise Missing("officer_unknown", officer=officer[:60])
    return found


@page("officers", Action.PROPOSE_CHANGE)
def propose(visit: Visit, officer: str) -> HttpResponse:
    """Propose one change about an officer."""
    make = _CHANGES.get(visit.posted("what"))
    if make is None:
        raise Invalid(
            "word_unknown",
            list="Change",
            value=visit.posted("what")[:60],
            choices=", ".join(_CHANGES),
        )
    change, reason = make(visit, officer), visit.posted("reason")

    def work(signer: Signer) -> object:
        return changes.propose(visit.node, signer, change, reason)

    return visit.sign(work, "/changes")


_CHANGES: Mapping[str, Callable[[Visit, str], AnyChange]] = {
    "role_granted": lambda visit, who: RoleGranted(officer=who, role=visit.posted("role")),
    "role_withdrawn": lambda visit, who: RoleWithdrawn(officer=who, role=visit.posted("role")),
    "case_assigned": lambda visit, who: CaseAssigned(officer=who, file=visit.posted("file")),
    "case_unassigned": lambda visit, who: CaseUnassigned(officer=who, file=visit.posted("file")),
    "duty_hours_set": lambda visit, who: DutyHoursSet(officer=who, hours=visit.posted("hours")),
    "officer_left": lambda visit, who: OfficerLeft(officer=who, reason=visit.posted("reason")),
    "key_added": lambda visit, who: KeyAdded(
        officer=who, key=offered_key(visit.node, who, _number(visit.posted("key")))
    ),
    "key_revoked": lambda visit, who: KeyRevoked(
        officer=who, key=visit.posted("key"), reason=visit.posted("reason")
    ),
}


def _number(read: str) -> str:
    """The number of a passkey as somebody read it out."""
    return "".join(read.split()).lower()


@page("officers", Action.INVITE_OFFICER)
def invite(visit: Visit, officer: str) -> HttpResponse:
    """Make a link for an officer; it is shown this once and kept nowhere."""
    made = confirming.invite(visit.node, visit.reader, officer)
    link = visit.node.settings.web_url + made.path
    return visit.page("officers/invited.html", made=made, link=link)


@page("officers", Action.CONFIRM_PASSKEY)
def confirm(visit: Visit) -> HttpResponse:
    """Confirm the number that its holder read out."""
    number = _number(visit.posted("number"))
    lacks = confirming.confirm(visit.node, visit.reader, number)
    visit.tell("half_confirmed" if lacks else "confirmed", number)
    return onward(visit.request, _HOME)


ADDRESSES = (
    path("officers", require_safe(listed)),
    path("officers/confirm", require_POST(confirm)),
    path("officers/new", require_http_methods(["GET", "HEAD", "POST"])(by_method(blank, add))),
    path("officers/<str:officer>", require_safe(shown)),
    path("officers/<str:officer>/propose", require_POST(propose)),
    path("officers/<str:officer>/invite", require_POST(invite)),
)
