"""Files of a joint case: order does not matter, merge and split are inverses, sources void theirs.

REQUIREMENTS 3.5 and 3.6; a withdrawn source voids exactly what rests on it alone.
"""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.case_facts import ENTITIES, cases, shuffled, where

from tansiq.cases.facts import DocumentEnd, Holdings, Merge, Split
from tansiq.cases.standing import falls_with, standing
from tansiq.cases.view import build


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers())
def test_the_same_facts_in_any_order_give_the_same_file(held: Holdings, seed: int) -> None:
    other = shuffled(held, seed)
    for entity in ENTITIES:
        assert build(entity, held) == build(entity, other)
        assert build(entity, held).digest == build(entity, other).digest


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_a_split_takes_back_exactly_its_merge(held: Holdings, data: st.DataObject) -> None:
    """REQUIREMENTS 3.5: the files before a merge and after its split are the same in every part."""
    before = {entity: build(entity, held) for entity in ENTITIES}
    pair = tuple(data.draw(st.permutations(ENTITIES)))[:2]
    at = where(data.draw, 9_001)
    merged = replace(
        held, merges=(*held.merges, Merge(merge="new", entities=pair, reason="x", **at))
    )
    together = build(pair[0], merged)
    assert set(pair) <= set(together.members)
    for entity in pair:
        assert {one.fact.id for one in before[entity].claims} <= {
            one.fact.id for one in together.claims
        }
    parted = replace(merged, splits=(*held.splits, Split(merge="new", reason="x", **at)))
    assert {entity: build(entity, parted) for entity in ENTITIES} == before


def rests(held: Holdings, without: tuple[str, str] | None) -> set[str]:
    """Which claims stand, found another way: by walking back from each claim to a document."""
    documents = standing(held).documents
    ended = standing(held)
    by_id = {one.id: one for one in held.claims}

    def sound(document: str, by: str) -> bool:
        found = documents.cited(document, by)
        gone = found is None or any(one.key == without for one in documents.chain(found))
        return not gone and documents.end(found) is None

    def walk(claim: str, path: tuple[str, ...]) -> bool:
        fact = by_id.get(claim)
        if fact is None or claim in path or ended.state(claim) in {"withdrawn", "corrected"}:
            return False
        if not fact.claim.basis and sound(fact.document, fact.agency):
            return True
        if any(
            one.claim == claim
            and one.stance == "support"
            and one.document
            and sound(one.document, one.agency)
            for one in held.judgements
        ):
            return True
        return any(walk(ground, (*path, claim)) for ground in fact.claim.basis)

    return {one for one in by_id if walk(one, ())}


@settings(max_examples=200, deadline=None)
@given(cases(), st.integers(0, 3))
def test_a_withdrawn_source_voids_exactly_what_rests_on_it_alone(
    held: Holdings, which: int
) -> None:
    document = held.documents[which]
    key = (document.agency, document.document)
    assert standing(held).alive == rests(held, None)
    assert falls_with(held, document) == rests(held, None) - rests(held, key)
    end = DocumentEnd(
        document=document.document,
        agency=document.agency,
        officer="",
        reason="wrong",
        explanation="x",
        time="2026-11-09T00:00:00Z",
        origin="z",
        seq=1,
        leaf="",
        class_id="",
    )
    after = replace(held, document_ends=(*held.document_ends, end))
    assert standing(after).alive == rests(held, key)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_nobody_ends_what_another_agency_said(held: Holdings) -> None:
    by_id = {one.id: one for one in held.claims}
    found = standing(held)
    for claim, end in found.withdrawn.items():
        assert by_id[claim].agency == end.agency
    for claim, by in found.corrected.items():
        assert by_id[claim].agency == by.agency
    for (agency, _), end in found.documents.ended.items():
        assert agency == end.agency
