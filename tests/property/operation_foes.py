"""What a hostile agency writes into its own log: no command of ours stands in its way.

Promises: each event is something that a member with its own software can do: it signs with its own
log key, and no signature of anybody else's officer is forged.
"""

from collections.abc import Mapping

import msgspec
from tests.property.operation_explorer import Event, heads_in, lift, vote_ahead
from tests.property.operation_world import CHANNEL, ROLE, State, World, key_of

from tansiq.operations.facts import OfficerFact, PlanFact, ShownFact, StopFact, VoteFact
from tansiq.operations.plans import digest_of
from tansiq.record.operations import OperationPlan, PassedOver, QuorumRule

NAMED = "stop-foretold"


def false_go(world: World, state: State, node: int) -> State:
    """It claims to show go, at the cut that it holds."""
    cut = tuple(world.facts(state.held(node)).cut.items())
    heads = heads_in(world, state, node)
    told = {"plan": heads[0].digest, "outcome": "go", "reason": "quorum", "cut": cut}
    return world.say(state, node, ShownFact, **told)


def again(world: World, state: State, node: int) -> State:
    """Its first officer votes on the newest version, however often they did before."""
    who = world.officers(node)[0]
    return _votes(world, state, node, (who, key_of(who)))


def vote_twice(world: World, state: State, node: int) -> State:
    """One key under two names votes as two officers."""
    one, two = world.officers(node)
    told = {"officer": two, "key": key_of(one), "roles": frozenset({ROLE}), "withdrawn": False}
    state = world.say(state, node, OfficerFact, **told)
    for who in (one, two):
        state = _votes(world, state, node, (who, key_of(one)))
    return state


def vote_unsigned(world: World, state: State, node: int) -> State:
    """Officers without a key, and with one that nobody was told of, vote."""
    who, other = world.officers(node)
    told = {"officer": who, "key": "", "roles": frozenset({ROLE}), "withdrawn": False}
    state = world.say(state, node, OfficerFact, **told)
    state = _votes(world, state, node, (who, ""))
    return _votes(world, state, node, (other, "key-unknown"))


def vote_old(world: World, state: State, node: int) -> State:
    """Its officers vote on the first version of all, whatever stands now."""
    first = next(one for one in world.words if isinstance(one, PlanFact))
    for who in world.officers(node):
        told = {"plan": first.digest, "choice": "go", "officer": who, "key": key_of(who)}
        state = world.say(state, node, VoteFact, **told)
    return state


def drop(world: World, state: State, node: int) -> State:
    """A version in which nobody but itself has a vote."""
    me = world.parties[node]
    plan = heads_in(world, state, node)[0].plan
    rule = tuple(one for one in plan.quorum.parties if one.party == me)
    return _issues(
        world,
        state,
        node,
        msgspec.structs.replace(
            plan,
            quorum=QuorumRule(version=1, parties=rule),
            silence=tuple(one for one in plan.silence if one.party == me),
            commitments=tuple(one for one in plan.commitments if one.party == me),
            sites=tuple(one for one in plan.sites if one.party == me),
        ),
    )


def foretell(world: World, state: State, node: int) -> State:
    """A version that resumes after a stop that it has yet to order."""
    plan = heads_in(world, state, node)[0].plan
    return _issues(world, state, node, msgspec.structs.replace(plan, resumes=(NAMED,)))


def stop_named(world: World, state: State, node: int) -> State:
    """The stop whose name was told beforehand; as often as it likes."""
    return world.say(state, node, StopFact, stop=NAMED, lifted=False)


def hide(world: World, state: State, node: int) -> State:
    """A version that passes over what others will write next."""
    plan = heads_in(world, state, node)[0].plan
    ahead = tuple(
        PassedOver(origin=f"{one}/{CHANNEL}/g1/e1", seq=len(log) + more)
        for one, log in zip(world.parties, state.logs, strict=True)
        for more in range(4)
    )
    return _issues(world, state, node, msgspec.structs.replace(plan, passes_over=ahead))


def repeat(world: World, state: State, node: int) -> State:
    """It says the current version once more, as if it were its own."""
    head = heads_in(world, state, node)[0]
    return world.say(state, node, PlanFact, digest=head.digest, plan=head.plan)


def _issues(world: World, state: State, node: int, plan: OperationPlan) -> State:
    heads = heads_in(world, state, node)
    previous = tuple(sorted(one.digest for one in heads))
    made = msgspec.structs.replace(plan, previous=previous, number=plan.number + 1)
    return world.say(state, node, PlanFact, digest=digest_of(made), plan=made)


def _votes(world: World, state: State, node: int, by: tuple[str, str]) -> State:
    officer, key = by
    digest = heads_in(world, state, node)[-1].digest
    told = {"plan": digest, "choice": "go", "officer": officer, "key": key}
    return world.say(state, node, VoteFact, **told)


HOSTILE: Mapping[str, Event] = {
    "false go": false_go,
    "votes again": again,
    "votes twice": vote_twice,
    "unsigned votes": vote_unsigned,
    "old votes": vote_old,
    "drops the others": drop,
    "resumes beforehand": foretell,
    "stop of that name": stop_named,
    "lift": lift,
    "hides what comes": hide,
    "repeats": repeat,
    "vote ahead": vote_ahead,
}
