"""Every interleaving of a few events over two or three nodes, breadth first, each state once.

Promises: `explore` visits every state that so many events can reach, under the alphabet given, and
raises `Broken` with the events that led to the first one that breaks a rule. A node settles at once
after whatever it writes or hears. What an honest officer may not do is no event. Nodes lose nothing
in a crash (tested with real processes), so a crash is the same as events that come later; a cut
line is the delivery that does not come; doubled and reordered bundles leave the same prefixes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.property.operation_oracle import lacking
from tests.property.operation_words import Closed, Lifted
from tests.property.operation_world import ROLE, State, World, is_go, key_of, sealed

from tansiq.operations.facts import CommitmentFact, OfficerFact, PlanFact, StopFact, VoteFact
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import VoteChoice

Event = Callable[[World, State, int], State]
Alphabet = Sequence[Mapping[str, Event]]
Look = Callable[[World, State, str], None]


class Broken(AssertionError):
    """A rule that does not hold, and the events that led there."""


@dataclass(frozen=True, slots=True)
class Explored:
    """How much was looked at."""

    states: int
    cuts: int
    goes: int


def voting(officer: int, choice: VoteChoice) -> Event:
    """An officer votes through the real command."""

    def event(world: World, state: State, node: int) -> State:
        return world.vote(state, node, world.officers(node)[officer], choice)

    return event


def edit(world: World, state: State, node: int) -> State:
    """A new version that replaces what its author sees, resumes and passes over what it may."""
    held = state.held(node)
    lifted = tuple(one.stop for one in world.facts(held).stops if one.lifted)
    return world.issue(state, node, resumes=lifted, passes_over=world.troubled(held))


def plain_edit(world: World, state: State, node: int) -> State:
    """A new version that resumes after nothing new."""
    return world.issue(state, node)


def swap(world: World, state: State, node: int) -> State:
    """An agency changes its own part."""
    said = [world.words[number] for number in state.logs[node]]
    number = 1 + sum(isinstance(one, CommitmentFact) for one in said)
    return world.say(state, node, CommitmentFact, commitment=sealed(world.parties[node], number))


def stop(world: World, state: State, node: int) -> State:
    """An agency stops the operation."""
    name = f"stop-{world.parties[node]}-{len(state.logs[node])}"
    return world.say(state, node, StopFact, stop=name, lifted=False)


def lift(world: World, state: State, node: int) -> State:
    """An agency lifts its own stop, where it has one."""
    mine = world.parties[node]
    standing = [
        one.stop
        for one in world.facts(state.held(node)).stops
        if one.agency == mine and not one.lifted
    ]
    if not standing:
        return state
    return world.say(state, node, Lifted, stop=standing[0].partition("#")[0])


def telling(officer: int, *, withdrawn: bool, roles: frozenset[str] = frozenset()) -> Event:
    """An agency takes back a key, or a role, or gives it again."""

    def event(world: World, state: State, node: int) -> State:
        who = world.officers(node)[officer]
        told = {"officer": who, "key": key_of(who), "roles": roles, "withdrawn": withdrawn}
        return world.say(state, node, OfficerFact, **told)

    return event


def garble(world: World, state: State, node: int) -> State:
    """An agency writes what nobody can count."""
    return world.say(state, node, Closed)


def vote_ahead(world: World, state: State, node: int) -> State:
    """A vote on a version that nobody holds."""
    who = world.officers(node)[0]
    told = {"plan": sealed("nowhere", 1), "choice": "go", "officer": who, "key": key_of(who)}
    return world.say(state, node, VoteFact, **told)


VOTES: Mapping[str, Event] = {
    "go 1": voting(0, VoteChoice.GO),
    "go 2": voting(1, VoteChoice.GO),
    "no 2": voting(1, VoteChoice.NO_GO),
    "back 1": voting(0, VoteChoice.WITHDRAWN),
    "back 2": voting(1, VoteChoice.WITHDRAWN),
}
STOPS: Mapping[str, Event] = {"stop": stop, "lift": lift, "edit": edit}
EDITS: Mapping[str, Event] = {"edit": edit, "plain": plain_edit, "swap": swap}
KEYS: Mapping[str, Event] = {
    "key 1 back": telling(0, withdrawn=True),
    "role 2 lost": telling(1, withdrawn=False),
    "role 2 given": telling(1, withdrawn=False, roles=frozenset({ROLE})),
}
TROUBLE: Mapping[str, Event] = {"garble": garble, "vote ahead": vote_ahead, "edit": edit}
EVERYTHING: Mapping[str, Event] = {**VOTES, **STOPS, **EDITS, **KEYS, **TROUBLE}


def explore(
    world: World, start: State, events: Alphabet, depth: int, look: Look | None = None
) -> Explored:
    """Visit every state that `depth` events reach; Broken at the first that breaks a rule.

    `look` is asked about every state besides. Each agency has its own events.
    """
    seen: dict[State, str] = {start: ""}
    edge, held_before = [start], set[object]()
    goes = 0
    for _ in range(depth):
        reached: list[State] = []
        for state in edge:
            for name, after in _steps(world, state, events):
                if after in seen:
                    continue
                path = seen[after] = f"{seen[state]}; {name}"
                reached.append(after)
                goes += _check(world, after, path, held_before)
                if look is not None:
                    look(world, after, path)
        edge = reached
    return Explored(len(seen), len(held_before), goes)


def _steps(world: World, state: State, events: Alphabet) -> Iterator[tuple[str, State]]:
    for node, agency in enumerate(world.parties):
        for name, event in events[node].items():
            after = _said(world, state, node, (name, event))
            if after != state:
                yield f"{agency}: {name}", world.settle(after, node)
        for source in range(len(world.parties)):
            if state.views[node][source] < len(state.logs[source]):
                after = world.deliver(state, source, node)
                yield f"{agency} hears {world.parties[source]}", world.settle(after, node)


def _said(world: World, state: State, node: int, what: tuple[str, Event]) -> State:
    """What an event at a node makes of a state; it depends on what the node holds alone."""
    name, event = what
    key = (name, node, state.held(node))
    if key not in world.acted:
        try:
            after = event(world, state, node)
        except TansiqError:
            after = state
        world.acted[key] = after.logs[node][len(state.logs[node]) :]
    number = world.acted[key]
    return world.append(state, node, number) if number else state


def _check(world: World, state: State, path: str, before: set[object]) -> int:
    """Look at what every node holds; how many of them were not seen before and show go."""
    goes = 0
    for node in range(len(world.parties)):
        held = state.held(node)
        if held in before:
            continue
        before.add(held)
        decision = world.decision(held)
        if is_go(decision):
            goes += 1
            missing = lacking(world, held)
            if missing:
                raise Broken(f"go without: {missing}{path}")
        backwards = world.decider(world.facts_backwards(held))
        if backwards != decision:
            raise Broken(f"the order of arrival decides{path}")
    return goes


def heads_in(world: World, state: State, node: int) -> tuple[PlanFact, ...]:
    """The current versions as a node holds them."""
    return world.decision(state.held(node)).heads
