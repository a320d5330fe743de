"""A small world for tests of slices: agencies that write records and fold each other's logs.

Records pass through their canonical wire form; entries are not sealed (other tests show that).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tansiq.desk import commands, queries
from tansiq.desk.agreeing import terms_digest
from tansiq.desk.filing import FileReport
from tansiq.desk.projection import PROJECTION as DESK
from tansiq.desk.releasing import ReleaseReport
from tansiq.desk.situation import Agreement, Material
from tansiq.ledger.entry_form import Header
from tansiq.officers.projection import PROJECTION as OFFICERS
from tansiq.oversight.projection import PROJECTION as OVERSIGHT
from tansiq.record import canonical
from tansiq.record.material import (
    AgreementTerms,
    AnswerHours,
    Content,
    DirectionGrounds,
    Markings,
    Mention,
    Source,
    TransferGround,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.registry import from_wire, new_said, to_wire
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Store
from tansiq.store.folding import fold_many
from tansiq.store.projection import Opened, Projection
from tansiq.store.rebuild import make_tables
from tansiq.terms.clock import stamp
from tansiq.terms.ids import (
    HOME,
    ChannelId,
    NodeId,
    OfficerId,
    desk_channel,
    new_class_id,
    new_record_id,
)

PROJECTIONS = (DESK, OFFICERS, OVERSIGHT)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RABAT, MADRID, TUNIS = NodeId("rabat"), NodeId("madrid"), NodeId("tunis")
AMINA = OfficerId("of-aaaaaaaaaaaaa")
DESK_CHANNEL = desk_channel(RABAT, MADRID)
KEPT = NewClass("2027-11-01", "2029-11-01")


def situation(me: NodeId = RABAT, now: datetime = NOW) -> Situation:
    return Situation(me, AMINA, now)


def channel(
    members: Sequence[NodeId] = (RABAT, MADRID), name: ChannelId = DESK_CHANNEL
) -> ChannelNow:
    return ChannelNow(name, 1, tuple(members))


def terms(parties: Sequence[str] = (MADRID, RABAT)) -> AgreementTerms:
    return AgreementTerms(
        parties=tuple(sorted(parties)),
        legal_basis="security cooperation agreement, article 5",
        hours=tuple(
            AnswerHours(urgency=urgency, hours=hours)
            for urgency, hours in (("normal", 168), ("urgent_direct", 8), ("urgent_indirect", 72))
        ),
        recall_hours=24,
        refusal_codes=("security", "sovereignty"),
        grounds=tuple(
            DirectionGrounds(
                sender=a,
                receiver=b,
                codes=("bilateral_treaty",) if a == RABAT else ("binding_instrument",),
            )
            for a in sorted(parties)
            for b in sorted(parties)
            if a != b
        ),
        languages=("ar", "es", "fr"),
        starts="2026-01-01T00:00:00Z",
        ends="2028-01-01T00:00:00Z",
    )


def agreement(parties: Sequence[str] = (MADRID, RABAT)) -> Agreement:
    found = terms(parties)
    return Agreement(new_record_id(), found, terms_digest(found))


def content(text: str = "Two vans cross at night.", **changes: object) -> Content:
    fields: dict[str, object] = {
        "title": "Vans",
        "text": text,
        "language": "en",
        "grade": "europol_4x4:B2",
        "nature": "fact",
        "mentions": (Mention(schema="Person", names=("Driss Benakourt",), category="suspect"),),
    }
    return Content(**(fields | changes))  # type: ignore[arg-type]


def source() -> Source:
    return Source(
        description="a cousin of the driver who works at the old harbour",
        identifiers=("REGISTER-77", "+212 600 123 456"),
    )


def material(**changes: object) -> Material:
    fields: dict[str, object] = {
        "identifier": new_record_id(),
        "content": content(),
        "handling": Markings(code="H0"),
        "source": source(),
        "reference": "DG/2026/118",
    }
    return Material(**(fields | changes))  # type: ignore[arg-type]


def ground(sender: str, receiver: str) -> TransferGround:
    code = "bilateral_treaty" if sender == RABAT else "binding_instrument"
    return TransferGround(code=code, direction=f"{sender}>{receiver}", reason="article 5")


def filing(**changes: object) -> FileReport:
    fields: dict[str, object] = {
        "report": new_record_id(),
        "content": content(),
        "source": source(),
        "handling": Markings(code="H0"),
        "retention": KEPT,
        "file": DESK_CHANNEL,
        "reference": "DG/2026/118",
    }
    return FileReport(**(fields | changes))  # type: ignore[arg-type]


def releasing(
    me: str = RABAT, recipients: Sequence[str] = (MADRID,), **changes: object
) -> ReleaseReport:
    fields: dict[str, object] = {
        "release": new_record_id(),
        "content": content(),
        "wording": "original",
        "recipients": tuple(recipients),
        "purpose": "prevention of a terrorist offence",
        "legal_basis": "agreement of 2019, article 5",
        "transfer_grounds": tuple(ground(me, one) for one in recipients),
        "handling": Markings(code="H0"),
        "expiry": "2027-11-01T00:00:00Z",
        "retention": KEPT,
    }
    return ReleaseReport(**(fields | changes))  # type: ignore[arg-type]


@dataclass
class Agency:
    """One agency: its officer, its logs, and the tables of its node."""

    name: NodeId
    store: Store
    officer: OfficerId = AMINA
    now: datetime = NOW
    sizes: dict[str, int] = field(default_factory=dict)
    written: list[Opened] = field(default_factory=list)
    peers: list["Agency"] = field(default_factory=list)
    away: bool = False
    projections: tuple[Projection, ...] = PROJECTIONS

    @property
    def situation(self) -> Situation:
        return Situation(self.name, self.officer, self.now)

    def start(self) -> None:
        with self.store.transaction() as tx:
            make_tables(tx, self.projections, "projection")

    def write(self, planned: Iterable[Planned]) -> list[Opened]:
        made = [one for plan in planned for one in self._entries(plan)]
        self.written += made
        self.take(made)
        for peer in self.peers:
            if not peer.away:
                peer.take([one for one in made if one.channel != HOME])
        return made

    def take(self, entries: Iterable[Opened]) -> None:
        assert self.try_take(entries) == []

    def try_take(self, entries: Iterable[Opened]) -> list[str]:
        """Fold entries; the codes of those set aside."""
        seen = [one._replace(mine=one.agency == self.name) for one in entries]
        with self.store.transaction() as tx:
            return [failed.code for failed in fold_many(tx, self.projections, seen)]

    def shared(self) -> list[Opened]:
        return [one for one in self.written if one.channel != HOME]

    def later(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def _entries(self, plan: Planned) -> list[Opened]:
        opened = []
        if isinstance(plan.retention, NewClass):
            retention, dates = new_class_id(), plan.retention
            extra = {"class": retention, "review": dates.review, "erase": dates.erase}
            opened.append(self._entry(plan.channel, "class_opened", retention, extra))
        else:
            retention = plan.retention
        said = new_said(plan.payload, self.officer, self.now)
        wire = canonical.decode(canonical.encode(to_wire(said)))
        assert isinstance(wire, dict)
        closed = self._entry(plan.channel, said.kind, retention, {})
        opened.append(closed._replace(said=from_wire(wire)))
        return opened

    def _entry(self, where: str, kind: str, retention: str, extra: dict[str, object]) -> Opened:
        origin = f"{self.name}/{where}/g1/e1"
        seq = self.sizes.get(origin, 0)
        self.sizes[origin] = seq + 1
        header = Header(
            after=(),
            class_id=retention,
            extra=extra,
            kc="",
            kind=kind,
            origin=origin,
            seq=seq,
            size=0,
            time=stamp(self.now),
            wrap="",
        )
        leaf = hashlib.sha256(f"{origin} {seq}".encode()).digest()
        return Opened(
            origin, self.name, where, seq, leaf, header, None, (), stamp(self.now), mine=True
        )


def agree(rabat: Agency, madrid: Agency, where: ChannelNow | None = None) -> None:
    """Both sign what Rabat proposes."""
    where = where or channel()
    agreement = new_record_id()
    with rabat.store.reading() as tx:
        state = queries.state_for_proposal(tx, rabat.situation, where, agreement, KEPT)
    rabat.write(commands.propose_agreement(state, agreement, terms(where.members)))
    for one in (rabat, madrid):
        with one.store.reading() as tx:
            signing = queries.state_for_signing(tx, one.situation, where, (RABAT, agreement), KEPT)
        assert signing.terms is not None
        one.write(commands.sign_agreement(signing, terms_digest(signing.terms)))


def file_and_release(rabat: Agency, **changes: object) -> tuple[str, str]:
    """A report of Rabat's filed and released; (report, release)."""
    wish = filing()
    with rabat.store.reading() as tx:
        state = queries.state_for_filing(tx, rabat.situation, wish.report)
    rabat.write(commands.file_report(state, wish))
    request = releasing(**changes)  # type: ignore[arg-type]
    with rabat.store.reading() as tx:
        release = queries.state_for_release(
            tx, rabat.situation, channel(), queries.OwnReport(wish.report), request.release
        )
    rabat.write(commands.release_report(release, request))
    return wish.report, request.release
