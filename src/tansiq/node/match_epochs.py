"""The keys of matches turn: each quarter by themselves, or when the data-protection officer asks.

Why: so many answers under one key cost half as many bits of its strength as their number has
(static Diffie-Hellman), and what was asked under a key ends with it. Promises: the next key follows
from a retention class of its own; what was not over under the old one ends with a code, standing
matches go on under the new one; what was kept of matches that are gone is removed.
"""

from datetime import timedelta

from tansiq.node import match_ends, match_kept
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.matches import dates
from tansiq.node.perform import Task, perform, say
from tansiq.node.signing import Signer
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.subjects import queries
from tansiq.subjects.watch_commands import turn_epoch
from tansiq.subjects.watch_queries import every_match, newest_epochs

LASTS = timedelta(days=91)
"""A quarter: after it the key turns by itself."""


def turn(node: Node, signer: Signer, partner: str, kind: str) -> None:
    """Begin the next key epoch for a partner and type of identifier, before its quarter is over.

    Missing `match_epoch_missing` when there is none yet.
    """
    kept = dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return turn_epoch(queries.epoch(tx, partner, kind), kept, signed=True)

    perform(node, (signer,), Task(action=Action.TURN_MATCH_KEYS, plan=plan))


def turn_due(node: Node) -> int:
    """Begin the next epoch wherever a quarter is over; how many that were."""
    now = node.clock.now()
    with node.store.reading() as tx:
        due = [one for one, since in newest_epochs(tx) if now - since >= LASTS]
    for one in due:
        say(node, turn_epoch(one, dates(node), signed=False))
    return len(due)


def tidy(node: Node) -> int:
    """Remove what was kept for matches that are gone, or whose list or key is."""
    with node.store.reading() as tx:
        every = every_match(tx)
    alive = [
        one.match.match
        for one in every
        if (one.match.spans or one.match.state != "ended") and not match_ends.gone(node, one.match)
    ]
    return match_kept.sweep(node, alive)


def keep_turning(node: Node) -> int:
    """What the worker does of all this."""
    return turn_due(node) + tidy(node)
