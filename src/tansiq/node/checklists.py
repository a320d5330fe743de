"""Checklists of our own sites at work: points marked and waived, and the others told how many.

Promises: a word on a point lies in `home` and is an officer's act; in the same deed the channel
hears the counts of that site and nothing else. A team leader speaks of the site that they lead
alone. `retell` keeps what others were told true when a rule set, the order or the part changes.
"""

from collections.abc import Callable

from tansiq.node import access
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.operation_lists import own_part
from tansiq.node.operations import Where, in_operation, kept, state_without, untold
from tansiq.node.perform import Written, say
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.operations import commands
from tansiq.operations.checklists import Checklist
from tansiq.operations.commands import Mark, OperationNow
from tansiq.record.plan import Planned
from tansiq.record.tactics import TacticalSite
from tansiq.store.connect import Tx
from tansiq.terms.errors import Conflict, Missing

Deed = Callable[[OperationNow, Checklist, Officer], tuple[Planned, ...]]


def mark_point(
    node: Node, signer: Signer, where: Where, site: str, mark: Mark
) -> tuple[Written, ...]:
    """Say that a point of a site is there, or is not; see `operations.checking` for refusals."""
    return _at_site(
        node,
        signer,
        (Action.KEEP_CHECKLIST, where, site),
        lambda now, held, _officer: commands.mark_point(now, held, mark),
    )


def waive_point(
    node: Node, signer: Signer, where: Where, site: str, wish: tuple[str, str]
) -> tuple[Written, ...]:
    """Take it on oneself that a point (its code, why) is missing at a site."""
    return _at_site(
        node,
        signer,
        (Action.WAIVE_POINT, where, site),
        lambda now, held, officer: commands.waive_point(now, held, wish, officer.roles),
    )


def leads(officer: Officer, site: TacticalSite) -> bool:
    """Whether an officer leads the team of a site."""
    return site.team.leader == officer.officer


def _at_site(
    node: Node, signer: Signer, what: tuple[Action, Where, str], deed: Deed
) -> tuple[Written, ...]:
    action, where, site = what

    def command(tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
        officer = node.officer(tx, signer.officer, signer.key)
        part = own_part(node, tx, now.facts, now.sites)
        roles = node.roles(officer)
        held = None if part is None else _found(part.lists, site)
        access.decide_site(roles, action, leads=held is not None and leads(officer, held.site))
        if held is None:
            raise Missing("operation_site_unknown", site=site[:40])
        return deed(now, held, officer)

    return in_operation(node, signer, (action, where), command)


def _found(lists: tuple[Checklist, ...], site: str) -> Checklist | None:
    return next((one for one in lists if one.site.site == site), None)


def retell(node: Node, where: Where) -> int:
    """Tell the channel the counts of our sites that it heard otherwise; how many were told."""
    dates = kept(node, where.channel)
    with node.store.reading() as tx:
        planned = _retold(node, tx, state_without(node, tx, where, dates))
    if not planned:
        return 0

    def still_so(tx: Tx) -> None:
        if _retold(node, tx, state_without(node, tx, where, dates)) != planned:
            raise Conflict("state_moved")

    return len(say(node, planned, still_so))


def _retold(node: Node, tx: Tx, now: OperationNow) -> tuple[Planned, ...]:
    """What is to be told; nothing of an operation whose case is shut or that we ended."""
    over = any(one.agency == node.me for one in now.facts.closed)
    part = own_part(node, tx, now.facts, now.sites)
    if part is None or now.shut or over or not now.sites.get(node.me):
        return ()
    bound = {one.site for one in now.sites[node.me]}
    return untold(node, tx, now, [one for one in part.lists if one.site.site in bound])
