"""Whom to ask about what an officer may not see of a file: the desks, by agency.

Promises: of a claim that is hidden nothing is told but its agency and its code, which its locked
line shows as well; whoever is named read it by their roles alone. A partner's officers appear under
the pseudonyms that it made known in this case.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.cases.seen import EntityFile
from tansiq.node.access import Subject, may
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.officers.people import Officer
from tansiq.officers.queries import introduced
from tansiq.store.connect import Tx
from tansiq.terms.ids import ChannelId, NodeId, desk_channel
from tansiq.terms.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An agency to ask: how many claims it keeps closed by code, and who there reads them.

    `desk` is the channel in which this officer may put the question, or empty.
    """

    agency: str
    ours: bool
    names: Mapping[str, str]
    codes: Mapping[str, int]
    readers: Mapping[str, tuple[str, ...]]
    roles: tuple[str, ...]
    desk: str


def desks(
    node: Node, tx: Tx, officer: Officer, channel: ChannelId, file: EntityFile
) -> tuple[Desk, ...]:
    """The desks to ask about the hidden claims of a file as this officer is shown it."""
    closed: dict[str, Counter[str]] = {}
    for one in file.claims:
        if one.hidden:
            closed.setdefault(one.fact.agency, Counter())[one.fact.handling.code] += 1
    return tuple(_desk(node, tx, officer, channel, (one, closed[one])) for one in sorted(closed))


def _desk(
    node: Node, tx: Tx, officer: Officer, channel: ChannelId, found: tuple[str, Counter[str]]
) -> Desk:
    agency, codes = found
    ours = agency == node.me
    strictest = max(codes)
    told = _staff(node, tx, channel) if ours else _told(node, tx, channel, agency)
    return Desk(
        agency=agency,
        ours=ours,
        names=node.settings.names if ours else _names(node, tx, agency),
        codes=dict(sorted(codes.items())),
        readers={who: roles for who, roles in told.items() if _reads(roles, strictest)},
        roles=tuple(one.value for one in Role if _reads((one.value,), strictest)),
        desk="" if ours else _asked_at(node, tx, officer, agency),
    )


def _reads(roles: tuple[str, ...], code: str) -> bool:
    known = frozenset(Role(one) for one in roles if one in set(Role))
    return may(known, Action.READ_CLAIM, Subject(on_file=True, handling=code))


def _staff(node: Node, tx: Tx, channel: ChannelId) -> dict[str, tuple[str, ...]]:
    found = node.staff(tx).officers.values()
    here = [one for one in found if one.active and channel in one.files]
    return {one.name: tuple(sorted(one.roles)) for one in sorted(here, key=lambda one: one.name)}


def _told(node: Node, tx: Tx, channel: ChannelId, agency: str) -> dict[str, tuple[str, ...]]:
    return introduced(tx, agency, channel, node.channel_now(tx, channel).generation)


def _names(node: Node, tx: Tx, agency: str) -> Mapping[str, str]:
    ring = node.ring(tx)
    return dict(ring.card(NodeId(agency)).name) if agency in ring.nodes() else {}


def _asked_at(node: Node, tx: Tx, officer: Officer, agency: str) -> str:
    desk = desk_channel(node.me, NodeId(agency))
    open_to = desk in node.open_channels(tx) and node.may(officer, Action.MAKE_REQUEST, desk)
    return desk if open_to else ""
