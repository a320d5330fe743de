"""Folding everything anew: shows that every table follows from the logs, row for row."""

from dataclasses import dataclass

from tansiq.node.compose import PROJECTIONS, Node
from tansiq.store.project import digest, rebuild


@dataclass(frozen=True, slots=True)
class RebuiltSeen:
    """Tables with the digest of their rows before and after; `same` is what must be true."""

    same: bool
    tables: dict[str, str]
    differing: tuple[str, ...]


def rebuild_all(node: Node) -> RebuiltSeen:
    """Rebuild all projections and compare."""
    with node.store.reading() as tx:
        before = digest(tx)
    rebuild(node.store, PROJECTIONS, node.sealer.reader)
    with node.store.reading() as tx:
        after = digest(tx)
    differing = tuple(sorted(one for one in after if before.get(one) != after[one]))
    return RebuiltSeen(not differing, after, differing)
