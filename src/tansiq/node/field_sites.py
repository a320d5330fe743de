"""What a telephone in the field is given: the sites an officer may report for, and one site whole.

Promises: a team leader gets the sites whose team names them, whoever commands gets every site of
ours, nobody a site of another agency; a site's own part is given from `BEFORE` H-hour until
`AFTER` it and not outside; what is given stands in the read log. `place_of` is the same for the
same officer, operation and site, and says none of the three. Decides nothing about the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from tansiq.ledger.field_keys import FieldKeys, fingerprint, key_id
from tansiq.node import access, operation_lists, rule_sets
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operations import JOINT, Where, known
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.operations import queries
from tansiq.operations.checklists import Checklist
from tansiq.operations.plans import heads_of
from tansiq.record.operations import OperationPlan, OrderSite
from tansiq.record.tactics import TacticalPart, TacticalSite
from tansiq.store.connect import Tx
from tansiq.terms.clock import ZonedTime, parse_stamp, stamp
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.ids import channel_kind
from tansiq.terms.rule_sets import RuleSet

BEFORE = timedelta(hours=12)
AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a telephone may hold a site."""

    opens: datetime
    closes: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is open."""
        return self.opens <= now <= self.closes


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One site in an officer's list; `window` is None while there is no one order."""

    where: Where
    site: str
    zone: str
    plan: OperationPlan | None
    window: Window | None

    @property
    def at_h(self) -> ZonedTime | None:
        """H-hour as it is said at the site."""
        return None if self.plan is None else ZonedTime(parse_stamp(self.plan.h_hour), self.zone)


@dataclass(frozen=True, slots=True)
class SealedTo:
    """The public key that a telephone seals to, and the digits people compare it by."""

    key: str
    public: bytes
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSite:
    """One site as its team leader carries it."""

    where: Where
    place: str
    officer: str
    plan: OperationPlan
    digest: str
    site: OrderSite
    own: TacticalSite
    jurisdiction: str
    rules: RuleSet | None
    checklist: Checklist
    window: Window
    at_h: ZonedTime
    key: SealedTo


def place_of(where: Where, site: str, officer: str) -> str:
    """The name of an officer's box for a site: it tells nobody which."""
    said = f"tansiq-field-place-v1\n{where.channel}\n{where.operation}\n{site}\n{officer}"
    return sha256(said.encode()).hexdigest()[:32]


def sites(node: Node, reader: Reader) -> tuple[FieldLine, ...]:
    """Every site that this officer may report for, the soonest H-hour first."""

    def query(tx: Tx, officer: Officer) -> tuple[tuple[FieldLine, ...], Sequence[str]]:
        found = []
        for one in node.shared_channels(tx):
            if channel_kind(one) in JOINT and node.may(officer, Action.REPORT_SITE, one):
                for listed in queries.listed(tx, (one,)):
                    found += _lines(node, tx, Where(one, listed.operation), officer)
        ordered = sorted(found, key=lambda one: (one.plan.h_hour if one.plan else "9", one.site))
        return tuple(ordered), [f"{one.where.operation} {one.site}" for one in ordered]

    return read(node, reader, Look(action=Action.REPORT_SITE), query)


def _lines(node: Node, tx: Tx, where: Where, officer: Officer) -> list[FieldLine]:
    plan = _plan(tx, where)
    zones = {one.site: one.zone for one in queries.sites_of(tx, *_about(where)).get(node.me, ())}
    return [
        FieldLine(
            where=where,
            site=one.site,
            zone=zones.get(one.site, ""),
            plan=plan[0] if plan else None,
            window=window_of(plan[0]) if plan else None,
        )
        for one in led(node, tx, where, officer)
    ]


def led(node: Node, tx: Tx, where: Where, officer: Officer) -> tuple[TacticalSite, ...]:
    """The sites of ours in an operation that this officer may report for."""
    part = _own_part(tx, where)
    if part is None:
        return ()
    if access.sees_every_site(node.roles(officer), Action.REPORT_SITE):
        return part.sites
    return tuple(one for one in part.sites if one.team.leader == officer.officer)


