"""What an officer may not read of a file: a locked line, with whom to ask (SCREENS 1.9)."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

import msgspec

from tansiq.cases.seen import NAMES, ClaimSeen, EntityFile, SourceSeen


def hiding(file: EntityFile, readable: AbstractSet[str]) -> EntityFile:
    """The file for an officer who may read these claims: of the others, only that they exist."""
    properties = tuple(
        replace(
            one,
            claims=tuple(
                claim if claim.fact.id in readable else _locked(claim) for claim in one.claims
            ),
            clash=one.clash and all(claim.fact.id in readable for claim in one.claims),
        )
        for one in file.properties
    )
    shown = {
        claim.fact.claim.value
        for one in properties
        if one.name in NAMES
        for claim in one.claims
        if not claim.hidden
    }
    names = tuple(one for one in file.names if one in shown)
    return replace(file, properties=properties, names=names)


def _locked(claim: ClaimSeen) -> ClaimSeen:
    bare = msgspec.structs.replace(
        claim.fact.claim, value="", note="", basis=(), mention="", grade="", language="",
        since="", until="",
    )  # fmt: skip
    fact = replace(claim.fact, claim=bare, explanation="", place="", document="")
    source = SourceSeen(document=None, root=None, end=None)
    return replace(claim, fact=fact, source=source, judgements=(), origins=0, hidden=True)
