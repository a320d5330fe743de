"""Facts of an invented case at random: two agencies, sources that repeat, claims in chains."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st
from tests.unit.cases.sample import CASE, TERMS

from tansiq.cases.bounds import Agreed, Word, bounds_of
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
        "origin": f"{agency}/{CASE}/g1/e1",
        "seq": number,
        "leaf": "",
        "class_id": "",
    }


def word(agency: str, time: str, seq: int = -1) -> Word:
    """A signature, or an end, of an agency: by default before all facts in its log."""
    return Word(agency, time, f"{agency}/{CASE}/g1/e1", seq)


def agreed(starts: str = "2026-11-01T00:00:00Z", ends: str = "2027-06-30T00:00:00Z") -> Agreed:
    """An agreement that both signed."""
    terms = msgspec.structs.replace(TERMS, starts=starts, ends=ends)
    return Agreed(terms, tuple(word(one, "2026-11-01T00:00:00Z") for one in AGENCIES), ())


def filed(document: str, at: dict[str, Any], source: str, repeats: str) -> DocumentFact:
    record = DocumentFiled(
        document=document,
        source=source,
        title="t",
        language="en",
        reference="12/26",
        authority="court",
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
        filed(
            f"d{one}",
            at(),
            draw(st.sampled_from(("judgment", "court_order", "report"))),
            draw(st.sampled_from(("", "d0", "d1"))),
        )
        for one in range(4)
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
        bounds=bounds_of(CASE, (agreed(),), {}),
    )


def shuffled(held: Holdings, seed: int) -> Holdings:
    random = Random(seed)

    def mixed(values: Iterable[Any]) -> tuple[Any, ...]:
        mix = list(values)
        random.shuffle(mix)
        return tuple(mix)

    facts = (name for name in Holdings.__slots__ if name != "bounds")
    return replace(held, **{name: mixed(getattr(held, name)) for name in facts})
