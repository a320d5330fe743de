"""What every template of private matching asks for by name."""

from typing import Any

from tansiq.node.actions import Action
from tansiq.subjects import quota, session
from tansiq.terms.digits import digest_code
from tansiq.terms.ids import DESK
from tansiq.web import match_saying
from tansiq.web.gate import Visit


def match_facts(visit: Visit) -> dict[str, Any]:
    """Words, bounds and this node's own name."""
    return {
        "me": visit.node.me,
        "match_words": match_saying.words(visit.speech.language),
        "actions": Action,
        "least": quota.LEAST,
        "checks": session.CHECKS,
        "code_of": lambda digest: digest_code(bytes.fromhex(digest)),
        "short": short,
        "at_desks": lambda channel: channel.startswith(DESK),
    }


def short(match: str) -> str:
    """A match's id as people say it; the whole id stands on its page."""
    return match[:10]
