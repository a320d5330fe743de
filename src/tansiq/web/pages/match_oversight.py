"""Private matches for those who watch over them: quotas, canaries, sessions, and an audit.

Promises: numbers and canaries, and the leaves that chance picked; no other hit. What is computed
again is computed when it is asked for, and each look is noted.
"""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from tansiq.node import match_epochs, match_oversight
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.match_oversight import AuditWish, QuotaWish
from tansiq.node.partners import listed
from tansiq.subjects.leaves import MOST_LEAVES
from tansiq.subjects.name_lists import NAME
from tansiq.subjects.normal import TYPES
from tansiq.subjects.quota import DAILY, MOST, REVEAL_WITHIN
from tansiq.terms.errors import Invalid
from tansiq.terms.word_lists import AUDIT_FINDINGS
from tansiq.web.gate import Visit, page
from tansiq.web.match_told import match_facts
from tansiq.web.screens import roles_of

_LONGEST = 9
_HOME = "/oversight/matches"


@page("match_oversight", Action.OVERSEE_MATCHES)
def board(visit: Visit) -> HttpResponse:
    """Quotas, canaries that were hit, sessions overdue, how sizes grew."""
    return visit.page(
        "matches/oversight.html",
        seen=match_oversight.overseen(visit.node, visit.reader),
        partners=[one.node for one in listed(visit.node)],
        types=(*TYPES, NAME),
        usual=DAILY,
        most=MOST,
        days=REVEAL_WITHIN.days,
        may_set=_may(visit, Action.SET_MATCH_QUOTA),
        may_turn=_may(visit, Action.TURN_MATCH_KEYS),
        **match_facts(visit),
    )


@page("match_oversight", Action.SET_MATCH_QUOTA)
def set_quota(visit: Visit) -> HttpResponse:
    """Set how many points a partner may ask of one type and day."""
    wish = QuotaWish(
        partner=visit.posted("partner"),
        type=visit.posted("type"),
        daily=_number(visit.posted("daily"), Invalid("match_quota_number", most=MOST)),
        reason=visit.posted("reason"),
    )
    return visit.sign(lambda signer: match_oversight.set_quota(visit.node, signer, wish), _HOME)


@page("match_oversight", Action.TURN_MATCH_KEYS)
def turn(visit: Visit) -> HttpResponse:
    """Begin the next key for a partner and type before its quarter is over."""
    partner, kind = visit.posted("partner"), visit.posted("type")
    return visit.sign(lambda signer: match_epochs.turn(visit.node, signer, partner, kind), _HOME)


@page("match_oversight", Action.AUDIT_MATCH)
def audit(visit: Visit, match: str) -> HttpResponse:
    """One match: the form of an audit; what it found is a part of the page, asked for by it."""
    return visit.page("matches/audit.html", **_asked(visit, match), **match_facts(visit))


@page("match_oversight", Action.AUDIT_MATCH)
def audited(visit: Visit, match: str) -> HttpResponse:
    """What an audit found: every step computed again, and the leaves that were opened."""
    asked = _asked(visit, match)
    problem = Invalid("leaves_sample", most=MOST_LEAVES)
    wish = AuditWish(match, _number(asked["sample"] or "0", problem), asked["seed"])
    report = match_oversight.audit(visit.node, visit.reader, wish)
    return visit.page(
        "matches/audited.html", report=report, findings=AUDIT_FINDINGS, **match_facts(visit)
    )


def _asked(visit: Visit, match: str) -> dict[str, Any]:
    asked = visit.request.GET
    seed = str(asked.get("seed", "")).strip()[:80]
    return {"match": match, "sample": str(asked.get("sample", "")).strip()[:20], "seed": seed}


def _number(text: str, problem: Invalid) -> int:
    wanted = text.strip()
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) <= _LONGEST):
        raise problem
    return int(wanted)


def _may(visit: Visit, action: Action) -> bool:
    return may(roles_of(visit.officer), action, Subject(on_file=True))


ADDRESSES = (
    path("oversight/matches", require_safe(board)),
    path("oversight/matches/quota", require_POST(set_quota)),
    path("oversight/matches/turn", require_POST(turn)),
    path("oversight/matches/<str:match>", require_safe(audit)),
    path("oversight/matches/<str:match>/audited", require_safe(audited)),
)
