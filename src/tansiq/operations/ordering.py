"""The order in its versions, and the parts that each agency writes for itself.

Promises: pure. An order is refused unless it is whole: a quorum rule for every party, what the
silence of each means, the own part of each bound by its newest commitment, an H-hour still to come,
zones that exist. It replaces exactly the versions that the officer was shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.operations.commitment import commitment_of
from tansiq.operations.facts import CommitmentFact, Facts, PlanFact
from tansiq.operations.now import OperationNow, check_open, own, shared
from tansiq.operations.parts import tidy_part
from tansiq.operations.plans import MOST_NUMBER, heads_of, parties_of, plan_fault
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OperationPlan,
    OrderIssued,
    OrderSite,
    OrderText,
    PassedOver,
    Phase,
    QuorumRule,
    SilenceOf,
    TacticalCommitment,
    TacticalCommitted,
)
from tansiq.record.plan import Planned
from tansiq.record.tactics import TacticalPart, TacticalWritten
from tansiq.record.tidy import clean, clean_language
from tansiq.terms.clock import ZonedTime, parse_stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import channel_kind, record_id

TEXT = 20_000
_TEXTS = ("situation", "purpose", "signals", "abort", "contingency", "medical", "interpreters")
_NEEDED = frozenset({"situation", "purpose"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """What an officer writes into a version; the rest of it follows from the channel."""

    names: tuple[Label, ...]
    texts: tuple[OrderText, ...]
    h_hour: str
    quorum: QuorumRule
    silence: tuple[SilenceOf, ...]
    phases: tuple[Phase, ...]
    languages: tuple[str, ...]
    stale_minutes: int
    changed: str = ""
    resumes: tuple[str, ...] = ()
    passes_over: tuple[PassedOver, ...] = ()


def commit_tactical(
    now: OperationNow, part: TacticalPart, zones: Mapping[str, str], salt: str
) -> tuple[Planned, ...]:
    """Plan our own part and its commitment; `zones` gives each site's zone, `salt` 32 bytes in hex.

    Every vote on a version that bound the part before is void from here on. Conflict
    `operation_closed_before` once our part is ended.
    """
    check_open(now)
    if any(one.agency == now.situation.me for one in now.facts.closed):
        raise Conflict("operation_closed_before")
    tidy = tidy_part(part)
    told = TacticalCommitted(
        operation=record_id(tidy.operation),
        commitment=commitment_of(tidy, salt),
        sites=bound_sites(now, tidy, zones),
    )
    kept = TacticalWritten(channel=now.channel.channel, part=tidy, salt=salt)
    return own(now, kept), shared(now, told)


def bound_sites(
    now: OperationNow, part: TacticalPart, zones: Mapping[str, str]
) -> tuple[OrderSite, ...]:
    """What all parties hear of the sites of a part: code, party, zone."""
    return tuple(
        OrderSite(site=one.site, party=now.situation.me, zone=_zone(now, zones.get(one.site, "")))
        for one in part.sites
    )


def issue_order(now: OperationNow, draft: OrderDraft, seen: tuple[str, ...]) -> tuple[Planned, ...]:
    """Plan a version of the order; `seen` are the current versions that the officer was shown.

    Conflict `operation_plan_moved` when others stand by now; Refused or Invalid naming what lacks.
    """
    check_open(now)
    heads = heads_of(now.facts)
    if tuple(sorted(seen)) != tuple(sorted(one.digest for one in heads)):
        raise Conflict("operation_plan_moved")
    plan = plan_of(now, draft, heads)
    code = plan_fault(plan)
    if code:
        raise Invalid(code, plan=plan.number)
    if now.situation.me not in parties_of(plan):
        raise Refused("operation_not_party")
    if not parties_of(plan) <= frozenset(now.channel.members):
        raise Refused("operation_party_outside", members=", ".join(sorted(now.channel.members)))
    for one in heads:
        if not parties_of(one.plan) <= parties_of(plan):
            raise Refused("operation_party_dropped")
    if parse_stamp(plan.h_hour) <= now.situation.now:
        raise Refused("operation_h_hour_past", h_hour=plan.h_hour)
    changed = clean(draft.changed, "changed", most=2_000, needed=bool(heads))
    return (shared(now, OrderIssued(plan=plan, changed=changed)),)


def plan_of(now: OperationNow, draft: OrderDraft, heads: tuple[PlanFact, ...]) -> OperationPlan:
    """The version that a draft makes of these current ones; judged by `issue_order`."""
    parties = sorted(one.party for one in draft.quorum.parties)
    bound = newest_commitments(now.facts)
    missing = [one for one in parties if one not in bound]
    if missing:
        raise Missing("operation_commitments_missing", parties=", ".join(missing))
    return OperationPlan(
        operation=now.facts.operation,
        number=min(max((one.plan.number for one in now.facts.plans), default=0) + 1, MOST_NUMBER),
        previous=tuple(sorted(one.digest for one in heads)),
        exercise=channel_kind(now.channel.channel) == "exercise",
        names=_names(draft.names),
        texts=_texts(draft.texts),
        h_hour=draft.h_hour,
        quorum=QuorumRule(
            version=draft.quorum.version,
            parties=tuple(sorted(draft.quorum.parties, key=lambda one: one.party)),
        ),
        silence=tuple(sorted(draft.silence, key=lambda one: one.party)),
        commitments=tuple(
            TacticalCommitment(party=one, commitment=bound[one].commitment) for one in parties
        ),
        sites=tuple(site for one in parties for site in now.sites.get(one, ())),
        phases=tuple(sorted(draft.phases, key=lambda one: (one.minutes, one.code))),
        languages=tuple(sorted({clean_language(one) for one in draft.languages})),
        stale_minutes=draft.stale_minutes,
        zone_table=now.zone_table,
        resumes=_resumed(now, draft),
        passes_over=_passed(now, draft),
    )


def newest_commitments(facts: Facts) -> dict[str, CommitmentFact]:
    """The commitment in force of each party."""
    found: dict[str, CommitmentFact] = {}
    for one in facts.commitments:
        held = found.get(one.agency)
        if held is None or one.place > held.place:
            found[one.agency] = one
    return found


def _resumed(now: OperationNow, draft: OrderDraft) -> tuple[str, ...]:
    """The lifted stops this version starts anew after, those of the versions before among them."""
    lifted = {one.stop for one in now.facts.stops if one.lifted}
    unknown = sorted(set(draft.resumes) - lifted)
    if unknown:
        raise Refused("operation_stop_stands", stop=unknown[0])
    before = {stop for one in heads_of(now.facts) for stop in one.plan.resumes}
    return tuple(sorted({*draft.resumes, *(before & lifted)}))


def _passed(now: OperationNow, draft: OrderDraft) -> tuple[PassedOver, ...]:
    """The entries that nobody is to wait for: such as are here, each once."""
    for one in draft.passes_over:
        if one.seq >= now.facts.cut.get(one.origin, 0):
            raise Refused("operation_pass_unknown", entry=f"{one.origin}:{one.seq}")
    return tuple(sorted(set(draft.passes_over), key=lambda one: (one.origin, one.seq)))


def _names(names: tuple[Label, ...]) -> tuple[Label, ...]:
    found = tuple(
        Label(language=clean_language(one.language), text=clean(one.text, "title", most=200))
        for one in sorted(names, key=lambda one: one.language)
    )
    if not found or len({one.language for one in found}) != len(found):
        raise Invalid("operation_names")
    return found


def _texts(texts: tuple[OrderText, ...]) -> tuple[OrderText, ...]:
    """The words in each language, the authentic ones first, as they were given."""
    if not texts or len({one.language for one in texts}) != len(texts):
        raise Invalid("operation_texts")
    return tuple(_text(one) for one in texts)


def _text(text: OrderText) -> OrderText:
    told = {
        name: clean(getattr(text, name), name, most=TEXT, needed=name in _NEEDED) for name in _TEXTS
    }
    return OrderText(language=clean_language(text.language), **told)


def _zone(now: OperationNow, zone: str) -> str:
    """A zone that the table knows, or Invalid `zone_unknown`."""
    ZonedTime(now.situation.now, zone)
    return zone
