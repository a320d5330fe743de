"""The hits of a match as an officer sees them, with the verdicts of both sides.

Promises: who asked sees its own identifiers that matched, who was asked sees those of its own that
it was told of; where a list or its key is gone nothing is shown of what rested on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.node import match_ends, match_secrets, watch_hits
from tansiq.node.compose import Node
from tansiq.node.watch_rows import Watched
from tansiq.record.matches import MatchJudged
from tansiq.subjects import queries
from tansiq.subjects.matching import Step
from tansiq.subjects.queries import MatchFile
from tansiq.subjects.watch_queries import verdicts_at_home


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One identifier both know, at its place in the answer, with the verdicts each side gave.

    In a standing match `since` is the round that met it, and `ended` whose list it left since:
    `ours`, `theirs`, or nobody's.
    """

    place: int
    identifier: str
    canary: bool
    verdicts: tuple[tuple[str, MatchJudged], ...]
    since: int = 0
    ended: str = ""


def verdicts(steps: Iterable[Step], place: int) -> tuple[tuple[str, MatchJudged], ...]:
    """What each side said of the hit at a place."""
    told = ((one.agency, one.said) for one in steps)
    return tuple((who, s) for who, s in told if isinstance(s, MatchJudged) and s.place == place)


def watched_hits(node: Node, file: MatchFile) -> tuple[Hit, ...]:
    """The hits of a standing match that this side may know, ended ones among them."""
    match = file.match
    with node.store.reading() as tx:
        lists = queries.prepared(tx, match.match, now=True)
        at_home = verdicts_at_home(tx, match.match)
    if not lists or match_ends.reason(node, match) == match_ends.LIST_GONE:
        return ()
    canaries = {
        one for kept in lists if kept.said.canary for one in match_secrets.ever(node, (kept,))
    }
    return tuple(
        Hit(
            place=one.place,
            identifier=one.item,
            canary=one.item in canaries,
            verdicts=verdicts((*file.steps, *at_home), one.place),
            since=one.since,
            ended=one.ended,
        )
        for one in watch_hits.found(Watched(node, file, lists))
    )


def places(node: Node, file: MatchFile) -> tuple[int, ...]:
    """Where the hits of a standing match stand; none for another."""
    return tuple(one.place for one in watched_hits(node, file)) if file.match.spans else ()
