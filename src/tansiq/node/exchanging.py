"""The exchange by hand: a round trip now, a stick out, a stick in, and what stands in the way."""

from dataclasses import dataclass
from pathlib import Path

from tansiq.exchange import epochs
from tansiq.exchange.courier import Courier
from tansiq.exchange.transport_http import PartnerClient, TlsFiles
from tansiq.node.compose import Node
from tansiq.store.quarantine import refusals
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Missing
from tansiq.terms.ids import NodeId


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a round with one partner brought; `problem` is an error code, empty when all is well."""

    partner: str
    sent: int
    taken: int
    problem: str


@dataclass(frozen=True, slots=True)
class StickWritten:
    """A file for one partner."""

    partner: str
    file: str
    entries: int
    bytes: int
    more: bool


@dataclass(frozen=True, slots=True)
class StickTaken:
    """What a partner's file brought."""

    partner: str
    taken: int
    parked: int
    quarantined: int
    attachments: int
    stops: int
    problems: tuple[dict[str, str], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An entry that was refused or set aside, with the reason."""

    sender: str
    origin: str
    seq: int
    code: str
    received: str


@dataclass(frozen=True, slots=True)
class Parked:
    """An entry that waits for others."""

    origin: str
    seq: int
    since: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForkSeen:
    """A proven fork: whose log, and up to which position it still counts."""

    origin: str
    found: str
    counts_up_to: int
    waiting: tuple[str, ...]


def tls(node: Node) -> TlsFiles:
    """Where this node's certificate and key lie."""
    key, certificate = node.keys.tls_files()
    return TlsFiles(certificate=certificate, key=key)


def courier(node: Node, partner: NodeId) -> Courier:
    """A courier to one partner, connecting when first needed."""

    def connect() -> PartnerClient:
        url, certificate = node.exchange.address(partner)
        seconds = float(node.settings.partner_timeout_seconds)
        return PartnerClient(url, certificate, tls(node), seconds)

    return Courier(node.exchange, partner, connect)


def enrolled(node: Node) -> tuple[NodeId, ...]:
    """The partners to exchange with."""
    with node.store.reading() as tx:
        return tuple(sorted(node.exchange.scope(tx).enrolled))


def now(node: Node, partner: NodeId | None = None) -> tuple[Exchanged, ...]:
    """Exchange with one partner or all, until nothing is left."""
    known = enrolled(node)
    if partner is not None and partner not in known:
        raise Missing("partner_unknown", partner=partner)
    done = []
    for one in [partner] if partner else known:
        carrier = courier(node, one)
        try:
            carrier.drain()
            state = carrier.state
            problem = state.code or _refused(node, one)
            done.append(Exchanged(one, state.sent, state.taken, problem))
        finally:
            carrier.close()
    return tuple(done)


def _refused(node: Node, partner: NodeId) -> str:
    """Why the partner, which answers, does not take what it lacks; empty when it lacks nothing."""
    with node.store.reading() as tx:
        states = [one for one in node.exchange.link_states(tx) if one.partner == partner]
    logs = [log for one in states for log in one.logs]
    return next((log.failure[1] for log in logs if log.lag and log.failure), "")


def export(node: Node, partner: NodeId, path: Path) -> StickWritten:
    """Write what a partner lacks to a file only that partner can open."""
    made = node.exchange.write_file(partner, path)
    return StickWritten(partner, str(path), made.entries, path.stat().st_size, made.more)


def take_in(node: Node, path: Path) -> StickTaken:
    """Apply a file a partner wrote for us."""
    report = node.exchange.read_file(path)
    return StickTaken(
        report.sender,
        report.taken,
        report.parked,
        report.quarantined,
        report.attachments,
        report.stops,
        tuple({"part": one.part, "code": one.code} for one in report.problems),
        report.more,
    )


def quarantined(node: Node) -> tuple[Quarantined, ...]:
    """Everything set aside: outside every log, and inside one."""
    with node.store.reading() as tx:
        outside = [
            Quarantined(one.sender, one.origin, one.seq or 0, one.code, stamp(one.received))
            for one in refusals(tx)
        ]
        rows = tx.rows(
            "SELECT l.agency, l.origin, s.seq, s.reason, s.since FROM ledger.entry_state s"
            " JOIN ledger.log l ON l.id = s.log_id WHERE s.state = 'quarantined'"
            " ORDER BY s.since DESC LIMIT 200"
        )
    inside = [
        Quarantined(r["agency"], r["origin"], r["seq"], r["reason"], stamp(r["since"]))
        for r in rows
    ]
    return (*outside, *inside)


def parked(node: Node) -> tuple[Parked, ...]:
    """Entries that wait for another entry."""
    with node.store.reading() as tx:
        rows = tx.rows(
            "SELECT l.origin, s.seq, s.since, array_remove(array_agg(encode(p.needs, 'hex')), NULL)"
            " AS needs FROM ledger.entry_state s JOIN ledger.log l ON l.id = s.log_id"
            " LEFT JOIN ledger.parked p ON p.log_id = s.log_id AND p.seq = s.seq"
            " WHERE s.state = 'parked' GROUP BY l.origin, s.seq, s.since ORDER BY s.since LIMIT 200"
        )
    return tuple(Parked(r["origin"], r["seq"], stamp(r["since"]), tuple(r["needs"])) for r in rows)


def forks(node: Node) -> tuple[ForkSeen, ...]:
    """Proven forks, and which new epochs wait for our officers."""
    with node.store.reading() as tx:
        ring = node.ring(tx)
        rows = tx.rows(
            "SELECT DISTINCT ON (f.origin) f.origin, f.found, l.agency,"
            " coalesce(l.frozen_at, 0) AS frozen_at FROM ledger.fork f"
            " LEFT JOIN ledger.log l ON l.origin = f.origin"
            " ORDER BY f.origin, f.found"
        )
        waiting = epochs.waiting(tx, ring, [n for n in ring.nodes() if n != node.me])  # type: ignore[misc]
    return tuple(
        ForkSeen(
            r["origin"],
            stamp(r["found"]),
            r["frozen_at"],
            tuple(one.new_origin for one in waiting if one.node == r["agency"]),
        )
        for r in rows
    )
