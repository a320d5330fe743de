"""Finding entities of a case by what is new, what contradicts, what waits, what is tied to what.

Promises: a list is ordered by name or by time; a person whom nobody categorised lies in quarantine
and is found there alone (REQUIREMENTS 3.3); what is not shown is counted. Does not: search by name
(`searching` does).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tansiq.cases.agreed import bounds, inside
from tansiq.cases.gathering import entity_files
from tansiq.cases.meeting import Met
from tansiq.cases.seen import EntityFile
from tansiq.cases.types import persons
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp

MOST_FOUND = 50
MOST_LOOKED_AT = 400
_NEWS = ("case_claims", "case_entity", "case_status", "case_category")


@dataclass(frozen=True, slots=True)
class Found:
    """Entities that were found; `more` says that others were not looked at."""

    files: tuple[EntityFile, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Searched(Found):
    """What a search found; `why` holds the claims by which each answers."""

    why: Mapping[str, tuple[Met, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A person without category, and until when that may be so."""

    file: EntityFile
    since: str
    until: datetime


def newest(tx: Tx, channel: str, before: str = "", limit: int = MOST_FOUND) -> Found:
    """Entities by when they were opened here, newest first; `before` continues a list."""
    rows = tx.rows(
        "SELECT entity, received FROM case_entity WHERE channel = %s"
        " AND (%s = '' OR (received, origin, seq) < (SELECT received, origin, seq FROM case_entity"
        " WHERE channel = %s AND entity = %s ORDER BY received, origin, seq LIMIT 1))"
        " ORDER BY received DESC, origin DESC, seq DESC LIMIT %s",
        (channel, before, channel, before, limit + 1),
    )
    ids = list(dict.fromkeys(row["entity"] for row in rows[:limit]))
    files = tuple(one for one in entity_files(tx, channel, ids) if not one.quarantined)
    return Found(files, len(rows) > limit)


def opened(tx: Tx, channel: str, limit: int) -> tuple[list[str], int]:
    """Entities of a case, the newest first, quarantined ones too, and how many are left."""
    rows = tx.rows(
        "SELECT entity FROM case_entity WHERE channel = %s GROUP BY entity"
        " ORDER BY max(received) DESC, entity LIMIT %s",
        (channel, limit),
    )
    return [row["entity"] for row in rows], max(count(tx, channel) - len(rows), 0)


def count(tx: Tx, channel: str) -> int:
    """How many entities the case has."""
    row = tx.one(
        "SELECT count(*) AS n FROM"
        " (SELECT DISTINCT entity FROM case_entity WHERE channel = %s) found",
        (channel,),
    )
    return 0 if row is None else int(row["n"])


def news(tx: Tx, channel: str, since: str, limit: int = MOST_FOUND) -> Found:
    """Entities about which something arrived here after an instant, newest first."""
    parts = " UNION ALL ".join(
        f"SELECT entity, received FROM {table} WHERE channel = %(c)s AND received > %(s)s"  # noqa: S608
        for table in _NEWS
    )
    rows = tx.rows(
        f"SELECT entity, max(received) AS at FROM ({parts}) found GROUP BY entity"  # noqa: S608
        " ORDER BY at DESC, entity LIMIT %(n)s",
        {"c": channel, "s": since, "n": limit + 1},
    )
    ids = [row["entity"] for row in rows[:limit]]
    return Found(entity_files(tx, channel, ids), len(rows) > limit)


def contradicted(tx: Tx, channel: str, after: str = "", limit: int = MOST_FOUND) -> Found:
    """Entities about which what stands contradicts, by id; `after` continues a list."""
    rows = tx.rows(
        "SELECT entity FROM (SELECT entity FROM case_single WHERE channel = %(c)s"
        " GROUP BY entity, property HAVING count(DISTINCT value) > 1"
        " UNION SELECT b.entity FROM case_member b WHERE b.channel = %(c)s) found"
        " WHERE entity > %(a)s ORDER BY entity LIMIT %(n)s",
        {"c": channel, "a": after, "n": limit + 1},
    )
    files = _once(entity_files(tx, channel, [row["entity"] for row in rows[:limit]]))
    return Found(tuple(one for one in files if one.clashes), len(rows) > limit)


