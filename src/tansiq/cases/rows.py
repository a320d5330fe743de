"""From one row of a case's table to the fact it holds."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from tansiq.cases.agreeing import Agreement
from tansiq.cases.facts import (
    ClaimFact,
    DocumentEnd,
    DocumentFact,
    EntityFact,
    Judgement,
    MentionEnd,
    MentionFact,
    Merge,
    StatusFact,
)
from tansiq.record.cases import CaseAgreementProposed, CaseTerms, DocumentFiled
from tansiq.record.claims import ClaimCorrected, ClaimJudged, ClaimsMade, MentionExtracted
from tansiq.terms.ids import EntryId, EntryRef, entry_id, is_entry_id, leaf_of

Row = Mapping[str, Any]

# What is told at a desk counts in a case only from an agency that once signed its agreement.
A_PARTYS = (
    "(split_part(origin, '/', 2) = channel OR agency IN"
    " (SELECT s.agency FROM case_signature s WHERE s.channel = told.channel))"
)

_NUMBER = re.compile(r"0|[1-9][0-9]{0,2}")
_claims = msgspec.json.Decoder(ClaimsMade).decode
_correction = msgspec.json.Decoder(ClaimCorrected).decode
_judgement = msgspec.json.Decoder(ClaimJudged).decode
_document = msgspec.json.Decoder(DocumentFiled).decode
_mention = msgspec.json.Decoder(MentionExtracted).decode
_terms = msgspec.json.Decoder(CaseAgreementProposed).decode


_EVERY = ("agency", "officer", "time", "origin", "seq", "leaf", "class_id", "received")


def place(row: Row) -> dict[str, Any]:
    """The columns every fact has."""
    return {name: row[name] for name in _EVERY}


def claim_id(leaf: str, number: int) -> str:
    """A claim by the entry it lies in and its number there, counted from 0 (DESIGN 2)."""
    return f"{entry_id(bytes.fromhex(leaf))}:{number}"


def claims_in(row: Row) -> tuple[ClaimFact, ...]:
    """The claims of one row."""
    where = place(row)
    if row["corrects"]:
        one = _correction(row["record"])
        return (
            ClaimFact(
                id=claim_id(row["leaf"], 0), entity=one.entity, document=one.document,
                handling=one.handling, claim=one.replacement, corrects=one.claim,
                explanation=one.explanation, **where,
            ),
        )  # fmt: skip
    made = _claims(row["record"])
    return tuple(
        ClaimFact(
            id=claim_id(row["leaf"], number), entity=made.entity, document=made.document,
            handling=made.handling, claim=claim, place=made.place, **where,
        )
        for number, claim in enumerate(made.claims)
    )  # fmt: skip


def leaf_of_claim(claim: str) -> str:
    """The leaf hash (hex) in a claim's id; empty for what is no such id."""
    entry, _, number = claim.rpartition(":")
    return _leaf(entry) if _NUMBER.fullmatch(number) else ""


def judgement_in(row: Row) -> Judgement:
    """One support, dispute or call for correction."""
    one = _judgement(row["record"])
    return Judgement(
        claim=one.claim, stance=one.stance, text=one.text, language=one.language,
        document=one.document, **place(row),
    )  # fmt: skip


def document_in(row: Row) -> DocumentFact:
    """One document."""
    return DocumentFact(document=row["document"], record=_document(row["record"]), **place(row))


def document_end_in(row: Row, document: str, agency: str) -> DocumentEnd:
    """What ended a document, as a word of the agency it counts for."""
    where = {**place(row), "agency": agency}
    return DocumentEnd(
        document=document, reason=row["reason"], explanation=row["explanation"], **where
    )


def entity_in(row: Row) -> EntityFact:
    """One opening."""
    return EntityFact(
        entity=row["entity"], schema=row["schema"], category=row["category"], **place(row)
    )


def status_in(row: Row) -> StatusFact:
    """One change of status."""
    return StatusFact(
        entity=row["entity"], status=row["status"], document=row["document"],
        explanation=row["explanation"], **place(row),
    )  # fmt: skip


def merge_in(row: Row) -> Merge:
    """One merge."""
    return Merge(
        merge=row["merge"], entities=tuple(row["entities"]), reason=row["reason"], **place(row)
    )


def mention_in(row: Row) -> MentionFact:
    """One thing a machine extracted."""
    one = _mention(row["record"])
    return MentionFact(
        mention=one.mention, document=one.document, tool=one.tool, tool_version=one.tool_version,
        schema=one.schema, property=one.property, value=one.value, language=one.language,
        place=one.place, **place(row),
    )  # fmt: skip


def mention_end_in(row: Row) -> MentionEnd:
    """One verdict on a mention."""
    return MentionEnd(
        mention=row["mention"], verdict=row["verdict"], entity=row["entity"],
        reason=row["reason"], **place(row),
    )  # fmt: skip


def terms_in(row: Row) -> CaseTerms:
    """The terms of one agreement."""
    return _terms(row["record"]).terms


def agreement_in(row: Row, signed: frozenset[str], ended: str) -> Agreement:
    """One agreement with who signed it."""
    return Agreement(
        agreement=row["agreement"],
        proposer=row["agency"],
        terms=terms_in(row),
        digest=row["digest"],
        signed=signed,
        entry=EntryRef(row["origin"], row["seq"], row["leaf"]),
        time=row["time"],
        ended=ended,
    )


def _leaf(entry: str) -> str:
    return leaf_of(EntryId(entry)).hex() if is_entry_id(entry) else ""
