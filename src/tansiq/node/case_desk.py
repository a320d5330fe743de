"""The agreements, the work and the officers of a case, for the pages where they are signed.

Promises: one line of the read log for each page, naming every source and officer it shows; what is
offered is what `access` lets this officer do here; how far a word of ours has come is what each
party has signed. Domain rules are the slice's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tansiq.cases import queries, tracing
from tansiq.cases.agreeing import Agreement
from tansiq.cases.boards import DecisionSeen, DocumentSeen, InstrumentSeen, TaskSeen
from tansiq.cases.tracing import Signed
from tansiq.desk.boards import RecipientState
from tansiq.desk.delivery import delivery
from tansiq.node.actions import Action
from tansiq.node.cases import JOINT, CaseSeen, documents_for, look_at, seen
from tansiq.node.compose import Node
from tansiq.node.partners import reaches
from tansiq.node.reading import Reader
from tansiq.officers.people import Officer
from tansiq.officers.queries import PendingChange, introduced, pending_changes
from tansiq.record.officers import CaseAssigned, CaseUnassigned
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, channel_kind

DEEDS = (Action.PROPOSE_AGREEMENT, Action.SIGN_AGREEMENT, Action.DIRECT_CASE, Action.MOVE_TASK,
         Action.MAKE_CLAIM, Action.PROPOSE_CHANGE, Action.SEE_OFFICERS)  # fmt: skip

MOST_SHOWN = 20
Receipts = Mapping[str, tuple[RecipientState, ...]]
"""By the id of what we said: how far it has come at each other party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSeen:
    """One agreement: who signed it and who ended it, in the order of their words."""

    terms: Agreement
    signed: tuple[Signed, ...]
    ended: tuple[Signed, ...]

    @property
    def awaited(self) -> tuple[str, ...]:
        """The parties whose signature is missing."""
        return tuple(sorted(self.terms.parties - self.terms.signed))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementsSeen:
    """The agreements of a case, newest first; `cases` are those this officer is on.

    The one that binds is among them; `more` counts older ones that are left out.
    """

    case: CaseSeen
    found: tuple[AgreementSeen, ...]
    more: int
    cases: tuple[ChannelId, ...]
    receipts: Receipts
    offered: frozenset[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkSeen:
    """What is to do, asked of the law and decided in a case, and the sources it can rest on."""

    case: CaseSeen
    tasks: tuple[TaskSeen, ...]
    instruments: tuple[InstrumentSeen, ...]
    decisions: tuple[DecisionSeen, ...]
    documents: tuple[DocumentSeen, ...]
    receipts: Receipts
    offered: frozenset[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSeen:
    """Who works on a case: ours by name, theirs by pseudonym and role, and what waits.

    `free` are our officers who are not on it, for those who may propose it.
    """

    case: CaseSeen
    ours: tuple[Officer, ...]
    free: tuple[Officer, ...]
    theirs: Mapping[str, Mapping[str, tuple[str, ...]]]
    waiting: tuple[PendingChange, ...]
    offered: frozenset[Action]


def agreements(node: Node, reader: Reader, channel: ChannelId) -> AgreementsSeen:
    """The agreements of a case; Missing `case_unknown` for whoever is not on it."""

    def query(tx: Tx, officer: Officer) -> tuple[AgreementsSeen, Sequence[str]]:
        every, case = queries.agreements(tx, channel), seen(node, tx, channel)
        kept = [one for at, one in enumerate(every) if at < MOST_SHOWN or one == case.agreement]
        found = tuple(
            AgreementSeen(
                terms=one,
                signed=tracing.signatures(tx, channel, one),
                ended=tracing.endings(tx, channel, one),
            )
            for one in kept
        )
        page = AgreementsSeen(
            case=case,
            found=found,
            more=len(every) - len(kept),
            cases=_cases(node, tx, officer),
            receipts=_receipts(node, tx, channel),
            offered=_offered(node, officer, channel),
        )
        return page, [channel, *(one.terms.agreement for one in found)]

    return look_at(node, reader, channel, query)


def work(node: Node, reader: Reader, channel: ChannelId) -> WorkSeen:
    """The work of a case; Missing `case_unknown` for whoever is not on it."""

    def query(tx: Tx, officer: Officer) -> tuple[WorkSeen, Sequence[str]]:
        documents = documents_for(node, officer, channel, queries.documents(tx, channel))
        page = WorkSeen(
            case=seen(node, tx, channel),
            tasks=queries.tasks(tx, channel),
            instruments=queries.instruments(tx, channel),
            decisions=queries.decisions(tx, channel),
            documents=documents,
            receipts=_receipts(node, tx, channel),
            offered=_offered(node, officer, channel),
        )
        return page, [channel, *(one.fact.document for one in documents)]

    return look_at(node, reader, channel, query)


def staff(node: Node, reader: Reader, channel: ChannelId) -> StaffSeen:
    """Who works on a case; Missing `case_unknown` for whoever is not on it."""

    def query(tx: Tx, officer: Officer) -> tuple[StaffSeen, Sequence[str]]:
        offered, case = _offered(node, officer, channel), seen(node, tx, channel)
        active = [one for one in node.staff(tx).officers.values() if one.active]
        active.sort(key=lambda one: (one.name, one.officer))
        ours = tuple(one for one in active if channel in one.files)
        decides = Action.PROPOSE_CHANGE in offered
        free = tuple(one for one in active if channel not in one.files) if decides else ()
        generation = node.channel_now(tx, channel).generation
        page = StaffSeen(
            case=case,
            ours=ours,
            free=tuple(one for one in free if not one.administrator),
            theirs={
                one: introduced(tx, one, channel, generation)
                for one in case.members
                if one != node.me
            },
            waiting=_waiting(tx, channel) if Action.SEE_OFFICERS in offered else (),
            offered=offered,
        )
        return page, [channel, *(one.officer for one in (*ours, *page.free))]

    return look_at(node, reader, channel, query)


def _waiting(tx: Tx, channel: ChannelId) -> tuple[PendingChange, ...]:
    """Proposals to put somebody on this case or take them off."""
    return tuple(
        one
        for one in pending_changes(tx)
        if isinstance(one.change, (CaseAssigned, CaseUnassigned)) and one.change.file == channel
    )


def _cases(node: Node, tx: Tx, officer: Officer) -> tuple[ChannelId, ...]:
    return tuple(
        one
        for one in node.shared_channels(tx)
        if channel_kind(one) in JOINT and node.may(officer, Action.READ_CASE, one)
    )


def _receipts(node: Node, tx: Tx, channel: ChannelId) -> Receipts:
    """How far our newest word on each thing has come at every other party."""
    known = reaches(node, tx)
    others = [one for one in node.channel_now(tx, channel).members if one != node.me]
    return {
        about: tuple(
            RecipientState(recipient=one, delivery=delivery(known, one, *place)) for one in others
        )
        for about, place in tracing.last_words(tx, channel, node.me).items()
    }


def _offered(node: Node, officer: Officer, channel: ChannelId) -> frozenset[Action]:
    return frozenset(one for one in DEEDS if node.may(officer, one, channel))
