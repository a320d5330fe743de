"""The law's words as lists: why a request is refused, on what ground data cross a border, how soon.

Promises: stable codes, and templates an agreement may start from, each with its source. Does not:
decide which ground holds between two countries or how many hours bind them: that is data of the
signed agreement and of the rule sets, never code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tansiq.terms.vocabulary import DomainWord


class RefusalReason(DomainWord):
    """Why an agency does not do, or does not wholly do, what a partner asks."""

    SOVEREIGNTY = "sovereignty"
    SECURITY = "security"
    BASIC_PRINCIPLES = "basic_principles"
    ESSENTIAL_INTERESTS = "essential_interests"
    PUBLIC_ORDER = "public_order"
    COMPETENCE = "competence"
    SECRECY_OF_INQUIRY = "secrecy_of_inquiry"
    ONGOING_INVESTIGATION = "ongoing_investigation"
    SAFETY_OF_PERSON = "safety_of_person"
    POLITICAL_OFFENCE = "political_offence"
    NOT_AN_OFFENCE = "not_an_offence"
    AUTHORISATION_REFUSED = "authorisation_refused"
    THIRD_PARTY_CONSENT = "third_party_consent"
    DATA_PROTECTION = "data_protection"
    NOT_HELD = "not_held"
    INACCURATE = "inaccurate"
    REQUEST_INCOMPLETE = "request_incomplete"
    LANGUAGE = "language"
    PARTIAL = "partial"
    CONDITIONAL = "conditional"


REFUSAL_CODES: tuple[str, ...] = tuple(reason.value for reason in RefusalReason)
# These answer in part or under conditions; the rest is given.
NOT_WHOLE: frozenset[RefusalReason] = frozenset({RefusalReason.PARTIAL, RefusalReason.CONDITIONAL})


class RecallReason(DomainWord):
    """Why an originator takes a release back."""

    WRONG = "wrong"
    UNLAWFUL = "unlawful"
    SOURCE_AT_RISK = "source_at_risk"
    ORIGINATOR_REQUEST = "originator_request"
    EXPIRED = "expired"
    OTHER = "other"


class NoticeRefusal(DomainWord):
    """Why a recipient does not do what a recall or a correction asks."""

    USED_IN_PROCEEDINGS = "used_in_proceedings"
    LEGAL_DUTY_TO_KEEP = "legal_duty_to_keep"
    THREAT_TO_LIFE = "threat_to_life"
    NOT_HELD = "not_held"
    OTHER = "other"


class ErasureGround(DomainWord):
    """On what ground data are erased."""

    TERM_OVER = "term_over"
    RECALLED = "recalled"
    UNLAWFUL = "unlawful"
    WRONG = "wrong"
    RIGHTS_REQUEST = "rights_request"
    COURT_ORDER = "court_order"
    NOT_NEEDED = "not_needed"


class SeizureGroundKind(DomainWord):
    """On what ground seized material goes to another state (LAW L22)."""

    LETTER_ROGATORY = "letter_rogatory"
    TREATY_ARTICLE = "treaty_article"


class TransferGroundCode(DomainWord):
    """On what ground personal data may go to another state."""

    ADEQUACY = "adequacy"
    BINDING_INSTRUMENT = "binding_instrument"
    ASSESSED_SAFEGUARDS = "assessed_safeguards"
    INDIVIDUAL_CASE = "individual_case"
    THREAT_TO_LIFE = "threat_to_life"
    PUBLIC_INTEREST = "public_interest"
    JUDICIAL_COOPERATION = "judicial_cooperation"
    BILATERAL_TREATY = "bilateral_treaty"
    MULTILATERAL_TREATY = "multilateral_treaty"
    AUTHORITY_LEAVE = "authority_leave"


class TransferField(DomainWord):
    """What must be written down beside a transfer when its ground asks for it."""

    DATE = "date"
    HOUR = "hour"
    RECIPIENT = "recipient"
    REASON = "reason"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class TransferShape:
    """The grounds open in one direction, and those that must be documented field by field."""

    name: str
    source: str
    grounds: frozenset[TransferGroundCode]
    documented: frozenset[TransferGroundCode]

    def fields_due(self, ground: TransferGroundCode) -> frozenset[TransferField]:
        """The fields to be written down for a transfer on this ground; empty when none are."""
        return frozenset(TransferField) if ground in self.documented else frozenset()


class Urgency(DomainWord):
    """How soon a request is to be answered, and whether the data lie within direct reach."""

    URGENT_DIRECT = "urgent_direct"
    URGENT_INDIRECT = "urgent_indirect"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class AnswerHours:
    """Answer clocks an agreement may start from, in hours from receipt, and whom they bind."""

    name: str
    source: str
    binds: str
    hours: Mapping[Urgency, int]


@cache
def transfer_shapes() -> Mapping[str, TransferShape]:
    """The shapes of transfer rules an agreement may start from, by name."""
    return {
        name: TransferShape(
            name=name,
            source=str(table["source"]),
            grounds=_grounds(table["grounds"]),
            documented=_grounds(table["documented"]),
        )
        for name, table in _template("transfer_shapes").items()
    }


@cache
def answer_hours() -> Mapping[str, AnswerHours]:
    """The answer clocks an agreement may start from, by name."""
    return {
        name: AnswerHours(
            name=name,
            source=str(table["source"]),
            binds=str(table["binds"]),
            hours={urgency: int(str(table[urgency.value])) for urgency in Urgency},
        )
        for name, table in _template("answer_hours").items()
    }


def _grounds(codes: object) -> frozenset[TransferGroundCode]:
    listed = codes if isinstance(codes, list) else []
    return frozenset(TransferGroundCode(code) for code in listed)


def _template(name: str) -> Mapping[str, dict[str, object]]:
    page = files("tansiq.terms") / "agreements" / f"{name}.toml"
    return tomllib.loads(page.read_text(encoding="utf-8"))
