"""Whether a claim still rests on anything, and what would fall with a source.

A claim stands when it was neither withdrawn nor corrected by its own agency and at least one ground
under it stands. Its grounds: the source document it cites when it is derived from no other claim,
else the claims it is derived from; and each document with which somebody supports it. A document
that repeats another carries nothing once that one is withdrawn. So a source that is withdrawn voids
exactly what rests on it alone. Grounds that only lead back to the claim itself carry nothing: what
stands is the least set that starts from documents. What was said outside the agreement neither
stands nor carries.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tansiq.cases.bounds import Bounds
from tansiq.cases.facts import (
    ClaimEnd,
    ClaimFact,
    DocumentEnd,
    DocumentFact,
    Holdings,
    Judgement,
)
from tansiq.cases.outside import borne_claims
from tansiq.terms.casework import Stance


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands: the claims by id, and the documents with what ended them."""

    alive: frozenset[str]
    withdrawn: Mapping[str, ClaimEnd]
    corrected: Mapping[str, ClaimFact]
    documents: "Documents"
    outside: frozenset[str] = frozenset()

    def state(self, claim: str) -> str:
        """`stands`, `corrected`, `withdrawn`, `outside_agreement` or `source_withdrawn`."""
        if claim in self.withdrawn:
            return "withdrawn"
        if claim in self.corrected:
            return "corrected"
        if claim in self.outside:
            return "outside_agreement"
        return "stands" if claim in self.alive else "source_withdrawn"


@dataclass(frozen=True, slots=True)
class Documents:
    """The sources by id; one id filed by two agencies is two documents, told apart by who cites."""

    filed: Mapping[str, tuple[DocumentFact, ...]]
    ended: Mapping[tuple[str, str], DocumentEnd] = field(default_factory=dict)
    bounds: Bounds = field(default_factory=Bounds)

    def cited(self, document: str, by: str) -> DocumentFact | None:
        """The document an agency means: its own of this id, else the first agency's by name."""
        found = self.filed.get(document, ())
        own = [one for one in found if one.agency == by]
        return next(iter(own or sorted(found, key=lambda one: (one.agency, one.order))), None)

    def end(self, document: DocumentFact | None) -> DocumentEnd | None:
        """What ended a document, or first what it repeats, when something did."""
        every = () if document is None else self.chain(document)
        return next((self.ended[one.key] for one in every if one.key in self.ended), None)

    def carrying(self, document: DocumentFact | None) -> bool:
        """Whether something may rest on it: neither ended nor filed outside the agreement."""
        if document is None or not self.bounds.holds(document):
            return False
        return self.end(document) is None

    def root(self, document: DocumentFact) -> DocumentFact:
        """The first origin this document repeats, itself when it repeats none (or in a circle)."""
        return self.chain(document)[-1]

    def chain(self, document: DocumentFact) -> tuple[DocumentFact, ...]:
        """A document, what it repeats, what that repeats, until the first origin."""
        found = [document]
        while document.record.repeats:
            further = self.cited(document.record.repeats, document.agency)
            if further is None or further.key in {one.key for one in found}:
                break
            found.append(further)
            document = further
        return tuple(found)


def documents_of(
    filed: Iterable[DocumentFact], ends: Iterable[DocumentEnd], bounds: Bounds
) -> Documents:
    """The sources, with the first withdrawal by the agency that filed each."""
    by_id: dict[str, tuple[DocumentFact, ...]] = {}
    for one in sorted(filed, key=lambda one: one.order):
        by_id[one.document] = (*by_id.get(one.document, ()), one)
    ended: dict[tuple[str, str], DocumentEnd] = {}
    for end in sorted(ends, key=lambda one: one.order):
        ended.setdefault((end.agency, end.document), end)
    return Documents(by_id, ended, bounds)


def standing(held: Holdings, *, without: AbstractSet[tuple[str, str]] = frozenset()) -> Standing:
    """What stands; `without` are documents (agency, id) to be thought away."""
    documents = documents_of(held.documents, held.document_ends, held.bounds)
    by_id = {one.id: one for one in held.claims}
    withdrawn = _by_own(held.claim_ends, by_id)
    corrected = _corrections(held.claims, by_id)
    supports = _supports(filter(held.bounds.holds, held.judgements))
    borne = borne_claims(held.claims, corrected, held.bounds)
    open_claims = {one for one in borne if one not in withdrawn and one not in corrected}

    def carries(document: str, by: str) -> bool:
        found = documents.cited(document, by)
        if found is None or any(one.key in without for one in documents.chain(found)):
            return False
        return documents.carrying(found)

    alive = {
        one
        for one in open_claims
        if (not by_id[one].claim.basis and carries(by_id[one].document, by_id[one].agency))
        or any(carries(each.document, each.agency) for each in supports.get(one, ()))
    }
    resting: dict[str, list[str]] = {}
    for one in open_claims:
        for ground in by_id[one].claim.basis:
            resting.setdefault(ground, []).append(one)
    fresh = list(alive)
    while fresh:
        for one in resting.get(fresh.pop(), ()):
            if one not in alive:
                alive.add(one)
                fresh.append(one)
    outside = frozenset(by_id) - borne
    return Standing(frozenset(alive), withdrawn, corrected, documents, outside)


def falls_with(held: Holdings, document: DocumentFact) -> frozenset[str]:
    """The claims that would rest on nothing more if this document were withdrawn."""
    now = standing(held).alive
    return now - standing(held, without={document.key}).alive


def _by_own(ends: Iterable[ClaimEnd], by_id: Mapping[str, ClaimFact]) -> dict[str, ClaimEnd]:
    found: dict[str, ClaimEnd] = {}
    for end in sorted(ends, key=lambda one: one.order):
        claim = by_id.get(end.claim)
        if claim is not None and claim.agency == end.agency:
            found.setdefault(end.claim, end)
    return found


def _corrections(
    claims: Iterable[ClaimFact], by_id: Mapping[str, ClaimFact]
) -> dict[str, ClaimFact]:
    """The first correction of each claim by the agency that made it."""
    found: dict[str, ClaimFact] = {}
    for one in sorted(claims, key=lambda one: one.order):
        before = by_id.get(one.corrects)
        if before is not None and before.agency == one.agency and before.id != one.id:
            found.setdefault(before.id, one)
    return found


def _supports(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = {}
    for one in judgements:
        if one.stance == Stance.SUPPORT and one.document:
            found.setdefault(one.claim, []).append(one)
    return found
