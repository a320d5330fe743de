"""Changes that need two people: one proposes, another approves, neither runs the machine.

Promises: nothing takes effect by one officer; nobody approves what they proposed or what concerns
their own roles, keys or files; no administrator proposes or approves, nor holds a case role; the
last two officers who can decide cannot be removed (REQUIREMENTS 11.2, 11.5).
Does not verify signatures: the node checks each act before it appends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tansiq.officers.change_rules import check_change, check_person, subject_of
from tansiq.officers.people import Staff, officer_of, staff_after
from tansiq.record.officers import (
    AnyChange,
    ChangeApproved,
    ChangeProposed,
    ChangeRefused,
    Label,
    NodeFounded,
    OfficerIntroduced,
    OfficerKey,
    OfficerKeyWithdrawn,
    Person,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.terms.errors import Conflict, Missing, Refused
from tansiq.terms.ids import HOME, ChannelId, NodeId, OfficerId, RecordId, node_id, record_id
from tansiq.terms.text import to_nfc

FOUNDERS = 2
FEWEST_DECIDERS = 2


@dataclass(frozen=True, slots=True)
class FoundingState:
    """Whether this node has a founding record already."""

    founded: bool
    retention: NewClass


@dataclass(frozen=True, slots=True)
class FoundNode:
    """The agency's node id, names by language, and its two founding officers."""

    node: NodeId
    names: tuple[Label, ...]
    founders: tuple[Person, ...]


def found_node(state: FoundingState, request: FoundNode) -> tuple[Planned, ...]:
    """Plan the first record of `home`, to be signed by both founders."""
    if state.founded:
        raise Conflict("node_founded_before")
    founders = tuple(check_person(one) for one in request.founders)
    if len({one.officer for one in founders}) != FOUNDERS or len(founders) != FOUNDERS:
        raise Refused("founders_two", count=len(founders))
    if len({one.key.key for one in founders}) != FOUNDERS:
        raise Refused("key_shared")
    staff = Staff({one.officer: officer_of(one) for one in founders})
    if any(one.administrator for one in staff.officers.values()):
        raise Refused("founder_administrator")
    if len(staff.deciders()) < FOUNDERS:
        raise Refused("founder_cannot_decide")
    payload = NodeFounded(node=node_id(request.node), names=request.names, founders=founders)
    return (Planned(channel=HOME, payload=payload, retention=state.retention),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change that waits for its second officer, or has had its answer."""

    proposal: str
    proposer: str
    change: AnyChange
    decided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeState:
    """Our staff now, who acts, and the proposal in question where there is one."""

    me: NodeId
    officer: OfficerId
    now: datetime
    staff: Staff
    retention: NewClass
    proposal: Proposal | None = None
    proposal_taken: bool = False


def propose_change(
    state: ChangeState, proposal: RecordId, change: AnyChange, reason: str = ""
) -> tuple[Planned, ...]:
    """Plan one `change_proposed`; the change is checked now and again when it is approved."""
    record_id(proposal)
    _decider(state, state.officer)
    if state.proposal_taken:
        raise Conflict("proposal_known", proposal=proposal)
    checked = check_change(state.staff, state.me, change)
    _check_enough_left(state.staff, checked)
    payload = ChangeProposed(proposal=proposal, change=checked, reason=to_nfc(reason))
    return (Planned(channel=HOME, payload=payload, retention=state.retention),)


def approve_change(state: ChangeState, change: AnyChange) -> tuple[Planned, ...]:
    """Plan one `change_approved` that repeats the change shown to the second officer."""
    proposal = _pending(state)
    _decider(state, state.officer)
    if state.officer == proposal.proposer:
        raise Refused("approval_by_proposer")
    if proposal.proposer not in state.staff.deciders():
        raise Refused("proposer_cannot_decide")
    if change != proposal.change:
        raise Conflict("proposal_changed", proposal=proposal.proposal)
    if subject_of(change) == state.officer:
        raise Refused("approval_of_own")
    checked = check_change(state.staff, state.me, change)
    _check_enough_left(state.staff, checked)
    payload = ChangeApproved(proposal=proposal.proposal, change=checked)
    return (Planned(channel=HOME, payload=payload, retention=state.retention),)


def refuse_change(state: ChangeState, reason: str) -> tuple[Planned, ...]:
    """Plan one `change_refused`; the proposer may withdraw a proposal this way too."""
    proposal = _pending(state)
    _decider(state, state.officer)
    if not reason.strip():
        raise Refused("change_refusal_reason")
    payload = ChangeRefused(proposal=proposal.proposal, reason=to_nfc(reason).strip())
    return (Planned(channel=HOME, payload=payload, retention=state.retention),)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionState:
    """The officers on a channel, and what our log of its present generation says of them."""

    channel: ChannelId
    staff: Staff
    introduced: Mapping[tuple[str, str], frozenset[str]]
    retention: NewClass


def introduce_officers(state: IntroductionState) -> tuple[Planned, ...]:
    """Plan what partners still have to be told about keys and roles; nothing when they know.

    `introduced` maps (officer, key) to the roles last told in this generation; run it whenever
    staff or channels have changed: twice does no harm.
    """
    wanted = dict(_wanted(state))
    told = state.introduced
    payloads: list[OfficerIntroduced | OfficerKeyWithdrawn] = [
        OfficerIntroduced(officer=officer, key=wanted[officer, key][0], roles=tuple(sorted(roles)))
        for (officer, key), (_, roles) in sorted(wanted.items(), key=lambda item: item[0])
        if told.get((officer, key)) != roles
    ]
    payloads += [
        OfficerKeyWithdrawn(officer=officer, key=key)
        for officer, key in sorted(told)
        if (officer, key) not in wanted
    ]
    return tuple(
        Planned(channel=state.channel, payload=one, retention=state.retention) for one in payloads
    )


def _wanted(
    state: IntroductionState,
) -> list[tuple[tuple[str, str], tuple[OfficerKey, frozenset[str]]]]:
    return [
        ((one.officer, key), (value, one.roles))
        for one in state.staff.officers.values()
        if one.active and state.channel in one.files and not one.administrator
        for key, value in one.keys.items()
    ]


def _decider(state: ChangeState, officer: str) -> None:
    known = state.staff.officers.get(officer)
    if known is None or not known.active:
        raise Refused("officer_unknown", officer=officer)
    if known.administrator:
        raise Refused("administrator_decides_nothing")
    if officer not in state.staff.deciders():
        raise Refused("officer_cannot_decide", officer=officer)


def _pending(state: ChangeState) -> Proposal:
    if state.proposal is None:
        raise Missing("proposal_unknown")
    if state.proposal.decided:
        raise Conflict("proposal_decided", proposal=state.proposal.proposal)
    return state.proposal


def _check_enough_left(staff: Staff, change: AnyChange) -> None:
    after = staff_after(staff, (change,))
    if len(after.deciders()) < FEWEST_DECIDERS:
        raise Refused("change_leaves_too_few", fewest=FEWEST_DECIDERS)
