"""Requests for information at work: asking, acknowledging, answering, refusing, clocks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tansiq.desk import commands, queries
from tansiq.desk.duties import Duty
from tansiq.desk.lookup import request_fact
from tansiq.desk.requesting import MakeRequest, ReplyState
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.node.recalls import Noted, Spot, in_channel
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.material import Markings, Mention, TransferGround
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, new_record_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """An officer's question to a partner."""

    channel: ChannelId
    to: str
    urgency: str
    question: str
    language: str
    purpose: str
    legal_basis: str
    grounds: Callable[[tuple[str, ...]], tuple[TransferGround, ...]]
    handling: Markings
    retention: NewClass
    mentions: tuple[Mention, ...] = ()


def make(node: Node, signer: Signer, wish: Asking) -> Noted:
    """Ask a partner; every member of the channel reads the question."""
    made = new_record_id()

    def command(
        tx: Tx, situation: Situation, now: ChannelNow, _dates: NewClass
    ) -> tuple[Planned, ...]:
        recipients = now.audience(node.me)
        request = MakeRequest(
            request=made,
            to=wish.to,
            urgency=wish.urgency,
            question=wish.question,
            language=wish.language,
            recipients=recipients,
            purpose=wish.purpose,
            legal_basis=wish.legal_basis,
            transfer_grounds=wish.grounds(recipients),
            handling=wish.handling,
            retention=wish.retention,
            mentions=wish.mentions,
        )
        return commands.make_request(queries.state_for_request(tx, situation, now, made), request)

    return in_channel(node, signer, Action.MAKE_REQUEST, Spot(wish.channel, made), command)


def acknowledge(node: Node, signer: Signer, agency: str, request: str) -> Noted:
    """Say that a request was read, and since when it has been here."""
    received = _received(node, agency, request)

    def reply(state: ReplyState) -> tuple[Planned, ...]:
        return commands.acknowledge_request(state, received)

    return _reply(node, signer, Action.ACKNOWLEDGE_REQUEST, (agency, request), reply)


def answer(
    node: Node, signer: Signer, agency: str, request: str, releases: tuple[str, ...]
) -> Noted:
    """Answer with releases of ours, or, without any, that nothing is held."""
    outcome = "released" if releases else "nothing_held"

    def reply(state: ReplyState) -> tuple[Planned, ...]:
        return commands.answer_request(state, outcome, releases)

    return _reply(node, signer, Action.ANSWER_REQUEST, (agency, request), reply)


def refuse(node: Node, signer: Signer, agency: str, request: str, why: tuple[str, str]) -> Noted:
    """Refuse with a reason code and an explanation."""

    def reply(state: ReplyState) -> tuple[Planned, ...]:
        return commands.refuse_request(state, *why)

    return _reply(node, signer, Action.REFUSE_REQUEST, (agency, request), reply)


def _reply(
    node: Node,
    signer: Signer,
    action: Action,
    what: tuple[str, str],
    reply: Callable[[ReplyState], tuple[Planned, ...]],
) -> Noted:
    def command(
        tx: Tx, situation: Situation, now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        return reply(queries.state_for_reply(tx, situation, now, what, dates))

    absent = Missing("request_unknown")
    with node.store.reading() as tx:
        fact = request_fact(tx, *what)
    if fact is None:
        raise unknown(node, signer, action, absent)
    return in_channel(node, signer, action, Spot(fact.channel, what[1], absent), command)


def _received(node: Node, agency: str, request: str) -> str:
    with node.store.reading() as tx:
        row = tx.one(
            "SELECT received FROM desk_request WHERE agency = %s AND request = %s"
            " ORDER BY generation, epoch, seq LIMIT 1",
            (agency, request),
        )
    now = stamp(node.clock.now())
    return now if row is None else min(str(row["received"]), now)


def listed(node: Node, reader: Reader, channel: ChannelId) -> tuple[Duty, ...]:
    """Requests of a channel with their clocks, most pressing first."""
    return duties(node, reader, channel, "request")


def duties(node: Node, reader: Reader, channel: ChannelId, kind: str) -> tuple[Duty, ...]:
    """Answers owed in a channel, of one kind."""
    now = node.clock.now()

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[Duty, ...], Sequence[str]]:
        found = tuple(
            one
            for one in queries.duties(tx, node.me, now, closed=True)
            if one.kind == kind and one.channel == channel
        )
        return found, [one.identifier for one in found]

    return read(node, reader, Look(action=Action.LIST_REPORTS, file=channel), query)
