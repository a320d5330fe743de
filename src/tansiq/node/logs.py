"""Logs at work: listing, checking every byte, exporting for outside verifiers.

Promises: what is shown of an entry here is its signed header, never its content; `verify` reads
each entry from the disk and believes nothing that was computed before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tansiq.ledger import private_files, tiles
from tansiq.ledger.checkpoint import open_checkpoint
from tansiq.ledger.entry import body_key, check_body, check_signature, parse_entry
from tansiq.ledger.merkle import Frontier, leaf_hash
from tansiq.ledger.proof_file import ProofParts, policy_of, write_proof_file
from tansiq.ledger.tlog_proof import TlogProof
from tansiq.node.compose import Node
from tansiq.node.proving import allowed_to_prove
from tansiq.node.reading import Reader
from tansiq.store.connect import Tx
from tansiq.store.logs import (
    Head,
    LogRow,
    Stored,
    checkpoint,
    cosignatures,
    entry_at,
    entry_by_leaf,
    log,
    logs,
    newest_cosigned,
    stored,
    tree,
)
from tansiq.terms.errors import Invalid, Missing, TansiqError
from tansiq.terms.ids import EntryId, entry_id, is_entry_id, leaf_of

_RUN = 1000


@dataclass(frozen=True, slots=True)
class LogSeen:
    """A log for people."""

    origin: str
    agency: str
    channel: str
    size: int
    root: str
    state: str
    cosigned_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeaderSeen:
    """The open part of an entry."""

    seq: int
    entry: str
    kind: str
    time: str
    class_id: str
    body: bool


@dataclass(frozen=True, slots=True)
class LogChecked:
    """The outcome of checking a whole log; `problems` are (position, code)."""

    origin: str
    entries: int
    bodies: int
    sound: bool
    head: str
    problems: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ProofWanted:
    """Which entry is to be proven to outsiders, where to, and whether its text comes along."""

    entry: str
    out: Path
    with_key: bool = False


def listed(node: Node) -> tuple[LogSeen, ...]:
    """Every log held here, ours and partners'."""
    with node.store.reading() as tx:
        return tuple(_seen(tx, row) for row in logs(tx))


def _seen(tx: Tx, row: LogRow) -> LogSeen:
    head = checkpoint(tx, row)
    witnesses = tuple(sorted(cosignatures(tx, row, head.size))) if head else ()
    return LogSeen(
        row.origin, row.agency, row.channel, row.size, row.root.hex(), row.state, witnesses
    )


def headers(node: Node, origin: str, first: int, limit: int) -> tuple[HeaderSeen, ...]:
    """Headers of a log from a position on; Missing `log_missing`."""
    with node.store.reading() as tx:
        row = log(tx, origin)
        return tuple(_header(one) for one in stored(tx, row, first, limit))


def _header(one: Stored) -> HeaderSeen:
    header = parse_entry(one.entry).header
    return HeaderSeen(
        one.seq,
        entry_id(one.leaf),
        header.kind,
        header.time,
        header.class_id,
        one.body is not None,
    )


def verify(node: Node, origin: str) -> LogChecked:
    """Check signature, order, tree, head and bodies of every entry of a log."""
    problems: list[tuple[int, str]] = []
    with node.store.reading() as tx:
        row, ring = log(tx, origin), node.ring(tx)
        key = ring.log_key(origin)
        frontier, bodies, seen = Frontier.unpack(0, b""), 0, 0
        for one in _all(tx, row):
            bodies += one.body is not None
            frontier = frontier.extend([leaf_hash(one.entry)])
            code = _wrong(one, seen, key)
            if code:
                problems.append((one.seq, code))
            seen += 1
        head = checkpoint(tx, row)
    try:
        told = open_checkpoint(head.note, origin, key) if head else None
        if told is not None and (told.size, told.root) != (seen, frontier.root()):
            problems.append((seen, "log_root_differs"))
    except TansiqError as problem:
        problems.append((seen, problem.code))
    return LogChecked(
        origin, seen, bodies, not problems, head.note if head else "", tuple(problems)
    )


def _all(tx: Tx, row: LogRow) -> Iterator[Stored]:
    first = 0
    while found := stored(tx, row, first, _RUN):
        yield from found
        first += len(found)


