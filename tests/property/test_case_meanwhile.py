"""What a form is told on its way to be signed: the words added since it was opened."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_case_files import ENTITIES, cases

from tansiq.cases.facts import Holdings
from tansiq.cases.hiding import hiding
from tansiq.cases.meanwhile import mark, meanwhile
from tansiq.cases.view import build


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_whoever_wrote_meanwhile_is_told_exactly_what_reads_anew(
    held: Holdings, data: st.DataObject
) -> None:
    """A form that was opened earlier tells each word added since, and nothing that was shown."""

    def earlier(facts: tuple[Any, ...]) -> tuple[Any, ...]:
        return facts[: data.draw(st.integers(0, len(facts)))]

    past = replace(
        held,
        claims=earlier(held.claims),
        claim_ends=earlier(held.claim_ends),
        judgements=earlier(held.judgements),
        statuses=earlier(held.statuses),
        merges=earlier(held.merges),
    )
    for entity in ENTITIES:
        before, after = build(entity, past), build(entity, held)
        told = meanwhile([after], mark(before), "phone")
        known = {(one.fact.id, one.state) for one in before.claims}
        words = {word for one in before.claims for word in one.judgements}
        spoken = {one.claim.fact.id for one in told if one.claim and not one.word}
        assert spoken == {
            one.fact.id for one in after.claims if (one.fact.id, one.state) not in known
        }
        assert {one.word for one in told if one.word} == {
            word for one in after.claims for word in one.judgements if word not in words
        }
        assert any(one.claim is one.status is one.category is None for one in told) == (
            before.members != after.members
        )
        about = [one.property == "phone" for one in told]
        assert about == sorted(about, reverse=True), "of the same property first"
        assert meanwhile([after], mark(after)) == ()
        closed = hiding(after, set())
        gone = {one.fact.id for one in closed.claims} - {one.fact.id for one in before.claims}
        hidden = meanwhile([closed], mark(hiding(before, set())))
        assert {one.claim.fact.id for one in hidden if one.claim} == gone, "that it is there alone"
