"""Agencies that write words of an operation into logs, and nodes that hold prefixes of them.

Promises: facts are built from what a node holds of each log and from nothing else; words of honest
officers pass the real commands, words of a hostile agency pass nothing. A state is a value: the
explorer walks over states, the state machine over one. Sealing and delivery are tested elsewhere.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from tests.property.operation_words import facts_of

from tansiq.operations.commands import OperationNow, OrderDraft, issue_order, vote
from tansiq.operations.decision import Decision, decide
from tansiq.operations.facts import (
    CommitmentFact,
    Facts,
    OfficerFact,
    PlanFact,
    ShownFact,
    VoteFact,
    Word,
)
from tansiq.operations.plans import digest_of
from tansiq.record.officers import Label
from tansiq.record.operations import (
    GoVoted,
    OrderIssued,
    OrderSite,
    OrderText,
    PassedOver,
    QuorumParty,
    QuorumRule,
    SilenceOf,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, NodeId, OfficerId
from tansiq.terms.operating import Outcome, VoteChoice

CHANNEL = ChannelId("case:model")
ROLE = "case_officer"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
H_HOUR = NOON + timedelta(hours=1)
Log = tuple[int, ...]
Held = tuple[Log, ...]
Kind = TypeVar("Kind")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class State:
    """The logs as they were written, and how much of each log each node holds."""

    logs: Held
    views: tuple[tuple[int, ...], ...]

    def held(self, node: int) -> Held:
        """The part of each log that a node holds."""
        return tuple(log[:size] for log, size in zip(self.logs, self.views[node], strict=True))


@dataclass
class World:
    """Who takes part, every word ever said (each once, by number), and the rule under test."""

    parties: tuple[str, ...] = ("alfa", "brava")
    voters: tuple[str, ...] = ("alfa", "brava")
    needed: int = 1
    silent: frozenset[int] = frozenset()
    decider: Callable[[Facts], Decision] = decide
    words: list[Word] = field(default_factory=list)
    numbers: dict[Word, int] = field(default_factory=dict)
    known: dict[Held, Decision] = field(default_factory=dict)
    acted: dict[object, Log] = field(default_factory=dict)

    def number(self, word: Word) -> int:
        """The number of a word; the same word has the same number."""
        found = self.numbers.setdefault(word, len(self.words))
        if found == len(self.words):
            self.words.append(word)
        return found

    def facts(self, held: Held) -> Facts:
        """The facts of what is held, as `operations.cut` builds them from rows."""
        said = [self.words[number] for log in held for number in log]
        return facts_of(said, {one.origin: one.seq + 1 for one in said})

    def facts_backwards(self, held: Held) -> Facts:
        """The same facts in the opposite order."""
        said = [self.words[number] for log in reversed(held) for number in reversed(log)]
        return facts_of(said, {one.origin: one.seq + 1 for one in reversed(said)})

    def decision(self, held: Held) -> Decision:
        """What is decided on what is held, worked out once."""
        found = self.known.get(held)
        if found is None:
            found = self.known[held] = self.decider(self.facts(held))
        return found

    def say(self, state: State, node: int, kind: type[Word], **told: object) -> State:
        """The state after an agency wrote a word; its own node holds it at once."""
        agency, log = self.parties[node], state.logs[node]
        place = {"agency": agency, "origin": origin_of(agency), "seq": len(log)}
        word = kind(**place, **{"time": stamp(NOON), **told})  # type: ignore[arg-type]
        return self.append(state, node, (self.number(word),))

    def append(self, state: State, node: int, numbers: Log) -> State:
        """The state with these words at the end of a log."""
        log = (*state.logs[node], *numbers)
        views = _at(state.views, node, _at(state.views[node], node, len(log)))
        return State(_at(state.logs, node, log), views)

    def deliver(self, state: State, source: int, to: int, most: int = 1) -> State:
        """The next words of a log reach a node, with the decisions told right after them."""
        log, size = state.logs[source], state.views[to][source]
        size = min(size + most, len(log))
        while size < len(log) and isinstance(self.words[log[size]], ShownFact):
            size += 1
        return replace(state, views=_at(state.views, to, _at(state.views[to], source, size)))

    def settle(self, state: State, node: int) -> State:
        """A node tells its decision when that is news, as `node.operation_decisions` does."""
        if node in self.silent:
            return state
        held = state.held(node)
        now = self.decision(held)
        last = self.last_shown(held, node)
        if last == (now.digest, now.outcome, now.reason):
            return state
        told = {"plan": now.digest, "outcome": now.outcome.value, "reason": now.reason.value}
        cut = tuple(self.facts(held).cut.items())
        return self.say(state, node, ShownFact, **told, cut=cut)

    def last_shown(self, held: Held, node: int) -> tuple[str, str, str] | None:
        """What a node told last."""
        for number in reversed(held[node]):
            word = self.words[number]
            if isinstance(word, ShownFact):
                return word.plan, word.outcome, word.reason
        return None

    def now(self, held: Held, node: int, officer: str) -> OperationNow:
        """The operation as a command of an officer finds it."""
        me = NodeId(self.parties[node])
        return OperationNow(
            situation=Situation(me, OfficerId(officer), NOON),
            channel=ChannelNow(CHANNEL, 1, tuple(NodeId(one) for one in self.parties)),
            shut="",
            retention=NewClass((NOON.date() + timedelta(days=400)).isoformat(), "2036-01-01"),
            facts=self.facts(held),
            sites={one: (site_of(one),) for one in self.parties},
            zone_table="2026a",
        )

    def vote(self, state: State, node: int, officer: str, choice: VoteChoice) -> State:
        """An officer votes through the real command on the version they see; refused as it does."""
        held = state.held(node)
        digest = self.decision(held).digest
        planned = vote(self.now(held, node, officer), digest, choice, frozenset({ROLE}), ())
        said = _payload(planned, GoVoted)
        told = {
            "plan": said.plan,
            "choice": said.choice,
            "officer": officer,
            "key": key_of(officer),
        }
        return self.say(state, node, VoteFact, **told)

    def issue(self, state: State, node: int, **changes: object) -> State:
        """An officer issues a version through the real command, which replaces what they see."""
        held = state.held(node)
        now = self.now(held, node, self.officers(node)[0])
        seen = tuple(one.digest for one in decide(now.facts).heads)
        plan = _payload(issue_order(now, self.draft(node, **changes), seen), OrderIssued).plan
        return self.say(state, node, PlanFact, digest=digest_of(plan), plan=plan)

    def draft(self, node: int, **changes: object) -> OrderDraft:
        """A whole order; each author puts H-hour at a minute of its own."""
        given: dict[str, object] = {
            "names": (Label(language="en", text="Sample"),),
            "texts": (OrderText(language="en", situation="invented", purpose="together"),),
            "h_hour": stamp(H_HOUR + timedelta(minutes=node)),
            "quorum": QuorumRule(
                version=1,
                parties=tuple(
                    QuorumParty(party=one, officers=self.needed, role=ROLE) for one in self.voters
                ),
            ),
            "silence": tuple(SilenceOf(party=one, minutes=30, rule="hold") for one in self.voters),
            "phases": (),
            "languages": ("en",),
            "stale_minutes": 5,
            "changed": "as agreed",
        }
        return OrderDraft(**{**given, **changes})  # type: ignore[arg-type]

    def officers(self, node: int) -> tuple[str, str]:
        """The officers of an agency."""
        return f"{self.parties[node]}-1", f"{self.parties[node]}-2"

    def begun(self) -> State:
        """Every officer told, every part bound, one order that all hold, nobody has voted."""
        many = len(self.parties)
        state = State(((),) * many, ((0,) * many,) * many)
        for node in range(many):
            for officer in self.officers(node):
                told = {"officer": officer, "key": key_of(officer), "roles": frozenset({ROLE})}
                state = self.say(state, node, OfficerFact, **told, withdrawn=False)
            state = self.say(state, node, CommitmentFact, commitment=sealed(self.parties[node], 1))
        state = self.spread(state)
        return self.calm(self.issue(state, 0, changed=""))[0]

    def spread(self, state: State) -> State:
        """Everything reaches everybody."""
        sizes = tuple(len(log) for log in state.logs)
        return replace(state, views=(sizes,) * len(sizes))

    def calm(self, state: State, most: int = 12) -> tuple[State, int]:
        """Deliver and settle until nobody has anything to tell; how many rounds that took."""
        for turn in range(most):
            before = state = self.spread(state)
            for node in range(len(self.parties)):
                state = self.settle(state, node)
            if state == before:
                return state, turn
        raise AssertionError(f"decisions answer one another for more than {most} rounds")

    def troubled(self, held: Held) -> tuple[PassedOver, ...]:
        """What a version would have to pass over."""
        found = self.facts(held).troubles
        return tuple(PassedOver(origin=one.origin, seq=one.seq) for one in found)


def _at(items: tuple[Item, ...], index: int, item: Item) -> tuple[Item, ...]:
    return (*items[:index], item, *items[index + 1 :])


def _payload(planned: tuple[Planned, ...], kind: type[Kind]) -> Kind:
    payload = planned[0].payload
    assert isinstance(payload, kind)
    return payload


def origin_of(agency: str) -> str:
    return f"{agency}/{CHANNEL}/g1/e1"


def key_of(officer: str) -> str:
    return f"key-{officer}"


def site_of(party: str) -> OrderSite:
    return OrderSite(site=party.upper(), party=party, zone="Europe/Madrid")


def sealed(party: str, number: int) -> str:
    """A commitment to the part that a party wrote as its n-th."""
    return hashlib.sha256(f"{party} {number}".encode()).hexdigest()


def is_go(decision: Decision) -> bool:
    return decision.outcome is Outcome.GO
