"""Warnings of partners: what reached us in a channel, and our word that we know.

Promises: read with a reason and noted; its author learns that it was read; an acknowledgement is an
officer's act in the channel where the warning lies. No site of anybody is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.alerts import commands, queries
from tansiq.alerts.facts import SharedMessage
from tansiq.node.actions import Action
from tansiq.node.acts import ActSeen, acts_of
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, officer_of, read, unknown
from tansiq.node.recalls import Noted, notice_dates
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.store.notify import announce
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId
from tansiq.terms.warning import AlertStep

ABSENT = Missing("alert_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A partner's alert: its messages by number, whether we said that we know of the newest.

    `state` is `in_force`, `cancelled` or `expired`.
    """

    agency: str
    alert: str
    channel: ChannelId
    messages: tuple[SharedMessage, ...]
    known: str
    state: str
    acts: tuple[ActSeen, ...] = ()

    @property
    def newest(self) -> SharedMessage:
        """The message that counts."""
        return self.messages[-1]


def listed(node: Node, reader: Reader) -> tuple[Received, ...]:
    """Partners' alerts in the channels of this officer: those nobody acknowledged first."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[Received, ...], Sequence[str]]:
        files = [one for one in node.shared_channels(tx) if one in officer.files]
        grouped: dict[tuple[str, str, str], list[SharedMessage]] = {}
        for one in queries.shared_in(tx, files):
            readable = node.may(
                officer, Action.READ_ALERT, one.channel, handling=one.said.handling.code
            )
            if one.agency != node.me and readable:
                key = (one.agency, one.message.alert, one.channel)
                grouped.setdefault(key, []).append(one)
        found = [_received(node, messages) for messages in grouped.values()]
        found.sort(key=lambda one: (bool(one.known), one.state != "in_force", one.newest.time))
        return tuple(found), [one.alert for one in found]

    return read(node, reader, Look(action=Action.READ_ALERT), query)


def show(node: Node, reader: Reader, agency: str, alert: str) -> Received:
    """One partner's alert whole; Missing `alert_unknown`."""
    messages = _messages(node, reader, Action.READ_ALERT, agency, alert)
    channel = messages[-1].channel

    def query(tx: Tx, _officer: Officer) -> tuple[Received, Sequence[str]]:
        place = messages[-1].entry
        return _received(node, messages, acts_of(node, tx, place.origin, place.seq)), (alert,)

    handling = messages[-1].said.handling.code
    look = Look(action=Action.READ_ALERT, file=channel, handling=handling, absent=ABSENT)
    shown = read(node, reader, look, query)
    if agency != node.me:
        with node.store.transaction() as tx:
            node.exchange.mark_read(tx, tuple(one.entry for one in messages))
            announce(tx)
    return shown


def acknowledge(node: Node, signer: Signer, agency: str, alert: str) -> Noted:
    """Say that our agency knows of the newest message of a partner's alert."""
    messages = _messages(node, signer, Action.ACKNOWLEDGE_ALERT, agency, alert)
    channel, number = messages[-1].channel, messages[-1].message.number
    situation, dates = node.situation(signer.officer), notice_dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        found = queries.shared(tx, channel, agency, alert)
        newest = found[-1] if found and found[-1].message.number == number else None
        return commands.acknowledge(situation, newest, dates)

    task = Task(action=Action.ACKNOWLEDGE_ALERT, plan=plan, file=channel, absent=ABSENT)
    done = perform(node, (signer,), task)[0]
    return Noted(alert, str(done.entry.entry_id), done.class_id, done.code)


def _messages(
    node: Node, who: Reader | Signer, action: Action, agency: str, alert: str
) -> tuple[SharedMessage, ...]:
    """The messages in one channel this officer is on; the newest channel where several are."""
    with node.store.reading() as tx:
        officer = officer_of(node, tx, who)
        found = queries.shared_somewhere(tx, agency, alert)
    open_to = [one for one in found if one.channel in officer.files]
    if not open_to:
        raise unknown(node, who, action, ABSENT)
    waiting = [one for one in open_to if not one.known_by(node.me)] or open_to
    channel = max(waiting, key=lambda one: (one.message.number, one.time)).channel
    return tuple(one for one in open_to if one.channel == channel)


def _received(
    node: Node, messages: Sequence[SharedMessage], acts: tuple[ActSeen, ...] = ()
) -> Received:
    ordered = tuple(sorted(messages, key=lambda one: one.message.number))
    newest = ordered[-1]
    return Received(
        agency=newest.agency,
        alert=newest.message.alert,
        channel=newest.channel,
        messages=ordered,
        known=newest.known_by(node.me),
        state=_state(node, newest),
        acts=acts,
    )


def _state(node: Node, newest: SharedMessage) -> str:
    if newest.message.step == AlertStep.CANCEL:
        return "cancelled"
    past = parse_stamp(newest.message.expiry) <= node.clock.now()
    return "expired" if past else "in_force"
