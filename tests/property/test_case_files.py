"""Files of a joint case: order does not matter, merge and split are inverses, sources void theirs.

REQUIREMENTS 3.5 and 3.6; a withdrawn source voids exactly what rests on it alone.
"""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tansiq.cases.facts import (
    ClaimEnd,
    ClaimFact,
    DocumentEnd,
    DocumentFact,
    EntityFact,
    Holdings,
    Judgement,
    Merge,
    Split,
    StatusFact,
)
from tansiq.cases.standing import falls_with, standing
from tansiq.cases.view import build
from tansiq.record.cases import DocumentFiled
from tansiq.record.claims import Claim
from tansiq.record.material import Markings

AGENCIES = ("madrid", "rabat")
ENTITIES = ("e0", "e1", "e2", "e3")
H0 = Markings(code="H0")


def where(draw: st.DrawFn, number: int) -> dict[str, Any]:
    agency = draw(st.sampled_from(AGENCIES))
    return {
        "agency": agency,
        "officer": "of-x",
        "time": f"2026-11-{draw(st.integers(10, 19))}T00:00:00Z",
        "origin": f"{agency}/case:x/g1/e1",
        "seq": number,
        "leaf": "",
        "class_id": "",
    }


def filed(document: str, at: dict[str, Any], repeats: str) -> DocumentFact:
    record = DocumentFiled(
        document=document,
        source="report",
        title="t",
        language="en",
        reference="",
        authority="",
        dated="",
        handling=H0,
        repeats=repeats,
    )
    return DocumentFact(document=document, record=record, **at)


@st.composite
def cases(draw: st.DrawFn) -> Holdings:
    number = iter(range(10_000))

    def at() -> dict[str, Any]:
        return where(draw, next(number))

    def few(most: int) -> range:
        return range(draw(st.integers(0, most)))

    documents = tuple(
        filed(f"d{one}", at(), draw(st.sampled_from(("", "d0", "d1")))) for one in range(4)
    )
    claims = []
    for one in few(10):
        known = [each.id for each in claims] or ["nobody:0"]
        basis = draw(st.lists(st.sampled_from(known), max_size=2, unique=True))
        said = Claim(
            property=draw(st.sampled_from(("name", "birthDate", "phone"))),
            value=draw(st.sampled_from(("1988", "1989-04-17", "1988-04"))),
            grade="europol_4x4:B2",
            nature="fact",
            basis=tuple(basis),
        )
        claims.append(
            ClaimFact(
                id=f"c{one}:0",
                entity=draw(st.sampled_from(ENTITIES)),
                document=draw(st.sampled_from(("d0", "d1", "d2", "d3"))),
                handling=H0,
                claim=said,
                corrects=draw(st.sampled_from(("", "", "", *known))),
                **at(),
            )
        )
    ids = [one.id for one in claims] or ["nobody:0"]
    return Holdings(
        entities=tuple(
            EntityFact(entity=one, schema="Person", category="suspect", **at()) for one in ENTITIES
        ),
        claims=tuple(claims),
        claim_ends=tuple(
            ClaimEnd(claim=draw(st.sampled_from(ids)), reason="wrong", explanation="x", **at())
            for _ in few(2)
        ),
        judgements=tuple(
            Judgement(
                claim=draw(st.sampled_from(ids)),
                stance=draw(st.sampled_from(("support", "dispute"))),
                text="x",
                language="en",
                document=draw(st.sampled_from(("", "d2", "d3"))),
                **at(),
            )
            for _ in few(4)
        ),
        documents=documents,
        document_ends=tuple(
            DocumentEnd(
                document=draw(st.sampled_from(("d0", "d1", "d2"))),
                reason="wrong",
                explanation="x",
                **at(),
            )
            for _ in few(2)
        ),
        statuses=tuple(
            StatusFact(
                entity=draw(st.sampled_from(ENTITIES)),
                status=draw(st.sampled_from(("suspected", "charged", "cleared"))),
                document="d0",
                explanation="",
                **at(),
            )
            for _ in few(3)
        ),
        merges=tuple(
            Merge(
                merge=f"m{one}",
                reason="x",
                entities=tuple(draw(st.permutations(ENTITIES)))[: draw(st.integers(2, 3))],
                **at(),
            )
            for one in few(3)
        ),
        splits=tuple(
            Split(merge=draw(st.sampled_from(("m0", "m1"))), reason="x", **at()) for _ in few(2)
        ),
    )


def shuffled(held: Holdings, seed: int) -> Holdings:
    random = Random(seed)

    def mixed(values: Iterable[Any]) -> tuple[Any, ...]:
        mix = list(values)
        random.shuffle(mix)
        return tuple(mix)

    return Holdings(*(mixed(getattr(held, name)) for name in Holdings.__slots__))


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
        gone = found is None or (found.agency, found.document) == without
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
