"""The decision over all interleavings of a few events, and rules broken on purpose that it finds.

Bound, as `python -m pytest -s` prints it with the states of each walk: two nodes of two officers
each, one or both of whom must vote, and a third member without a vote; from an order that all hold,
from go shown at both, from a lifted stop; three to six events, with as many deliveries among them.
REQUIREMENTS 6.1. A larger bound: `bench/decisions.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import pytest
from tests.property.operation_explorer import (
    EDITS,
    EVERYTHING,
    KEYS,
    STOPS,
    TROUBLE,
    VOTES,
    Alphabet,
    Broken,
    Event,
    explore,
    garble,
    lift,
    stop,
)
from tests.property.operation_foes import HOSTILE, again, false_go, foretell, vote_twice
from tests.property.operation_world import State, World, is_go

from tansiq.operations import counting
from tansiq.operations.decision import Decision, decide
from tansiq.operations.facts import Facts, VoteFact, Word
from tansiq.terms.operating import VoteChoice

Votes = Mapping[str, Event]
GO: Final = {"go 1": VOTES["go 1"]}
GO_BOTH: Final = {**GO, "go 2": VOTES["go 2"]}


def both(*events: Votes) -> Alphabet:
    merged: dict[str, Event] = {}
    for one in events:
        merged.update(one)
    return (merged, merged)


def decided(world: World) -> State:
    """Both voted, both nodes show go."""
    state = world.begun()
    for node in (0, 1):
        for officer in world.officers(node)[: world.needed]:
            state = world.vote(state, node, officer, VoteChoice.GO)
    state, _ = world.calm(state)
    assert all(is_go(world.decision(state.held(node))) for node in (0, 1))
    return state


def lifted(world: World) -> State:
    """Go was shown, the second stopped and lifted; nobody has resumed."""
    state = world.calm(stop(world, decided(world), 1))[0]
    return world.calm(lift(world, state, 1))[0]


WALKS: Final[Mapping[str, tuple[int, Callable[[World], State], Alphabet, int]]] = {
    "everything": (1, World.begun, both(EVERYTHING), 3),
    "votes of one each": (1, World.begun, both(VOTES), 5),
    "votes of two each": (2, World.begun, both(GO_BOTH, {"back 1": VOTES["back 1"]}), 6),
    "votes and stops": (1, World.begun, both(GO, STOPS), 5),
    "votes and edits": (1, World.begun, both(GO, EDITS), 5),
    "keys and roles": (1, World.begun, both(VOTES, KEYS), 4),
    "trouble": (1, World.begun, both(GO, TROUBLE), 4),
    "everything after go": (1, decided, both(EVERYTHING), 3),
    "keys after go": (1, decided, both(VOTES, KEYS), 4),
    "after a lifted stop": (1, lifted, both(GO, STOPS), 6),
    "a hostile party": (2, World.begun, (GO_BOTH, {**VOTES, **HOSTILE}), 3),
    "a hostile party after go": (1, decided, (EVERYTHING, {**VOTES, **HOSTILE}), 3),
    "a hostile party after a stop": (1, lifted, ({**GO, **STOPS}, {**GO, **HOSTILE}), 3),
}


@pytest.mark.parametrize("name", WALKS)
def test_no_interleaving_breaks_the_rules_of_a_go(name: str) -> None:
    needed, start, events, depth = WALKS[name]
    world = World(needed=needed, silent=frozenset({1} if "hostile" in name else ()))
    found = explore(world, start(world), events, depth)
    print(f"\n{name}: {depth} events, {found}")
    assert found.states > 100


def test_a_member_without_a_vote_brings_about_no_go() -> None:
    world = World(parties=("alfa", "brava", "corvo"), silent=frozenset({2}))
    found = explore(world, half(world), (GO, GO, HOSTILE), 3)
    print(f"\na hostile member: 3 events, {found}")
    assert found.goes


def test_nodes_come_to_rest_and_agree_once_everything_arrived() -> None:
    """Decisions told do not breed decisions for ever, whatever was said before."""
    world = World()
    turns: list[int] = []

    def rest(_world: World, state: State, path: str) -> None:
        calm, needed = world.calm(state, 6)
        turns.append(needed)
        first, second = (world.decision(calm.held(node)) for node in (0, 1))
        assert first == second, path

    explore(world, decided(world), both(VOTES, KEYS, TROUBLE, STOPS), 2, rest)
    explore(world, world.begun(), both(VOTES, KEYS), 2, rest)
    print(f"\nat rest after at most {max(turns)} rounds in {len(turns)} states")


def test_everything_recorded_follows_from_the_cut_recorded_with_it() -> None:
    world = World()

    def follows(_world: World, state: State, path: str) -> None:
        for node in (0, 1):
            for number in state.logs[node]:
                shown = world.words[number]
                cut = dict(getattr(shown, "cut", ()))
                if not cut:
                    continue
                sizes = [cut.get(f"{one}/case:model/g1/e1", 0) for one in world.parties]
                held = tuple(log[:size] for log, size in zip(state.logs, sizes, strict=True))
                again = world.decision(held)
                assert again.outcome.value == getattr(shown, "outcome", None), path

    explore(world, decided(world), both(VOTES, STOPS, {"garble": garble}), 2, follows)


def without(**emptied: tuple[Word, ...]) -> Callable[[Facts], Decision]:
    return lambda facts: decide(replace(facts, **emptied))


def on_any_version(facts: Facts) -> Decision:
    heads = decide(facts).heads
    votes = tuple(replace(one, plan=heads[-1].digest) for one in facts.votes if heads)
    return decide(replace(facts, votes=votes))


def never_taken_back(facts: Facts) -> Decision:
    votes = tuple(one for one in facts.votes if one.choice == VoteChoice.GO)
    return decide(replace(facts, votes=votes))


def twice_counted(facts: Facts) -> Decision:
    def another(one: VoteFact) -> VoteFact:
        return replace(one, officer=f"{one.officer}-{one.seq}", key=f"{one.key}-{one.seq}")

    officers = tuple(
        replace(one, officer=f"{one.officer}-{vote.seq}", key=f"{one.key}-{vote.seq}")
        for one in facts.officers
        for vote in facts.votes
    )
    return decide(replace(facts, votes=tuple(map(another, facts.votes)), officers=officers))


def keys_for_ever(facts: Facts) -> Decision:
    told = tuple(one for one in facts.officers if one.roles and not one.withdrawn)
    return decide(replace(facts, officers=told))


def newest_version(facts: Facts) -> Decision:
    other = {one.digest for one in decide(facts).heads[:-1]}
    return decide(replace(facts, plans=tuple(p for p in facts.plans if p.digest not in other)))


def lifting_is_enough(facts: Facts) -> Decision:
    return decide(replace(facts, stops=tuple(one for one in facts.stops if not one.lifted)))


def own_parts_ignored(facts: Facts) -> Decision:
    first = {one.agency: one for one in reversed(facts.commitments)}
    return decide(replace(facts, commitments=tuple(first.values())))


def foretold(facts: Facts) -> Decision:
    return decide(replace(facts, stops=tuple(replace(one, lifted_at=None) for one in facts.stops)))


def first_come(facts: Facts) -> Decision:
    made = decide(facts)
    return replace(made, stops=facts.stops, troubles=facts.troubles)


def rivals(world: World) -> State:
    """Two versions side by side, which all hold."""
    state = world.begun()
    return world.spread(world.issue(world.issue(state, 0), 1))


def half(world: World) -> State:
    """The first agency has voted."""
    state = world.begun()
    for officer in world.officers(0)[: world.needed]:
        state = world.vote(state, 0, officer, VoteChoice.GO)
    return world.calm(state)[0]


def resumed_beforehand(world: World) -> State:
    """Go over a version that resumes after a stop still to come, by officers who were not asked."""
    state = world.spread(foretell(world, world.begun(), 1))
    return world.spread(again(world, again(world, state, 0), 1))


Broke = tuple[Callable[[Facts], Decision], int, Callable[[World], State], Alphabet]
AGAIN: Final = {"again": again}
BROKEN: Final[Mapping[str, Broke]] = {
    "ignores stops": (without(stops=()), 1, decided, both(STOPS)),
    "takes lifting for resuming": (lifting_is_enough, 1, decided, both(STOPS)),
    "ignores what cannot be counted": (without(troubles=()), 1, decided, both(TROUBLE)),
    "counts votes on other versions": (on_any_version, 1, decided, both(EDITS)),
    "never takes a vote back": (never_taken_back, 1, half, both(VOTES)),
    "counts an officer twice": (twice_counted, 2, half, both(AGAIN)),
    "lets keys live for ever": (keys_for_ever, 1, half, both(GO, KEYS)),
    "takes the newest of two versions": (newest_version, 1, rivals, both(AGAIN)),
    "ignores a swapped part": (own_parts_ignored, 1, decided, both(EDITS)),
    "lets a stop be resumed beforehand": (foretold, 1, resumed_beforehand, both(HOSTILE)),
    "lists by arrival": (first_come, 1, decided, both(STOPS, TROUBLE)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_broken_on_purpose_is_found(name: str) -> None:
    """An explorer that cannot fail shows nothing; under the real rule the walk finds nothing."""
    decider, needed, start, events = BROKEN[name]
    sound, broken = World(needed=needed), World(needed=needed, decider=decider)
    explore(sound, start(sound), events, 2)
    first = replace_known(broken, start(sound), sound)
    with pytest.raises(Broken):
        explore(broken, first, events, 3)


def replace_known(broken: World, state: State, sound: World) -> State:
    """The same start in the world with the broken rule: it was reached under the real one."""
    for word in sound.words:
        broken.number(word)
    return state


@pytest.mark.parametrize("rule", ["_stood", "_distinct"])
def test_a_count_that_believes_a_hostile_party_is_found(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = {"_stood": lambda *_args: True, "_distinct": list}
    monkeypatch.setattr(counting, rule, weak[rule])
    needed = {"_stood": 1, "_distinct": 2}[rule]
    world = World(needed=needed, silent=frozenset({1}))
    foe = {
        "again": again,
        "false go": false_go,
        "twice": vote_twice,
        "key 1 back": KEYS["key 1 back"],
    }
    with pytest.raises(Broken):
        explore(world, world.begun(), (GO_BOTH, foe), 5)
