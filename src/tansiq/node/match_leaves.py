"""Leaves of our own commitment, opened: to our auditor with lists, to the partner's in a file.

Promises: each leaf with what proves it under the root that was signed; the file names purposes and
legal bases, not our lists, and no canary.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tansiq.node import match_secrets
from tansiq.node.match_ours import Ours
from tansiq.subjects import leaves
from tansiq.subjects.commitment import Commitment, opens
from tansiq.subjects.leaves import FORMAT, Ground, LeafFile, LeafTold
from tansiq.subjects.queries import KeptList


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafGround:
    """A list that an opened identifier stood on."""

    list: str
    title: str
    purpose: str
    legal_basis: str
    canary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLeaf:
    """An identifier that chance picked, whether the signed root proves it, and its lists."""

    place: int
    identifier: str
    proven: bool
    lists: tuple[LeafGround, ...]


def opened(ours: Ours, seed: str, sample: int) -> tuple[OpenedLeaf, ...]:
    """Leaves that chance picks; none before this side committed to a set."""
    root = signed_root(ours)
    if not root or not sample:
        return ()
    held, sets = _commitment(ours), _sets(ours)
    found = []
    for place in leaves.draw(seed, ours.match.match, held.size, sample):
        leaf = held.open(place)
        identifier = leaf.item.decode()
        found.append(
            OpenedLeaf(
                place=place,
                identifier=identifier,
                proven=opens(leaf, bytes.fromhex(root), held.size),
                lists=tuple(map(_ground, _standing(sets, identifier))),
            )
        )
    return tuple(found)


def to_tell(ours: Ours, seed: str, sample: int) -> LeafFile:
    """The file for the partner's auditor."""
    held, sets = _commitment(ours), _sets(ours)
    match = ours.match
    wanted = leaves.to_open(seed, match.match, held.size, sample)
    return LeafFile(
        format=FORMAT,
        match=match.match,
        type=match.scope.type,
        side="asker" if ours.asks else "answerer",
        root=signed_root(ours),
        size=held.size,
        seed=seed,
        sample=sample,
        leaves=tuple(_told(held, sets, place) for place in wanted),
    )


def signed_root(ours: Ours) -> str:
    """The root as this side signed it, hex; empty before it did."""
    if ours.asks:
        return ours.match.scope.root
    return "" if ours.match.accepted is None else ours.match.accepted.root


def _told(
    held: Commitment, sets: Iterable[tuple[KeptList, frozenset[str]]], place: int
) -> LeafTold:
    leaf = held.open(place)
    stood = _standing(sets, leaf.item.decode())
    grounds = dict.fromkeys((one.said.purpose, one.said.legal_basis) for one in stood)
    told = tuple(Ground(purpose=purpose, legal_basis=basis) for purpose, basis in grounds)
    return leaves.told(leaf, told, withheld=any(one.said.canary for one in stood))


def _commitment(ours: Ours) -> Commitment:
    return match_secrets.commitment(ours.node, ours.match.match, ours.lists, ours.items)


def _sets(ours: Ours) -> tuple[tuple[KeptList, frozenset[str]], ...]:
    """Each list with what stands on it."""
    return tuple((one, frozenset(match_secrets.items(ours.node, (one,)))) for one in ours.lists)


def _standing(
    sets: Iterable[tuple[KeptList, frozenset[str]]], identifier: str
) -> tuple[KeptList, ...]:
    return tuple(one for one, held in sets if identifier in held)


def _ground(one: KeptList) -> LeafGround:
    said = one.said
    return LeafGround(
        list=said.list,
        title=said.title,
        purpose=said.purpose,
        legal_basis=said.legal_basis,
        canary=said.canary,
    )
