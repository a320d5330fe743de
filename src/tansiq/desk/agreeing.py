"""Desk agreements: what two agencies fix before they exchange (LAW L30, L37, L46-L50).

Promises: the terms name hours, refusal codes, transfer grounds in each direction and languages;
they bind from the moment every party has signed the same digest. Rules differ by country, so
nothing of them stands here: the terms are data.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import msgspec

from tansiq.record import canonical
from tansiq.record.desk import (
    DeskAgreementProposed,
    DeskAgreementSigned,
)
from tansiq.record.material import (
    AgreementTerms,
)
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tidy import check_retention, clean, clean_names
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import HOME, EntryRef, RecordId, record_id
from tansiq.terms.legal import RefusalReason, TransferGroundCode, Urgency

LONGEST_HOURS = 24 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeState:
    """The channel the agreement is for, and agreement ids in use."""

    situation: Situation
    channel: ChannelNow
    retention: NewClass
    taken: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignState:
    """A proposal as its proposer's log has it, and whether we have signed."""

    situation: Situation
    channel: ChannelNow
    proposer: str
    agreement: str
    terms: AgreementTerms | None
    entry: EntryRef | None
    signed: bool
    retention: NewClass


def terms_digest(terms: AgreementTerms) -> str:
    """SHA-256 of the canonical terms, hex: what every party signs."""
    return canonical.digest(msgspec.to_builtins(terms)).hex()


def propose_agreement(
    state: ProposeState, agreement: RecordId, terms: AgreementTerms
) -> tuple[Planned, ...]:
    """Plan one `desk_agreement_proposed`; the proposer still has to sign."""
    record_id(agreement)
    if agreement in state.taken:
        raise Conflict("agreement_known", agreement=agreement)
    if state.channel.channel == HOME:
        raise Refused("release_into_home")
    payload = DeskAgreementProposed(agreement=agreement, terms=clean_terms(state, terms))
    retention = check_retention(state.retention, state.situation.now)
    return (Planned(channel=state.channel.channel, payload=payload, retention=retention),)


def sign_agreement(state: SignState, digest: str) -> tuple[Planned, ...]:
    """Plan one `desk_agreement_signed`; `digest` is the one the officer was shown."""
    if state.terms is None or state.entry is None:
        raise Missing("agreement_unknown")
    if state.signed:
        raise Conflict("agreement_signed_before", agreement=state.agreement)
    if state.situation.me not in state.terms.parties:
        raise Refused("agreement_not_party")
    if digest != terms_digest(state.terms):
        raise Conflict("agreement_changed", agreement=state.agreement)
    if parse_stamp(state.terms.ends) <= state.situation.now:
        raise Refused("agreement_over", ends=state.terms.ends)
    _check_hours(state.terms)
    payload = DeskAgreementSigned(agreement=state.agreement, proposer=state.proposer, digest=digest)
    return (
        Planned(
            channel=state.channel.channel,
            payload=payload,
            retention=check_retention(state.retention, state.situation.now),
            after=(state.entry,),
        ),
    )


def check_refusal(reason: str, agreed: Sequence[str]) -> None:
    """Refused or Invalid unless the reason is one of the codes agreed."""
    if not reason:
        raise Refused("request_refusal_without_reason")
    if reason not in agreed:
        raise Invalid("refusal_code_unknown", code=reason[:40], choices=", ".join(agreed))


def clean_terms(state: ProposeState, terms: AgreementTerms) -> AgreementTerms:
    """The terms sorted and complete, or Invalid/Refused naming what they lack."""
    parties = clean_names(terms.parties, "parties")
    if parties != tuple(sorted(state.channel.members)):
        raise Refused("agreement_parties", members=", ".join(sorted(state.channel.members)))
    if parse_stamp(terms.ends) <= max(parse_stamp(terms.starts), state.situation.now):
        raise Invalid("agreement_dates", starts=terms.starts, ends=terms.ends)
    _check_hours(terms)
    _check_grounds(terms, parties)
    _check_languages(terms, parties)
    return AgreementTerms(
        parties=parties,
        legal_basis=clean(terms.legal_basis, "legal_basis", most=4_000),
        hours=tuple(sorted(terms.hours, key=lambda one: one.urgency)),
        recall_hours=terms.recall_hours,
        refusal_codes=tuple(
            RefusalReason(one).value for one in _some(terms.refusal_codes, "refusal_codes")
        ),
        grounds=tuple(sorted(terms.grounds, key=lambda one: (one.sender, one.receiver))),
        languages=_some(terms.languages, "languages"),
        starts=terms.starts,
        accepts=tuple(sorted(terms.accepts, key=lambda one: one.party)),
        ends=terms.ends,
    )


def _some(values: tuple[str, ...], field: str) -> tuple[str, ...]:
    tidy = clean_names(values, field)
    if not tidy:
        raise Invalid("desk_field_missing", field=field)
    return tidy


def _check_hours(terms: AgreementTerms) -> None:
    named = {Urgency(one.urgency).value for one in terms.hours}
    if named != {one.value for one in Urgency} or len(named) != len(terms.hours):
        raise Invalid("agreement_hours", urgencies=", ".join(one.value for one in Urgency))
    for hours in (*(one.hours for one in terms.hours), terms.recall_hours):
        if not 1 <= hours <= LONGEST_HOURS:
            raise Invalid("agreement_hours_range", hours=hours, most=LONGEST_HOURS)


def _check_languages(terms: AgreementTerms, parties: tuple[str, ...]) -> None:
    """Each party once at most, with languages of the agreement."""
    named = [one.party for one in terms.accepts]
    codes = {code for one in terms.accepts for code in one.codes}
    whole = all(one.codes for one in terms.accepts) and codes <= set(terms.languages)
    if len(set(named)) != len(named) or not set(named) <= set(parties) or not whole:
        raise Invalid("agreement_languages")


def _check_grounds(terms: AgreementTerms, parties: tuple[str, ...]) -> None:
    """Every direction between two parties has at least one ground (LAW L30, L37 differ)."""
    for code in (code for one in terms.grounds for code in one.codes):
        TransferGroundCode(code)
    wanted = {(a, b) for a in parties for b in parties if a != b}
    named = {(one.sender, one.receiver) for one in terms.grounds if one.codes}
    if named != wanted or len(terms.grounds) != len(wanted):
        ways = ", ".join(sorted(f"{sender}>{receiver}" for sender, receiver in wanted))
        raise Invalid("agreement_grounds", directions=ways)
