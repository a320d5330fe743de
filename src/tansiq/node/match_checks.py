"""Every step this side made in a match, computed again and held against what was signed.

Promises: compares byte by byte with the files of the records, in the order of the protocol; what
can no longer be computed, because a retention class was erased, is `gone` and never `ok`; what only
the partner's key could compute is `not_ours`. Changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from tansiq.ledger import base64
from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.subjects import commands, queries, ristretto
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import Epoch, KeptList, QuotaSet
from tansiq.subjects.quota import DAILY, spent_on
from tansiq.subjects.rows import all_proven, point_at
from tansiq.subjects.session import Answering, Asking, Claim, bucket, matches
from tansiq.subjects.tags import Evaluated, Tags
from tansiq.subjects.watch_queries import epoch_numbered
from tansiq.subjects.watching import padded
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Damaged, Invalid, Missing, Refused
from tansiq.terms.words import AUDIT_CHECKS


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """One step: whether it is what it had to be; else why, as a code, and how much differs."""

    name: str
    state: str
    detail: str = ""
    count: int = 0


S = TypeVar("S")
Found = tuple[str, int]
"""What is wrong, as a code, and how much of it; empty when nothing is."""
_RIGHT: Found = ("", 0)


@dataclass(frozen=True)
class Ours:
    """A match with our lists behind it, and what follows from them."""

    node: Node
    match: Match
    named: tuple[tuple[str, ...], ...]

    @property
    def asks(self) -> bool:
        """Whether we are the asker."""
        return self.match.asker == self.node.me

    @cached_property
    def lists(self) -> tuple[KeptList, ...]:
        """Our lists behind the match; Missing `identifiers_unknown` once one of them is erased."""
        with self.node.store.reading() as tx:
            found = queries.prepared(tx, self.match.match, withdrawn=True)
        if not self.named or len(found) != len(self.named[0]):
            raise Missing("identifiers_unknown")
        return found

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Our identifiers."""
        return match_secrets.items(self.node, self.lists)

    @cached_property
    def asking(self) -> Asking:
        """Our session as the asker."""
        return match_secrets.asking(self.node, self.match, self.lists)

    @cached_property
    def epoch(self) -> Epoch:
        """The key epoch that our acceptance names."""
        told = 0 if self.match.accepted is None else self.match.accepted.epoch
        with self.node.store.reading() as tx:
            found = epoch_numbered(tx, self.match.asker, self.match.scope.type, told)
        if found is None:
            raise Missing("match_epoch_missing")
        return found

    @cached_property
    def answering(self) -> Answering:
        """Our session as the answerer."""
        return match_secrets.answering(self.node, self.match, self.epoch)

    @cached_property
    def own(self) -> Evaluated:
        """Our identifiers with their tags."""
        return self.answering.evaluated(self.items)

    @cached_property
    def tags(self) -> Tags:
        """The tags that we had to tell: those of our identifiers, filled up to their bucket."""
        seed = match_secrets.secret(self.node, self.epoch.class_id, f"spare {self.match.match}")
        return padded(self.own.tags, seed)

    @cached_property
    def root(self) -> bytes:
        """The root of our commitment."""
        held = match_secrets.commitment(self.node, self.match.match, self.lists, self.items)
        return held.root

    @cached_property
    def request(self) -> bytes:
        """The points that were asked, from the signed files."""
        return match_secrets.joined(self.node, _there(self.match.asked).rows)

    @cached_property
    def answer(self) -> bytes:
        """The points that were answered, from the signed files."""
        return match_secrets.joined(self.node, _there(self.match.answered).rows)

    @cached_property
    def found(self) -> tuple[Claim, ...]:
        """What the answer holds for us as the asker."""
        accepted = _there(self.match.accepted)
        there = Tags(match_secrets.joined(self.node, accepted.rows))
        outputs = self.asking.outputs(bytes.fromhex(accepted.key), self.answer)
        return matches(outputs, there)


def _there(said: S | None) -> S:
    """A step that was said; it is looked at only then."""
    if said is None:
        raise Missing("match_unknown")
    return said


def _root(ours: Ours) -> Found:
    """The commitment to our set: the asker's in the proposal, the answerer's in the acceptance."""
    match = ours.match
    named, size = match.scope.root, match.scope.size
    if not ours.asks:
        accepted = _there(match.accepted)
        named, size = accepted.root, accepted.size
    if ours.root.hex() != named:
        return "audit_root", 0
    return _RIGHT if bucket(len(ours.items)) == size else ("audit_size", 0)


