"""What this node did with others' logs, for the notes it signs, and what it still wants of them.

Promises: a note is signed anew only when what it says changed; every quarantined, parked or
unopened entry is named in it. Does not send anything.
"""

from collections.abc import Iterable, Iterator, Sequence

from tansiq.exchange import link
from tansiq.exchange.receipts import MAX_LISTED, Note, ranges, sign_note
from tansiq.exchange.talk import BODIES, READ, Talk, counts
from tansiq.store.appending import Sealer
from tansiq.store.connect import Tx
from tansiq.store.logs import LogRow
from tansiq.terms.clock import stamp
from tansiq.terms.ids import EntryRef, NodeId, Origin


def notes_for(tx: Tx, sealer: Sealer, talk: Talk, shared: Iterable[LogRow]) -> Iterator[bytes]:
    """Yield our newest note about each log the partner writes, signed anew where it changed."""
    theirs = [row for row in shared if row.agency == talk.partner]
    mine = link.notes_by(tx, sealer.node)
    read = _reads(talk)
    failures = _failures(tx, [row.id for row in theirs])
    now = sealer.clock.now()
    for row in theirs:
        last = mine.get(row.origin)
        said = _note(sealer, row, failures.get(row.id, []), read.get(row.origin, ()))
        if last is not None and _same(last[0], said):
            yield last[1]
            continue
        # Milliseconds carry on above numbers that a lost database had used already.
        number = max(last[0].number + 1 if last else 1, int(now.timestamp() * 1000))
        note = _renumbered(said, number)
        data = sign_note(note, sealer.keys.log_seed(sealer.keys.current_epoch))
        link.keep_note(tx, note, data)
        yield data


def mark_read(tx: Tx, refs: Iterable[EntryRef]) -> None:
    """Note that an officer opened these entries; their writers learn it with the next note."""
    fresh: dict[NodeId, dict[str, set[int]]] = {}
    for ref in refs:
        agency = Origin.parse(ref.origin).agency
        fresh.setdefault(agency, {}).setdefault(ref.origin, set()).add(ref.seq)
    for agency, logs in fresh.items():
        talk = Talk.load(tx, agency)
        known = _reads(talk)
        for origin, seqs in logs.items():
            before = {n for a, b in known.get(origin, ()) for n in range(a, b + 1)}
            known[origin] = ranges(before | seqs)
        talk.keep(tx, READ, {o: [list(pair) for pair in found] for o, found in known.items()})


def bodies_wanted(tx: Tx, talk: Talk, shared: Iterable[LogRow]) -> dict[str, int]:
    """Return, per log, an entry whose body was left out on its way to us, to be asked for.

    The one after that asked for last, then again the first: what a partner holds no more itself
    must not keep us from asking for the rest.
    """
    names = {row.id: row.origin for row in shared}
    last = counts(talk.value(BODIES))
    rows = tx.tuples(
        "SELECT s.log_id, coalesce(min(s.seq) FILTER (WHERE s.seq > a.last), min(s.seq))"
        " FROM ledger.entry_state s JOIN unnest(%s::int[], %s::bigint[]) AS a (log_id, last)"
        " ON a.log_id = s.log_id WHERE s.state = 'unopenable' AND s.reason = 'body_missing'"
        " GROUP BY s.log_id",
        (list(names), [last.get(origin, -1) for origin in names.values()]),
    )
    found = {names[log_id]: int(seq) for log_id, seq in rows}
    talk.keep(tx, BODIES, dict(found))
    return found


def _note(
    sealer: Sealer,
    row: LogRow,
    failures: Sequence[tuple[int, str, str]],
    read: Sequence[tuple[int, int]],
) -> Note:
    rejected = [(seq, reason) for seq, state, reason in failures if state == "quarantined"]
    parked = [seq for seq, state, _ in failures if state == "parked"]
    closed = {"unopenable", "erased", "unknown_kind"}
    unopened = [seq for seq, state, _ in failures if state in closed]
    unlisted = max(len(rejected) - MAX_LISTED, 0) + max(len(parked) - MAX_LISTED, 0)
    return Note(
        by=sealer.node,
        origin=row.origin,
        number=0,
        time=stamp(sealer.clock.now()),
        received=row.size,
        rejected=tuple(rejected[:MAX_LISTED]),
        parked=tuple(parked[:MAX_LISTED]),
        unopened=tuple(unopened[:MAX_LISTED]),
        read=tuple(read[:MAX_LISTED]),
        unlisted=unlisted,
    )


def _renumbered(note: Note, number: int) -> Note:
    return Note(
        note.by,
        note.origin,
        number,
        note.time,
        note.received,
        note.rejected,
        note.parked,
        note.unopened,
        note.read,
        note.unlisted,
    )


def _same(a: Note, b: Note) -> bool:
    def said(note: Note) -> tuple[object, ...]:
        lists = note.rejected, note.parked, note.unopened, note.read
        return note.received, note.unlisted, *lists

    return said(a) == said(b)


def _failures(tx: Tx, log_ids: list[int]) -> dict[int, list[tuple[int, str, str]]]:
    rows = tx.tuples(
        "SELECT log_id, seq, state, reason FROM ledger.entry_state"
        " WHERE log_id = ANY(%s) AND state <> 'opened' ORDER BY log_id, seq",
        (log_ids,),
    )
    found: dict[int, list[tuple[int, str, str]]] = {}
    for log_id, seq, state, reason in rows:
        found.setdefault(log_id, []).append((seq, state, reason))
    return found


def _reads(talk: Talk) -> dict[str, tuple[tuple[int, int], ...]]:
    return {
        origin: tuple((int(a), int(b)) for a, b in pairs)
        for origin, pairs in talk.value(READ).items()
        if isinstance(pairs, list)
    }
