"""A whole match between two nodes over lists drawn from one numbering plan, and what each holds.

Promises: the match is made by officers and by the nodes' own steps, over sticks that are kept; the
scalars of a holder are every key and factor it can compute from its own classes.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from tests.nodes import guessing
from tests.nodes.guessing import Protocol
from tests.nodes.holdings import Parts, holdings
from tests.nodes.joint import Joint
from tests.nodes.matching import Side, carried, proposed

from tansiq.node import match_secrets
from tansiq.node.compose import Node
from tansiq.node.matches import MatchSeen
from tansiq.subjects import drawing, queries, ristretto
from tansiq.subjects.rows import MatchTerms

PLAN = 10**6
_FIRST = "+212661"


def number(place: int) -> str:
    """A number of the plan: a million subscribers behind one prefix."""
    return f"{_FIRST}{place:06d}"


@dataclass(frozen=True)
class Overheard(Joint):
    """Both nodes; every stick that was carried is kept, by its number and whom it went to."""

    sticks: dict[str, dict[str, bytes]] = field(default_factory=lambda: {"rabat": {}, "madrid": {}})

    def carry(self) -> None:
        super().carry()
        for receiver, kept in self.sticks.items():
            kept[f"{len(kept)}"] = (self.table / f"to-{receiver}.tsq").read_bytes()


@dataclass(frozen=True)
class Story:
    """Two lists of one plan, the match over them, and what both know of it in the end."""

    both: Overheard
    match: str
    lists: dict[str, frozenset[str]]

    @property
    def common(self) -> frozenset[str]:
        return self.lists["rabat"] & self.lists["madrid"]

    def side(self, name: str) -> Side:
        return Side(self.both.rabat if name == "rabat" else self.both.madrid)

    def others(self, holder: str) -> frozenset[str]:
        """What the holder must not learn: the other's numbers that are not common."""
        other = "madrid" if holder == "rabat" else "rabat"
        return self.lists[other] - self.common

    def holds(self, holder: str) -> Parts:
        return holdings(self.side(holder).lone, self.both.sticks[holder])

    def seen(self, holder: str) -> MatchSeen:
        return self.side(holder).sees(self.match)

    def protocol(self, holder: str) -> Protocol:
        """Terms of both directions, and the holder's own key, factor and their inverses."""
        match = self.seen(holder).file.match
        turned = MatchTerms("madrid", "rabat", "phone", match.terms().norm, 1)
        scalars = {}
        with Node.open(self.side(holder).lone.node) as node:
            with node.store.reading() as tx:
                rows = tx.rows("SELECT DISTINCT partner, type FROM match_epoch")
                epochs = [queries.epoch(tx, row["partner"], row["type"]) for row in rows]
                lists = queries.prepared(tx, self.match)
            for one in epochs:
                if one is not None:
                    scalars[f"key for {one.partner}"] = match_secrets.key_of(node, one)
            seed = match_secrets.secret(node, lists[0].class_id, f"seed {self.match}")
        scalars["factor"] = drawing.scalars(seed, b"blind", 1)
        scalars |= {f"1/{name}": ristretto.inverse(one) for name, one in list(scalars.items())}
        return Protocol([match.terms(), turned], scalars)

    def salts(self, holder: str) -> list[bytes]:
        """Short strings that lie near the match: of its records, and of the holder's classes."""
        file = self.seen(holder).file
        scope, accepted = file.match.scope, file.match.accepted
        assert accepted is not None
        hexadecimal = (scope.root, accepted.root, accepted.key)
        found = [self.match.encode(), *map(bytes.fromhex, hexadecimal)]
        found += [one.encode() for one in hexadecimal]
        with Node.open(self.side(holder).lone.node) as node:
            keys = [node.keys.class_key(one) for one in file.classes.values()]
            with node.store.reading() as tx:
                lists = queries.prepared(tx, self.match)
            names = (f"seed {self.match}", f"commitment {self.match}", f"order {self.match}", "key")
            own = [match_secrets.secret(node, lists[0].class_id, one) for one in names]
        return [*found, *(one for one in keys if one is not None), *own]


def told(both: Joint, size: int, common: int, seed: int = 7) -> Story:
    """A match from lists to the last verdict; each side lists `size` numbers, `common` of them."""
    made = random.Random(seed)
    drawn = [number(one) for one in made.sample(range(PLAN), 2 * size - common)]
    lists = {"rabat": frozenset(drawn[:size]), "madrid": frozenset(drawn[size - common :])}
    story = Story(Overheard(both.rabat, both.madrid, both.table), "", lists)
    rabat, madrid = story.side("rabat"), story.side("madrid")
    ours, theirs = (one.listed(sorted(lists[name])) for name, one in _named(rabat, madrid))
    match = proposed(rabat, [ours])
    rabat.does("liaison", "approve", match)
    carried(story.both, rabat, madrid)
    madrid.does("case", "accept", match, [theirs])
    carried(story.both, rabat, madrid)
    for one in (rabat, madrid):
        one.does("liaison", "approve_reveal", match)
    carried(story.both, rabat, madrid)
    place = rabat.sees(match).hits[0].place
    rabat.does("case", "judge", match, (place, "not_same", "another subscriber since May"))
    carried(story.both, rabat, madrid)
    return Story(story.both, match, lists)


def _named(rabat: Side, madrid: Side) -> tuple[tuple[str, Side], tuple[str, Side]]:
    return ("rabat", rabat), ("madrid", madrid)


def guessed(
    story: Story, holder: str, guesses: Sequence[str], *, salted: Iterable[str] = ()
) -> dict[str, set[str]]:
    """What a holder finds of these numbers in all it holds; salts are tried on `salted` alone."""
    parts, protocol, salts = story.holds(holder), story.protocol(holder), story.salts(holder)
    few = sorted(salted)
    return guessing.found(
        parts,
        lambda: chain(
            guessing.texts(guesses),
            guessing.digests(guesses),
            guessing.digests(few, salts),
            protocol.needles(guesses),
        ),
    )
