"""What arrived in a case since an officer last looked, counted by the database without any file.

Promises: the place in each log decides, not a clock, so that nothing written while somebody looked
is passed over; what was let in late (set aside, then admitted) counts from its arrival. Counts stop
at `MOST_COUNTED` of each kind and say so. Does not judge what stands; files do.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tansiq.cases.rows import A_PARTYS, leaf_of_claim
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp, stamp

MOST_COUNTED = 1_000
# Whatever was under way while a page was made had been stamped no longer ago than this.
UNDER_WAY = timedelta(hours=1)

# Each kind of news: its table, and what leads to the entity it concerns ('' where none does).
_TOLD: Mapping[str, tuple[str, str]] = {
    "entities": ("case_entity", "entity"),
    "claims": ("case_claims", "entity"),
    "judgements": ("case_judgement", "claim"),
    "withdrawals": ("case_claim_end", "claim"),
    "categories": ("case_category", "entity"),
    "statuses": ("case_status", "entity"),
    "merges": ("case_merge", "entities[1]"),
    "sources": ("case_document", "''"),
    "sources_withdrawn": ("case_document_end", "''"),
    "tasks": ("case_task", "''"),
    "tasks_moved": ("case_task_move", "''"),
    "instruments": ("case_instrument", "''"),
    "decisions": ("case_decision", "''"),
    "mentions": ("case_mention", "''"),
}
KINDS = tuple(_TOLD)
_BY_CLAIM = frozenset({"judgements", "withdrawals"})
_BEYOND = (
    "received >= %(from)s AND (received > %(at)s"
    " OR seq >= coalesce((%(heads)s::jsonb ->> origin)::bigint, 0))"
    " AND NOT (agency = %(agency)s AND officer = %(officer)s)"
)


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the logs were at a moment: entries by log, and the moment as a wire time.

    `agency` and `officer` say whose eyes they are: one's own words are no news.
    """

    heads: Mapping[str, int] = field(default_factory=dict)
    at: str = ""
    agency: str = ""
    officer: str = ""

    def holds(self, origin: str, seq: int) -> bool:
        """Whether an entry was there already."""
        return seq < self.heads.get(origin, 0)


@dataclass(frozen=True, slots=True)
class Touched:
    """An entity with news: how many of each kind."""

    entity: str
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The news of a case: by kind, and by entity with the newest first; `more` if not all count."""

    counts: Mapping[str, int]
    entities: tuple[Touched, ...]
    more: bool = False

    @property
    def total(self) -> int:
        """How many records arrived, as far as they were counted."""
        return sum(self.counts.values())


def arrived(tx: Tx, channel: str, marks: Marks) -> Arrived:
    """What lies beyond these marks; beyond empty marks lies everything."""
    rows = tx.rows(
        " UNION ALL ".join(_part(kind) for kind in KINDS),
        {**_bounds(channel, marks), "most": MOST_COUNTED + 1},
    )
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
    more = any(one > MOST_COUNTED for one in counts.values())
    concerned = _entities(tx, channel, rows)
    newest: dict[str, str] = {}
    touched: dict[str, dict[str, int]] = {}
    for row in rows:
        entity = concerned.get(row["about"], "") if row["kind"] in _BY_CLAIM else row["about"]
        if entity:
            kinds = touched.setdefault(entity, {})
            kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
            newest[entity] = max(newest.get(entity, ""), row["received"])
    ordered = sorted(sorted(touched), key=lambda one: newest[one], reverse=True)
    return Arrived(
        counts={kind: min(n, MOST_COUNTED) for kind, n in counts.items()},
        entities=tuple(Touched(one, touched[one]) for one in ordered),
        more=more,
    )


def newly_cleared(tx: Tx, channel: str, marks: Marks) -> tuple[str, ...]:
    """Persons of whom an agency said beyond these marks that they are cleared, newest first."""
    rows = tx.rows(
        "SELECT entity, max(received) AS at FROM case_status told"  # noqa: S608 - constants
        f" WHERE channel = %(channel)s AND status = 'cleared' AND {A_PARTYS} AND {_BEYOND}"
        " GROUP BY entity ORDER BY at DESC, entity LIMIT %(most)s",
        {**_bounds(channel, marks), "most": MOST_COUNTED},
    )
    return tuple(row["entity"] for row in rows)


def may_contradict(tx: Tx, channel: str, entities: Iterable[str]) -> tuple[str, ...]:
    """Those of these entities of which several values are told where a thing has one.

    What stands of it, only the file knows; so of merged entities, which are all named here.
    """
    wanted = list(entities)
    rows = tx.rows(
        "SELECT entity FROM (SELECT entity FROM case_single WHERE channel = %(c)s"
        " AND entity = ANY(%(e)s) GROUP BY entity, property HAVING count(DISTINCT value) > 1"
        " UNION SELECT entity FROM case_member WHERE channel = %(c)s AND entity = ANY(%(e)s)"
        ") found ORDER BY entity",
        {"c": channel, "e": wanted},
    )
    return tuple(row["entity"] for row in rows)


def _part(kind: str) -> str:
    table, about = _TOLD[kind]
    return (
        f"(SELECT '{kind}' AS kind, {about} AS about, received FROM {table} told"  # noqa: S608
        f" WHERE channel = %(channel)s AND {_BEYOND}"
        " ORDER BY received DESC, origin DESC, seq DESC LIMIT %(most)s)"
    )


def _bounds(channel: str, marks: Marks) -> dict[str, object]:
    low = stamp(parse_stamp(marks.at) - UNDER_WAY) if marks.at else ""
    heads = json.dumps(dict(marks.heads))
    own = {"agency": marks.agency, "officer": marks.officer}
    return {"channel": channel, "at": marks.at, "from": low, "heads": heads, **own}


def _entities(tx: Tx, channel: str, rows: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """The entity of each claim that was judged or withdrawn."""
    claims = {str(row["about"]) for row in rows if row["kind"] in _BY_CLAIM}
    leaves = {one: leaf for one in claims if (leaf := leaf_of_claim(one))}
    found = tx.rows(
        "SELECT leaf, entity FROM case_claims WHERE channel = %s AND leaf = ANY(%s)",
        (channel, sorted(set(leaves.values()))),
    )
    by_leaf = {row["leaf"]: row["entity"] for row in found}
    return {one: by_leaf[leaf] for one, leaf in leaves.items() if leaf in by_leaf}
