"""Releases at work: preview and release from one function, and what has become of them.

Promises: what the preview shows and what the release does are computed by the same command from the
same state. Domain rules are the desk's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tansiq.desk import commands, queries
from tansiq.desk.boards import RecipientState, ReleaseLine
from tansiq.desk.leaks import Leak
from tansiq.desk.releasing import ReleaseReport, ReleaseState
from tansiq.node.actions import Action
from tansiq.node.acts import ActSeen, acts_of
from tansiq.node.compose import Node
from tansiq.node.partners import reaches
from tansiq.node.perform import Task, perform
from tansiq.node.reading import Look, Reader, read, unknown
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.record.desk import ReportReleased
from tansiq.record.material import Content, Markings, SeizureGround, TransferGround
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import Situation
from tansiq.record.tidy import as_handling
from tansiq.store.connect import Tx
from tansiq.store.notify import announce
from tansiq.terms.errors import Fact, Invalid, Missing
from tansiq.terms.ids import ChannelId, EntryRef, RecordId, entry_id, new_record_id, record_id

RELEASED = ReportReleased.KIND
Grounds = Callable[[tuple[str, ...]], tuple[TransferGround, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """An officer's wish to release: what, to whom, on what terms; empty wording means as it is.

    `report` is a report of ours, or `AGENCY/RELEASE` for a partner's release that is passed on;
    `release` is the id of the new release when the caller has given one.
    """

    report: str
    channel: ChannelId
    recipients: tuple[str, ...]
    purpose: str
    legal_basis: str
    grounds: Grounds
    handling: Markings | None
    expiry: str
    retention: NewClass
    court: bool = False
    title: str = ""
    wording: str = ""
    seizure_ground: SeizureGround | None = None
    override_reason: str = ""
    answers: str = ""
    release: str = ""

    @property
    def what(self) -> queries.OwnReport | queries.PartnerRelease:
        """The material meant."""
        return material_named(self.report)


def material_named(named: str) -> queries.OwnReport | queries.PartnerRelease:
    """A report of ours by its id, or a partner's release as `AGENCY/RELEASE`."""
    agency, slash, release = named.partition("/")
    return queries.PartnerRelease(agency, release) if slash else queries.OwnReport(named)


@dataclass(frozen=True, slots=True)
class Preview:
    """Who will see it, which traces of the source it holds, and the rule that forbids it if any."""

    channel: str
    recipients: tuple[str, ...]
    generation: int
    leaks: tuple[Leak, ...]
    forbidden: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Released:
    """A release as it was written."""

    release: str
    entry: str
    class_id: str
    code: str
    recipients: tuple[str, ...]


def _request(state: ReleaseState, wish: Releasing, release: RecordId) -> ReleaseReport:
    material = state.material
    if material is None:
        raise Missing("report_unknown")
    held = material.content
    content = msgspec.structs.replace(
        held, title=wish.title or held.title, text=wish.wording or held.text
    )
    sanitised = bool(wish.title or wish.wording)
    recipients = wish.recipients or state.channel.audience(state.situation.me)
    return ReleaseReport(
        release=release,
        content=content,
        wording="sanitised" if sanitised else "original",
        recipients=recipients,
        purpose=wish.purpose,
        legal_basis=wish.legal_basis,
        transfer_grounds=wish.grounds(recipients),
        handling=wish.handling or material.handling,
        expiry=wish.expiry,
        retention=wish.retention,
        court=wish.court,
        seizure_ground=wish.seizure_ground,
        override_reason=wish.override_reason,
        answers=wish.answers,
    )


def _state(node: Node, tx: Tx, situation: Situation, wish: Releasing, release: str) -> ReleaseState:
    channel = node.channel_now(tx, wish.channel)
    return queries.state_for_release(tx, situation, channel, wish.what, release)


def preview(node: Node, reader: Reader, wish: Releasing) -> Preview:
    """What a release would do, from the function that does it."""
    situation, release = node.situation(reader.officer), new_record_id()
    with node.store.reading() as tx:
        handling = _handling(node, tx, situation, wish)

    def query(tx: Tx, _officer: Officer) -> tuple[Preview, Sequence[str]]:
        state = _state(node, tx, situation, wish, release)
        seen = commands.preview_release(state, _request(state, wish, release))
        forbidden = seen.forbidden
        made = Preview(
            wish.channel,
            seen.recipients,
            seen.generation,
            seen.leaks,
            "" if forbidden is None else forbidden.code,
            {} if forbidden is None else forbidden.facts,
        )
        return made, (wish.report,)

    file, absent = _file_of(node, wish), Missing("report_unknown")
    look = Look(action=Action.READ_REPORT, file=file, handling=handling, absent=absent)
    return read(node, reader, look, query)


def release(node: Node, signer: Signer, wish: Releasing) -> Released:
    """Release to exactly the members of a channel."""
    return release_all(node, signer, (wish,))[0]


