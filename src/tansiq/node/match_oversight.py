"""Private matches for those who watch over them: quotas, canaries, sessions, and the audit.

Promises: the data-protection officer and the oversight auditor see numbers, canaries that were
hit, and on an audit the leaves that chance picked; not the other hits. Each look stands in the read
log. A quota is an act of the data-protection officer.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tansiq.exchange import partners
from tansiq.node import match_canaries, match_checks, match_leaves
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.match_canaries import CanaryHit
from tansiq.node.match_checks import AuditCheck
from tansiq.node.match_leaves import OpenedLeaf
from tansiq.node.match_ours import Ours
from tansiq.node.match_sessions import (
    EpochSeen,
    QuotaSeen,
    SessionSeen,
    epochs_seen,
    quotas_seen,
    sessions_seen,
)
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.matches import MatchQuotaSet
from tansiq.record.plan import NewClass, Planned
from tansiq.store.connect import Tx
from tansiq.subjects import commands, leaves, queries, quota
from tansiq.subjects.leaves import LeafFile
from tansiq.subjects.quota import Spent
from tansiq.subjects.watch_queries import every_match, newest_epochs
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME

REVIEW, ERASE = timedelta(days=365), timedelta(days=20 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaWish:
    """How many points a partner may ask of one type and day, and why; 0 stops answering."""

    partner: str
    type: str
    daily: int
    reason: str


@dataclass(frozen=True, slots=True)
class Overseen:
    """All that is watched over; `unfinished` leads the auditor's sample, oldest first.

    `epochs` are the newest key of ours for each partner and type.
    """

    quotas: tuple[QuotaSeen, ...]
    canaries: tuple[CanaryHit, ...]
    unfinished: tuple[Spent, ...]
    sessions: tuple[SessionSeen, ...]
    epochs: tuple[EpochSeen, ...]


@dataclass(frozen=True, slots=True)
class AuditWish:
    """Which match, how many leaves to open, and the auditor's chance; a new one when empty."""

    match: str
    sample: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found; `seed` repeats it leaf by leaf."""

    match: str
    checks: tuple[AuditCheck, ...]
    leaves: tuple[OpenedLeaf, ...]
    seed: str


def set_quota(node: Node, signer: Signer, wish: QuotaWish) -> None:
    """Set a partner's daily points for one type; Missing `partner_unknown`, Invalid `match_*`."""
    situation, today = node.situation(signer.officer), node.clock.now().date()
    kept = NewClass((today + REVIEW).isoformat(), (today + ERASE).isoformat())
    made = MatchQuotaSet(partner=wish.partner, type=wish.type, daily=wish.daily, reason=wish.reason)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return commands.set_quota(situation, made, partners.enrolled(tx), kept)

    perform(node, (signer,), Task(action=Action.SET_MATCH_QUOTA, plan=plan))


def overseen(node: Node, reader: Reader) -> Overseen:
    """Quotas, canaries that were hit, sessions overdue, and all sessions, newest first."""
    now = node.clock.now()

    def query(tx: Tx, _officer: Officer) -> tuple[Overseen, Sequence[str]]:
        files, spent = queries.sessions(tx), queries.spent(tx, node.me)
        canaries = match_canaries.hit(node, tx, files)
        found = Overseen(
            quotas=quotas_seen(queries.quotas(tx), spent, now),
            canaries=canaries,
            unfinished=quota.unfinished(spent, now),
            sessions=sessions_seen(node.me, files),
            epochs=epochs_seen(node.me, newest_epochs(tx), every_match(tx)),
        )
        return found, [one.match.match for one in files]

    return read(node, reader, Look(action=Action.OVERSEE_MATCHES, file=HOME), query)


def audit(node: Node, reader: Reader, wish: AuditWish) -> AuditReport:
    """Compute again what this side did in a match, and open leaves of our set that chance picks.

    Missing `match_unknown`; Invalid `leaves_*` for a sample or seed out of bounds.
    """
    seed = wish.seed or secrets.token_hex(16)

    def query(tx: Tx, _officer: Officer) -> tuple[AuditReport, Sequence[str]]:
        # Out of bounds is said even when there is nothing to open.
        leaves.draw(seed, wish.match, 0, wish.sample)
        ours = _ours(node, tx, wish.match)
        if ours is None:
            return AuditReport(wish.match, match_checks.gone(), (), seed), [wish.match]
        try:
            opened = match_leaves.opened(ours, seed, wish.sample)
        except Missing:
            # A class that was erased: the checks say which; there is nothing left to open.
            opened = ()
        shown = [wish.match, *(one.list for leaf in opened for one in leaf.lists)]
        report = AuditReport(wish.match, match_checks.checked(ours), opened, seed)
        return report, list(dict.fromkeys(shown))

    return read(node, reader, Look(action=Action.AUDIT_MATCH, file=HOME, text=seed), query)


def open_leaves(node: Node, reader: Reader, wish: AuditWish) -> LeafFile:
    """Leaves of our commitment for the partner's auditor, by that auditor's seed.

    Canaries are withheld. Missing `match_unknown`, or what is missing once a class is erased.
    """
    seed = wish.seed or secrets.token_hex(16)

    def query(tx: Tx, _officer: Officer) -> tuple[LeafFile, Sequence[str]]:
        ours = _ours(node, tx, wish.match)
        if ours is None:
            raise Missing("class_key_missing", class_id=wish.match)
        found = match_leaves.to_tell(ours, seed, wish.sample)
        return found, [wish.match, *(one.said.list for one in ours.lists)]

    return read(node, reader, Look(action=Action.AUDIT_MATCH, file=HOME, text=seed), query)


def _ours(node: Node, tx: Tx, match: str) -> Ours | None:
    """Our side of a match; None once its steps are erased; Missing when there never was one."""
    file, named = queries.match_file(tx, match), queries.preparations(tx, match)
    if file is not None:
        return Ours(node, file, named)
    if not named:
        raise Missing("match_unknown")
    return None
