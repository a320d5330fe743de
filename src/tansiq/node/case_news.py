"""Joint cases as an officer comes back to them: what is new to them, and what presses.

Promises: what a list says is counted by the database, whatever the size of a case; files are built
for the few that are shown. A cleared person is shown until the officer has come and gone. Every
entity and document that is shown stands in the read log. Domain rules are the slice's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tansiq.cases import queries
from tansiq.cases.arrivals import Arrived, Marks, Touched
from tansiq.cases.boards import DecisionSeen, Filed, InstrumentSeen, TaskSeen
from tansiq.cases.facts import DocumentFact, MentionFact
from tansiq.cases.finding import MOST_LOOKED_AT, Quarantined
from tansiq.cases.seen import EntityFile
from tansiq.node.actions import Action
from tansiq.node.cases import (
    JOINT,
    CaseSeen,
    documents_for,
    hidden,
    look_at,
    may_read,
    seen,
)
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.store.logs import logs
from tansiq.terms.casework import TaskState
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, channel_kind
from tansiq.terms.status import Status

SHOWN = 50
PRESSING = 10
LOOKED_AT = 200
"""Of what arrived, how many entities are looked through for contradictions."""
_OPEN = frozenset({TaskState.OPEN.value, TaskState.DOING.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A person whom an agency cleared: since when, by which document (None under a closed code)."""

    file: EntityFile
    agency: str
    since: str
    document: str
    readable: DocumentFact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many persons lie without a category, and until when the first may; None for nobody.

    `more` says that others were not counted.
    """

    count: int
    more: bool
    since: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGlance:
    """A case in a list: what is new to this officer, and what presses; `first` before any visit."""

    case: CaseSeen
    first: bool
    entities: int
    arrived: Arrived
    cleared: tuple[Cleared, ...]
    opened: tuple[EntityFile, ...]
    waiting: Waiting
    ours: tuple[TaskSeen, ...]
    tasks: int
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNews:
    """A case with its work; `marks` are how far it was seen now."""

    glance: CaseGlance
    marks: Marks
    files: tuple[EntityFile, ...]
    tasks: tuple[TaskSeen, ...]
    instruments: tuple[InstrumentSeen, ...]
    decisions: tuple[DecisionSeen, ...]
    sources: Filed
    mentions: tuple[MentionFact, ...]
    mentions_waiting: int
    quarantine: tuple[Quarantined, ...]
    every: Mapping[str, int]

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many of each list of work are not in it."""
        shown = {"tasks": self.tasks, "instruments": self.instruments, "decisions": self.decisions}
        return {name: self.every[name] - len(there) for name, there in shown.items()}

    @property
    def case(self) -> CaseSeen:
        """The case as it stands."""
        return self.glance.case

    def touched(self, file: EntityFile) -> Mapping[str, int]:
        """How many records of each kind arrived about a file, with all that are one with it."""
        found: dict[str, int] = {}
        for one in self.glance.arrived.entities:
            if one.entity in file.members:
                for kind, count in one.kinds.items():
                    found[kind] = found.get(kind, 0) + count
        return found


def glances(
    node: Node, reader: Reader, since: Mapping[str, Marks | None]
) -> tuple[CaseGlance, ...]:
    """The cases this officer is on; `since` says for each how far they had seen it."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[CaseGlance, ...], Sequence[str]]:
        found = tuple(
            _glance(node, tx, officer, (one, since.get(one)))
            for one in node.shared_channels(tx)
            if channel_kind(one) in JOINT and node.may(officer, Action.READ_CASE, one)
        )
        ids = (each for one in found for each in _ids(_files(one), _documents(one)))
        return found, [*(one.case.channel for one in found), *dict.fromkeys(ids)]

    return read(node, reader, Look(action=Action.READ_CASE), query)


def case_news(node: Node, reader: Reader, channel: ChannelId, since: Marks | None) -> CaseNews:
    """A case with what lies beyond these marks, or all that is newest at a first visit."""

    def query(tx: Tx, officer: Officer) -> tuple[CaseNews, Sequence[str]]:
        glance = _glance(node, tx, officer, (channel, since))
        days = _days(glance.case)
        newest = [one.entity for one in glance.arrived.entities[:SHOWN]]
        sources = queries.filed(tx, channel, limit=PRESSING)
        found = CaseNews(
            glance=glance,
            marks=marks_now(node, tx, channel),
            files=_files_for(node, tx, officer, (channel, newest)),
            tasks=queries.tasks(tx, channel),
            instruments=queries.instruments(tx, channel),
            decisions=queries.decisions(tx, channel)[:SHOWN],
            every=queries.counts(tx, channel),
            sources=replace(
                sources, documents=documents_for(node, officer, channel, sources.documents)
            ),
            mentions=queries.open_mentions(tx, channel)[:PRESSING],
            mentions_waiting=queries.mentions_waiting(tx, channel),
            quarantine=tuple(
                replace(one, file=hidden(node, officer, channel, one.file))
                for one in queries.quarantine(tx, channel, days, PRESSING)
            ),
        )
        files = (*_files(glance), *found.files, *(one.file for one in found.quarantine))
        documents = [one.fact.document for one in found.sources.documents]
        return found, _ids(files, [*_documents(glance), *documents])

    return look_at(node, reader, channel, query)


def sources(
    node: Node, reader: Reader, channel: ChannelId, agency: str = "", before: str = ""
) -> Filed:
    """A page of a case's sources; those under a closed code are left out, and counted with all."""

    def query(tx: Tx, officer: Officer) -> tuple[Filed, Sequence[str]]:
        found = queries.filed(tx, channel, agency, before)
        shown = documents_for(node, officer, channel, found.documents)
        return replace(found, documents=shown), [one.fact.document for one in shown]

    return look_at(node, reader, channel, query)


