"""Channels: who hears each of them, who has signed, and how a list of members is changed.

Each list is a proposal of one officer that another one approves; approving signs the list itself.
"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import changes, channels, sharing
from tansiq.node.access import may
from tansiq.node.actions import Action
from tansiq.node.signing import Signer
from tansiq.terms.ids import channel_id, node_id
from tansiq.web.gate import Visit, page
from tansiq.web.screens import roles_of

_ON_TO = "/changes"


@page("channels", Action.SEE_PARTNERS, content=False)
def listed(visit: Visit) -> HttpResponse:
    """All channels, and the form for a next list of members."""
    return _list(visit, "channels/list.html")


@page("channels", Action.SEE_PARTNERS, content=False)
def fresh(visit: Visit) -> HttpResponse:
    """The lists without shell and form."""
    return _list(visit, "channels/board.html")


def _list(visit: Visit, template: str) -> HttpResponse:
    seen = sharing.everything(visit.node, visit.officer)
    decides = may(roles_of(visit.officer), Action.PROPOSE_CHANGE)
    return visit.page(template, seen=seen, decides=decides)


@page("channels", Action.PROPOSE_CHANGE, content=False)
def propose(visit: Visit) -> HttpResponse:
    """Propose the next list of members of a channel, with us on it."""
    channel, purpose = channel_id(visit.posted("channel").strip()), visit.posted("purpose")
    named = {node_id(one) for one in visit.request.POST.getlist("member")}
    members, reason = tuple(sorted(named | {visit.node.me})), visit.posted("reason")

    def work(signer: Signer) -> object:
        change = channels.proposed(visit.node, channel, members, purpose)
        return changes.propose(visit.node, signer, change, reason)

    return visit.sign(work, _ON_TO)


@page("channels", Action.PROPOSE_CHANGE, content=False)
def consent(visit: Visit) -> HttpResponse:
    """Propose that our agency signs a list that a partner has proposed."""
    channel, digest = channel_id(visit.posted("channel")), visit.posted("digest")
    reason = visit.posted("reason")

    def work(signer: Signer) -> object:
        change = channels.to_sign(visit.node, channel, digest)
        return changes.propose(visit.node, signer, change, reason)

    return visit.sign(work, _ON_TO)


ADDRESSES = (
    path("channels", require_safe(listed)),
    path("channels/fresh", require_safe(fresh)),
    path("channels/propose", require_POST(propose)),
    path("channels/consent", require_POST(consent)),
)
