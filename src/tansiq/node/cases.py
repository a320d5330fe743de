"""Joint cases at work: which there are, the agreement that binds each, reading what they hold.

Promises: an officer sees the cases a record put them on, and of each claim what its handling code
leaves open to them; the rest is a locked line. Every entity and document that is shown stands in
the read log. Domain rules are the slice's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from tansiq.cases import queries
from tansiq.cases.agreeing import Agreement, CaseNow, shut_for
from tansiq.cases.boards import LISTS, DecisionSeen, DocumentSeen, InstrumentSeen, TaskSeen
from tansiq.cases.facts import DocumentFact, MentionFact
from tansiq.cases.finding import MOST_FOUND, Found, Quarantined, Searched
from tansiq.cases.hiding import hiding, in_sight
from tansiq.cases.meeting import meetings
from tansiq.cases.searching import Readable
from tansiq.cases.seen import EntityFile
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, Written, perform
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.plan import NewClass, Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId, channel_kind

T = TypeVar("T")
JOINT = frozenset({"case", "exercise"})
REVIEW_YEARS = 3
ERASE_YEARS = 20
"""Dates of the classes of a case where an officer names none (LAW L38)."""

Command = Callable[[Tx, CaseNow], tuple[Planned, ...]]


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """A case for people: its agreement, who hears it, why it is shut (empty while it is open)."""

    channel: ChannelId
    agreement: Agreement | None
    proposed: tuple[Agreement, ...]
    members: tuple[str, ...]
    shut: str


@dataclass(frozen=True, slots=True)
class CaseBoard:
    """A case with its work: what is new, what is to do, what is open.

    `left_out` says how many of each list are not in it.
    """

    case: CaseSeen
    entities: int
    news: Found
    tasks: tuple[TaskSeen, ...]
    instruments: tuple[InstrumentSeen, ...]
    decisions: tuple[DecisionSeen, ...]
    documents: tuple[DocumentSeen, ...]
    mentions: tuple[MentionFact, ...]
    quarantine: tuple[Quarantined, ...]
    left_out: dict[str, int] = field(default_factory=dict)


def case_dates(node: Node) -> NewClass:
    """Review and erasure of what is written into a case, where nobody named other dates."""
    today = node.clock.now().date()
    return NewClass(
        review=(today + timedelta(days=REVIEW_YEARS * 365)).isoformat(),
        erase=(today + timedelta(days=ERASE_YEARS * 365)).isoformat(),
    )


def in_case(
    node: Node,
    signer: Signer,
    what: tuple[Action, ChannelId],
    command: Command,
    retention: NewClass | None = None,
) -> tuple[Written, ...]:
    """Run a command for an officer on a case; `what` = (action, channel). What was written."""
    action, channel = what
    situation = node.situation(signer.officer)
    dates = retention or case_dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        known(node, tx, channel)
        now = node.channel_now(tx, channel)
        return command(tx, queries.case_now(tx, situation, now, dates))

    task = Task(action=action, plan=plan, file=channel, absent=Missing("case_unknown"))
    return perform(node, (signer,), task)


def known(node: Node, tx: Tx, channel: ChannelId) -> None:
    """Missing `case_unknown` unless this is the channel of a case that this node is in."""
    if channel_kind(channel) not in JOINT or channel not in node.shared_channels(tx):
        raise Missing("case_unknown")


def seen(node: Node, tx: Tx, channel: ChannelId) -> CaseSeen:
    """A case as it stands."""
    found = queries.agreements(tx, channel)
    now = node.channel_now(tx, channel)
    binding = queries.binding_of(found, now.members)
    shut = shut_for(binding, now, node.clock.now())
    waiting = tuple(one for one in found if not one.complete)
    return CaseSeen(channel, binding, waiting, tuple(now.members), shut)


def one(node: Node, reader: Reader, channel: ChannelId) -> CaseSeen:
    """One case as it stands; Missing `case_unknown` for whoever is not on it."""

    def query(tx: Tx, _officer: Officer) -> tuple[CaseSeen, Sequence[str]]:
        return seen(node, tx, channel), [channel]

    return look_at(node, reader, channel, query)


def listed(node: Node, reader: Reader) -> tuple[CaseSeen, ...]:
    """The cases this officer is on, by channel."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[CaseSeen, ...], Sequence[str]]:
        channels = [
            one
            for one in node.shared_channels(tx)
            if channel_kind(one) in JOINT and node.may(officer, Action.READ_CASE, one)
        ]
        return tuple(seen(node, tx, one) for one in channels), channels

    return read(node, reader, Look(action=Action.READ_CASE), query)


def look_at(
    node: Node,
    reader: Reader,
    channel: ChannelId,
    query: Callable[[Tx, Officer], tuple[T, Sequence[str]]],
    text: str = "",
) -> T:
    """Read something of one case; Missing `case_unknown` for whoever is not on it."""
    absent = Missing("case_unknown")
    look = Look(action=Action.READ_CASE, file=channel, text=text, absent=absent)

    def within(tx: Tx, officer: Officer) -> tuple[T, Sequence[str]]:
        known(node, tx, channel)
        return query(tx, officer)

    return read(node, reader, look, within)


