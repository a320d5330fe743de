"""Every step this side made in a match, computed again and held against what was signed.

Promises: compares byte by byte with the files of the records, in the order of the protocol; what
can no longer be computed, because a retention class was erased, is `gone` and never `ok`; what only
the partner's key could compute is `not_ours`. Changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tansiq.ledger import base64
from tansiq.node import match_round_checks, match_secrets
from tansiq.node.match_ours import RIGHT, Found, Ours, differing, there
from tansiq.subjects import commands, queries
from tansiq.subjects.queries import QuotaSet
from tansiq.subjects.quota import DAILY, spent_on
from tansiq.subjects.rows import all_proven, point_at
from tansiq.subjects.session import bucket
from tansiq.subjects.tags import Tags
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Damaged, Invalid, Missing, Refused
from tansiq.terms.word_lists import AUDIT_CHECKS


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """One step: whether it is what it had to be; else why, as a code, and how much differs."""

    name: str
    state: str
    detail: str = ""
    count: int = 0


def _root(ours: Ours) -> Found:
    """The commitment to our set: the asker's in the proposal, the answerer's in the acceptance."""
    match = ours.match
    named, size = match.scope.root, match.scope.size
    if not ours.asks:
        accepted = there(match.accepted)
        named, size = accepted.root, accepted.size
    if ours.root.hex() != named:
        return "audit_root", 0
    return RIGHT if bucket(len(ours.items)) == size else ("audit_size", 0)


def _request(ours: Ours) -> Found:
    """Our points are identifiers, padding and checks, each once, and nothing besides."""
    return differing(ours.request, ours.asking.request)


def _check_points(ours: Ours) -> Found:
    """The hidden check points stand in the answer, made with the key that was named."""
    ours.asking.outputs(match_secrets.public_key(there(ours.match.accepted).key), ours.answer)
    return RIGHT


def _count(ours: Ours) -> Found:
    told = there(ours.match.counted).matches
    return RIGHT if told == len(ours.found) else ("audit_count", abs(told - len(ours.found)))


def _claims(ours: Ours) -> Found:
    told, own = there(ours.match.claimed).claims, commands.claims_of(ours.found)
    return RIGHT if told == own else ("audit_claims", len(set(told) ^ set(own)))


def _key(ours: Ours) -> Found:
    told = there(ours.match.accepted).key
    return RIGHT if ours.answering.known.hex() == told else ("audit_key", 0)


def _tags(ours: Ours) -> Found:
    """The tags we sent are those of our lists, canaries among them."""
    told = match_secrets.joined(ours.node, there(ours.match.accepted).rows)
    if told == ours.tags.row:
        return RIGHT
    return "audit_tags", len(set(Tags(told)) ^ set(ours.tags))


def _quota(ours: Ours) -> Found:
    """The points of each day were within the quota in force when they were answered."""
    match = ours.match
    with ours.node.store.reading() as tx:
        spent = queries.spent(tx, ours.node.me)
        quotas = queries.quotas(tx)
    whom = (match.asker, match.scope.type)
    held = [one for one in quotas if (one.partner, one.type) == whom]
    most = 0
    for when in (one.answered for one in spent if one.match == match.match):
        before = [one for one in spent if one.answered <= when]
        most = max(most, spent_on(before, *whom, when) - _in_force(held, stamp(when)))
    return ("audit_quota", most) if most else RIGHT


def _in_force(quotas: Sequence[QuotaSet], when: str) -> int:
    """The quota at a time; a number set in that very second may have come after it."""
    newest = next((one.daily for one in quotas if one.since <= when), DAILY)
    older = next((one.daily for one in quotas if one.since < when), DAILY)
    return max(newest, older)


def _answer(ours: Ours) -> Found:
    """Every point asked is answered with our key, in the order that follows from our seed."""
    if there(ours.match.answered).asked != sha256(ours.request).hexdigest():
        return "audit_request", 0
    return differing(ours.answer, ours.answering.answer(ours.request))


def _reveal(ours: Ours) -> Found:
    """We named the place of each claim, with proofs that hold."""
    told, claims = there(ours.match.revealed), match_secrets.claims(ours.match)
    own, _ = ours.answering.reveal(ours.request, claims, ours.own)
    pairs = tuple((one.place, one.index) for one in told.pairs)
    if pairs != own.pairs:
        return "audit_reveal", len(set(pairs) ^ set(own.pairs))
    sent = [point_at(ours.request, index) for _, index in pairs]
    came = [point_at(ours.answer, place) for place, _ in pairs]
    proofs = tuple(base64.from_text(one) for one in told.proofs)
    held = all_proven(ours.answering.known, sent, came, proofs)
    return RIGHT if held else ("match_reveal", 0)


def _lists(ours: Ours) -> Found:
    """The lists behind the match are here, and were named once."""
    others = len(set(ours.named)) - 1
    return ("audit_lists", others) if others > 0 else ("", len(ours.lists))


def _steps(ours: Ours) -> Found:
    """We said nothing out of turn, twice or about something else."""
    wrong = [one for one in ours.match.faults if one.step.agency == ours.node.me]
    return (wrong[0].code, len(wrong)) if wrong else RIGHT


@dataclass(frozen=True, slots=True)
class _Step:
    """A check, the step of the match it is about, and whose side could make it."""

    name: str
    about: str
    asks: bool
    compute: Callable[[Ours], Found]


_CHECKS = (
    _Step("commitment", "scope", True, _root),
    _Step("key", "accepted", False, _key),
    _Step("set_commitment", "accepted", False, _root),
    _Step("tags", "accepted", False, _tags),
    _Step("request", "asked", True, _request),
    _Step("quota", "accepted", False, _quota),
    _Step("answer", "answered", False, _answer),
    _Step("check_points", "answered", True, _check_points),
    _Step("count", "counted", True, _count),
    _Step("claims", "claimed", True, _claims),
    _Step("reveal", "revealed", False, _reveal),
    _Step("rounds_asked", "spans", True, match_round_checks.asked),
    _Step("rounds_answered", "spans", False, match_round_checks.answered),
    _Step("rounds_changed", "spans", False, match_round_checks.changed),
    _Step("rounds_told", "spans", True, match_round_checks.told),
)


def checked(ours: Ours) -> tuple[AuditCheck, ...]:
    """Every step that was said, checked as far as it was ours."""
    own = (_judged("lists", _lists, ours), _judged("steps", _steps, ours))
    said = (one for one in _CHECKS if getattr(ours.match, one.about))
    return (*own, *(_check(one, ours) for one in said))


def gone() -> tuple[AuditCheck, ...]:
    """What is said of a match whose steps are erased: that they are."""
    return tuple(AuditCheck(name, "gone", "audit_erased") for name in AUDIT_CHECKS)


def _check(step: _Step, ours: Ours) -> AuditCheck:
    if step.asks != ours.asks:
        return AuditCheck(step.name, "not_ours", "audit_partner")
    return _judged(step.name, step.compute, ours)


def _judged(name: str, compute: Callable[[Ours], Found], ours: Ours) -> AuditCheck:
    try:
        detail, count = compute(ours)
    except Missing as absent:
        return AuditCheck(name, "gone", absent.code)
    except (Damaged, Invalid, Refused) as broken:
        return AuditCheck(name, "failed", broken.code)
    return AuditCheck(name, "failed" if detail else "ok", detail, count)
