"""Merging and splitting: signed judgements of people that two files are one, or are not.

Promises: a split takes back exactly one merge; nothing is moved, so nothing can be lost
(REQUIREMENTS 3.5). A machine merges nobody: the kind counts only with an officer's act, and a
command without an officer is refused besides.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tansiq.cases.agreeing import TEXT, CaseNow, check_open
from tansiq.cases.checks import MOST_NAMED
from tansiq.cases.claiming import EntityNow
from tansiq.cases.facts import Merge
from tansiq.cases.groups import group_of
from tansiq.record.claims import EntitiesMerged, EntitiesSplit
from tansiq.record.plan import Planned
from tansiq.record.tidy import clean
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import record_id


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeState:
    """The entities named, as they are, and the merges that stand around them."""

    now: CaseNow
    entities: tuple[EntityNow, ...]
    merges: tuple[Merge, ...] = ()
    taken: AbstractSet[str] = frozenset()


def merge_entities(
    state: MergeState, merge: str, entities: tuple[str, ...], reason: str
) -> tuple[Planned, ...]:
    """Plan one `entities_merged`; Refused `merge_schemata`, `entity_quarantined` and others."""
    check_open(state.now)
    if not state.now.situation.officer:
        raise Refused("merge_by_machine")
    if record_id(merge) in state.taken:
        raise Conflict("merge_known", merge=merge)
    wanted = tuple(sorted(set(entities)))
    if len(wanted) < 2:
        raise Invalid("merge_of_one")
    if len(wanted) > MOST_NAMED:
        raise Invalid("merge_many", most=MOST_NAMED)
    if {one.entity for one in state.entities} != set(wanted):
        raise Missing("entity_unknown")
    _check_alike(state.entities)
    if group_of(wanted[0], state.merges).issuperset(wanted):
        raise Conflict("merge_together")
    payload = EntitiesMerged(
        merge=merge, entities=wanted, reason=clean(reason, "reason", most=TEXT)
    )
    return (Planned(channel=state.now.channel.channel, payload=payload, retention=state.now.dates),)


def split_entities(state: MergeState, merge: Merge | None, reason: str) -> tuple[Planned, ...]:
    """Plan one `entities_split` of a merge that stands; any party may."""
    check_open(state.now)
    if merge is None:
        raise Missing("merge_unknown")
    if merge.merge not in {one.merge for one in state.merges}:
        raise Conflict("merge_ended", merge=merge.merge)
    payload = EntitiesSplit(merge=merge.merge, reason=clean(reason, "reason", most=TEXT))
    return (Planned(channel=state.now.channel.channel, payload=payload, retention=state.now.dates),)


def _check_alike(entities: tuple[EntityNow, ...]) -> None:
    if len({one.person for one in entities}) != 1 or (
        not entities[0].person and len({one.schema for one in entities}) != 1
    ):
        raise Refused("merge_schemata", schemata=", ".join(sorted({e.schema for e in entities})))
    for one in entities:
        if one.person and not one.categorised:
            raise Refused("entity_quarantined", entity=one.entity)
