"""Agreements on joint cases: what must stand before two agencies work together (LAW L1, L43).

Promises: a case is open while terms whose parties are exactly the members of its channel are signed
by every one of them, have begun and are not over (REQUIREMENTS 3.1). The rules of the agreement's
type stand in the terms and are signed with them: a type that a party's state cannot join is refused
with the reason. Nothing here knows a country.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

import msgspec

from tansiq.record import canonical
from tansiq.record.cases import (
    CaseAgreementProposed,
    CaseAgreementSigned,
    CaseClosed,
    CaseParty,
    CaseRules,
    CaseTerms,
)
from tansiq.record.officers import Label
from tansiq.record.plan import NewClass, Planned
from tansiq.record.situation import ChannelNow, Situation
from tansiq.record.tidy import check_retention, clean, clean_language, clean_names
from tansiq.terms.casework import AgreementType, InformationUse, TypeRules
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import EntryRef, RecordId, channel_kind, node_id, record_id
from tansiq.terms.legal import TransferGroundCode

JOINT = frozenset({"case", "exercise"})
MOST_DAYS = 366
TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """Terms of a case, who proposed them, who signed, and whether a party ended them."""

    agreement: str
    proposer: str
    terms: CaseTerms
    digest: str
    signed: frozenset[str]
    entry: EntryRef
    time: str
    ended: str = ""

    @property
    def parties(self) -> frozenset[str]:
        """The nodes that are party to it."""
        return frozenset(one.node for one in self.terms.parties)

    @property
    def complete(self) -> bool:
        """Whether every party has signed."""
        return self.parties <= self.signed


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNow:
    """A case as a command finds it: who acts, who hears its channel, the agreement that binds it.

    `agreement` is the newest that every party signed, in force or over; None when there is none.
    """

    situation: Situation
    channel: ChannelNow
    agreement: Agreement | None
    retention: NewClass

    @property
    def dates(self) -> NewClass:
        """The retention dates asked for, within the limits of the law."""
        return check_retention(self.retention, self.situation.now)


def shut(now: CaseNow) -> str:
    """Why nothing can be added to the case, as an error code; empty while it is open."""
    return shut_for(now.agreement, now.channel, now.situation.now)


def shut_for(agreement: Agreement | None, channel: ChannelNow, instant: datetime) -> str:
    """The same from its parts."""
    if agreement is None:
        return "case_without_agreement"
    if channel.halted or frozenset(channel.members) != agreement.parties:
        return "case_parties_changed"
    if agreement.ended:
        return "case_closed"
    if instant < parse_stamp(agreement.terms.starts):
        return "case_not_begun"
    return "case_over" if instant >= parse_stamp(agreement.terms.ends) else ""


def check_open(now: CaseNow) -> Agreement:
    """The agreement in force, or Refused with the reason why the case is shut."""
    code = shut(now)
    if code or now.agreement is None:
        raise Refused(code or "case_without_agreement", case=now.channel.channel)
    return now.agreement


def terms_digest(terms: CaseTerms) -> str:
    """SHA-256 of the canonical terms, hex: what every party signs."""
    return canonical.digest(msgspec.to_builtins(terms)).hex()


def rules_of(template: TypeRules) -> CaseRules:
    """The rule set of a type as it goes into an agreement."""
    return CaseRules(
        type=template.type.value,
        jurisdiction=template.jurisdiction,
        article=template.article,
        text_as_of=template.text_as_of,
        level=template.level,
        confirmed_by=template.confirmed_by,
        states=template.states,
        needs_instrument=template.needs_instrument,
        uncategorised_days=template.uncategorised_days,
    )


def propose_agreement(
    now: CaseNow, agreement: RecordId, terms: CaseTerms, taken: AbstractSet[str] = frozenset()
) -> tuple[Planned, ...]:
    """Plan one `case_agreement_proposed`; the proposer still has to sign."""
    record_id(agreement)
    if agreement in taken:
        raise Conflict("agreement_known", agreement=agreement)
    if channel_kind(now.channel.channel) not in JOINT:
        raise Refused("case_channel", channel=now.channel.channel)
    payload = CaseAgreementProposed(agreement=agreement, terms=clean_terms(now, terms))
    return (Planned(channel=now.channel.channel, payload=payload, retention=now.dates),)


def sign_agreement(now: CaseNow, found: Agreement | None, digest: str) -> tuple[Planned, ...]:
    """Plan one `case_agreement_signed`; `digest` is the one the officer was shown."""
    if found is None:
        raise Missing("agreement_unknown")
    me = now.situation.me
    if me in found.signed:
        raise Conflict("agreement_signed_before", agreement=found.agreement)
    if me not in found.parties:
        raise Refused("agreement_not_party")
    if digest != found.digest:
        raise Conflict("agreement_changed", agreement=found.agreement)
    if parse_stamp(found.terms.ends) <= now.situation.now:
        raise Refused("agreement_over", ends=found.terms.ends)
    clean_terms(now, found.terms)
    payload = CaseAgreementSigned(agreement=found.agreement, proposer=found.proposer, digest=digest)
    return (
        Planned(
            channel=now.channel.channel,
            payload=payload,
            retention=now.dates,
            after=(found.entry,),
        ),
    )


def close_case(now: CaseNow, reason: str) -> tuple[Planned, ...]:
    """Plan one `case_closed`: this party ends the work; what was said stays readable."""
    found = check_open(now)
    payload = CaseClosed(agreement=found.agreement, reason=clean(reason, "reason", most=TEXT))
    return (Planned(channel=now.channel.channel, payload=payload, retention=now.dates),)


def check_terms(terms: CaseTerms) -> None:
    """Whether these are terms at all, whoever proposes them.

    Refused or Invalid naming what they lack: two parties or more, law, dates, languages, grounds.
    """
    nodes = [one.node for one in terms.parties]
    if len(nodes) < 2 or len(set(nodes)) != len(nodes):
        raise Refused("agreement_parties", members=", ".join(sorted(nodes))[:200])
    if parse_stamp(terms.ends) <= parse_stamp(terms.starts):
        raise Invalid("agreement_dates", starts=terms.starts, ends=terms.ends)
    _tidy_terms(terms)


def clean_terms(now: CaseNow, terms: CaseTerms) -> CaseTerms:
    """The terms sorted and complete, or Invalid/Refused naming what they lack."""
    members = tuple(sorted(now.channel.members))
    if tuple(sorted(one.node for one in terms.parties)) != members:
        raise Refused("agreement_parties", members=", ".join(members))
    if parse_stamp(terms.ends) <= max(parse_stamp(terms.starts), now.situation.now):
        raise Invalid("agreement_dates", starts=terms.starts, ends=terms.ends)
    return _tidy_terms(terms)


def _tidy_terms(terms: CaseTerms) -> CaseTerms:
    parties = tuple(sorted((_party(one) for one in terms.parties), key=lambda one: one.node))
    rules = _rules(terms, parties)
    _check_grounds(terms, tuple(one.node for one in parties))
    return CaseTerms(
        names=_names(terms),
        rules=rules,
        parties=parties,
        purpose=clean(terms.purpose, "purpose", most=TEXT),
        legal_basis=clean(terms.legal_basis, "legal_basis", most=TEXT),
        instrument=clean(terms.instrument, "instrument", needed=rules.needs_instrument),
        grounds=tuple(sorted(terms.grounds, key=lambda one: (one.sender, one.receiver))),
        languages=_languages(terms),
        uses=_uses(terms),
        starts=terms.starts,
        ends=terms.ends,
        replaces=record_id(terms.replaces) if terms.replaces else "",
    )


def _party(one: CaseParty) -> CaseParty:
    return CaseParty(
        node=node_id(one.node),
        state=clean(one.state, "state", most=40),
        law=clean(one.law, "law", most=TEXT),
    )


def _rules(terms: CaseTerms, parties: tuple[CaseParty, ...]) -> CaseRules:
    """The rule set, once the parties' states fit it and its countdown is within a year."""
    rules = terms.rules
    AgreementType(rules.type)
    outside = [one.state for one in parties if rules.states and one.state not in rules.states]
    if outside:
        raise Refused("case_type_states", type=rules.type, states=", ".join(sorted(outside)))
    if rules.needs_instrument and not terms.instrument.strip():
        raise Refused("case_type_instrument", type=rules.type)
    if not 1 <= rules.uncategorised_days <= MOST_DAYS:
        raise Invalid("case_days", days=rules.uncategorised_days, most=MOST_DAYS)
    return msgspec.structs.replace(
        rules,
        jurisdiction=clean(rules.jurisdiction, "jurisdiction"),
        article=clean(rules.article, "article", most=TEXT),
        states=clean_names(rules.states, "states"),
    )