def _request(ours: Ours) -> Found:
    """Our points are identifiers, padding and checks, each once, and nothing besides."""
    return _differing(ours.request, ours.asking.request)


def _check_points(ours: Ours) -> Found:
    """The hidden check points stand in the answer, made with the key that was named."""
    ours.asking.outputs(bytes.fromhex(_there(ours.match.accepted).key), ours.answer)
    return _RIGHT


def _count(ours: Ours) -> Found:
    told = _there(ours.match.counted).matches
    return _RIGHT if told == len(ours.found) else ("audit_count", abs(told - len(ours.found)))


def _claims(ours: Ours) -> Found:
    told, own = _there(ours.match.claimed).claims, commands.claims_of(ours.found)
    return _RIGHT if told == own else ("audit_claims", len(set(told) ^ set(own)))


def _key(ours: Ours) -> Found:
    told = _there(ours.match.accepted).key
    return _RIGHT if ours.answering.known.hex() == told else ("audit_key", 0)


def _tags(ours: Ours) -> Found:
    """The tags we sent are those of our lists, canaries among them."""
    told = match_secrets.joined(ours.node, _there(ours.match.accepted).rows)
    if told == ours.tags.row:
        return _RIGHT
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
    return ("audit_quota", most) if most else _RIGHT


def _in_force(quotas: Sequence[QuotaSet], when: str) -> int:
    """The quota at a time; a number set in that very second may have come after it."""
    newest = next((one.daily for one in quotas if one.since <= when), DAILY)
    older = next((one.daily for one in quotas if one.since < when), DAILY)
    return max(newest, older)


def _answer(ours: Ours) -> Found:
    """Every point asked is answered with our key, in the order that follows from our seed."""
    if _there(ours.match.answered).asked != sha256(ours.request).hexdigest():
        return "audit_request", 0
    return _differing(ours.answer, ours.answering.answer(ours.request))


def _reveal(ours: Ours) -> Found:
    """We named the place of each claim, with proofs that hold."""
    told, claims = _there(ours.match.revealed), match_secrets.claims(ours.match)
    own, _ = ours.answering.reveal(ours.request, claims, ours.own)
    pairs = tuple((one.place, one.index) for one in told.pairs)
    if pairs != own.pairs:
        return "audit_reveal", len(set(pairs) ^ set(own.pairs))
    sent = [point_at(ours.request, index) for _, index in pairs]
    came = [point_at(ours.answer, place) for place, _ in pairs]
    proofs = tuple(base64.from_text(one) for one in told.proofs)
    held = all_proven(ours.answering.known, sent, came, proofs)
    return _RIGHT if held else ("match_reveal", 0)


def _differing(signed: bytes, computed: bytes) -> Found:
    """Points that ought not to be there, or are missing; or the same ones in another order."""
    if signed == computed:
        return _RIGHT
    came, own = Counter(ristretto.points(signed)), Counter(ristretto.points(computed))
    foreign = max((came - own).total(), (own - came).total())
    if foreign:
        return "audit_points", foreign
    pairs = zip(ristretto.points(signed), ristretto.points(computed), strict=True)
    return "audit_order", sum(one != other for one, other in pairs)


def _lists(ours: Ours) -> Found:
    """The lists behind the match are here, and were named once."""
    others = len(set(ours.named)) - 1
    return ("audit_lists", others) if others > 0 else ("", len(ours.lists))


def _steps(ours: Ours) -> Found:
    """We said nothing out of turn, twice or about something else."""
    wrong = [one for one in ours.match.faults if one.step.agency == ours.node.me]
    return (wrong[0].code, len(wrong)) if wrong else _RIGHT


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
    _Step("quota", "answered", False, _quota),
    _Step("answer", "answered", False, _answer),
    _Step("check_points", "answered", True, _check_points),
    _Step("count", "counted", True, _count),
    _Step("claims", "claimed", True, _claims),
    _Step("reveal", "revealed", False, _reveal),
)


def checked(ours: Ours) -> tuple[AuditCheck, ...]:
    """Every step that was said, checked as far as it was ours."""
    own = (_judged("lists", _lists, ours), _judged("steps", _steps, ours))
    said = (one for one in _CHECKS if getattr(ours.match, one.about) is not None)
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
