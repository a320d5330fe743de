"""A sample case of two invented states, as commands find it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tansiq.cases.agreeing import Agreement, CaseNow, rules_of, terms_digest
from tansiq.cases.claiming import Claiming, ClaimNow, ClaimState, EntityNow
from tansiq.cases.facts import ClaimFact, DocumentFact
from tansiq.record.cases import CaseParty, CaseTerms, DocumentFiled
from tansiq.record.claims import Claim
from tansiq.record.material import DirectionGrounds, Markings
from tansiq.record.officers import Label
from tansiq.record.plan import NewClass
from tansiq.record.situation import ChannelNow, Situation
from tansiq.terms.casework import AgreementType, agreement_types
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import (
    ChannelId,
    EntryRef,
    NodeId,
    OfficerId,
    new_record_id,
)

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
CASE = ChannelId("case:2026-017")
H0 = Markings(code="H0")
PARALLEL = rules_of(agreement_types()[AgreementType.COORDINATED_PARALLEL_INVESTIGATIONS])
PARTIES = (
    CaseParty(node="madrid", state="VAL", law="Procedure Act of Valdoria"),
    CaseParty(node="rabat", state="RAS", law="Code of Rasilia"),
)
TERMS = CaseTerms(
    names=(Label(language="en", text="Sample 3"),),
    rules=PARALLEL,
    parties=PARTIES,
    purpose="recruitment for an armed group",
    legal_basis="police agreement, article 4",
    instrument="Agreement of Palm City",
    grounds=(
        DirectionGrounds(sender="madrid", receiver="rabat", codes=("bilateral_treaty",)),
        DirectionGrounds(sender="rabat", receiver="madrid", codes=("bilateral_treaty",)),
    ),
    languages=("ar", "es"),
    uses=("team_purpose",),
    starts="2026-11-01T00:00:00Z",
    ends="2027-06-30T00:00:00Z",
)
AT: dict[str, Any] = {
    "officer": "of-x",
    "time": "2026-11-02T00:00:00Z",
    "origin": "madrid/case:2026-017/g1/e1",
    "seq": 3,
    "leaf": "00" * 32,
    "class_id": "",
}


def agreed(terms: CaseTerms = TERMS, signed: tuple[str, ...] = ("madrid", "rabat")) -> Agreement:
    entry = EntryRef("madrid/case:2026-017/g1/e1", 1, "00" * 32)
    digest = terms_digest(terms)
    return Agreement(
        "r-a", "madrid", terms, digest, frozenset(signed), entry, "2026-11-01T00:00:00Z"
    )


def now(
    agreement: Agreement | None = None, members: tuple[str, ...] = ("madrid", "rabat")
) -> CaseNow:
    channel = ChannelNow(CASE, 1, tuple(NodeId(one) for one in members))
    return CaseNow(
        situation=Situation(NodeId("rabat"), OfficerId("of-x"), NOW),
        channel=channel,
        agreement=agreement or agreed(),
        retention=NewClass("2027-11-01", "2030-11-01"),
    )


def document(source: str = "judgment", agency: str = "rabat") -> DocumentFact:
    record = DocumentFiled(
        document=new_record_id(), source=source, title="Judgment 12", language="es",
        reference="12/2026", authority="Court of Palm City", dated="2026-10-01", handling=H0,
    )  # fmt: skip
    return DocumentFact(document=record.document, record=record, agency=agency, **AT)


PERSON = EntityNow(entity=new_record_id(), schema="Person", person=True, categorised=True)
CLAIM = Claim(
    property="birthDate", value="1988-04-17", grade="europol_4x4:B2", nature="fact", language="ar"
)


def state(**changes: Any) -> ClaimState:
    return replace(ClaimState(now=now(), entity=PERSON, document=document()), **changes)


def wish(claim: Claim = CLAIM, **changes: Any) -> Claiming:
    return replace(Claiming(document=new_record_id(), handling=H0, claims=(claim,)), **changes)


def claimed(agency: str) -> ClaimNow:
    fact = ClaimFact(
        id="te1:x:0", entity=PERSON.entity, document="d", handling=H0, claim=CLAIM,
        agency=agency, **AT,
    )  # fmt: skip
    return ClaimNow(fact=fact, ended=False)


def refused(code: str) -> Any:
    return pytest.raises(TansiqError, check=lambda error: error.code == code)
