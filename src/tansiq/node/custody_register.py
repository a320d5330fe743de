"""Reading the register: who is held, by which clocks, what was seized; each reading on record.

Promises: what was an exercise is shown only to who asks for exercises, and never among the rest;
who only leads teams sees their own sites; a list comes with what presses most first, and notes
every id it shows. Does not: tell the other parties anything, or say that somebody is guilty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tansiq.custody import arrests, queries
from tansiq.custody.queries import About, ArrestRow, IncidentRow, ItemRow, SiteCount
from tansiq.node.access import Subject, decide_known
from tansiq.node.compose import Node
from tansiq.node.custody_parts import (
    EXERCISE,
    READ,
    Asked,
    Named,
    counts,
    is_exercise,
    named,
    part_of,
)
from tansiq.node.custody_seen import PersonSeen, seen
from tansiq.node.custody_sites import Sites
from tansiq.node.operations import Where
from tansiq.node.reading import Look, Reader, officer_of, read, unknown
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import ChannelId
from tansiq.terms.zones import ZoneOverride

NO_ARREST = "custody_arrest_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Persons held at one instant, the most urgent first, and how many each site has of both."""

    asked: Asked
    now: datetime
    people: tuple[PersonSeen, ...]
    counts: tuple[SiteCount, ...]
    incidents: tuple[IncidentRow, ...]
    operations: Mapping[str, Named]
    overrides: tuple[ZoneOverride, ...]

    @property
    def exercise(self) -> bool:
        """Whether all of this is an exercise."""
        return self.asked.kind == EXERCISE


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """One person held at one instant, and what was seized with them."""

    now: datetime
    person: PersonSeen
    items: tuple[ItemRow, ...]
    operation: Named | None
    overrides: tuple[ZoneOverride, ...]
    exercise: bool


def register(node: Node, reader: Reader, asked: Asked) -> Register:
    """The persons held that this officer may see."""
    now = node.clock.now()

    def query(tx: Tx, officer: Officer) -> tuple[Register, Sequence[str]]:
        about, theirs = part_of(node, tx, officer, asked)
        law = queries.law(tx)
        people = [
            seen(row, law, now, names_minors=theirs.names_minors)
            for row in queries.arrests(tx, about)
            if theirs.may(row.said.operation, row.said.site)
        ]
        people.sort(key=lambda one: (*arrests.urgency(one.standing, now), one.code))
        found = Register(
            asked=asked,
            now=now,
            people=tuple(people),
            counts=counts(tx, about, theirs),
            incidents=tuple(
                one
                for one in queries.incidents(tx, about)
                if theirs.may(one.said.operation, one.said.site)
            ),
            operations=named(tx, about.channels),
            overrides=law.overrides,
        )
        return found, _ids(found)

    return read(node, reader, Look(action=READ), query)


def person(node: Node, reader: Reader, arrest: str) -> One:
    """One person held; Missing `custody_arrest_unknown` for who may not see that site."""
    now = node.clock.now()
    row = _row(node, arrest)
    absent = Missing(NO_ARREST)
    if row is None:
        raise unknown(node, reader, READ, absent)

    def query(tx: Tx, officer: Officer) -> tuple[One, Sequence[str]]:
        theirs = _open(node, tx, officer, row)
        about = About(channels=(row.said.channel,), operation=row.said.operation)
        law = queries.law(tx)
        found = One(
            now=now,
            person=seen(row, law, now, names_minors=theirs.names_minors),
            items=tuple(one for one in queries.items(tx, about) if one.said.held_by == arrest),
            operation=named(tx, about.channels).get(row.said.operation),
            overrides=law.overrides,
            exercise=is_exercise(row.said.channel),
        )
        return found, [arrest, *(one.said.item for one in found.items)]

    return read(node, reader, Look(action=READ, file=row.said.channel, absent=absent), query)


def where_of(node: Node, who: Reader | Signer, arrest: str) -> Where:
    """In which operation a person is held; Missing `custody_arrest_unknown` off its file."""
    row = _row(node, arrest)
    if row is None:
        raise unknown(node, who, READ, Missing(NO_ARREST))
    channel = ChannelId(row.said.channel)
    with node.store.reading() as tx:
        subject = Subject(on_file=channel in officer_of(node, tx, who).files)
        decide_known(node.roles(officer_of(node, tx, who)), READ, subject, Missing(NO_ARREST))
    return Where(channel, row.said.operation)


def totals(tx: Tx, channel: ChannelId, operation: str) -> dict[str, tuple[int, int]]:
    """Persons held and things seized so far by site: what a word from the site carries along."""
    about = About(channels=(channel,), operation=operation)
    return {one.site: (one.arrests, one.items) for one in queries.counts(tx, about)}


def _row(node: Node, arrest: str) -> ArrestRow | None:
    with node.store.reading() as tx:
        return queries.arrest(tx, arrest)


def _open(node: Node, tx: Tx, officer: Officer, row: ArrestRow) -> Sites:
    theirs = Sites(node, tx, officer)
    if not theirs.may(row.said.operation, row.said.site):
        raise Missing(NO_ARREST)
    return theirs


def _ids(found: Register) -> Sequence[str]:
    people = (one.said.arrest for one in found.people)
    return [*people, *(one.said.incident for one in found.incidents)]
