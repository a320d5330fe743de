"""Files of a joint case: order does not matter, merge and split are inverses, sources void theirs.

REQUIREMENTS 3.5 and 3.6; a withdrawn source voids exactly what rests on it alone.
"""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.case_facts import AGENCIES, ENTITIES, agreed, cases, shuffled, where, word
from tests.unit.cases.sample import CASE

from tansiq.cases.bounds import bounds_of
from tansiq.cases.facts import DocumentEnd, Holdings, Merge, Split
from tansiq.cases.outside import counting
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


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(), st.data())
def test_what_the_agreement_does_not_bear_counts_for_nothing_in_any_order(
    held: Holdings, seed: int, data: st.DataObject
) -> None:
    """REQUIREMENTS 3.1: such a word may as well never have been said, but for being shown apart."""
    ends = f"2026-11-{data.draw(st.integers(10, 20))}T00:00:00Z"
    starts = f"2026-11-{data.draw(st.integers(10, 13))}T00:00:00Z"
    signed = word("madrid", starts, data.draw(st.integers(0, 12)))
    ended = [word(data.draw(st.sampled_from(AGENCIES)), ends, data.draw(st.integers(4, 40)))]
    found = replace(agreed(starts, ends), signed=(signed, word("rabat", starts)))
    found = replace(found, ended=tuple(data.draw(st.sampled_from(([], ended)))))
    members = data.draw(
        st.sampled_from(({}, {1: [frozenset(AGENCIES)]}, {1: [frozenset((*AGENCIES, "x"))]}))
    )
    held = replace(held, bounds=bounds_of(CASE, (found,), members))
    other = shuffled(held, seed)
    now = standing(held)
    borne = counting(held)
    kept = {one.id for one in held.claims if one.id not in now.outside}
    without = replace(
        held,
        claims=tuple(one for one in held.claims if one.id in kept or one.id in now.corrected),
        judgements=borne.judgements,
        statuses=borne.statuses,
        merges=borne.merges,
    )
    for entity in ENTITIES:
        file = build(entity, held)
        assert file == build(entity, other)
        assert file.digest == build(entity, other).digest
        less = build(entity, without)
        assert (file.names, file.statuses, file.members) == (
            less.names,
            less.statuses,
            less.members,
        )
        assert [(one.name, one.clash) for one in file.properties if one.clash] == [
            (one.name, one.clash) for one in less.properties if one.clash
        ]
        assert [one for one in file.claims if one.stands] == [
            one for one in less.claims if one.stands
        ]
        assert not any(one.stands for one in file.claims if one.fact.id in now.outside)


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
