"""Drafts beside each other: one origin counts once, and figures of two origins are compared.

Promises: of each origin the first draft that was not set aside speaks; nothing of a comparison is
kept, so that an erased draft leaves nothing in another.
"""

from collections.abc import Sequence
from itertools import combinations

from tansiq.intake import comparing
from tansiq.intake.queries import DraftRow
from tansiq.intake.values import Contradiction, Draft
from tansiq.node.compose import Node
from tansiq.node.intake_reading import reading_in
from tansiq.node.intake_seen import DraftHead, OriginSeen, SourcesDesk, heads

MOST_COMPARED = 200
"""The newest drafts that a new one, and that the desk of sources, is held against."""


def against(
    node: Node,
    one: tuple[DraftRow, Draft],
    rows: Sequence[DraftRow],
    known: dict[str, DraftHead],
) -> list[tuple[DraftRow, Contradiction]]:
    """What the newest drafts of other origins, each origin once, say otherwise."""
    row, own = one
    if row.set_aside:
        return []
    mine = known[row.said.draft].origin
    others = [
        each
        for each in _firsts(rows, known)[:MOST_COMPARED]
        if known[each.said.draft].origin != mine
    ]
    _, clashes = comparing.beside(own, [reading_in(node, each.said).draft for each in others])
    return [(others[at], clash) for at, clash in clashes]


def _firsts(rows: Sequence[DraftRow], known: dict[str, DraftHead]) -> list[DraftRow]:
    """The first draft of each origin that is not set aside, newest first."""
    first: dict[str, DraftRow] = {}
    for one in sorted(rows, key=lambda row: row.said.number):
        if not one.set_aside:
            first.setdefault(known[one.said.draft].origin, one)
    return sorted(first.values(), key=lambda row: -row.said.number)


def sources_desk(node: Node, rows: Sequence[DraftRow]) -> SourcesDesk:
    """What came in by origin, newest first; the newest origins are held against each other."""
    known = heads(rows)
    firsts = _firsts(rows, known)
    near = firsts[:MOST_COMPARED]
    texts = [reading_in(node, one.said).draft for one in near]
    found = []
    for one, other in combinations(range(len(near)), 2):
        _, clashes = comparing.beside(texts[one], [texts[other]])
        pair = (known[near[one].said.draft], known[near[other].said.draft])
        found += [(*pair, clash) for _, clash in clashes]
    return SourcesDesk(
        origins=tuple(_origin(known[one.said.draft], known) for one in firsts),
        contradictions=tuple(found),
        not_compared=len(firsts) - len(near),
    )


def _origin(first: DraftHead, known: dict[str, DraftHead]) -> OriginSeen:
    told = [one for one in known.values() if one.origin == first.origin][::-1]
    outlets = dict.fromkeys(one.outlet or one.url or one.file for one in told)
    return OriginSeen(
        first=first,
        drafts=tuple(told),
        outlets=tuple(outlets),
        seen=min(one.published or one.captured for one in told),
    )
