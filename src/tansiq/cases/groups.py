"""Which entities are held to be one: the connected parts of the merges that were not split.

Promises: a split takes away exactly its merge, so merge and split are inverses; the order in which
they arrive does not matter (REQUIREMENTS 3.5).
"""

from collections.abc import Iterable

from tansiq.cases.facts import Merge, Split


def standing_merges(merges: Iterable[Merge], splits: Iterable[Split]) -> tuple[Merge, ...]:
    """The merges that nobody split, in the order of their facts."""
    ended = {one.merge for one in splits}
    return tuple(sorted((m for m in merges if m.merge not in ended), key=lambda one: one.order))


def group_of(entity: str, merges: Iterable[Merge]) -> frozenset[str]:
    """Every entity that these merges hold to be the same as this one, itself included."""
    found = {entity}
    waiting = list(merges)
    while True:
        touching = [one for one in waiting if not found.isdisjoint(one.entities)]
        if not touching:
            return frozenset(found)
        waiting = [one for one in waiting if found.isdisjoint(one.entities)]
        found.update(*(one.entities for one in touching))