def _names(terms: CaseTerms) -> tuple[Label, ...]:
    names = tuple(
        Label(language=clean_language(one.language), text=clean(one.text, "title", most=200))
        for one in sorted(terms.names, key=lambda one: one.language)
    )
    if not names or len({one.language for one in names}) != len(names):
        raise Invalid("case_names")
    return names


def _languages(terms: CaseTerms) -> tuple[str, ...]:
    found = tuple(sorted({clean_language(one) for one in terms.languages}))
    if not found:
        raise Invalid("desk_field_missing", field="languages")
    return found


def _uses(terms: CaseTerms) -> tuple[str, ...]:
    found = tuple(sorted({InformationUse(one).value for one in terms.uses}))
    if not found:
        raise Invalid("desk_field_missing", field="uses")
    return found


def _check_grounds(terms: CaseTerms, members: tuple[str, ...]) -> None:
    """Every direction between two parties has at least one transfer ground (LAW L30, L37)."""
    for code in (code for one in terms.grounds for code in one.codes):
        TransferGroundCode(code)
    wanted = {(a, b) for a in members for b in members if a != b}
    named = {(one.sender, one.receiver) for one in terms.grounds if one.codes}
    if named != wanted or len(terms.grounds) != len(wanted):
        ways = ", ".join(sorted(f"{sender}>{receiver}" for sender, receiver in wanted))
        raise Invalid("agreement_grounds", directions=ways)
