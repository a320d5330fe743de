"""Canaries that a partner claimed: identifiers that nobody can know lawfully.

Promises: finds every claim of a canary that stood in our set, also in a match that ended before the
reveal, since the claim itself proves the knowledge; evaluates our canaries alone. Of a session
whose key is erased nothing can be said, and nothing is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tansiq.ledger import base64
from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.record.base import Record
from tansiq.record.matches import MatchClaim
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.queries import KeptList, MatchFile
from tansiq.subjects.tags import Evaluated, tag
from tansiq.subjects.watch_queries import epoch_numbered
from tansiq.terms.errors import Damaged, Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryHit:
    """A canary of ours that both know: in which match, with whom, at which place, since when."""

    match: str
    partner: str
    type: str
    place: int
    identifier: str
    at: str


def hit(node: Node, tx: Tx, files: Iterable[MatchFile]) -> tuple[CanaryHit, ...]:
    """All canaries that were hit, newest match first; `files` come oldest first."""
    found = [one for file in files for one in _hit(node, tx, file)]
    return tuple(reversed(found))


def _hit(node: Node, tx: Tx, file: MatchFile) -> Iterator[CanaryHit]:
    match = file.match
    lists = queries.prepared(tx, match.match, now=bool(match.spans), withdrawn=True)
    if not any(one.said.canary for one in lists):
        return
    asks = match.asker == node.me
    partner = match.answerer if asks else match.asker
    try:
        known = _asked(node, file, lists) if asks else _claimed(node, tx, file, lists)
    except Missing:
        return
    for said, place, identifier in known:
        yield CanaryHit(
            match=match.match,
            partner=partner,
            type=match.scope.type,
            place=place,
            identifier=identifier,
            at=next(one.time for one in file.steps if one.said == said),
        )


Known = tuple[Record, int, str]
"""By which step, at which place, which identifier."""


def _asked(node: Node, file: MatchFile, lists: tuple[KeptList, ...]) -> list[Known]:
    """A canary that we asked for ourselves and that the partner holds."""
    claimed = file.match.claimed
    if claimed is None:
        return []
    found = match_secrets.hits(node, file, lists)
    return [(claimed, place, one) for place, one, canary in found if canary]


def _claimed(node: Node, tx: Tx, file: MatchFile, lists: tuple[KeptList, ...]) -> list[Known]:
    """Claims of our canaries: in the one session, or in the rounds that tell us of hits."""
    match = file.match
    told: list[tuple[int, Record, MatchClaim]] = []
    if match.claimed is not None and match.accepted is not None:
        epoch, said = match.accepted.epoch, match.claimed
        told += [(epoch, said, one) for one in said.claims]
    rounds = ((span.set.epoch, one.found) for span in match.spans for one in span.rounds)
    told += [
        (epoch, said, one) for epoch, said in rounds if said is not None for one in said.claims
    ]
    canaries = match_secrets.ever(node, [one for one in lists if one.said.canary])
    own = {one: _evaluated(node, tx, file, (one, canaries)) for one in {row[0] for row in told}}
    known = ((said, one.place, own[epoch].item(_tag_of(one))) for epoch, said, one in told)
    return [(said, place, item) for said, place, item in known if item is not None]


def _evaluated(node: Node, tx: Tx, file: MatchFile, what: tuple[int, tuple[str, ...]]) -> Evaluated:
    """Our canaries under a key epoch; Missing once its class is erased."""
    number, canaries = what
    epoch = epoch_numbered(tx, file.match.asker, file.match.scope.type, number)
    if epoch is None:
        raise Missing("match_epoch_missing")
    return match_secrets.answering(node, file.match, epoch).evaluated(canaries)


def _tag_of(claim: MatchClaim) -> bytes:
    """The tag of the point that is claimed; of none when it is no text of a point."""
    try:
        return tag(base64.from_text(claim.point))
    except Damaged:
        return b""
