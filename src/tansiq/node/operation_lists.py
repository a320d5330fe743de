"""The checklists of our own sites, as records, rule sets and the order have them now.

Promises: our own truth, never what was told the others of it; a part that nobody wrote has none.
Asks nobody's rights: the callers do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tansiq.node import rule_sets
from tansiq.node.compose import Node
from tansiq.operations import checklist_queries, queries
from tansiq.operations.checklists import Checklist, Known, checklist_of
from tansiq.operations.facts import Facts
from tansiq.operations.plans import heads_of
from tansiq.record.operations import OrderSite
from tansiq.record.tactics import TacticalPart
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Missing, TansiqError
from tansiq.terms.rule_sets import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """Our own part as it was written last, with its salt, and the checklist of each site."""

    part: TacticalPart
    salt: str
    lists: tuple[Checklist, ...]

    def of(self, site: str) -> Checklist:
        """The checklist of a site; Missing `operation_site_unknown`."""
        found = next((one for one in self.lists if one.site.site == site), None)
        if found is None:
            raise Missing("operation_site_unknown", site=site[:40])
        return found


def own_part(
    node: Node, tx: Tx, facts: Facts, sites: Mapping[str, tuple[OrderSite, ...]]
) -> OwnPart | None:
    """Our own part of an operation with its checklists; None before it was written."""
    found = queries.own_part(tx, facts.operation)
    if found is None:
        return None
    part, salt = found
    return OwnPart(part=part, salt=salt, lists=lists_of(node, tx, facts, (part, sites)))


def lists_of(
    node: Node,
    tx: Tx,
    facts: Facts,
    of: tuple[TacticalPart, Mapping[str, tuple[OrderSite, ...]]],
) -> tuple[Checklist, ...]:
    """The checklists of a part, also of one that is about to be written."""
    part, sites = of
    h_hour = h_hour_of(facts)
    known = Known(
        rules=_rules(tx, part.jurisdiction, h_hour or node.clock.now()),
        h_hour=h_hour,
        zones={one.site: one.zone for one in sites.get(node.me, ())},
        overrides=rule_sets.overrides(tx),
    )
    words = checklist_queries.words(tx, facts.operation)
    return tuple(checklist_of(one, known, words.get(one.site, {})) for one in part.sites)


def h_hour_of(facts: Facts) -> datetime | None:
    """H-hour of the one current version, where there is one that can be read."""
    heads = heads_of(facts)
    if len(heads) != 1:
        return None
    try:
        return parse_stamp(heads[0].plan.h_hour)
    except TansiqError:
        return None


def _rules(tx: Tx, jurisdiction: str, at: datetime) -> RuleSet | None:
    try:
        return rule_sets.in_force(tx, jurisdiction, at)
    except Missing:
        return None
