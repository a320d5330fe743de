"""Law as data at this node: adopt a rule set, confirm it, override a zone, ask what is in force.

Promises: what binds is a set that an officer signed, never a template; `in_force` and `overrides`
are what operations and custody reckon with. What is listed is law and no content of a case, so it
names no officer who asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tansiq.custody import rules_commands, rules_queries
from tansiq.custody.rules_commands import Confirmation, RulesState
from tansiq.custody.rules_queries import AdoptedSet, SignedOverride
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform
from tansiq.node.recalls import Noted, notice_dates
from tansiq.node.signing import Signer
from tansiq.record.plan import Planned
from tansiq.record.rules import rules_digest
from tansiq.store.connect import Tx
from tansiq.terms import rule_sets
from tansiq.terms.clock import zone_table_version
from tansiq.terms.errors import Missing
from tansiq.terms.rule_files import templates
from tansiq.terms.rule_sets import RuleSet
from tansiq.terms.zones import (
    PlaceTime,
    ZoneChange,
    ZoneOverride,
    local_time,
    near_decreed_change,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """One set in a list: adopted, or a template that nobody has adopted here."""

    jurisdiction: str
    version: int
    valid_from: str
    standing: str
    confirmed_by: str
    adopted: str
    officer: str
    digest: str
    in_force: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneNow:
    """A zone at an instant: local time, the override that made it so, a decreed change near by."""

    local: PlaceTime
    tzdata: str
    overrides: tuple[SignedOverride, ...]
    change: ZoneChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHere:
    """One set that an officer adopted here, and whether it is the one in force now."""

    adopted: AdoptedSet
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesHere:
    """All law that this node holds as data; `templates` are those that nobody adopted.

    `tzdata` is the version of the table of zones that local times are read from.
    """

    sets: tuple[SetHere, ...]
    templates: tuple[RuleSet, ...]
    overrides: tuple[SignedOverride, ...]
    tzdata: str


def adopt(node: Node, signer: Signer, rules: RuleSet, note: str = "") -> Noted:
    """Adopt a set, from its `valid_from` on; see `rules_commands.adopt_rule_set` for refusals."""
    return _signed(
        node,
        (signer, Action.ADOPT_RULE_SET),
        rules.jurisdiction,
        lambda state: rules_commands.adopt_rule_set(state, rules, note),
    )


def confirm(node: Node, signer: Signer, wish: Confirmation) -> Noted:
    """Record that a jurist confirmed a set; see `rules_commands.confirm_rule_set`."""
    return _signed(
        node,
        (signer, Action.CONFIRM_RULE_SET),
        wish.jurisdiction,
        lambda state: rules_commands.confirm_rule_set(state, wish),
    )


def override_zone(node: Node, signer: Signer, override: ZoneOverride) -> Noted:
    """Override a zone between two instants; see `rules_commands.set_zone_override`."""
    return _signed(
        node,
        (signer, Action.OVERRIDE_ZONE),
        override.zone,
        lambda state: rules_commands.set_zone_override(state, override),
    )


def in_force(tx: Tx, jurisdiction: str, at: datetime) -> RuleSet:
    """The set of a jurisdiction (or state code) in force at an instant; Missing `rule_set_absent`.

    A template is never in force: an officer adopts it first.
    """
    found = rule_sets.in_force(rules_queries.rule_sets(tx), jurisdiction, at)
    if found is None:
        raise Missing("rule_set_absent", jurisdiction=jurisdiction[:64])
    return found


def overrides(tx: Tx) -> tuple[ZoneOverride, ...]:
    """The overrides of zones signed here, as the pure functions of `terms` take them."""
    return rules_queries.overrides(tx)


def listed(node: Node) -> tuple[SetLine, ...]:
    """Every set adopted here, and every template that was not."""
    now = node.clock.now()
    with node.store.reading() as tx:
        adopted = rules_queries.adopted_sets(tx)
    sets = [one.rules for one in adopted]
    known = {one.jurisdiction for one in sets}
    lines = [_line(one, sets, now) for one in adopted]
    lines += [
        _line(_bare(one), sets, now) for name, one in templates().items() if name not in known
    ]
    return tuple(sorted(lines, key=lambda one: (one.jurisdiction, one.version)))


def shown(node: Node, jurisdiction: str, version: int | None = None) -> AdoptedSet:
    """One set whole: of that version, or the one in force now, or the template.

    Missing `rule_set_absent`.
    """
    with node.store.reading() as tx:
        adopted = rules_queries.adopted_sets(tx)
    sets = [one.rules for one in adopted]
    wanted = version
    if wanted is None:
        now = rule_sets.in_force(sets, jurisdiction, node.clock.now())
        wanted = now.version if now else None
    for one in adopted:
        names = (one.rules.jurisdiction, *one.rules.states)
        if jurisdiction in names and one.rules.version == wanted:
            return one
    template = templates().get(jurisdiction)
    if template is None or version not in (None, template.version):
        raise Missing("rule_set_absent", jurisdiction=jurisdiction[:64])
    return _bare(template)


def here(node: Node) -> RulesHere:
    """Every set, template and override that this node holds, for whoever wants to read them."""
    now = node.clock.now()
    with node.store.reading() as tx:
        adopted = rules_queries.adopted_sets(tx)
        signed = rules_queries.signed_overrides(tx)
    sets = [one.rules for one in adopted]
    known = {one.jurisdiction for one in sets}
    return RulesHere(
        sets=tuple(
            SetHere(adopted=one, in_force=_line(one, sets, now).in_force == "yes")
            for one in adopted
        ),
        templates=tuple(rules for name, rules in sorted(templates().items()) if name not in known),
        overrides=signed,
        tzdata=zone_table_version(),
    )


def zone_at(node: Node, zone: str, at: datetime | None = None) -> ZoneNow:
    """A zone at an instant, now when none is given; Invalid `zone_unknown`."""
    instant = at or node.clock.now()
    with node.store.reading() as tx:
        signed = rules_queries.signed_overrides(tx)
    known = tuple(one.override for one in signed)
    return ZoneNow(
        local=local_time(instant, zone, known),
        tzdata=zone_table_version(),
        overrides=tuple(one for one in signed if one.override.zone == zone),
        change=near_decreed_change(instant, zone, known),
    )


def _bare(rules: RuleSet) -> AdoptedSet:
    return AdoptedSet(rules=rules, digest=rules_digest(rules), note="", officer="", time="")


def _line(one: AdoptedSet, sets: list[RuleSet], now: datetime) -> SetLine:
    rules = one.rules
    standing = rule_sets.in_force(sets, rules.jurisdiction, now)
    return SetLine(
        jurisdiction=rules.jurisdiction,
        version=rules.version,
        valid_from=rules.valid_from,
        standing=rules.standing,
        confirmed_by=rules.confirmed_by,
        adopted=one.time,
        officer=one.officer,
        digest=one.digest,
        in_force="yes" if standing is not None and standing.version == rules.version else "no",
    )


def _signed(
    node: Node,
    who: tuple[Signer, Action],
    about: str,
    command: Callable[[RulesState], tuple[Planned, ...]],
) -> Noted:
    signer, action = who
    dates = notice_dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return command(rules_queries.state_of_rules(tx, dates))

    done = perform(node, (signer,), Task(action=action, plan=plan))[0]
    return Noted(about, str(done.entry.entry_id), done.class_id, done.code)