def _once(files: Iterable[EntityFile]) -> tuple[EntityFile, ...]:
    """One file for entities that are held to be one."""
    return tuple({one.members: one for one in files}.values())


def uncategorised(tx: Tx, channel: str) -> dict[str, str]:
    """Persons whom nobody categorised, with since when each is here, oldest first.

    A category given outside the agreement is none. As many of each agency that opened them. The
    countdown starts no later than the day an opening arrived here, whatever day its writer's clock
    showed.
    """
    set_by = bounds(tx, channel)
    (told, values), (opened, _) = inside(set_by, "c"), inside(set_by, "o")
    rows = tx.rows(
        "SELECT entity, since FROM (SELECT e.entity, min(least(e.time, e.received)) AS since,"  # noqa: S608
        " row_number() OVER (PARTITION BY min(e.agency)"
        " ORDER BY min(least(e.time, e.received)), e.entity) AS place"
        " FROM case_entity e WHERE e.channel = %(channel)s AND e.schema = ANY(%(persons)s)"
        " AND NOT EXISTS (SELECT 1 FROM case_category c WHERE c.channel = e.channel"
        f" AND c.entity = e.entity AND ({told})) AND NOT EXISTS"
        " (SELECT 1 FROM case_entity o WHERE o.channel = e.channel AND o.entity = e.entity"
        f" AND o.category <> '' AND ({opened})) GROUP BY e.entity) found WHERE place <= %(most)s"
        " ORDER BY since, entity",
        {**values, "channel": channel, "persons": list(persons()), "most": MOST_LOOKED_AT},
    )
    return {row["entity"]: row["since"] for row in rows}


def in_quarantine(tx: Tx, channel: str) -> dict[str, str]:
    """The same without whom a merge ties to a categorised person: few files, however many wait."""
    since = uncategorised(tx, channel)
    rows = tx.rows(
        "SELECT DISTINCT entity FROM case_member WHERE channel = %s AND entity = ANY(%s)",
        (channel, list(since)),
    )
    tied = [row["entity"] for row in rows]
    elsewhere = {one.entity for one in entity_files(tx, channel, tied) if not one.quarantined}
    return {one: opened for one, opened in since.items() if one not in elsewhere}


def quarantine(
    tx: Tx, channel: str, days: int, limit: int = MOST_LOOKED_AT
) -> tuple[Quarantined, ...]:
    """Persons whom nobody categorised, soonest due first (LAW L8)."""
    since = in_quarantine(tx, channel)
    return tuple(
        Quarantined(one, since[one.entity], countdown(since[one.entity], days))
        for one in entity_files(tx, channel, list(since)[:limit])
    )


def countdown(since: str, days: int) -> datetime:
    """Until when a person may lie uncategorised."""
    return parse_stamp(since) + timedelta(days=days)


def links(tx: Tx, channel: str, file: EntityFile, limit: int = MOST_LOOKED_AT) -> Found:
    """The files of everything this file points to, or that points to it, one step further on.

    An edge (an entity that only ties others together) brings the files at its other end along.
    """
    members = sorted(file.members)
    rows = tx.rows(
        "SELECT DISTINCT entity FROM case_link WHERE channel = %s AND target = ANY(%s)",
        (channel, members),
    )
    pointed = tx.rows(
        "SELECT DISTINCT target AS entity FROM case_link WHERE channel = %s AND entity = ANY(%s)",
        (channel, members),
    )
    near = {row["entity"] for row in (*rows, *pointed)} - set(file.members)
    ends = tx.rows(
        "SELECT DISTINCT target AS entity FROM case_link WHERE channel = %s AND entity = ANY(%s)",
        (channel, sorted(row["entity"] for row in rows)),
    )
    wanted = near | ({row["entity"] for row in ends} - set(file.members))
    return Found(entity_files(tx, channel, sorted(wanted)[:limit]), len(wanted) > limit)
