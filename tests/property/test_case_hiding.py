"""What an officer may not read shows nowhere else in the file: as if it had never been said."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.case_facts import ENTITIES, cases

from tansiq.cases.facts import ClaimFact, Holdings
from tansiq.cases.hiding import hiding
from tansiq.cases.seen import EntityFile
from tansiq.cases.view import build


def plain(one: ClaimFact) -> ClaimFact:
    """The claim alone, neither derived nor a correction: hidden ones may carry or strike others."""
    bare = type(one.claim)(
        property=one.claim.property, value=one.claim.value, grade="x", nature="fact"
    )
    return replace(one, claim=bare, corrects="")


def told(file: EntityFile) -> dict[str, object]:
    """What a page tells of the claims in sight: by property, the count of origins, the clash."""
    parts = {
        one.name: ([c for c in one.claims if not c.hidden], one.clash) for one in file.properties
    }
    return {"names": file.names, **{name: part for name, part in parts.items() if part[0]}}


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_a_hidden_claim_corroborates_contradicts_and_names_nothing(
    held: Holdings, data: st.DataObject
) -> None:
    """Whoever may not read a claim learns from the rest of the file no more than its place."""
    claims = tuple(map(plain, held.claims))
    readable = {one.id for one in claims if data.draw(st.booleans())}
    whole = replace(held, claims=claims)
    less = replace(held, claims=tuple(one for one in claims if one.id in readable))
    for entity in ENTITIES:
        assert told(hiding(build(entity, whole), readable)) == told(build(entity, less))


@settings(max_examples=100, deadline=None)
@given(cases(), st.data())
def test_of_a_hidden_claim_only_place_code_and_agency_are_left(
    held: Holdings, data: st.DataObject
) -> None:
    readable = {one.id for one in held.claims if data.draw(st.booleans())}
    for entity in ENTITIES:
        shown = hiding(build(entity, held), readable)
        for claim in (one for one in shown.claims if one.fact.id not in readable):
            said = claim.fact.claim
            assert claim.hidden
            assert (said.value, said.grade, said.note, said.basis) == ("", "", "", ())
            assert (claim.roots, claim.origins, claim.judgements) == (frozenset(), 0, ())
            assert claim.source.document is None
