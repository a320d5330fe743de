"""Why an entity answers to a question: the claims that hold its words, as far as they may be read.

Promises: an entity that answers only by what this officer may not read does not answer at all, or a
search would tell what a handling code keeps from them.
"""

from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.cases.types import is_keyed, properties
from tansiq.names.keys import Wanted, keys, meets, query_keys


def reasons(file: EntityFile, text: str) -> tuple[ClaimSeen, ...]:
    """The claims by which a file answers, one for each value; none when it does not."""
    wanted = query_keys(text)
    told = [(one, keys(one.fact.claim.value)) for one in _searched(file)]
    if not meets(wanted, [key for _, found in told for key in found]):
        return ()
    # Best is a claim that holds the whole question; else each that holds a part of it.
    whole = [one for one, found in told if meets(wanted, found)]
    parts = [one for one, found in told if any(_one(word, found) for word in wanted)]
    return tuple({one.fact.claim.value: one for one in reversed(whole or parts)}.values())[::-1]


def _one(word: Wanted, found: tuple[str, ...]) -> bool:
    return meets((word,), found)


def _searched(file: EntityFile) -> list[ClaimSeen]:
    """Names first: they come first in a file."""
    types = {file.schema, *(one.schema for one in file.opened)}
    return [
        claim
        for said in file.properties
        if any(_keyed(schema, said.name) for schema in types)
        for claim in said.claims
        if not claim.hidden
    ]


def _keyed(schema: str, name: str) -> bool:
    kind = properties(schema).get(name)
    return kind is not None and is_keyed(kind)