def _wrong(one: Stored, seq: int, key: bytes) -> str:
    try:
        parsed = parse_entry(one.entry)
        check_signature(parsed, key)
        if one.body is not None:
            check_body(parsed, one.body)
    except TansiqError as problem:
        return problem.code
    header = parsed.header
    fits = (header.origin, header.seq, one.seq) == (one.origin, seq, seq)
    return "" if fits and leaf_hash(one.entry) == one.leaf else "log_order"


@dataclass(frozen=True, slots=True)
class TilesMade:
    """A log as it was exported."""

    origin: str
    folder: str
    size: int
    root: str


def export_tiles(node: Node, origin: str, folder: Path) -> TilesMade:
    """Write a log as C2SP tlog-tiles; its own newest head comes along."""
    with node.store.reading() as tx:
        row = log(tx, origin)
        head = checkpoint(tx, row)
        if head is None:
            raise Missing("log_empty", origin=origin)
        made = tiles.export(tree(tx, row), (one.entry for one in _all(tx, row)), head.note, folder)
    return TilesMade(origin, str(folder), made.size, made.root.hex())


def locate(tx: Tx, named: str) -> Stored:
    """An entry by its id or as ORIGIN#POSITION; Missing `entry_missing`, Invalid `entry_name`."""
    if is_entry_id(named):
        found = entry_by_leaf(tx, leaf_of(EntryId(named)))
    else:
        origin, hash_, position = named.rpartition("#")
        if not hash_ or not position.isdecimal():
            raise Invalid("entry_name", value=named[:80])
        found = entry_at(tx, origin, int(position))
    if found is None:
        raise Missing("entry_missing", entry=named)
    return found


@dataclass(frozen=True, slots=True)
class ProofMade:
    """A proof file as it was written."""

    entry: str
    file: str
    origin: str
    seq: int
    size: int
    cosigned_by: tuple[str, ...]
    with_key: bool


def export_proof(node: Node, reader: Reader, wish: ProofWanted) -> ProofMade:
    """Write the proof of one entry; with its text only for who may take it out."""
    made, data = proof_of(node, reader, wish)
    private_files.create(wish.out, data)
    return made


def proof_of(node: Node, reader: Reader, wish: ProofWanted) -> tuple[ProofMade, bytes]:
    """The same as bytes, written nowhere."""
    with node.store.reading() as tx:
        found = locate(tx, wish.entry)
    allowed_to_prove(node, reader, wish.entry, found, with_key=wish.with_key)
    with node.store.reading() as tx:
        parts, size, witnesses = _parts(node, tx, found, with_key=wish.with_key)
    made = ProofMade(
        entry_id(found.leaf),
        str(wish.out),
        found.origin,
        found.seq,
        size,
        witnesses,
        wish.with_key,
    )
    return made, write_proof_file(parts)


def _parts(
    node: Node, tx: Tx, found: Stored, *, with_key: bool
) -> tuple[ProofParts, int, tuple[str, ...]]:
    row, ring = log(tx, found.origin), node.ring(tx)
    head = _best_head(tx, row, found.seq)
    if head is None:
        raise Missing("log_empty", origin=found.origin)
    witnesses = tuple(sorted(name.removesuffix("/w") for name in cosignatures(tx, row, head.size)))
    agency = found.origin.split("/")[0]
    nodes = sorted({agency, *witnesses} & set(ring.nodes()))
    parts = ProofParts(
        entry=found.entry,
        proof=TlogProof(
            index=found.seq,
            hashes=tuple(tree(tx, row).inclusion(found.seq, head.size)),
            checkpoint=head.note,
        ),
        roots=tuple(raw for one in nodes for raw in ring.statements(one)),
        policy=policy_of(found.origin, [one for one in witnesses if one in nodes], ring),
        body=found.body,
        body_key=_body_key(node, found) if with_key else None,
    )
    return parts, head.size, witnesses


def _best_head(tx: Tx, row: LogRow, seq: int) -> Head | None:
    """The newest head over the entry that somebody cosigned, else the newest."""
    size = newest_cosigned(tx, row)
    cosigned = checkpoint(tx, row, size) if size > seq else None
    return cosigned or checkpoint(tx, row)


def _body_key(node: Node, found: Stored) -> bytes | None:
    class_key = node.keys.class_key(found.class_id) if found.class_id else None
    if class_key is None or found.body is None:
        return None
    return body_key(parse_entry(found.entry), class_key)