def marks_now(node: Node, tx: Tx, channel: ChannelId) -> Marks:
    """How far a case is seen by whoever sees all that is here."""
    # A desk tells of persons cleared after a party left; what others say stays out.
    heads = {
        one.origin: one.size
        for one in logs(tx)
        if one.channel == channel or channel_kind(ChannelId(one.channel)) == "desk"
    }
    return Marks(heads, stamp(node.clock.now()))


def _glance(
    node: Node, tx: Tx, officer: Officer, which: tuple[ChannelId, Marks | None]
) -> CaseGlance:
    channel, since = which
    beyond = replace(since or Marks(), agency=node.me, officer=officer.officer)
    case = seen(node, tx, channel)
    arrived = queries.arrived(tx, channel, beyond)
    tasks = [one for one in queries.tasks(tx, channel) if one.state in _OPEN and not one.outside]
    return CaseGlance(
        case=case,
        first=since is None,
        entities=queries.count(tx, channel),
        arrived=arrived,
        cleared=_cleared(node, tx, officer, (channel, beyond)),
        opened=_opened(node, tx, officer, (channel, beyond, arrived.entities)),
        waiting=_waiting(tx, case),
        ours=tuple(
            sorted(
                (one for one in tasks if one.record.party == node.me),
                key=lambda one: (one.record.due or "9", one.time),
            )
        ),
        tasks=len(tasks),
        pending=sum(one.pending for one in queries.instruments(tx, channel)),
    )


def _files_for(
    node: Node, tx: Tx, officer: Officer, which: tuple[ChannelId, Sequence[str]]
) -> tuple[EntityFile, ...]:
    """The files of these entities as the officer may see them, each once, none in quarantine."""
    channel, wanted = which
    found = {one.members: one for one in queries.entity_files(tx, channel, wanted)}
    shown = (hidden(node, officer, channel, one) for one in found.values() if not one.quarantined)
    return tuple(shown)


def _cleared(
    node: Node, tx: Tx, officer: Officer, which: tuple[ChannelId, Marks]
) -> tuple[Cleared, ...]:
    channel, beyond = which
    wanted = queries.newly_cleared(tx, channel, beyond)[:SHOWN]
    made = []
    for file in _files_for(node, tx, officer, (channel, wanted)):
        for one in file.statuses:
            if one.standing and one.fact.status == Status.CLEARED:
                document = one.document
                opened = document is not None and may_read(node, officer, channel, document)
                made.append(
                    Cleared(
                        file=file,
                        agency=one.fact.agency,
                        since=one.fact.time,
                        document=one.fact.document,
                        readable=document if opened else None,
                    )
                )
    return tuple(sorted(made, key=lambda one: (one.since, one.file.entity), reverse=True))


def _opened(
    node: Node,
    tx: Tx,
    officer: Officer,
    which: tuple[ChannelId, Marks, Sequence[Touched]],
) -> tuple[EntityFile, ...]:
    """Files in which something new contradicts: as far as the newest news were looked through."""
    channel, beyond, touched = which
    told = [one.entity for one in touched[:LOOKED_AT]]
    wanted = queries.may_contradict(tx, channel, told)[:SHOWN]
    return tuple(
        one
        for one in _files_for(node, tx, officer, (channel, wanted))
        if any(
            claim.stands and not beyond.holds(claim.fact.origin, claim.fact.seq)
            for said in one.clashes
            for claim in said.claims
        )
    )


def _waiting(tx: Tx, case: CaseSeen) -> Waiting:
    since = queries.in_quarantine(tx, case.channel)
    first = min(since.values(), default="")
    until = queries.countdown(first, _days(case)) if first else None
    return Waiting(count=len(since), more=len(since) >= MOST_LOOKED_AT, since=first, until=until)


def _days(case: CaseSeen) -> int:
    return 0 if case.agreement is None else case.agreement.terms.rules.uncategorised_days


def _files(one: CaseGlance) -> tuple[EntityFile, ...]:
    return (*(each.file for each in one.cleared), *one.opened)


def _documents(one: CaseGlance) -> list[str]:
    return [each.document for each in one.cleared if each.readable is not None]


def _ids(files: Iterable[EntityFile], documents: Iterable[str]) -> list[str]:
    members = (member for one in files for member in one.members)
    return [*dict.fromkeys((*members, *documents))]
