"""Reading the register: who is held, by which clocks, what was seized; each reading on record.

Promises: what was an exercise is shown only to who asks for exercises, and never among the rest;
who only leads teams sees their own sites; a list comes with what presses most first, and notes
every id it shows. Does not: tell the other parties anything, or say that somebody is guilty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tansiq.custody import arrests, queries
from tansiq.custody.labels import label_key
from tansiq.custody.queries import About, ArrestRow, IncidentRow, ItemRow, SiteCount
from tansiq.node.access import Subject, decide_known
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.custody_seen import PersonSeen, seen
from tansiq.node.custody_sites import Sites
from tansiq.node.operations import Where
from tansiq.node.reading import Look, Reader, officer_of, read, unknown
from tansiq.node.reports import attachment
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.operations import queries as operations
from tansiq.record.material import Attachment
from tansiq.record.officers import Label
from tansiq.store.connect import Tx
from tansiq.terms.errors import Damaged, Missing
from tansiq.terms.ids import ChannelId, channel_kind

REAL, EXERCISE = "case", "exercise"
READ = Action.READ_CUSTODY
NO_ARREST = "custody_arrest_unknown"
NO_ITEM = "custody_item_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the register: real or exercise, one operation, one site, one label."""

    kind: str = REAL
    operation: str = ""
    site: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Persons held at one instant, the most urgent first, and how many each site has of both."""

    asked: Asked
    now: datetime
    people: tuple[PersonSeen, ...]
    counts: tuple[SiteCount, ...]
    incidents: tuple[IncidentRow, ...]
    names: Mapping[str, tuple[Label, ...]]

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
    names: tuple[Label, ...]
    exercise: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seized:
    """Things seized, by site and label; `holders` are persons by id, spoken of by number."""

    asked: Asked
    now: datetime
    items: tuple[ItemRow, ...]
    holders: Mapping[str, str]
    sites: tuple[SiteCount, ...]
    names: Mapping[str, tuple[Label, ...]]

    @property
    def exercise(self) -> bool:
        """Whether all of this is an exercise."""
        return self.asked.kind == EXERCISE


def register(node: Node, reader: Reader, asked: Asked) -> Register:
    """The persons held that this officer may see."""
    now = node.clock.now()

    def query(tx: Tx, officer: Officer) -> tuple[Register, Sequence[str]]:
        about, theirs = _about(node, tx, officer, asked)
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
            counts=_counts(tx, about, theirs),
            incidents=tuple(
                one
                for one in queries.incidents(tx, about)
                if theirs.may(one.said.operation, one.said.site)
            ),
            names=_names(tx, about.channels),
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
        found = One(
            now=now,
            person=seen(row, queries.law(tx), now, names_minors=theirs.names_minors),
            items=tuple(one for one in queries.items(tx, about) if one.said.held_by == arrest),
            names=_names(tx, about.channels).get(row.said.operation, ()),
            exercise=channel_kind(ChannelId(row.said.channel)) == EXERCISE,
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


def items(node: Node, reader: Reader, asked: Asked) -> Seized:
    """The things seized that this officer may see."""
    now = node.clock.now()

    def query(tx: Tx, officer: Officer) -> tuple[Seized, Sequence[str]]:
        about, theirs = _about(node, tx, officer, asked)
        every = tuple(
            one
            for one in queries.items(tx, about, label_key(asked.label))
            if theirs.may(one.said.operation, one.said.site)
        )
        found = Seized(
            asked=asked,
            now=now,
            items=every,
            holders={
                one.said.arrest: f"{one.said.site}/{one.said.number}"
                for one in queries.arrests(tx, About(channels=about.channels))
            },
            sites=_counts(tx, About(channels=about.channels), theirs),
            names=_names(tx, about.channels),
        )
        return found, [one.said.item for one in every]

    return read(node, reader, Look(action=READ), query)


def item(node: Node, reader: Reader, item_id: str) -> ItemRow:
    """One thing seized; Missing `custody_item_unknown` for who may not see that site."""
    with node.store.reading() as tx:
        row = queries.item(tx, item_id)
    absent = Missing(NO_ITEM)
    if row is None:
        raise unknown(node, reader, READ, absent)

    def query(tx: Tx, officer: Officer) -> tuple[ItemRow, Sequence[str]]:
        if not Sites(node, tx, officer).may(row.said.operation, row.said.site):
            raise absent
        return row, [item_id]

    return read(node, reader, Look(action=READ, file=row.said.channel, absent=absent), query)


def photo(node: Node, reader: Reader, item_id: str, digest: str) -> tuple[Attachment, bytes]:
    """A photograph of a thing as it was taken.

    Missing `attachment_unknown`, Damaged `attachment_differs`.
    """
    named = item(node, reader, item_id).said.attachments
    found = next((one for one in named if one.sha256 == digest), None)
    if found is None:
        raise Missing("attachment_unknown")
    data = attachment(node, found)
    if sha256(data).hexdigest() != found.sha256:
        raise Damaged("attachment_differs", name=found.name)
    return found, data


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


def _about(node: Node, tx: Tx, officer: Officer, asked: Asked) -> tuple[About, Sites]:
    kind = EXERCISE if asked.kind == EXERCISE else REAL
    channels = tuple(
        one
        for one in node.shared_channels(tx)
        if channel_kind(one) == kind and node.may(officer, READ, one)
    )
    sites = (asked.site,) if asked.site else None
    about = About(channels=channels, operation=asked.operation, sites=sites)
    return about, Sites(node, tx, officer)


def _counts(tx: Tx, about: About, theirs: Sites) -> tuple[SiteCount, ...]:
    found = queries.counts(tx, about)
    return tuple(one for one in found if theirs.may(one.operation, one.site))


def _names(tx: Tx, channels: tuple[str, ...]) -> Mapping[str, tuple[Label, ...]]:
    return {
        one.operation: one.plan.names if one.plan else () for one in operations.listed(tx, channels)
    }


def _ids(found: Register) -> Sequence[str]:
    people = (one.said.arrest for one in found.people)
    return [*people, *(one.said.incident for one in found.incidents)]
