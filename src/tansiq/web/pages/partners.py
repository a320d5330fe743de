"""Partners: how each link is, who they are, what is shared, and how one is enrolled or left.

Everything shown is known here already: a partner that does not answer delays no page. Enrolling and
leaving are proposals of one officer, signed with a passkey, that another one approves.
"""

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import changes, neighbours, partners
from tansiq.node.access import may
from tansiq.node.actions import Action
from tansiq.node.signing import Signer
from tansiq.record.officers import AnyChange, PartnerLeft
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import node_id
from tansiq.web.drawing import qr
from tansiq.web.gate import Visit, page
from tansiq.web.screens import roles_of

_HOME = "/partners"
CARD_LIMIT = 65_536


def _decides(visit: Visit) -> bool:
    return may(roles_of(visit.officer), Action.PROPOSE_CHANGE)


@page("partners", Action.SEE_PARTNERS, content=False)
def listed(visit: Visit) -> HttpResponse:
    """All partners."""
    return _list(visit, "partners/list.html")


@page("partners", Action.SEE_PARTNERS, content=False)
def fresh(visit: Visit) -> HttpResponse:
    """The list without its shell."""
    return _list(visit, "partners/board.html")


def _list(visit: Visit, template: str) -> HttpResponse:
    seen = neighbours.everyone(visit.node, visit.officer)
    return visit.page(template, seen=seen, decides=_decides(visit))


@page("partners", Action.SEE_PARTNERS, content=False)
def shown(visit: Visit, partner: str) -> HttpResponse:
    """One partner."""
    return _one(visit, partner, "partners/one.html")


@page("partners", Action.SEE_PARTNERS, content=False)
def shown_fresh(visit: Visit, partner: str) -> HttpResponse:
    """What changes of one partner, without the shell and the forms."""
    return _one(visit, partner, "partners/state.html")


def _one(visit: Visit, partner: str, template: str) -> HttpResponse:
    seen = neighbours.one(visit.node, visit.officer, partner)
    drawn = qr("".join(seen.fingerprint.split()))
    return visit.page(template, seen=seen, qr=drawn, decides=_decides(visit))


@page("partners", Action.SEE_PARTNERS, content=False)
def enrol(visit: Visit) -> HttpResponse:
    """Our own card and fingerprint, and the form for a partner's."""
    digits = partners.fingerprint(visit.node)
    drawn = qr("".join(digits.split()))
    return visit.page("partners/enrol.html", digits=digits, qr=drawn, decides=_decides(visit))


@page("partners", Action.SEE_PARTNERS, content=False)
def card(visit: Visit) -> HttpResponse:
    """Our card as a file for a partner."""
    answer = HttpResponse(partners.card(visit.node), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{visit.node.me}.card"'
    return answer


@page("partners", Action.PROPOSE_CHANGE, content=False)
def propose(visit: Visit) -> HttpResponse:
    """Propose the partner of a card, once its fingerprint is what each path said."""
    data, checked = _card(visit), visit.posted("checked")
    paths = ("1",) if checked == "in_person" else ("1", "2")
    # Each path is compared; that both say the same follows.
    seen, *_ = [partners.read_card(data, visit.posted(f"digits_{number}")) for number in paths]
    used = tuple(visit.posted(f"path_{number}").strip() for number in paths)
    change = partners.enrolment(visit.node, seen, checked, used)
    return _propose(visit, change)


@page("partners", Action.PROPOSE_CHANGE, content=False)
def leave(visit: Visit, partner: str) -> HttpResponse:
    """Propose that a partner is trusted no longer."""
    reason = visit.posted("reason")
    return _propose(visit, PartnerLeft(node=node_id(partner), reason=reason))


def _propose(visit: Visit, change: AnyChange) -> HttpResponse:
    reason = visit.posted("reason")

    def work(signer: Signer) -> object:
        return changes.propose(visit.node, signer, change, reason)

    return visit.sign(work, _HOME)


def _card(visit: Visit) -> bytes:
    """The card as it was pasted or chosen as a file."""
    given = visit.request.FILES.get("file")
    size = (given.size or 0) if given else len(visit.posted("card"))
    if size > CARD_LIMIT:
        raise Invalid("card_too_large", bytes=size)
    if given:
        return bytes(given.read())
    return "\n".join(visit.posted("card").split()).encode()


ADDRESSES = (
    path("partners", require_safe(listed)),
    path("partners/fresh", require_safe(fresh)),
    path("partners/enrol", require_safe(enrol)),
    path("partners/card", require_safe(card)),
    path("partners/propose", require_POST(propose)),
    path("partners/<str:partner>", require_safe(shown)),
    path("partners/<str:partner>/fresh", require_safe(shown_fresh)),
    path("partners/<str:partner>/leave", require_POST(leave)),
)
