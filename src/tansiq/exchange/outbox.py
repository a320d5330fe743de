"""What a partner lacks: composing the content of the next bundle to it.

Promises: a log goes only to whom `scope.hears` names, which is what the preview showed; every run
of entries ends at a head its author signed, with the proofs that tie it; the newest head of every
shared log goes along each time, ours and others'; nothing larger than the caps is composed.
Does not remember what was sent: the partner says what it holds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from importlib.metadata import version
from typing import Final

from tansiq.exchange import attachments, channels, forks, members, progress
from tansiq.exchange.content import Chunk, Content, Manifest
from tansiq.exchange.scope import Scope
from tansiq.exchange.talk import Asked, Talk
from tansiq.ledger.cards import claims
from tansiq.ledger.checkpoint import add_cosignature
from tansiq.store.appending import Sealer
from tansiq.store.blobs import BlobStore
from tansiq.store.connect import Tx
from tansiq.store.logs import (
    Head,
    LogRow,
    checkpoint,
    entries,
    entries_within,
    logs,
    tree,
)
from tansiq.terms.clock import zone_table_version
from tansiq.terms.ids import NodeId

SOFTWARE: Final = version("tansiq")
MAX_BYTES: Final = 24 << 20
"""Bytes of entries, bodies and attachments in one bundle; the caps of `bundle` are well above."""
_BODIES: Final = 100
"""Entries sent again at once because a body was missing."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to compose: for whom, how many entries at most, and from where if not as they said.

    `everything` serves every log they lack, whoever wrote it: for a stick, where nobody can ask.
    """

    partner: NodeId
    limit: int = 500
    after: Mapping[str, int] = field(default_factory=dict)
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Here:
    """What composing and applying need beside the transaction."""

    sealer: Sealer
    blobs: BlobStore
    zone: str = ""


def compose(tx: Tx, here: Here, scope: Scope, order: Order, talk: Talk) -> Content:
    """Return the next content for a partner."""
    asked = talk.asked
    shared = [row for row in logs(tx) if scope.hears(order.partner, row.channel, row.generation)]
    heads = _heads(tx, here.sealer, shared)
    candidates = [(row, heads.get(row.origin)) for row in shared]
    chunks, more = _chunks(tx, scope, order, asked, candidates)
    return Content(
        manifest=_manifest(tx, here, scope, talk, (shared, more)),
        roots=tuple(_roots(scope, order.partner, asked)),
        channels=tuple(_statements(scope, order.partner, asked)),
        logs=chunks,
        heads=tuple(head.note for head in heads.values()),
        forks=forks.proofs(tx, [row.origin for row in shared]),
        notes=tuple(progress.notes_for(tx, here.sealer, talk, shared)),
        blobs=attachments.served(
            tx, here.blobs, asked.blobs, [row.origin for row in shared], 2 * MAX_BYTES
        )
        if asked.blobs
        else {},
    )


def _heads(tx: Tx, sealer: Sealer, shared: Sequence[LogRow]) -> dict[str, Head]:
    """Return the newest head of each log that may leave, cosignatures included.

    A head of our own leaves only once the key store remembers it; see `store.heads`.
    """
    noted = sealer.keys.heads()
    most = [
        min(row.size, noted.get(row.origin, (0, b""))[0]) if row.agency == sealer.node else row.size
        for row in shared
    ]
    rows = tx.rows(
        "SELECT m.origin, c.size, c.root, c.note, (SELECT array_agg(s.line ORDER BY s.witness)"
        " FROM ledger.cosignature s WHERE s.log_id = m.id AND s.size = c.size) AS lines"
        " FROM unnest(%s::int[], %s::text[], %s::bigint[]) AS m (id, origin, most)"
        " CROSS JOIN LATERAL (SELECT size, root, note FROM ledger.checkpoint"
        " WHERE log_id = m.id AND size <= m.most ORDER BY size DESC LIMIT 1) AS c",
        ([row.id for row in shared], [row.origin for row in shared], most),
    )
    return {
        row["origin"]: Head(
            row["origin"],
            int(row["size"]),
            bytes(row["root"]),
            reduce(add_cosignature, row["lines"] or (), str(row["note"])),
        )
        for row in rows
    }


def _chunks(
    tx: Tx,
    scope: Scope,
    order: Order,
    asked: Asked,
    candidates: Iterable[tuple[LogRow, Head | None]],
) -> tuple[tuple[Chunk, ...], bool]:
    candidates = list(candidates)
    found = list(_bodies(tx, asked, candidates))
    left, room = order.limit, MAX_BYTES - sum(map(_weight, found))
    more = False
    for row, head in candidates:
        first = order.after.get(row.origin, asked.have.get(row.origin, 0))
        if head is None or first >= head.size or not _due(row, scope, order, asked):
            continue
        if left <= 0 or room <= 0 or len(found) == members.MAX_LOGS:
            more = True
            continue
        chunk = _chunk(tx, row, head, first, (left, room))
        if chunk is None:
            continue
        found.append(chunk)
        left -= len(chunk.entries)
        room -= _weight(chunk)
        more = more or chunk.end < head.size
    return tuple(found), more


def _bodies(
    tx: Tx, asked: Asked, candidates: Iterable[tuple[LogRow, Head | None]]
) -> Iterator[Chunk]:
    """Yield again the entries whose bodies did not reach the partner, where we hold the body.

    All logs share the room of one bundle; what is left out is asked for again.
    """
    room = MAX_BYTES
    for row, head in candidates:
        seq = asked.bodies.get(row.origin)
        if head is None or seq is None or seq >= head.size or room <= 0:
            continue
        held = entries(tx, row, seq, 1)
        chunk = _chunk(tx, row, head, seq, (_BODIES, room)) if held and held[0][2] else None
        if chunk is not None:
            room -= _weight(chunk)
            yield chunk


def _due(row: LogRow, scope: Scope, order: Order, asked: Asked) -> bool:
    """Say whether a log goes along: our own always, another's when asked for or by stick.

    A partner's own log goes back to it only on its own word that it lost it.
    """
    if row.origin in asked.want:
        return True
    return row.agency == scope.me or (order.everything and row.agency != order.partner)


def _chunk(tx: Tx, row: LogRow, head: Head, first: int, caps: tuple[int, int]) -> Chunk | None:
    """Return a run from `first` that ends at a signed head, or before one with a proof."""
    limit, room = caps
    most = min(limit, members.MAX_CHUNK, head.size - first)
    fitting = entries_within(tx, row, first, most, room)
    if not fitting:
        return None
    end, covering = _aim(tx, row, head, first, first + len(fitting))
    run = fitting[: end - first]
    grown = tree(tx, row)
    return Chunk(
        origin=row.origin,
        first=first,
        start_root=grown.root(first),
        start_proof=tuple(grown.consistency(first, covering.size)),
        end_proof=tuple(grown.consistency(end, covering.size)),
        entries=tuple(entry for entry, _ in run),
        bodies=tuple(body for _, body in run),
        note=covering.note,
    )


def _aim(tx: Tx, row: LogRow, head: Head, first: int, end: int) -> tuple[int, Head]:
    """Choose where the run ends: at the last signed head within reach, else before the next one."""
    if end == head.size:
        return end, head
    within = tx.one(
        "SELECT max(size) AS size FROM ledger.checkpoint"
        " WHERE log_id = %s AND size > %s AND size <= %s",
        (row.id, first, end),
    )
    if within and within["size"] and (found := checkpoint(tx, row, int(within["size"]))):
        return found.size, found
    return end, head


def _weight(chunk: Chunk) -> int:
    return sum(map(len, chunk.entries)) + sum(len(body or b"") for body in chunk.bodies)


def _manifest(
    tx: Tx, here: Here, scope: Scope, talk: Talk, state: tuple[Iterable[LogRow], bool]
) -> Manifest:
    shared, more = state
    have = {row.origin: row.size for row in shared}
    return Manifest(
        have=have,
        want=talk.ahead(have),
        roots={node: scope.ring.newest(node)[0] for node in _known_to(scope, talk.partner)},
        channels={one.digest: len(one.parts) for one in _between(scope, talk.partner)},
        bodies=progress.bodies_wanted(tx, talk, shared),
        blobs_wanted=attachments.wanted(tx, (scope.me, talk.partner), here.blobs, list(have)),
        refused=talk.refused,
        more=more,
        software=SOFTWARE,
        zone=here.zone,
        tzdata=zone_table_version(),
    )


def _known_to(scope: Scope, partner: NodeId) -> list[str]:
    """Name the nodes whose keys this partner may hear of from us.

    Those it shares a channel with.
    """
    named: set[str] = {scope.me, partner}
    for one in _between(scope, partner):
        named.update(one.statement.members)
    return sorted(named & set(scope.ring.nodes()))


def _between(scope: Scope, partner: NodeId) -> list[channels.Generation]:
    return [one for one in scope.generations if partner in one.statement.members]


def _roots(scope: Scope, partner: NodeId, asked: Asked) -> Iterator[bytes]:
    for node in _known_to(scope, partner):
        known = asked.roots.get(node, 0)
        for statement in scope.ring.statements(node):
            if claims(statement)[1] > known:
                yield statement


def _statements(scope: Scope, partner: NodeId, asked: Asked) -> Iterator[bytes]:
    for one in _between(scope, partner):
        if asked.channels.get(one.digest, -1) != len(one.parts):
            yield channels.encode_line(one)
