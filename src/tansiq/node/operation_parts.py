"""Our own part for those who may see it: sites with their checklists, and what a form may offer.

Promises: one line of the read log for each look, with every site and file shown; a team leader sees
the site that they lead and no other; of other agencies nothing is here but codes and counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tansiq.cases import queries as case_queries
from tansiq.cases.seen import EntityFile
from tansiq.custody import rules_queries
from tansiq.node import access, cases, operations
from tansiq.node.actions import Action
from tansiq.node.checklists import leads
from tansiq.node.compose import Node
from tansiq.node.operation_lists import OwnPart, own_part
from tansiq.node.operations import Where, known
from tansiq.node.perform import Written
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.operations import queries
from tansiq.operations.checklists import Checklist
from tansiq.operations.commands import OperationNow
from tansiq.operations.facts import PlanFact
from tansiq.operations.ordering import newest_commitments
from tansiq.operations.parts import with_site, without_site
from tansiq.operations.plans import heads_of
from tansiq.operations.queries import Acknowledged, Readiness, SiteWord
from tansiq.operations.reporting import ever_go
from tansiq.record.operations import OrderSite
from tansiq.record.plan import Planned
from tansiq.record.tactics import TacticalPart, TacticalSite
from tansiq.store.connect import Tx
from tansiq.terms.errors import Conflict, Missing
from tansiq.terms.ids import ChannelId, channel_kind

DEEDS = (Action.WRITE_TACTICAL, Action.WRITE_ORDER, Action.KEEP_CHECKLIST, Action.WAIVE_POINT,
         Action.VOTE_GO, Action.ACKNOWLEDGE_ORDER, Action.REPORT_SITE,
         Action.CLOSE_OPERATION)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An operation around a page: is it an exercise, why shut, whose sites, what may be done.

    `head` is the one current version, if there is one; `ended` are the parties that closed.
    """

    where: Where
    exercise: bool
    shut: str
    me: str
    members: tuple[str, ...]
    head: PlanFact | None
    sites: Mapping[str, tuple[OrderSite, ...]]
    ended: frozenset[str]
    offered: frozenset[Action]
    roles: frozenset[str]

    @property
    def zones(self) -> dict[str, str]:
        """The zone of each of our own sites."""
        return {one.site: one.zone for one in self.sites.get(self.me, ())}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartSeen:
    """Our own part as this officer may see it; `part` is None before anybody wrote it.

    `whole` says that nothing of it was left out. `officers` may lead a team, `files` be targets,
    `countries` are those whose rule set is adopted here.
    """

    scene: Scene
    part: OwnPart | None
    whole: bool
    commitment: str
    counts: Mapping[str, Readiness]
    officers: tuple[Officer, ...]
    files: tuple[EntityFile, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSeen:
    """One of our own sites: checklist, last words from it, who has read the order for it."""

    scene: Scene
    held: Checklist
    word: SiteWord | None
    acknowledged: Acknowledged | None
    leader: str
    go: bool


def scene_of(node: Node, officer: Officer, now: OperationNow) -> Scene:
    """What every page of an operation shows around its own matter."""
    heads, channel = heads_of(now.facts), now.channel.channel
    return Scene(
        where=Where(channel, now.facts.operation),
        exercise=channel_kind(channel) == "exercise",
        shut=now.shut,
        me=node.me,
        members=tuple(now.channel.members),
        head=heads[0] if len(heads) == 1 else None,
        sites=now.sites,
        ended=frozenset(one.agency for one in now.facts.closed),
        offered=frozenset(one for one in DEEDS if node.may(officer, one, channel)),
        roles=officer.roles,
    )


def part(node: Node, reader: Reader, where: Where) -> PartSeen:
    """Our own part; Missing `operation_unknown` for whoever is not on the file."""

    def query(tx: Tx, officer: Officer) -> tuple[PartSeen, Sequence[str]]:
        now = _now(node, tx, where)
        whole = access.sees_every_site(node.roles(officer), Action.READ_TACTICAL)
        held = _visible(own_part(node, tx, now.facts, now.sites), officer, whole=whole)
        files = _files(node, tx, officer, where.channel) if whole else ()
        mine = newest_commitments(now.facts).get(node.me)
        everybody = tuple(site for bound in now.sites.values() for site in bound)
        seen = PartSeen(
            scene=scene_of(node, officer, now),
            part=held,
            whole=whole,
            commitment="" if mine is None else mine.commitment,
            counts=queries.readiness(tx, where.operation, everybody),
            officers=_leaders(node, tx),
            files=files,
            countries=_countries(tx),
        )
        sites = () if held is None else tuple(one.site.site for one in held.lists)
        return seen, [where.operation, *sites, *(one.entity for one in files)]

    return read(node, reader, _look(where), query)


def fresh(node: Node, reader: Reader, where: Where) -> PartSeen:
    """What the form of the first site of an operation that nobody wrote of yet may offer."""

    def query(tx: Tx, officer: Officer) -> tuple[PartSeen, Sequence[str]]:
        known(node, tx, where.channel)
        now = operations.state_without(node, tx, where, operations.kept(node, where.channel))
        files = _files(node, tx, officer, where.channel)
        seen = PartSeen(
            scene=scene_of(node, officer, now),
            part=None,
            whole=True,
            commitment="",
            counts={},
            officers=_leaders(node, tx),
            files=files,
            countries=_countries(tx),
        )
        return seen, [where.operation, *(one.entity for one in files)]

    absent = Missing("operation_unknown")
    look = Look(action=Action.WRITE_TACTICAL, file=where.channel, absent=absent)
    return read(node, reader, look, query)


def _countries(tx: Tx) -> tuple[str, ...]:
    """The countries whose rule set is adopted here."""
    return tuple(sorted({one.jurisdiction for one in rules_queries.rule_sets(tx)}))


def site(node: Node, reader: Reader, where: Where, code: str) -> SiteSeen:
    """One of our own sites; Missing `operation_site_unknown`, Refused `access_not_leader`."""

    def query(tx: Tx, officer: Officer) -> tuple[SiteSeen, Sequence[str]]:
        now = _now(node, tx, where)
        whole = own_part(node, tx, now.facts, now.sites)
        named = None if whole is None else {one.site.site: one for one in whole.lists}.get(code)
        led = named is not None and leads(officer, named.site)
        access.decide_site(node.roles(officer), Action.READ_TACTICAL, leads=led)
        if named is None:
            raise Missing("operation_site_unknown", site=code[:40])
        ours = now.sites.get(node.me, ())
        words = queries.site_words(tx, where.operation, ours)
        read_by = queries.acknowledged(tx, where.channel, where.operation)
        seen = SiteSeen(
            scene=scene_of(node, officer, now),
            held=named,
            word=words.get(code),
            acknowledged=next(
                (one for one in read_by if (one.agency, one.site) == (node.me, code)), None
            ),
            leader=_name_of(node, tx, named.site.team.leader),
            go=ever_go(now),
        )
        return seen, [where.operation, code]

    return read(node, reader, _look(where), query)


def _look(where: Where) -> Look:
    absent = Missing("operation_unknown")
    return Look(action=Action.READ_TACTICAL, file=where.channel, absent=absent)


def _now(node: Node, tx: Tx, where: Where) -> OperationNow:
    known(node, tx, where.channel)
    now = operations.state_without(node, tx, where, operations.kept(node, where.channel))
    if not now.sites:
        raise Missing("operation_unknown")
    return now


def _visible(held: OwnPart | None, officer: Officer, *, whole: bool) -> OwnPart | None:
    """The part with the sites that an officer may see; nobody's notes but those of the whole."""
    if held is None or whole:
        return held
    lists = tuple(one for one in held.lists if leads(officer, one.site))
    shown = TacticalPart(
        operation=held.part.operation,
        jurisdiction=held.part.jurisdiction,
        sites=tuple(one.site for one in lists),
    )
    return OwnPart(part=shown, salt="", lists=lists)


def _leaders(node: Node, tx: Tx) -> tuple[Officer, ...]:
    """Our active officers, by name, without those who administer the machine."""
    found = (one for one in node.staff(tx).officers.values() if one.active)
    return tuple(sorted((one for one in found if not one.administrator), key=lambda one: one.name))


def _name_of(node: Node, tx: Tx, officer: str) -> str:
    found = node.staff(tx).officers.get(officer)
    return "" if found is None else found.name


def _files(node: Node, tx: Tx, officer: Officer, channel: ChannelId) -> tuple[EntityFile, ...]:
    """The files of the case that may be named as targets."""
    if not node.may(officer, Action.READ_CASE, channel):
        return ()
    found = case_queries.newest(tx, channel, "")
    shown = cases.for_officer(node, officer, channel, found)
    return tuple(one for one in shown.files if not one.quarantined)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWish:
    """One site as a form has it: its zone, the code it had before, what the part hangs on.

    `site` None takes the site out; `seen` is the commitment of the part that the form was made
    from, empty for a part that nobody wrote before.
    """

    code: str
    site: TacticalSite | None
    zone: str
    jurisdiction: str
    seen: str


def write_site(node: Node, signer: Signer, where: Where, wish: SiteWish) -> tuple[Written, ...]:
    """Write one site of our own part; Conflict `operation_part_moved` when it is another by now."""
    salt = operations.new_salt()

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        mine = newest_commitments(now.facts).get(node.me)
        if ("" if mine is None else mine.commitment) != wish.seen:
            raise Conflict("operation_part_moved")
        found = queries.own_part(tx, where.operation)
        held = found[0] if found else _blank(where)
        zones = {one.site: one.zone for one in now.sites.get(node.me, ())}
        return operations.bound(node, tx, now, (*_changed(held, zones, wish), salt))

    return operations.in_operation(node, signer, (Action.WRITE_TACTICAL, where), command)


def _blank(where: Where) -> TacticalPart:
    return TacticalPart(operation=where.operation, jurisdiction="", sites=())


def _changed(
    held: TacticalPart, zones: dict[str, str], wish: SiteWish
) -> tuple[TacticalPart, dict[str, str]]:
    """The part and the zones with this one site as wished."""
    if wish.site is None:
        return without_site(held, wish.code), zones
    ruled = TacticalPart(
        operation=held.operation,
        jurisdiction=wish.jurisdiction or held.jurisdiction,
        sites=held.sites,
        notes=held.notes,
    )
    return with_site(ruled, wish.site, wish.code), {**zones, wish.site.site: wish.zone}
