"""A report or a release with all that became of it, for its page.

Promises: the words are read, noted and refused exactly as `reports.show` and `releases.show` do;
what is added speaks of the same record. A recipient's state is what that recipient has signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tansiq.desk import history, queries
from tansiq.desk.boards import NoticeLine, RecipientState, ReleaseLine
from tansiq.desk.delivery import PRESSING, Reaches, pressing
from tansiq.desk.duties import Duty
from tansiq.node import releases, reports
from tansiq.node.actions import Action
from tansiq.node.acts import ActSeen, acts_of
from tansiq.node.compose import Node
from tansiq.node.partners import reaches
from tansiq.node.reading import Look, Reader, officer_of, read, unknown
from tansiq.node.releases import ReleaseShown
from tansiq.officers.people import Officer
from tansiq.record.desk import ReportFiled, ReportReleased
from tansiq.record.material import Content, Markings
from tansiq.record.tidy import as_handling
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import entry_id
from tansiq.terms.roles import Role

_OFFERED = (
    Action.RELEASE,
    Action.RECALL,
    Action.CORRECT,
    Action.ASK_PERMISSION,
    Action.EXPORT_PROOF,
)
_OF_OURS = frozenset({"permission"})
_OF_THEIRS = frozenset({"recall", "correction", "permission"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A release of ours with how far it has come at each recipient."""

    line: ReleaseLine
    states: tuple[RecipientState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHistory:
    """A report of ours; `ask` names who may say more about its source, when this reader may not."""

    report: str
    filed: ReportFiled
    author: str
    time: str
    entry: str
    acts: tuple[ActSeen, ...]
    releases: tuple[Gone, ...]
    sees_source: bool
    ask: tuple[str, ...]
    offered: frozenset[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseHistory:
    """A release, ours or a partner's.

    `failures` are the codes that partners gave for not taking it; `waiting` is what was asked and
    answered about a partner's release.
    """

    shown: ReleaseShown
    record: ReportReleased
    time: str
    report: str
    states: tuple[RecipientState, ...]
    failures: Mapping[str, str]
    notices: tuple[NoticeLine, ...]
    waiting: tuple[Duty, ...]
    offered: frozenset[Action]

    @property
    def ours(self) -> bool:
        """Whether we released it: only we have states to tell."""
        return bool(self.states)


def report(node: Node, reader: Reader, identifier: str) -> ReportHistory:
    """A report of ours with its releases; as `reports.show` refuses."""
    filed = reports.show(node, reader, identifier)
    with node.store.reading() as tx:
        place = history.filed_place(tx, node.me, identifier)
        if place is None:
            raise Missing("report_unknown")
        officer = officer_of(node, tx, reader)
        known, staff = reaches(node, tx), node.staff(tx)
        seen = node.may(officer, Action.READ_SOURCE, filed.file, by=place.officer)
        author = staff.officers.get(place.officer)
        handlers = [
            one.name
            for one in staff.officers.values()
            if one.active and Role.SOURCE_HANDLER.value in one.roles and filed.file in one.files
        ]
        gone = tuple(
            Gone(line=one, states=queries.release_states(tx, known, node.me, one.release))
            for one in history.releases_of(tx, node.me, identifier)
        )
        return ReportHistory(
            report=identifier,
            filed=filed,
            author=author.name if author else place.officer,
            time=place.time,
            entry=entry_id(bytes.fromhex(place.entry.leaf)),
            acts=acts_of(node, tx, place.entry.origin, place.entry.seq),
            releases=gone,
            sees_source=seen,
            ask=tuple(sorted(handlers)) or ((author.name,) if author else ()),
            offered=_offered(node, officer, filed.file, filed.handling.code),
        )


def release(node: Node, reader: Reader, agency: str, identifier: str) -> ReleaseHistory:
    """A release with what became of it; as `releases.show` refuses, and its originator is told."""
    shown, now = releases.show(node, reader, agency, identifier), node.clock.now()
    ours = agency == node.me
    with node.store.reading() as tx:
        found = history.released_record(tx, agency, identifier)
        if found is None:
            raise Missing("release_unknown")
        officer, known = officer_of(node, tx, reader), reaches(node, tx)
        notices: tuple[NoticeLine, ...] = ()
        if ours:
            notices = queries.notices_out(tx, known, node.me, now, about=identifier)
        return ReleaseHistory(
            shown=shown,
            record=found[0],
            time=found[1],
            report=history.report_of(tx, node.me, identifier) if ours else "",
            states=queries.release_states(tx, known, node.me, identifier) if ours else (),
            failures=_failures(known, shown) if ours else {},
            notices=tuple(_pressing(one) for one in notices),
            waiting=tuple(
                one
                for one in queries.duties(tx, node.me, now, closed=True, about=identifier)
                if one.subject == identifier and one.kind in (_OF_OURS if ours else _OF_THEIRS)
            ),
            offered=_offered(node, officer, shown.channel, shown.handling.code),
        )


def _pressing(notice: NoticeLine) -> NoticeLine:
    """The recipients of a notice with overdue answers first."""
    last = len(PRESSING), ""
    order = sorted(
        notice.recipients, key=lambda one: (pressing(one.due) if one.due else last, one.recipient)
    )
    return replace(notice, recipients=tuple(order))


def _failures(known: Reaches, shown: ReleaseShown) -> dict[str, str]:
    place = shown.place
    found = {one: known.get((one, place.origin)) for one in shown.recipients}
    return {
        one: reach.rejected[place.seq]
        for one, reach in found.items()
        if reach is not None and place.seq in reach.rejected
    }


def _offered(node: Node, officer: Officer, file: str, handling: str) -> frozenset[Action]:
    return frozenset(one for one in _OFFERED if node.may(officer, one, file, handling=handling))


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasable:
    """What a form of release begins with: the words as they are held, and how they are handled."""

    content: Content
    handling: Markings
    originator: str
    expiry: str
    seized: bool
    withdrawn: bool
    in_court: bool


def releasable(node: Node, reader: Reader, named: str) -> Releasable:
    """A report of ours, or AGENCY/RELEASE, as something to release; noted as read."""
    wish = releases.material_named(named)
    with node.store.reading() as tx:
        material = queries.material_of(tx, node.situation(reader.officer), wish)
        if isinstance(wish, queries.OwnReport):
            own = queries.report(tx, node.me, wish.report)
            file = "" if own is None else own.file
        else:
            came = queries.release(tx, wish.agency, wish.release)
            file = "" if came is None else came.channel
    absent = Missing("report_unknown")
    if material is None:
        raise unknown(node, reader, Action.READ_REPORT, absent)

    def query(_tx: Tx, _officer: Officer) -> tuple[Releasable, Sequence[str]]:
        origin = material.origin
        made = Releasable(
            content=material.content,
            handling=material.handling,
            originator="" if origin is None else origin.agency,
            expiry=material.expiry,
            seized=material.seized,
            withdrawn=material.withdrawn,
            in_court=as_handling(material.handling).code != "H1",
        )
        return made, (named,)

    code = material.handling.code
    look = Look(action=Action.READ_REPORT, file=file, handling=code, absent=absent)
    return read(node, reader, look, query)
