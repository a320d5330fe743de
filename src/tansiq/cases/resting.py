"""What a claim rests on, and what rests on a source: for "why do we believe this?".

Promises: origins are counted as the file counts them, each once with all that repeat it; what falls
is what `standing` would void, over every entity that a claim from the source speaks of.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from tansiq.cases import lookup
from tansiq.cases.facts import ClaimFact, DocumentEnd, DocumentFact, Holdings
from tansiq.cases.gathering import entity_files, holdings
from tansiq.cases.seen import EntityFile
from tansiq.cases.standing import falls_with, standing
from tansiq.store.connect import Tx
from tansiq.terms.casework import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginSeen:
    """One independent origin of what is said: its source, what repeats it, what ended it.

    `falls` are the claims that would rest on nothing more if it were withdrawn.
    """

    root: DocumentFact
    end: DocumentEnd | None
    repeats: tuple[DocumentFact, ...]
    falls: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """What tells origins apart: who filed it, under which id."""
        return (self.root.agency, self.root.document)


def origins(
    tx: Tx, channel: str, claim: ClaimFact, unseen: AbstractSet[str] = frozenset()
) -> tuple[OriginSeen, ...]:
    """The origins of all that say the same about the same, oldest first.

    `unseen` are claims the reader may not see: that they say the same would tell what they say.
    """
    held = holdings(tx, channel, (claim.entity,))
    now = standing(held)
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for document, by in sorted(_cited(held, claim, unseen)):
        cited = now.documents.cited(document, by)
        if cited is not None:
            root = now.documents.root(cited)
            repeated = found.setdefault((root.agency, root.document), set())
            repeated.add((cited.agency, cited.document))
    by_key = {(one.agency, one.document): one for one in held.documents}
    seen = [
        OriginSeen(
            root=by_key[key],
            end=now.documents.end(by_key[key]),
            repeats=tuple(by_key[one] for one in sorted(repeats - {key})),
            falls=falling(tx, channel, by_key[key]),
        )
        for key, repeats in found.items()
    ]
    return tuple(sorted(seen, key=lambda one: (*one.root.order, one.root.document)))


def _cited(held: Holdings, claim: ClaimFact, unseen: AbstractSet[str]) -> set[tuple[str, str]]:
    """Documents with who cites them: under claims that say the same, and under their support."""
    same = {
        one.id: one
        for one in held.claims
        if one.id not in unseen
        and (one.claim.property, one.claim.value) == (claim.claim.property, claim.claim.value)
    }
    cited = {(one.document, one.agency) for one in same.values()}
    return cited | {
        (one.document, one.agency)
        for one in held.judgements
        if one.claim in same and one.stance == Stance.SUPPORT and one.document
    }


def falling(tx: Tx, channel: str, document: DocumentFact) -> frozenset[str]:
    """The claims of the case that would rest on nothing more without this document."""
    spoken_of = {one.entity for one in lookup.claims_from(tx, channel, document.document)}
    return falls_with(holdings(tx, channel, sorted(spoken_of)), document)


def resting_on(tx: Tx, channel: str, document: str) -> tuple[EntityFile, ...]:
    """The files of the entities that claims from this source speak of."""
    spoken_of = {one.entity for one in lookup.claims_from(tx, channel, document)}
    return entity_files(tx, channel, sorted(spoken_of))


def translations(tx: Tx, channel: str, document: str) -> tuple[DocumentFact, ...]:
    """The sources that translate this one, and the one that it translates."""
    rows = tx.rows(
        "SELECT document FROM case_document WHERE channel = %s AND record LIKE %s",
        (channel, f"%{document}%"),
    )
    near = lookup.documents(tx, channel, [row["document"] for row in rows])
    own = {one.record.translates for one in near if one.document == document}
    other = lookup.documents(tx, channel, sorted(own - {""}))
    found = (*(one for one in near if one.record.translates == document), *other)
    return tuple({(one.agency, one.document): one for one in found}.values())
