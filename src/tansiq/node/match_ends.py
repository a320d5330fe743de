"""Why a match cannot go on at this node, when nobody ended it: what it rests on is gone.

Promises: a list that was withdrawn or erased ends what rests on it; a key that was followed by the
next, or erased, ends what was not over under it, standing matches apart, which go on under the new.
"""

from tansiq.node.compose import Node
from tansiq.record.matches import MatchAccepted
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.matching import Match
from tansiq.subjects.watch_queries import epoch_numbered
from tansiq.terms.ids import ClassId

LIST_GONE = "match_list_gone"
EPOCH_OVER = "match_epoch_over"


def reason(node: Node, match: Match) -> str:
    """A code, or nothing while all is there that our side of it needs."""
    with node.store.reading() as tx:
        if _list_gone(node, tx, match):
            return LIST_GONE
        over = match.answerer == node.me and match.accepted is not None
        return EPOCH_OVER if over and _key_gone(node, tx, match) else ""


def gone(node: Node, match: Match) -> bool:
    """Whether what was kept of a match can never be shown again."""
    with node.store.reading() as tx:
        if _list_gone(node, tx, match):
            return True
        if match.answerer != node.me or match.accepted is None:
            return False
        told = match.spans[-1].set.epoch if match.spans else match.accepted.epoch
        mine = epoch_numbered(tx, match.asker, match.scope.type, told)
        return mine is None or not _held(node, mine.class_id)


def _list_gone(node: Node, tx: Tx, match: Match) -> bool:
    said = queries.preparation(tx, match.match)
    if said is None:
        return False
    here = queries.prepared(tx, match.match)
    return len(here) < len(said.lists) or not all(_held(node, one.class_id) for one in here)


def _key_gone(node: Node, tx: Tx, match: Match) -> bool:
    newest = queries.epoch(tx, match.asker, match.scope.type)
    told: MatchAccepted | None = match.accepted
    if newest is None or told is None:
        return True
    if match.spans:
        # The newest key is what it goes on with, whatever became of the older ones.
        return not _held(node, newest.class_id)
    mine = epoch_numbered(tx, match.asker, match.scope.type, told.epoch)
    return mine is None or newest.epoch > told.epoch or not _held(node, mine.class_id)


def _held(node: Node, class_id: ClassId) -> bool:
    return node.keys.class_key(class_id) is not None
