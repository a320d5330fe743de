"""Recalls and corrections at work: taking back, mending, answering, and who has answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec

from tansiq.desk import commands, queries
from tansiq.desk.boards import NoticeLine
from tansiq.desk.duties import Duty
from tansiq.desk.recalling import (
    ANSWER_REASONS,
    Answer,
    CorrectReport,
    RecallReport,
)
from tansiq.desk.situation import ReleaseFact
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.partners import reaches
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.node.signing import Signer
from tansiq.node.standing import LocalStanding, of_recalls
from tansiq.officers.people import Officer
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, new_record_id

__all__ = [
    "ANSWER_REASONS",
    "Answering",
    "Correcting",
    "Noted",
    "Notices",
    "Recalling",
    "Spot",
    "answer_correction",
    "answer_recall",
    "correct",
    "found_release",
    "in_channel",
    "listed",
    "notice_dates",
    "recall",
]
NOTICE_YEARS = 10
"""A notice and its answers outlive the release they speak of: they prove what was done."""

Command = Callable[[Tx, Situation, ChannelNow, NewClass], tuple[Planned, ...]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a record is written, and its id; `absent` is what who is not on that file is told."""

    channel: ChannelId
    made: str
    absent: Missing | None = None


@dataclass(frozen=True, slots=True)
class Recalling:
    """An officer's wish to take a release of ours back."""

    release: str
    reason: str
    explanation: str = ""
    measure: str = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """An officer's wish to mend a release of ours; empty fields stay as they are."""

    release: str
    title: str = ""
    text: str = ""
    grade: str = ""
    explanation: str
    override_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """An officer's answer to a partner's notice; an empty measure is the one a recall asks for."""

    complied: bool
    reason: str = ""
    explanation: str = ""
    measure: str = ""

    def value(self) -> Answer:
        """The answer as the desk takes it."""
        return Answer(
            outcome="complied" if self.complied else "refused",
            reason="" if self.complied else self.reason,
            explanation=self.explanation,
            measure=self.measure,
        )


@dataclass(frozen=True, slots=True)
class Noted:
    """A notice, question or answer as it was written; `id` is what later answers name."""

    id: str
    entry: str
    class_id: str
    code: str


@dataclass(frozen=True, slots=True)
class Notices:
    """Our notices with the answer of each recipient, and partners' notices that we owe answers.

    `erased_here` says of recalls we answered with "erased" how far that is true today.
    """

    ours: tuple[NoticeLine, ...]
    theirs: tuple[Duty, ...]
    erased_here: tuple[LocalStanding, ...] = ()


def notice_dates(node: Node) -> NewClass:
    """Dates of the class of a notice or an answer."""
    today = node.clock.now().date()
    return NewClass(
        review=(today + timedelta(days=3 * 365)).isoformat(),
        erase=(today + timedelta(days=NOTICE_YEARS * 365)).isoformat(),
    )


def in_channel(
    node: Node,
    signer: Signer,
    action: Action,
    spot: Spot,
    command: Command,
) -> Noted:
    """Run a desk command that writes one record into a channel."""
    channel = spot.channel
    situation, dates = node.situation(signer.officer), notice_dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return command(tx, situation, node.channel_now(tx, channel), dates)

    task = Task(action=action, plan=plan, file=channel, absent=spot.absent)
    done = perform(node, (signer,), task)[0]
    return Noted(spot.made, str(done.entry.entry_id), done.class_id, done.code)


def found_release(node: Node, signer: Signer, action: Action, what: tuple[str, str]) -> ReleaseFact:
    """A release by agency and id, for an act about it; Missing `release_unknown`."""
    with node.store.reading() as tx:
        fact = queries.release(tx, *what)
    if fact is None:
        raise unknown(node, signer, action, Missing("release_unknown"))
    return fact