def allowed(node: Node, tx: Tx, where: Where, site: str, officer: Officer) -> TacticalSite:
    """The site, for whoever may report for it; Missing `operation_site_unknown` for anybody else.

    A guessed site, another agency's and a colleague's all look the same.
    """
    known(node, tx, where.channel)
    found = next((one for one in led(node, tx, where, officer) if one.site == site), None)
    if found is None:
        raise Missing("operation_site_unknown", site=site[:40])
    return found


def look(where: Where) -> Look:
    """What is asked of the read path for anything about one site."""
    absent = Missing("operation_unknown")
    return Look(action=Action.REPORT_SITE, file=where.channel, absent=absent)


def site(node: Node, reader: Reader, where: Where, code: str) -> FieldSite:
    """One site whole; Refused `field_window` outside its hours, Missing `field_no_order`."""

    def query(tx: Tx, officer: Officer) -> tuple[FieldSite, Sequence[str]]:
        own = allowed(node, tx, where, code, officer)
        return _site(node, tx, where, own, officer), [f"{where.operation} {code}"]

    return read(node, reader, look(where), query)


def _site(node: Node, tx: Tx, where: Where, own: TacticalSite, officer: Officer) -> FieldSite:
    held, part = _plan(tx, where), _own_part(tx, where)
    placed = next((one for one in held[0].sites if one.site == own.site), None) if held else None
    if held is None or placed is None or part is None:
        raise Missing("field_no_order")
    plan, digest = held
    window, now = window_of(plan), node.clock.now()
    if not window.holds(now):
        raise Refused("field_window", opens=stamp(window.opens), closes=stamp(window.closes))
    rules = _rules(tx, part.jurisdiction, now)
    return FieldSite(
        where=where,
        place=place_of(where, own.site, officer.officer),
        officer=officer.officer,
        plan=plan,
        digest=digest,
        site=placed,
        own=own,
        jurisdiction=part.jurisdiction,
        rules=rules,
        checklist=_checklist(node, tx, where, own.site),
        window=window,
        at_h=ZonedTime(parse_stamp(plan.h_hour), placed.zone),
        key=sealed_to(node, where),
    )


def _checklist(node: Node, tx: Tx, where: Where, site: str) -> Checklist:
    facts = queries.facts(tx, where.channel, where.operation)
    bound = queries.sites_of(tx, where.channel, where.operation)
    part = operation_lists.own_part(node, tx, facts, bound)
    if part is None:
        raise Missing("operation_site_unknown", site=site[:40])
    return part.of(site)


def _rules(tx: Tx, jurisdiction: str, now: datetime) -> RuleSet | None:
    try:
        return rule_sets.in_force(tx, jurisdiction, now)
    except Missing:
        # Nobody adopted a rule set: the page says so, and shows no clock.
        return None


def window_of(plan: OperationPlan) -> Window:
    """The hours in which a telephone may hold a site of this version."""
    h_hour = parse_stamp(plan.h_hour)
    return Window(h_hour - BEFORE, h_hour + AFTER)


def sealed_to(node: Node, where: Where) -> SealedTo:
    """The key of an operation, made when it is needed first."""
    name = key_id(where.channel, where.operation)
    public = FieldKeys(node.keys.path).public(name)
    return SealedTo(name, public, fingerprint(public))


def _plan(tx: Tx, where: Where) -> tuple[OperationPlan, str] | None:
    """The one current version; None while there is none, or two."""
    heads = heads_of(queries.facts(tx, where.channel, where.operation))
    return (heads[0].plan, heads[0].digest) if len(heads) == 1 else None


def _own_part(tx: Tx, where: Where) -> TacticalPart | None:
    held = queries.own_part(tx, where.operation)
    return None if held is None else held[0]


def _about(where: Where) -> tuple[str, str]:
    return where.channel, where.operation
