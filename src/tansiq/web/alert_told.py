"""What every template of warnings asks for by name, and the second reason that opens the register.

Promises: the register of protected sites is shut until its reader says why, apart from why they
read anything else; the reason holds for a quarter of an hour and stands in the read log beside each
look.
"""

import time
from typing import Any

from tansiq.node.actions import Action
from tansiq.node.reading import SIGNED_IN, Reader
from tansiq.terms.ids import HOME, OfficerId
from tansiq.terms.warning import (
    AlertCategory,
    AlertCertainty,
    AlertResponse,
    AlertSeverity,
    AlertUrgency,
    SiteKind,
)
from tansiq.web import alert_saying, offers
from tansiq.web.accounts.sessions import REASON_LIMIT
from tansiq.web.gate import Visit

OPEN_FOR = 15 * 60
_REASON, _SINCE = "register_reason", "register_since"


def facts(visit: Visit) -> dict[str, Any]:
    """Words and choices in the reader's language."""
    language = visit.speech.language
    return {
        "alert_words": alert_saying.words(language),
        "actions": Action,
        "on_home": HOME in visit.officer.files,
        "urgencies": tuple(AlertUrgency),
        "severities": tuple(AlertSeverity),
        "certainties": tuple(AlertCertainty),
        "categories": tuple(AlertCategory),
        "responses": tuple(AlertResponse),
        "site_kinds": tuple(SiteKind),
        "handlings": offers.handlings(language),
        "labels": offers.labels(language),
        "zone": visit.node.settings.zone,
        "register_reason": register_reason(visit),
    }


def open_register(visit: Visit, reason: str) -> None:
    """Keep why the officer looks into the register, for a quarter of an hour."""
    visit.request.session[_REASON] = reason.strip()[:REASON_LIMIT]
    visit.request.session[_SINCE] = int(time.time())


def register_reason(visit: Visit) -> str:
    """Why the officer looks into the register; empty while it is shut."""
    since = int(visit.request.session.get(_SINCE, 0))
    held = str(visit.request.session.get(_REASON, ""))
    return held if 0 <= time.time() - since < OPEN_FOR else ""


def register_reader(visit: Visit) -> Reader:
    """Who looks into the register, and why."""
    return Reader(OfficerId(visit.officer.officer), SIGNED_IN, register_reason(visit))
