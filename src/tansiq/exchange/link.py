"""The state of the link to each partner, for people: sent, received, applied, opened, read, failed.

Promises: received is the partner's own word, the steps after it are its signed notes; a failure is
shown with its code and never as success (REQUIREMENTS 1.9). Does not retry; `courier` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tansiq.exchange.receipts import Note, Progress, read_note
from tansiq.exchange.talk import COMPOSED, MANIFEST, Talk
from tansiq.exchange.timing import CLOCK, ClockSample, read_sample
from tansiq.store.connect import Row, Tx
from tansiq.store.notify import TOLD, notify
from tansiq.terms.ids import EntryRef, NodeId


@dataclass(frozen=True, slots=True)
class LogLink:
    """One of our logs at one partner, in entries; `failure` is the first that went wrong there."""

    origin: str
    size: int
    sent: int
    received: int
    applied: int
    opened: int
    read: int
    parked: int
    rejected: int
    failure: tuple[int, str] | None

    @property
    def lag(self) -> int:
        """Entries of ours that the partner does not hold yet."""
        return max(self.size - self.received, 0)


@dataclass(frozen=True, slots=True)
class LinkState:
    """All that is known of the link to one partner.

    `composed` is the stamp of its newest bundle here, by its own clock; empty when there was none.
    """

    partner: NodeId
    last_contact: datetime | None
    last_failure: datetime | None
    failure: str
    failures: int
    software: str
    zone: str = ""
    tzdata: str = ""
    clock: ClockSample | None = None
    logs: tuple[LogLink, ...] = ()
    parked_here: int = 0
    quarantined_here: int = 0
    composed: str = ""

    @property
    def lag(self) -> int:
        """Entries of ours that the partner does not hold yet."""
        return sum(one.lag for one in self.logs)


def note_failure(tx: Tx, partner: NodeId, code: str, failures: int, now: datetime) -> None:
    """Keep why the last attempt failed; it stays shown until the partner is heard from again."""
    tx.run(
        "INSERT INTO link.partner (partner, last_failure, failure, facts) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (partner) DO UPDATE SET last_failure = excluded.last_failure,"
        " failure = excluded.failure, facts = excluded.facts",
        (partner, now, code, {"failures": failures}),
    )


def keep_note(tx: Tx, note: Note, data: bytes) -> bool:
    """Keep a member's note about a log unless a newer one is held; say whether it was news."""
    news = bool(
        tx.run(
            "INSERT INTO link.note (author, origin, number, note) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (author, origin) DO UPDATE SET number = excluded.number,"
            " note = excluded.note WHERE link.note.number < excluded.number",
            (note.by, note.origin, note.number, data),
        )
    )
    if news:
        notify(tx, TOLD, 0)
    return news


def notes_by(tx: Tx, author: NodeId) -> dict[str, tuple[Note, bytes]]:
    """Return a member's newest notes, by the log they speak of."""
    rows = tx.rows("SELECT origin, note FROM link.note WHERE author = %s", (author,))
    return {row["origin"]: (read_note(bytes(row["note"])), bytes(row["note"])) for row in rows}


def progress_at(tx: Tx, member: NodeId, ref: EntryRef) -> tuple[Progress, str]:
    """Return how far one of our entries came at a member, with the code where it failed."""
    noted = notes_by(tx, member).get(ref.origin)
    if noted is None:
        return Progress.WAITING, ""
    note = noted[0]
    code = next((code for seq, code in note.rejected if seq == ref.seq), "")
    return note.progress(ref.seq), code


def outlines(tx: Tx, nodes: Sequence[NodeId]) -> tuple[LinkState, ...]:
    """Return when each of these partners was heard and what it says of itself; no logs."""
    asked = (list(nodes),)
    rows = {
        one["partner"]: one
        for one in tx.rows("SELECT * FROM link.partner WHERE partner = ANY(%s)", asked)
    }
    values = tx.rows("SELECT partner, name, value FROM link.value WHERE partner = ANY(%s)", asked)
    said = {(one["partner"], one["name"]): one["value"] for one in values}
    return tuple(
        _outline(one, rows.get(one, {}), {n: v for (whose, n), v in said.items() if whose == one})
        for one in nodes
    )


def heard_again(tx: Tx, partners: Sequence[NodeId]) -> frozenset[NodeId]:
    """Which of these partners spoke to us since we last failed to reach them."""
    rows = tx.rows(
        "SELECT partner FROM link.partner WHERE partner = ANY(%s) AND failure = ''",
        (list(partners),),
    )
    return frozenset(row["partner"] for row in rows)


