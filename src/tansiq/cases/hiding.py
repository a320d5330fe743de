"""What an officer may not read of a file: a locked line, with whom to ask (SCREENS 1.9).

Promises: of what is hidden nothing shows elsewhere: it corroborates nothing, contradicts nothing,
names nothing, and no search meets it.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

import msgspec

from tansiq.cases.seen import (
    NAMES,
    ClaimSeen,
    EntityFile,
    PropertySeen,
    SourceSeen,
    counted,
)
from tansiq.cases.types import clash


def hiding(file: EntityFile, readable: AbstractSet[str]) -> EntityFile:
    """The file for an officer who may read these claims: of the others, only that they exist."""
    parts = tuple(_open_part(file.schema, one, readable) for one in file.properties)
    shown = {
        claim.fact.claim.value
        for one in parts
        if one.name in NAMES
        for claim in one.claims
        if claim.stands and not claim.hidden
    }
    names = tuple(one for one in file.names if one in shown)
    accepted = {one.fact.claim.mention for one in file.claims if one.fact.id not in readable}
    accepted -= {one.fact.claim.mention for one in file.claims if one.fact.id in readable}
    mentions = tuple(one for one in file.mentions if one.mention not in accepted)
    apart = tuple(one for one in file.apart if not one.claim or one.claim in readable)
    return replace(file, properties=parts, names=names, mentions=mentions, apart=apart)


def in_sight(file: EntityFile, near: Iterable[EntityFile]) -> tuple[EntityFile, ...]:
    """Of what a file is tied to, that to which a claim leads that this officer may read."""
    near = tuple(near)
    edges = [one for one in near if _points(one, file)]
    return tuple(
        one
        for one in near
        if one in edges or _points(file, one) or any(_points(edge, one) for edge in edges)
    )


def _points(one: EntityFile, other: EntityFile) -> bool:
    members = set(other.members)
    return any(claim.fact.claim.value in members for claim in one.claims if not claim.hidden)


def _open_part(schema: str, said: PropertySeen, readable: AbstractSet[str]) -> PropertySeen:
    claims = counted(one if one.fact.id in readable else _locked(one) for one in said.claims)
    standing = {one.fact.claim.value for one in claims if one.stands and not one.hidden}
    contradicting = said.clash and clash(schema, said.name, sorted(standing))
    return replace(said, claims=claims, clash=contradicting)


def _locked(claim: ClaimSeen) -> ClaimSeen:
    bare = msgspec.structs.replace(
        claim.fact.claim, value="", note="", basis=(), mention="", grade="", language="",
        since="", until="",
    )  # fmt: skip
    fact = replace(claim.fact, claim=bare, explanation="", place="", document="")
    source = SourceSeen(document=None, root=None, end=None)
    return replace(
        claim, fact=fact, source=source, judgements=(), roots=frozenset(), origins=0, hidden=True
    )