BATCH = 100
"""Releases written in one transaction at most."""


def release_all(node: Node, signer: Signer, wishes: Sequence[Releasing]) -> tuple[Released, ...]:
    """Release several reports of one file: each with an act of its own, all or none."""
    situation = node.situation(signer.officer)
    made = [record_id(one.release) if one.release else new_record_id() for one in wishes]

    def plan(tx: Tx) -> tuple[Planned, ...]:
        planned: list[Planned] = []
        for wish, named in zip(wishes, made, strict=True):
            state = _state(node, tx, situation, wish, named)
            planned += commands.release_report(state, _request(state, wish, named))
        return tuple(planned)

    files = {_file_of(node, wish) for wish in wishes}
    if len(files) != 1:
        raise Invalid("releases_of_several_files", count=len(files))
    with node.store.reading() as tx:
        handling = max(_handling(node, tx, situation, wish) for wish in wishes)
        recipients = node.channel_now(tx, wishes[0].channel).audience(node.me)
    task = Task(
        action=Action.RELEASE,
        plan=plan,
        file=files.pop(),
        handling=handling,
        absent=Missing("report_unknown"),
    )
    written = [one for one in perform(node, (signer,), task) if one.said.kind == RELEASED]
    return tuple(
        Released(named, str(one.entry.entry_id), one.class_id, one.code, recipients)
        for named, one in zip(made, written, strict=True)
    )


def _handling(node: Node, tx: Tx, situation: Situation, wish: Releasing) -> str:
    state = _state(node, tx, situation, wish, new_record_id())
    return "H0" if state.material is None else as_handling(state.material.handling).code


def _file_of(node: Node, wish: Releasing) -> str:
    """The file a report lies in; a partner's release lies in its channel."""
    what = wish.what
    with node.store.reading() as tx:
        if isinstance(what, queries.PartnerRelease):
            found = queries.release(tx, what.agency, what.release)
            return "" if found is None else found.channel
        own = queries.report(tx, node.me, what.report)
        return wish.channel if own is None else own.file


@dataclass(frozen=True, slots=True)
class ReleaseSeen:
    """A release in a list, with how far it has come at each recipient when it is ours."""

    line: ReleaseLine
    states: tuple[RecipientState, ...] = ()


def releases(
    node: Node, reader: Reader, channel: ChannelId, agency: str = "", limit: int = 200
) -> tuple[ReleaseSeen, ...]:
    """Releases of a channel: ours with receipts, partners' as they came."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[ReleaseSeen, ...], Sequence[str]]:
        known = reaches(node, tx)
        ours = queries.outbox(tx, node.me, frozenset({channel}), limit)
        theirs = queries.inbox(tx, node.me, frozenset({channel}), limit)
        seen = [
            ReleaseSeen(one, queries.release_states(tx, known, node.me, one.release))
            for one in ours
        ]
        seen += [ReleaseSeen(one) for one in theirs]
        kept = tuple(
            one
            for one in seen
            if agency in ("", one.line.agency)
            and node.may(officer, Action.LIST_REPORTS, channel, handling=one.line.handling)
        )
        return kept, [one.line.release for one in kept]

    return read(node, reader, Look(action=Action.LIST_REPORTS, file=channel), query)


@dataclass(frozen=True, slots=True)
class ReleaseShown:
    """A release as it reads now, whose acts hold, and what its originator says of it."""

    agency: str
    release: str
    channel: str
    recipients: tuple[str, ...]
    content: Content
    handling: Markings
    expiry: str
    recalled: bool
    entry: str
    acts: tuple[ActSeen, ...]
    place: EntryRef


def show(node: Node, reader: Reader, agency: str, release: str) -> ReleaseShown:
    """One release whole; its originator learns that it was read."""
    with node.store.reading() as tx:
        fact = queries.release(tx, agency, release)
    absent = Missing("release_unknown")
    if fact is None:
        raise unknown(node, reader, Action.READ_REPORT, absent)

    def query(tx: Tx, _officer: Officer) -> tuple[ReleaseShown, Sequence[str]]:
        made = ReleaseShown(
            agency,
            release,
            fact.channel,
            fact.recipients,
            fact.content,
            fact.handling,
            fact.expiry,
            fact.recalled,
            entry_id(bytes.fromhex(fact.entry.leaf)),
            acts_of(node, tx, fact.entry.origin, fact.entry.seq),
            fact.entry,
        )
        return made, (release,)

    look = Look(
        action=Action.READ_REPORT,
        file=fact.channel,
        handling=fact.handling.code,
        absent=absent,
    )
    shown = read(node, reader, look, query)
    if agency != node.me:
        with node.store.transaction() as tx:
            node.exchange.mark_read(tx, (fact.entry,))
            announce(tx)
    return shown
