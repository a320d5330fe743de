"""What a partner's changed node writes into a case: set aside with a code, or harmless.

Whatever it is, the next record is taken, nothing is half written, and both nodes show one file.
"""

from typing import Any

import msgspec
from tests.unit.cases.sample import CLAIM, PARALLEL, PARTIES, TERMS
from tests.unit.cases.shared_case import Shared, judgment, name

from tansiq.cases import queries
from tansiq.record.base import Record
from tansiq.record.cases import (
    CaseAgreementProposed,
    DocumentWithdrawn,
    InstrumentRecorded,
    TaskMoved,
    TaskSet,
)
from tansiq.record.claims import (
    CategorySet,
    Claim,
    ClaimJudged,
    ClaimWithdrawn,
    EntitiesMerged,
    EntitiesSplit,
    EntityOpened,
    MentionJudged,
    StatusChanged,
)
from tansiq.record.material import Markings
from tansiq.terms.ids import new_record_id

CASE = "case:2026-017"
LONG = "x" * 70_000


def terms(**changes: Any) -> CaseAgreementProposed:
    changed = msgspec.structs.replace(TERMS, **changes)
    return CaseAgreementProposed(agreement=new_record_id(), terms=changed)


def claim(**changes: Any) -> Claim:
    return msgspec.structs.replace(CLAIM, **changes)


def task(**changes: Any) -> TaskSet:
    fields = {"task": new_record_id(), "party": "rabat", "title": "ask", "language": "en"}
    return TaskSet(**(fields | changes))


ALONE: list[tuple[Record, str]] = [
    (terms(parties=()), "agreement_parties"),
    (terms(parties=PARTIES[:1]), "agreement_parties"),
    (terms(parties=(PARTIES[0], PARTIES[0])), "agreement_parties"),
    (terms(languages=()), "desk_field_missing"),
    (terms(languages=("<b>",)), "desk_language"),
    (terms(purpose=" "), "desk_field_missing"),
    (terms(names=()), "case_names"),
    (terms(uses=("whatever",)), "word_unknown"),
    (terms(starts=TERMS.ends, ends=TERMS.starts), "agreement_dates"),
    (terms(ends="never"), "time_malformed"),
    (terms(grounds=()), "agreement_grounds"),
    (terms(rules=msgspec.structs.replace(PARALLEL, type="any")), "word_unknown"),
    (terms(rules=msgspec.structs.replace(PARALLEL, uncategorised_days=9_999)), "case_days"),
    (judgment("r-x"), "id_invalid"),
    (judgment(new_record_id(), "rumour"), "word_unknown"),
    (judgment(new_record_id(), title=LONG), "desk_field_long"),
    (judgment(new_record_id(), handling=Markings(code="H9")), "word_unknown"),
    (judgment(new_record_id(), release="x" * 9_000), "id_invalid"),
    (task(party="nobody at all"), "id_invalid"),
    (task(due="soon"), "time_malformed"),
    (task(title=""), "desk_field_missing"),
    (TaskMoved(task=new_record_id(), state="lost"), "word_unknown"),
    (
        InstrumentRecorded(
            instrument=new_record_id(), type="search_order", title="t", language="en",
            party="rabat", authority="", state="asked", due="2026",
        ),
        "time_malformed",
    ),
    (EntityOpened(entity="e", schema="Person"), "id_invalid"),
    (EntityOpened(entity=new_record_id(), schema="Person", category="guilty"), "word_unknown"),
    (CategorySet(entity=new_record_id(), category=""), "word_unknown"),
    (StatusChanged(entity=new_record_id(), status="convicted", document=""), "id_invalid"),
    (
        StatusChanged(entity=new_record_id(), status="guilty", document=new_record_id()),
        "word_unknown",
    ),
    (EntitiesMerged(merge=new_record_id(), entities=(), reason="x"), "merge_of_one"),
    (EntitiesSplit(merge="m", reason="x"), "id_invalid"),
    (ClaimJudged(claim="x" * 9_000, stance="support", text="x", language="en"), "id_invalid"),
    (ClaimWithdrawn(claim="c", reason="wrong", explanation=""), "id_invalid"),
    (DocumentWithdrawn(document=new_record_id(), reason="bored", explanation=""), "word_unknown"),
    (MentionJudged(mention=new_record_id(), verdict="perhaps"), "word_unknown"),
]  # fmt: skip


def test_a_record_that_says_nothing_of_the_field_is_set_aside_with_its_code(
    shared: Shared,
) -> None:
    """REQUIREMENTS 3.1-3.4: whoever writes it, and whatever the writer's own node allowed."""
    for number, (payload, code) in enumerate(ALONE, len(shared.same().claims) + 1):
        next_one = shared.claims(name(f"Younes {number}"))
        assert shared.says(shared.madrid, payload, next_one) == [f"fold_{code}"], payload
        assert len(shared.same().claims) == number


FOUL: list[tuple[dict[str, Any], str]] = [
    ({"grade": ""}, "grade_unknown"),
    ({"grade": "europol_4x4:Z9"}, "grade_unknown"),
    ({"nature": ""}, "desk_nature_missing"),
    ({"value": ""}, "schema_value"),
    ({"value": LONG}, "schema_value"),
    ({"note": LONG}, "desk_field_long"),
    ({"since": "2026-13"}, "claim_date"),
    ({"since": "2027", "until": "2025"}, "claim_date"),
    ({"basis": ("te1:nobody:0",)}, "id_invalid"),
    ({"basis": ("x",) * 101}, "claims_many"),
]


def test_a_claim_that_lacks_what_it_needs_is_set_aside_whole(shared: Shared) -> None:
    """REQUIREMENTS 3.2: also with sound claims beside it in the record; nothing half written."""
    before = shared.same()
    foul = [(shared.claims(name("Sound"), claim(**changes)), code) for changes, code in FOUL]
    foul += [
        (shared.claims(CLAIM, document=""), "id_invalid"),
        (shared.claims(CLAIM, handling=Markings(code="secret")), "word_unknown"),
        (shared.claims(), "claims_many"),
    ]
    for payload, code in foul:
        assert shared.says(shared.madrid, payload) == [f"fold_{code}"], payload
    assert shared.same() == before
    with shared.rabat.store.reading() as tx:
        assert queries.search(tx, CASE, "Sound").files == ()
