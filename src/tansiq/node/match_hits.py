"""What a match that compares once found, kept when it was first computed.

Promises: a look at a revealed match evaluates no point a second time; what is kept opens only while
the classes of our lists, and as the answerer of the key, are there.
"""

import json
from collections.abc import Sequence
from hashlib import sha256

from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.node.match_kept import Shelf
from tansiq.subjects.matching import Match
from tansiq.subjects.queries import Epoch, KeptList, MatchFile
from tansiq.subjects.tags import Evaluated
from tansiq.terms.ids import ClassId


def shelf(node: Node, match: Match, lists: Sequence[KeptList], *more: ClassId) -> Shelf:
    """Where what follows from these lists and classes is kept."""
    return Shelf(node, match.match, (*(one.class_id for one in lists), *more))


def evaluated(node: Node, match: Match, lists: Sequence[KeptList], epoch: Epoch) -> Evaluated:
    """Our own identifiers with their tags under our key; computed once."""
    items = match_secrets.items(node, lists)
    session = match_secrets.answering(node, match, epoch)

    def make() -> bytes:
        made = session.evaluated(items)
        found = {made.item(one): one for one in made.tags}
        return b"".join(found[one] for one in items)

    place = shelf(node, match, lists, epoch.class_id)
    # An acceptance that did not come about may have named other identifiers.
    which = sha256("\n".join(items).encode()).hexdigest()
    row = place.get(f"own {epoch.epoch} {which}", make)
    return Evaluated(items, row)


def hits(node: Node, file: MatchFile, lists: Sequence[KeptList]) -> list[tuple[int, str, bool]]:
    """What a revealed match found: (place, identifier, whether a canary).

    Nothing of one that ended after all, because what was revealed is not proven.
    """
    match = file.match
    if match.revealed is None or not lists or match.ended:
        return []
    answers = match.answerer == node.me
    epoch = match_secrets.our_epoch(node, match) if answers else None

    def make() -> bytes:
        own = None if epoch is None else evaluated(node, match, lists, epoch)
        return json.dumps(match_secrets.hits(node, file, lists, own)).encode()

    more = () if epoch is None else (epoch.class_id,)
    row = shelf(node, match, lists, *more).get("hits", make)
    return [(place, item, canary) for place, item, canary in json.loads(row)]
