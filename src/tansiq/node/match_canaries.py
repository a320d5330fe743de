"""Canaries that a partner claimed: identifiers that nobody can know lawfully.

Promises: finds every claim of a canary that stood in our set, also in a match that ended before the
reveal, since the claim itself proves the knowledge; evaluates our canaries alone. Of a session
whose key is erased nothing can be said, and nothing is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.queries import KeptList, MatchFile
from tansiq.subjects.tags import tag
from tansiq.subjects.watch_queries import epoch_numbered
from tansiq.terms.errors import Missing


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
    lists = queries.prepared(tx, match.match)
    if match.claimed is None or not any(one.said.canary for one in lists):
        return
    asks = match.asker == node.me
    try:
        known = _asked(node, file, lists) if asks else _claimed(node, tx, file, lists)
    except Missing:
        return
    at = next(one.time for one in file.steps if one.said == match.claimed)
    for place, identifier in known:
        yield CanaryHit(
            match=match.match,
            partner=match.answerer if asks else match.asker,
            type=match.scope.type,
            place=place,
            identifier=identifier,
            at=at,
        )


def _asked(node: Node, file: MatchFile, lists: tuple[KeptList, ...]) -> list[tuple[int, str]]:
    """A canary that we asked for ourselves and that the partner holds."""
    found = match_secrets.hits(node, file, lists)
    return [(place, one) for place, one, canary in found if canary]


def _claimed(
    node: Node, tx: Tx, file: MatchFile, lists: tuple[KeptList, ...]
) -> list[tuple[int, str]]:
    match = file.match
    told = 0 if match.accepted is None else match.accepted.epoch
    epoch = epoch_numbered(tx, match.asker, match.scope.type, told)
    if epoch is None:
        raise Missing("match_epoch_missing")
    canaries = match_secrets.items(node, [one for one in lists if one.said.canary])
    own = match_secrets.answering(node, match, epoch).evaluated(canaries)
    claims = match_secrets.claims(match)
    known = ((one.place, own.item(tag(one.point))) for one in claims)
    return [(place, item) for place, item in known if item is not None]
