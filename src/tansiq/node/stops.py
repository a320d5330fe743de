"""Stops at work: ordered on one signature, never halted, never waiting for anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.exchange.stops import Stop, stops_in_force
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read
from tansiq.node.recalls import Noted, notice_dates
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, NodeId, new_record_id
from tansiq.terms.operating import StopGround

MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class StopKnown:
    """That there is a stop: who ordered it, where and when."""

    agency: NodeId
    channel: ChannelId
    stop: str
    time: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody stops: a code of `StopGround` and their own words, either of them empty."""

    ground: str = ""
    words: str = ""


UNTOLD = Why()


def order(node: Node, signer: Signer, channel: ChannelId, plan: str, why: Why = UNTOLD) -> Noted:
    """Stop a plan in a channel, now; Invalid `word_unknown`, `desk_field_long` for the reason."""
    ground = StopGround(why.ground).value if why.ground else ""
    reason = clean(why.words, "reason", most=MOST_WORDS, needed=False)
    made = new_record_id()
    planned = Planned(
        channel=channel,
        payload=StopOrdered(stop=made, plan=plan, reason=reason, ground=ground),
        retention=notice_dates(node),
    )
    task = Task(action=Action.ORDER_STOP, plan=lambda _tx: (planned,), file=channel)
    done = perform(node, (signer,), task)[0]
    return Noted(made, str(done.entry.entry_id), done.class_id, done.code)


def lift(node: Node, signer: Signer, channel: ChannelId, stop: str) -> Noted:
    """Lift a stop this agency ordered; Missing `stop_unknown` for any other."""
    dates = notice_dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        ours = {one.stop for one in stops_in_force(tx, channel) if one.agency == node.me}
        if stop not in ours:
            raise Missing("stop_unknown", stop=stop)
        return (Planned(channel=channel, payload=StopLifted(stop=stop), retention=dates),)

    done = perform(node, (signer,), Task(action=Action.LIFT_STOP, plan=plan, file=channel))[0]
    return Noted(stop, str(done.entry.entry_id), done.class_id, done.code)


def listed(node: Node) -> tuple[StopKnown, ...]:
    """Every stop in force, whoever ordered it, without the words of an officer.

    Whoever stands at the machine must know that there is a stop, and is named in no reading; which
    plan it stops is for officers: `shown`.
    """
    with node.store.reading() as tx:
        found = stops_in_force(tx)
    return tuple(StopKnown(one.agency, one.channel, one.stop, one.time) for one in found)


def shown(node: Node, reader: Reader, channel: ChannelId) -> tuple[Stop, ...]:
    """The stops in force in a channel with the plans they name; the reading is on record."""

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[Stop, ...], Sequence[str]]:
        found = stops_in_force(tx, channel)
        return found, [one.stop for one in found]

    return read(node, reader, Look(action=Action.SEE_STOPS, file=channel), query)
