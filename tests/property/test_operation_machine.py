"""Three agencies at work on one operation for as long as hypothesis likes, over the real commands.

Longer walks than the explorer's, chosen at random: votes, edits, swapped parts, stops, keys, what
cannot be counted, cut lines, a hostile third member. REQUIREMENTS 6.1.
"""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.property.operation_explorer import EVERYTHING, Event
from tests.property.operation_foes import HOSTILE
from tests.property.operation_oracle import lacking
from tests.property.operation_world import State, World, is_go

from tansiq.operations.decision import decide
from tansiq.operations.facts import ShownFact, StopFact
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import Outcome

HONEST = (0, 1)
FOE = 2
NODES = st.sampled_from((*HONEST, FOE))


class Operating(RuleBasedStateMachine):
    """A state of three logs and what each node holds of them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(parties=("alfa", "brava", "corvo"), silent=frozenset({FOE}))
        self.state: State

    @initialize(needed=st.sampled_from([1, 2]))
    def begin(self, needed: int) -> None:
        self.world.needed = needed
        self.state = self.world.begun()

    @rule(node=st.sampled_from(HONEST), name=st.sampled_from(sorted(EVERYTHING)))
    def something_happens(self, node: int, name: str) -> None:
        self._do(node, EVERYTHING[name])

    @rule(node=st.sampled_from(HONEST), officer=st.sampled_from([1, 2]))
    def an_officer_votes(self, node: int, officer: int) -> None:
        self._do(node, EVERYTHING[f"go {officer}"])

    @rule(name=st.sampled_from(sorted(HOSTILE)))
    def the_hostile_member_writes(self, name: str) -> None:
        self._do(FOE, HOSTILE[name])

    @rule(source=NODES, to=NODES, most=st.integers(1, 5))
    def words_arrive(self, source: int, to: int, most: int) -> None:
        state = self.world.deliver(self.state, source, to, most)
        self.state = self.world.settle(state, to)

    @rule()
    def the_line_is_back(self) -> None:
        self.state, _ = self.world.calm(self.state)
        first, second, _ = (
            self.world.decision(self.state.held(node)) for node in range(len(self.world.parties))
        )
        assert first == second

    def _do(self, node: int, event: Event) -> None:
        try:
            after = event(self.world, self.state, node)
        except (TansiqError, IndexError):
            return
        self.state = self.world.settle(after, node)

    @invariant()
    def no_go_lacks_anything(self) -> None:
        for node in range(len(self.world.parties)):
            held = self.state.held(node)
            if is_go(self.world.decision(held)):
                assert not lacking(self.world, held)

    @invariant()
    def whoever_holds_a_stop_that_stands_shows_stopped(self) -> None:
        for node in HONEST:
            facts = self.world.facts(self.state.held(node))
            if any(isinstance(one, StopFact) and not one.lifted for one in facts.stops):
                assert decide(facts).outcome is Outcome.STOPPED

    @invariant()
    def the_order_of_arrival_decides_nothing(self) -> None:
        for node in HONEST:
            held = self.state.held(node)
            assert decide(self.world.facts_backwards(held)) == self.world.decision(held)

    @invariant()
    def what_a_node_told_last_is_what_it_decides(self) -> None:
        for node in HONEST:
            now = self.world.decision(self.state.held(node))
            told = self.world.last_shown(self.state.held(node), node)
            assert told == (now.digest, now.outcome, now.reason)

    @invariant()
    def whatever_was_told_follows_from_its_cut(self) -> None:
        for node in HONEST:
            for number in self.state.logs[node][-3:]:
                shown = self.world.words[number]
                if not isinstance(shown, ShownFact):
                    continue
                cut = dict(shown.cut)
                sizes = [cut.get(f"{one}/case:model/g1/e1", 0) for one in self.world.parties]
                held = tuple(log[:size] for log, size in zip(self.state.logs, sizes, strict=True))
                assert self.world.decision(held).outcome == shown.outcome


TestOperating = Operating.TestCase
TestOperating.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
