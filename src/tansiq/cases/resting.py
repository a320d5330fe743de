"""What a claim rests on, and what rests on a source: for "why do we believe this?".

Promises: origins are counted as the file counts them, each once with all that repeat it; what falls
is what `standing` would void, over every entity that a claim from the source speaks of, and every
one that claims derived from those speak of. Bounded: `MOST_SPOKEN_OF` entities; `more` says so.
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

MOST_SPOKEN_OF = 400
"""Entities looked at for what would fall with a source."""
MOST_SHOWN = 100
"""Entities shown under a source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginSeen:
    """One independent origin of what is said: its source, what repeats it, what ended it.

    `falls` are the claims that would rest on nothing more if it were withdrawn; `more` says that
    not every entity was looked at.
    """

    root: DocumentFact
    end: DocumentEnd | None
    repeats: tuple[DocumentFact, ...]
    falls: frozenset[str] = frozenset()
    more: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What tells origins apart."""
        return self.root.key


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on a source: files of entities; `more` says that there are others."""

    files: tuple[EntityFile, ...]
    more: bool


def origins(
    tx: Tx, channel: str, claim: ClaimFact, unseen: AbstractSet[str] = frozenset()
) -> tuple[OriginSeen, ...]:
    """The origins of all that say the same about the same, oldest first.

    `unseen` are claims the reader may not see: that they say the same would tell what they say.
    """
    held = holdings(tx, channel, (claim.entity,))
    now = standing(held)
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    # Of what the agreement bears, only what it bears is a ground.
    borne = claim.id not in now.outside
    unseen = unseen | now.outside if borne else unseen
    for document, by in sorted(_cited(held, claim, unseen)):
        cited = now.documents.cited(document, by)
        if cited is not None and (held.bounds.holds(cited) or not borne):
            root = now.documents.root(cited)
            repeated = found.setdefault((root.agency, root.document), set())
            repeated.add((cited.agency, cited.document))
    by_key = {(one.agency, one.document): one for one in held.documents}
    seen = []
    for key, repeats in found.items():
        falls, more = falling(tx, channel, by_key[key], claim.entity)
        seen.append(
            OriginSeen(
                root=by_key[key],
                end=now.documents.end(by_key[key]),
                repeats=tuple(by_key[one] for one in sorted(repeats - {key})),
                falls=falls,
                more=more,
            )
        )
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
        for one in filter(held.bounds.holds, held.judgements)
        if one.claim in same and one.stance == Stance.SUPPORT and one.document
    }


def falling(
    tx: Tx, channel: str, document: DocumentFact, first: str = ""
) -> tuple[frozenset[str], bool]:
    """The claims that would rest on nothing more without this document, and if there may be others.

    The entity `first` is looked at before any other.
    """
    entities, more = _reached(tx, channel, document.document, first)
    return falls_with(holdings(tx, channel, entities), document), more


def _reached(tx: Tx, channel: str, document: str, first: str) -> tuple[list[str], bool]:
    """Entities of claims that cite a document, what repeats it, or such claims, however far."""
    sources = _repeating(tx, channel, document)
    entities = _entities(tx, _CITING, channel, (sources, first))
    entities += [one for one in _supported(tx, channel, sources) if one not in entities]
    reached, fresh = dict.fromkeys(entities), entities
    while fresh and len(reached) <= MOST_SPOKEN_OF:
        held = lookup.claims_of(tx, channel, fresh)
        derived = _entities(tx, _DERIVED, channel, ([one.id for one in held], first))
        fresh = [one for one in derived if one not in reached]
        reached |= dict.fromkeys(fresh)
    return list(reached)[:MOST_SPOKEN_OF], len(reached) > MOST_SPOKEN_OF


def _repeating(tx: Tx, channel: str, document: str) -> list[str]:
    found, fresh = [document], [document]
    while fresh and len(found) <= MOST_SPOKEN_OF:
        rows = tx.rows(
            "SELECT DISTINCT document FROM case_document WHERE channel = %s"
            " AND repeats = ANY(%s) AND NOT document = ANY(%s)",
            (channel, fresh, found),
        )
        fresh = sorted(row["document"] for row in rows)
        found += fresh
    return found


def _supported(tx: Tx, channel: str, sources: list[str]) -> list[str]:
    rows = tx.rows(
        "SELECT DISTINCT claim FROM case_judgement WHERE channel = %s AND document = ANY(%s)"
        " LIMIT %s",
        (channel, sources, MOST_SPOKEN_OF),
    )
    supported = lookup.claims_named(tx, channel, [row["claim"] for row in rows])
    return sorted({one.entity for one in supported})


def _entities(tx: Tx, question: str, channel: str, named: tuple[list[str], str]) -> list[str]:
    """The entities a question finds, `named` = (what it names, the entity to put first)."""
    wanted, first = named
    rows = tx.rows(
        f"SELECT entity FROM ({question}) found ORDER BY entity <> %(f)s, entity LIMIT %(m)s",  # noqa: S608
        {"c": channel, "n": wanted, "f": first, "m": MOST_SPOKEN_OF + 1},
    )
    return [row["entity"] for row in rows]


_CITING = "SELECT DISTINCT entity FROM case_claims WHERE channel = %(c)s AND document = ANY(%(n)s)"
_DERIVED = "SELECT DISTINCT entity FROM case_ground WHERE channel = %(c)s AND claim = ANY(%(n)s)"


def resting_on(tx: Tx, channel: str, document: str) -> Resting:
    """The files of the entities that claims from this source speak of."""
    rows = tx.rows(
        "SELECT DISTINCT entity FROM case_claims WHERE channel = %s AND document = %s"
        " ORDER BY entity LIMIT %s",
        (channel, document, MOST_SHOWN + 1),
    )
    spoken_of = [row["entity"] for row in rows]
    files = entity_files(tx, channel, spoken_of[:MOST_SHOWN])
    return Resting(files, len(spoken_of) > MOST_SHOWN)


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
