"""What is asked of operations: which there are, how each site is, who knows, what was said when.

Promises: reads rows and gives plain values; a word about a site counts only from the party whose
site it is; the newest word is the last one that its agency wrote, not the last that arrived.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from tansiq.ledger.entry import parse_entry
from tansiq.operations.cut import cut_now, facts
from tansiq.record.operations import CutLog, OperationPlan, OrderSite
from tansiq.record.tactics import TacticalPart
from tansiq.store.connect import Row, Tx
from tansiq.terms.clock import parse_stamp

__all__ = [
    "Acknowledged",
    "LogLine",
    "OperationListed",
    "Readiness",
    "ShownLine",
    "SiteWord",
    "acknowledged",
    "cut_now",
    "facts",
    "heard",
    "last_shown",
    "listed",
    "log_lines",
    "own_part",
    "readiness",
    "site_words",
    "sites_of",
]

_NEWEST = "generation DESC, epoch DESC, seq DESC, part DESC"


@dataclass(frozen=True, slots=True)
class OperationListed:
    """An operation of a channel, with the newest version that any party wrote of it, if any."""

    operation: str
    channel: str
    plan: OperationPlan | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWord:
    """The last words from a site; `state` is the last one told, the rest that of the last word."""

    site: str
    state: str
    state_at: str
    at: str
    offset_ms: int | None
    received: str
    incident: str
    arrests: int
    seizures: int
    plan: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many points of a site's checklist are green, waived and in all."""

    done: int
    waived: int
    total: int
    received: str

    @property
    def red(self) -> bool:
        """Whether a point is missing and nobody took that on themselves."""
        return self.done + self.waived < self.total


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who has read which version: a party, or one of its sites."""

    agency: str
    site: str
    plan: str
    received: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What this node last told of a decision, and the cut it followed from."""

    plan: str
    outcome: str
    reason: str
    cut: tuple[CutLog, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the log as it happens: who said what; `words` holds the codes of it by name."""

    kind: str
    agency: str
    officer: str
    time: str
    received: str
    origin: str
    seq: int
    leaf: str
    words: Mapping[str, str]


def listed(tx: Tx, channels: tuple[str, ...]) -> tuple[OperationListed, ...]:
    """Every operation of these channels, the newest first."""
    rows = tx.rows(
        "SELECT DISTINCT ON (c.channel, c.operation) c.channel, c.operation, p.digest, p.record,"
        " min(c.time) OVER (PARTITION BY c.channel, c.operation) AS since"
        " FROM operation_commitment c LEFT JOIN operation_plan p USING (channel, operation)"
        " WHERE c.channel = ANY(%s)"
        " ORDER BY c.channel, c.operation, p.number DESC NULLS LAST, p.digest",
        (list(channels),),
    )
    ordered = sorted(rows, key=lambda row: (row["since"], row["operation"]), reverse=True)
    return tuple(
        OperationListed(row["operation"], row["channel"], _plan(row), row["digest"] or "")
        for row in ordered
    )


def _plan(row: Row) -> OperationPlan | None:
    return msgspec.json.decode(row["record"], type=OperationPlan) if row["record"] else None


def sites_of(tx: Tx, channel: str, operation: str) -> dict[str, tuple[OrderSite, ...]]:
    """The sites that each party bound with its newest commitment."""
    rows = tx.rows(
        "SELECT DISTINCT ON (agency) agency, sites FROM operation_commitment"
        f" WHERE channel = %s AND operation = %s ORDER BY agency, {_NEWEST}",
        (channel, operation),
    )
    return {
        row["agency"]: tuple(
            one
            for one in msgspec.json.decode(row["sites"], type=tuple[OrderSite, ...])
            if one.party == row["agency"]
        )
        for row in rows
    }


def own_part(tx: Tx, operation: str) -> tuple[TacticalPart, str] | None:
    """Our own part of an operation as it was written last, with the salt of its commitment."""
    row = tx.one(
        "SELECT record, salt FROM operation_tactical WHERE operation = %s"
        f" ORDER BY {_NEWEST} LIMIT 1",
        (operation,),
    )
    if row is None:
        return None
    return msgspec.json.decode(row["record"], type=TacticalPart), row["salt"]


def site_words(tx: Tx, operation: str, sites: tuple[OrderSite, ...]) -> dict[str, SiteWord]:
    """The last words from each of these sites that ever spoke."""
    asked = json.dumps([{"site": one.site, "party": one.party} for one in sites])
    rows = tx.rows(
        "SELECT s.site, w.*, coalesce(t.state, '') AS last_state,"
        " coalesce(t.at, '') AS state_at"
        " FROM jsonb_to_recordset(%(sites)s::jsonb) AS s(site text, party text)"
        " CROSS JOIN LATERAL (SELECT at, offset_ms, received, incident, arrests, seizures, plan"
        f" FROM operation_report r WHERE {_ABOUT} ORDER BY {_NEWEST} LIMIT 1) w"
        " LEFT JOIN LATERAL (SELECT state, at FROM operation_report r"
        f" WHERE {_ABOUT} AND r.state <> '' ORDER BY {_NEWEST} LIMIT 1) t ON true",
        {"sites": asked, "operation": operation},
    )
    return {row["site"]: _site_word(row) for row in rows}


_ABOUT = "r.operation = %(operation)s AND r.site = s.site AND r.agency = s.party"


def _site_word(row: Row) -> SiteWord:
    names = ("site", "state_at", "at", "offset_ms", "received", "incident", "arrests", "seizures")
    return SiteWord(
        state=row["last_state"], plan=row["plan"], **{name: row[name] for name in names}
    )


def readiness(tx: Tx, operation: str, sites: tuple[OrderSite, ...]) -> dict[str, Readiness]:
    """How each of these sites stands to its checklist, where its party told it."""
    rows = tx.rows(
        "SELECT DISTINCT ON (site, agency) site, agency, done, waived, total, received"
        f" FROM operation_readiness WHERE operation = %s ORDER BY site, agency, {_NEWEST}",
        (operation,),
    )
    whose = {one.site: one.party for one in sites}
    return {
        row["site"]: Readiness(row["done"], row["waived"], row["total"], row["received"])
        for row in rows
        if whose.get(row["site"]) == row["agency"]
    }


def acknowledged(tx: Tx, channel: str, operation: str) -> tuple[Acknowledged, ...]:
    """Who has read which version, each party and site with the newest one it acknowledged."""
    rows = tx.rows(
        "SELECT DISTINCT ON (agency, site) agency, site, plan, received FROM operation_ack"
        f" WHERE channel = %s AND operation = %s ORDER BY agency, site, {_NEWEST}",
        (channel, operation),
    )
    names = ("agency", "site", "plan", "received")
    return tuple(Acknowledged(**{name: row[name] for name in names}) for row in rows)


def last_shown(tx: Tx, channel: str, operation: str, me: str) -> ShownLine | None:
    """What our node told last of the decision."""
    row = tx.one(
        "SELECT plan, outcome, reason, cut FROM operation_shown WHERE channel = %s"
        f" AND operation = %s AND agency = %s ORDER BY {_NEWEST} LIMIT 1",
        (channel, operation, me),
    )
    if row is None:
        return None
    cut = msgspec.json.decode(row["cut"], type=tuple[CutLog, ...])
    return ShownLine(row["plan"], row["outcome"], row["reason"], cut)


def heard(tx: Tx, channel: str) -> dict[str, datetime]:
    """How new the last thing is that came here of each agency's log in this channel.

    That is when it was written, at the latest when it came: old news that comes late is old.
    """
    rows = tx.rows(
        "SELECT l.agency, e.received, e.entry FROM ledger.log l"
        " CROSS JOIN LATERAL (SELECT received, entry FROM ledger.entry e WHERE e.log_id = l.id"
        " ORDER BY seq DESC LIMIT 1) e WHERE l.channel = %s",
        (channel,),
    )
    found: dict[str, datetime] = {}
    for row in rows:
        written = parse_stamp(parse_entry(bytes(row["entry"])).header.time)
        at, agency = min(row["received"], written), str(row["agency"])
        found[agency] = max(found.get(agency, at), at)
    return found


_LINES = {
    "order_issued": (
        "operation_plan",
        "'number', number::text, 'plan', digest, 'changed', changed",
    ),
    "tactical_committed": ("operation_commitment", "'commitment', commitment"),
    "go_voted": ("operation_vote", "'plan', plan, 'choice', choice"),
    "decision_shown": ("operation_shown", "'plan', plan, 'outcome', outcome, 'reason', reason"),
    "order_acknowledged": ("operation_ack", "'plan', plan, 'site', site"),
    "readiness_told": (
        "operation_readiness",
        "'site', site, 'done', done::text, 'waived', waived::text, 'total', total::text",
    ),
    "site_reported": (
        "operation_report",
        (
            "'site', site, 'state', state, 'incident', incident, 'at', at,"
            " 'arrests', arrests::text, 'seizures', seizures::text"
        ),
    ),
    "operation_closed": ("operation_closed", "'plan', plan, 'outcome', outcome"),
}
_ONLY = {"site_reported": " AND (state <> '' OR incident <> '')"}
# One question for all kinds: a board that is read at each piece of news asks it every time.
_LOG = " UNION ALL ".join(
    f"(SELECT '{kind}' AS kind, agency, officer, time, received, origin, seq, leaf,"
    f" jsonb_build_object({words}) AS words FROM {table}"
    f" WHERE channel = %(channel)s AND operation = %(operation)s{_ONLY.get(kind, '')}"
    f" ORDER BY received DESC, {_NEWEST} LIMIT %(most)s)"
    for kind, (table, words) in _LINES.items()
)


def log_lines(tx: Tx, channel: str, operation: str, most: int = 50) -> tuple[LogLine, ...]:
    """What was said about the operation, the newest arrival first; signs of life left out."""
    rows = tx.rows(_LOG, {"channel": channel, "operation": operation, "most": most})
    found = [_line(row) for row in rows]
    ordered = sorted(found, key=lambda one: (one.received, one.origin, one.seq), reverse=True)
    return tuple(ordered[:most])


def _line(row: Row) -> LogLine:
    names = ("kind", "agency", "officer", "time", "received", "origin", "seq", "leaf")
    words = {name: value for name, value in row["words"].items() if value}
    return LogLine(words=words, **{name: row[name] for name in names})