def all_sent(
    tx: Tx, me: NodeId, shared: Mapping[tuple[str, int], Sequence[NodeId]], partner: NodeId
) -> bool:
    """Say whether every log of ours that a partner hears was sent to it up to its end."""
    rows = tx.rows(
        "SELECT l.channel, l.generation FROM ledger.log l LEFT JOIN link.position p"
        " ON p.origin = l.origin AND p.partner = %s WHERE l.agency = %s"
        " AND greatest(coalesce(p.sent, 0), coalesce(p.received, 0)) < l.size",
        (partner, me),
    )
    return not any(partner in shared.get((row["channel"], row["generation"]), ()) for row in rows)


def states(
    tx: Tx, me: NodeId, shared: Mapping[tuple[str, int], Sequence[NodeId]], nodes: Sequence[NodeId]
) -> tuple[LinkState, ...]:
    """Return the state of the link to each of these partners."""
    mine = tx.rows(
        "SELECT origin, channel, generation, size FROM ledger.log WHERE agency = %s"
        " ORDER BY channel, generation, epoch",
        (me,),
    )
    return tuple(_state(tx, shared, mine, partner) for partner in nodes)


def _state(
    tx: Tx,
    shared: Mapping[tuple[str, int], Sequence[NodeId]],
    mine: Sequence[Mapping[str, object]],
    partner: NodeId,
) -> LinkState:
    row = tx.one("SELECT * FROM link.partner WHERE partner = %s", (partner,)) or {}
    positions = {
        one["origin"]: one
        for one in tx.rows("SELECT * FROM link.position WHERE partner = %s", (partner,))
    }
    notes = notes_by(tx, partner)
    talk = Talk.load(tx, partner)
    there = talk.value(MANIFEST).get("refused")
    there = there if isinstance(there, dict) else {}
    logs = [
        _log_link(str(log["origin"]), int(str(log["size"])), positions, notes, there)
        for log in mine
        if partner in shared.get((str(log["channel"]), int(str(log["generation"]))), ())
    ]
    troubles = _troubles(tx, partner)
    return replace(
        _outline(partner, row, talk.values),
        logs=tuple(logs),
        parked_here=troubles.get("parked", 0),
        quarantined_here=troubles.get("quarantined", 0),
    )


def _outline(partner: NodeId, row: Row, values: Mapping[str, Mapping[str, object]]) -> LinkState:
    said = values.get(MANIFEST, {})
    return LinkState(
        partner=partner,
        last_contact=row.get("last_contact"),
        last_failure=row.get("last_failure"),
        failure=row.get("failure", ""),
        failures=row.get("facts", {}).get("failures", 0) if row.get("failure") else 0,
        software=str(said.get("software", "")),
        zone=str(said.get("zone", "")),
        tzdata=str(said.get("tzdata", "")),
        clock=read_sample(values.get(CLOCK, {})),
        composed=str(values.get(COMPOSED, {}).get("at", "")),
    )


def _log_link(
    origin: str,
    size: int,
    positions: Mapping[str, Mapping[str, int]],
    notes: Mapping[str, tuple[Note, bytes]],
    refused_there: Mapping[str, object],
) -> LogLink:
    position = positions.get(origin, {})
    note = notes[origin][0] if origin in notes else None
    received = int(position.get("received", 0))
    failure = note.first_failure if note else None
    if origin in refused_there:
        refused = (received, str(refused_there[origin]))
        failure = refused if failure is None else min(failure, refused)
    return LogLink(
        origin=origin,
        size=size,
        sent=max(int(position.get("sent", 0)), received),
        received=received,
        applied=note.applied if note else 0,
        opened=note.opened if note else 0,
        read=note.read_count if note else 0,
        parked=len(note.parked) if note else 0,
        rejected=len(note.rejected) if note else 0,
        failure=failure,
    )


def _troubles(tx: Tx, partner: NodeId) -> dict[str, int]:
    rows = tx.rows(
        "SELECT s.state, count(*) AS n FROM ledger.entry_state s JOIN ledger.log l"
        " ON l.id = s.log_id WHERE l.agency = %s AND s.state IN ('parked', 'quarantined')"
        " GROUP BY s.state",
        (partner,),
    )
    return {row["state"]: int(row["n"]) for row in rows}
