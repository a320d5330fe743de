"""A rule set in force and every point of our sites marked, at an open node."""

from tansiq.custody import rules_queries
from tansiq.node import checklists, operation_lists, operations, rule_sets
from tansiq.node.compose import Node
from tansiq.node.operations import Where
from tansiq.node.signing import Signer
from tansiq.operations.commands import Mark
from tansiq.terms.rule_files import templates


def adopted(node: Node, signer: Signer, country: str) -> None:
    """The rule set of an invented country, once."""
    with node.store.reading() as tx:
        held = {one.jurisdiction for one in rules_queries.rule_sets(tx)}
    if country not in held:
        rule_sets.adopt(node, signer, templates()[country])


def make_green(node: Node, signer: Signer, where: Where) -> None:
    """Every missing point of our sites is said to be there."""
    with node.store.reading() as tx:
        dates = operations.kept(node, where.channel)
        now = operations.state_without(node, tx, where, dates)
        held = operation_lists.own_part(node, tx, now.facts, now.sites)
    for one in held.lists if held else ():
        for point in one.missing:
            mark = Mark(item=point.code, done=True, document="paper 1")
            checklists.mark_point(node, signer, where, one.site.site, mark)