def recall(node: Node, signer: Signer, wish: Recalling) -> Noted:
    """Take a release of ours back."""
    fact = found_release(node, signer, Action.RECALL, (node.me, wish.release))
    request = RecallReport(reason=wish.reason, explanation=wish.explanation, measure=wish.measure)

    def command(
        tx: Tx, situation: Situation, now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_recall(tx, situation, now, wish.release, dates)
        return commands.recall_report(state, request)

    spot = Spot(fact.channel, wish.release, Missing("release_unknown"))
    return in_channel(node, signer, Action.RECALL, spot, command)


def correct(node: Node, signer: Signer, wish: Correcting) -> Noted:
    """Replace words of a release of ours."""
    fact = found_release(node, signer, Action.CORRECT, (node.me, wish.release))
    made = new_record_id()
    held = fact.content
    content = msgspec.structs.replace(
        held,
        title=wish.title or held.title,
        text=wish.text or held.text,
        grade=wish.grade or held.grade,
    )
    request = CorrectReport(
        correction=made,
        content=content,
        explanation=wish.explanation,
        override_reason=wish.override_reason,
    )

    def command(
        tx: Tx, situation: Situation, now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        ids = (wish.release, made)
        state = queries.state_for_correction(tx, situation, now, ids, dates)
        return commands.correct_report(state, request)

    spot = Spot(fact.channel, made, Missing("release_unknown"))
    return in_channel(node, signer, Action.CORRECT, spot, command)


def answer_recall(
    node: Node, signer: Signer, agency: str, release: str, answer: Answering
) -> Noted:
    """Say what was done about a partner's recall."""
    fact = found_release(node, signer, Action.ANSWER_RECALL, (agency, release))
    what = queries.PartnerRelease(agency, release)

    def command(
        tx: Tx, situation: Situation, _now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_recall_answer(tx, situation, what, dates)
        return commands.answer_recall(state, answer.value())

    spot = Spot(fact.channel, release, Missing("release_unknown"))
    return in_channel(node, signer, Action.ANSWER_RECALL, spot, command)


def answer_correction(
    node: Node, signer: Signer, agency: str, correction: str, answer: Answering
) -> Noted:
    """Say what was done about a partner's correction."""
    situation, dates = node.situation(signer.officer), notice_dates(node)
    with node.store.reading() as tx:
        waiting = queries.state_for_correction_answer(tx, situation, agency, correction, dates)
    absent = Missing("correction_unknown")
    if waiting.release is None:
        raise unknown(node, signer, Action.ANSWER_CORRECTION, absent)

    def command(
        tx: Tx, situation: Situation, _now: ChannelNow, dates: NewClass
    ) -> tuple[Planned, ...]:
        state = queries.state_for_correction_answer(tx, situation, agency, correction, dates)
        return commands.answer_correction(state, answer.value(), correction)

    spot = Spot(waiting.release.channel, correction, absent)
    return in_channel(node, signer, Action.ANSWER_CORRECTION, spot, command)


def listed(node: Node, reader: Reader, channel: ChannelId, kind: str) -> Notices:
    """Recalls or corrections of a channel, ours and theirs, overdue first."""
    now = node.clock.now()

    def query(tx: Tx, officer: Officer) -> tuple[Notices, Sequence[str]]:
        ours = [
            one
            for one in queries.notices_out(tx, reaches(node, tx), node.me, now)
            if (one.kind, one.channel) == (kind, channel)
            and node.may(officer, Action.LIST_REPORTS, channel, handling=one.handling)
        ]
        theirs = [
            one
            for one in queries.duties(tx, node.me, now, closed=True)
            if one.kind == kind and one.channel == channel
        ]
        shown = [one.release for one in ours] + [one.identifier for one in theirs]
        return Notices(tuple(ours), tuple(theirs)), shown

    found = read(node, reader, Look(action=Action.LIST_REPORTS, file=channel), query)
    return replace(found, erased_here=of_recalls(node, channel)) if kind == "recall" else found