def board(node: Node, reader: Reader, channel: ChannelId, since: str) -> CaseBoard:
    """A case with what arrived after `since` (a wire time) and what is to be done."""

    def query(tx: Tx, officer: Officer) -> tuple[CaseBoard, Sequence[str]]:
        case = seen(node, tx, channel)
        days = 0 if case.agreement is None else case.agreement.terms.rules.uncategorised_days
        news = for_officer(node, officer, channel, queries.news(tx, channel, since))
        waiting = queries.quarantine(tx, channel, days)
        sources = queries.documents(tx, channel)
        found = CaseBoard(
            case=case,
            entities=queries.count(tx, channel),
            news=news,
            tasks=queries.tasks(tx, channel),
            instruments=queries.instruments(tx, channel),
            decisions=queries.decisions(tx, channel),
            documents=documents_for(node, officer, channel, sources),
            mentions=queries.open_mentions(tx, channel),
            quarantine=tuple(
                replace(one, file=hidden(node, officer, channel, one.file)) for one in waiting
            ),
        )
        shown = {name: len(getattr(found, name)) for name in LISTS} | {"documents": len(sources)}
        every = queries.counts(tx, channel)
        found = replace(found, left_out={name: every[name] - shown[name] for name in LISTS})
        files = (*news.files, *(one.file for one in found.quarantine))
        return found, _ids(files, found.documents)

    return look_at(node, reader, channel, query)


def entity(node: Node, reader: Reader, channel: ChannelId, wanted: str) -> tuple[EntityFile, Found]:
    """The file of an entity, and the files of what it is tied to; Missing `entity_unknown`."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[EntityFile, Found], Sequence[str]]:
        file = queries.entity_file(tx, channel, wanted)
        if file is None:
            raise Missing("entity_unknown")
        shown = hidden(node, officer, channel, file)
        near = queries.links(tx, channel, file)
        open_ = (hidden(node, officer, channel, one) for one in near.files if not one.quarantined)
        tied = in_sight(shown, open_)
        return (shown, Found(tied, near.more)), _ids((shown, *tied), ())

    return look_at(node, reader, channel, query)


def search(
    node: Node, reader: Reader, channel: ChannelId, text: str, limit: int = MOST_FOUND
) -> Searched:
    """Entities of a case by name in any script, or by identifier; the text is on the read log.

    They stand by how they met, with the reasons (`why`). Who answers only by what this officer may
    not read is left out.
    """

    def query(tx: Tx, officer: Officer) -> tuple[Searched, Sequence[str]]:
        open_ = readable(node, officer, channel)
        every = queries.search(tx, channel, text, limit, open_)
        files = {one.entity: one for one in for_officer(node, officer, channel, every).files}
        why = meetings(tuple(files.values()), text)
        kept = tuple(files[one] for one in why)
        return Searched(kept, every.more and bool(kept), why), _ids(kept, ())

    return look_at(node, reader, channel, query, text)


def entities(node: Node, reader: Reader, channel: ChannelId, before: str = "") -> Found:
    """Entities of a case, newest first."""

    def query(tx: Tx, officer: Officer) -> tuple[Found, Sequence[str]]:
        found = for_officer(node, officer, channel, queries.newest(tx, channel, before))
        return found, _ids(found.files, ())

    return look_at(node, reader, channel, query)


def contradictions(node: Node, reader: Reader, channel: ChannelId, after: str = "") -> Found:
    """Entities about which what stands contradicts, side by side."""

    def query(tx: Tx, officer: Officer) -> tuple[Found, Sequence[str]]:
        found = for_officer(node, officer, channel, queries.contradicted(tx, channel, after))
        kept = tuple(one for one in found.files if one.clashes)
        return replace(found, files=kept), _ids(kept, ())

    return look_at(node, reader, channel, query)


def document(
    node: Node, reader: Reader, channel: ChannelId, wanted: str
) -> tuple[DocumentSeen, ...]:
    """A source of a case; Missing `document_unknown`, Refused `access_restricted` under H3."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[DocumentSeen, ...], Sequence[str]]:
        found = queries.document(tx, channel, wanted)
        if not found:
            raise Missing("document_unknown")
        return documents_for(node, officer, channel, found), [wanted]

    return look_at(node, reader, channel, query)


def hidden(node: Node, officer: Officer, channel: ChannelId, file: EntityFile) -> EntityFile:
    """A file as this officer may see it."""
    open_ = readable(node, officer, channel)
    facts = (one.fact for one in file.claims)
    return hiding(
        file, {one.id for one in facts if open_(one.agency, one.officer, one.handling.code)}
    )


def for_officer(node: Node, officer: Officer, channel: ChannelId, found: Found) -> Found:
    """What was found, as this officer may see it."""
    return replace(found, files=tuple(hidden(node, officer, channel, one) for one in found.files))


def documents_for(
    node: Node, officer: Officer, channel: ChannelId, found: Iterable[DocumentSeen]
) -> tuple[DocumentSeen, ...]:
    """Sources this officer may read."""
    return tuple(one for one in found if may_read(node, officer, channel, one.fact))


def may_read(node: Node, officer: Officer, channel: ChannelId, fact: DocumentFact) -> bool:
    """Whether a source's handling code leaves it open to this officer."""
    return readable(node, officer, channel)(fact.agency, fact.officer, fact.record.handling.code)


def readable(node: Node, officer: Officer, channel: ChannelId) -> Readable:
    """Whether what (agency, officer, handling code) says is open to this officer."""

    def open_(agency: str, by: str, code: str) -> bool:
        own = by if agency == node.me else ""
        return node.may(officer, Action.READ_CLAIM, channel, handling=code, by=own)

    return open_


def _ids(files: Iterable[EntityFile], documents: Iterable[DocumentSeen]) -> list[str]:
    entities = [member for one in files for member in one.members]
    return [*dict.fromkeys(entities), *(one.fact.document for one in documents)]
