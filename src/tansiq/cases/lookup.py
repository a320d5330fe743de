"""From the tables of a case to facts: one function per kind of fact, nothing judged.

Promises: reads only this slice's tables, and only rows of the channel asked for.
"""

from collections.abc import Iterable, Sequence

from tansiq.cases.facts import (
    CategoryFact,
    ClaimEnd,
    ClaimFact,
    DocumentEnd,
    DocumentFact,
    EntityFact,
    Judgement,
    MentionEnd,
    MentionFact,
    Merge,
    Split,
    StatusFact,
)
from tansiq.cases.recalled import recalls
from tansiq.cases.rows import (
    A_PARTYS,
    claims_in,
    document_end_in,
    document_in,
    entity_in,
    judgement_in,
    leaf_of_claim,
    mention_end_in,
    mention_in,
    merge_in,
    place,
    status_in,
)
from tansiq.store.connect import Tx

MOST_STEPS = 20
MOST_TOGETHER = 1_000


def claims_of(tx: Tx, channel: str, entities: Iterable[str]) -> tuple[ClaimFact, ...]:
    """Every claim about these entities."""
    rows = tx.rows(
        "SELECT * FROM case_claims WHERE channel = %s AND entity = ANY(%s)",
        (channel, sorted(entities)),
    )
    return tuple(claim for row in rows for claim in claims_in(row))


def claims_named(tx: Tx, channel: str, ids: Iterable[str]) -> tuple[ClaimFact, ...]:
    """The claims with these ids."""
    wanted = set(ids)
    leaves = sorted({leaf for leaf in map(leaf_of_claim, wanted) if leaf})
    if not leaves:
        return ()
    rows = tx.rows(
        "SELECT * FROM case_claims WHERE channel = %s AND leaf = ANY(%s)", (channel, leaves)
    )
    return tuple(claim for row in rows for claim in claims_in(row) if claim.id in wanted)


def claim_ends(tx: Tx, channel: str, claims: Sequence[str]) -> tuple[ClaimEnd, ...]:
    """Withdrawals of these claims, by whomever."""
    rows = tx.rows(
        "SELECT * FROM case_claim_end WHERE channel = %s AND claim = ANY(%s)",
        (channel, list(claims)),
    )
    return tuple(
        ClaimEnd(
            claim=row["claim"], reason=row["reason"], explanation=row["explanation"], **place(row)
        )
        for row in rows
    )


def corrections(tx: Tx, channel: str, claims: Sequence[str]) -> tuple[ClaimFact, ...]:
    """Claims that replace these."""
    rows = tx.rows(
        "SELECT * FROM case_claims WHERE channel = %s AND corrects = ANY(%s)",
        (channel, list(claims)),
    )
    return tuple(claim for row in rows for claim in claims_in(row))


def judgements(tx: Tx, channel: str, claims: Sequence[str]) -> tuple[Judgement, ...]:
    """What was said about these claims."""
    rows = tx.rows(
        "SELECT * FROM case_judgement WHERE channel = %s AND claim = ANY(%s)",
        (channel, list(claims)),
    )
    return tuple(judgement_in(row) for row in rows)


def documents(tx: Tx, channel: str, ids: Iterable[str]) -> tuple[DocumentFact, ...]:
    """The documents with these ids, and those they repeat, `MOST_STEPS` back at most."""
    found: dict[tuple[str, str], DocumentFact] = {}
    wanted = set(ids)
    asked: set[str] = set()
    for _ in range(MOST_STEPS):
        if not wanted - asked:
            break
        rows = tx.rows(
            "SELECT * FROM case_document told WHERE channel = %s"  # noqa: S608 - a constant
            f" AND document = ANY(%s) AND {A_PARTYS}",
            (channel, sorted(wanted - asked)),
        )
        asked |= wanted
        for row in rows:
            fact = document_in(row)
            found[row["origin"], row["seq"]] = fact
            if fact.record.repeats:
                wanted.add(fact.record.repeats)
    return tuple(found[key] for key in sorted(found))


def document_ends(tx: Tx, channel: str, found: Sequence[DocumentFact]) -> tuple[DocumentEnd, ...]:
    """Withdrawals of these documents, and recalls of the releases they cite."""
    ids = sorted({one.document for one in found})
    rows = tx.rows(
        "SELECT * FROM case_document_end WHERE channel = %s AND document = ANY(%s)", (channel, ids)
    )
    ends = [document_end_in(row, row["document"], row["agency"]) for row in rows]
    return (*ends, *recalls(tx, channel, [one for one in found if one.record.release]))


def entities(tx: Tx, channel: str, ids: Iterable[str]) -> tuple[EntityFact, ...]:
    """The openings of these entities."""
    rows = tx.rows(
        "SELECT * FROM case_entity WHERE channel = %s AND entity = ANY(%s)", (channel, sorted(ids))
    )
    return tuple(entity_in(row) for row in rows)


def categories(tx: Tx, channel: str, ids: Iterable[str]) -> tuple[CategoryFact, ...]:
    """What agencies see these persons as."""
    rows = tx.rows(
        "SELECT * FROM case_category WHERE channel = %s AND entity = ANY(%s)",
        (channel, sorted(ids)),
    )
    return tuple(
        CategoryFact(
            entity=row["entity"], category=row["category"], explanation=row["explanation"],
            **place(row),
        )
        for row in rows
    )  # fmt: skip


def statuses(tx: Tx, channel: str, ids: Iterable[str]) -> tuple[StatusFact, ...]:
    """What agencies hold about the part of these persons."""
    rows = tx.rows(
        "SELECT * FROM case_status told WHERE channel = %s"  # noqa: S608 - a constant
        f" AND entity = ANY(%s) AND {A_PARTYS}",
        (channel, sorted(ids)),
    )
    return tuple(status_in(row) for row in rows)


def merges_around(
    tx: Tx, channel: str, entities: Iterable[str]
) -> tuple[tuple[Merge, ...], tuple[Split, ...]]:
    """Every merge, and split of one, that these entities are reached by, however far.

    Beyond `MOST_TOGETHER` entities nothing further is looked for: no officer merged so many.
    """
    found: dict[tuple[str, int], Merge] = {}
    reached, asked = set(entities), set[str]()
    while reached - asked and len(reached) <= MOST_TOGETHER:
        rows = tx.rows(
            "SELECT DISTINCT m.* FROM case_merge m JOIN case_member b"
            " ON b.origin = m.origin AND b.seq = m.seq"
            " WHERE m.channel = %s AND b.entity = ANY(%s)",
            (channel, sorted(reached - asked)),
        )
        asked |= reached
        for row in rows:
            found[row["origin"], row["seq"]] = merge_in(row)
            reached.update(row["entities"])
    merges = tuple(found[key] for key in sorted(found))
    return merges, splits(tx, channel, [one.merge for one in merges])


def splits(tx: Tx, channel: str, merges: Sequence[str]) -> tuple[Split, ...]:
    """Splits of these merges."""
    rows = tx.rows(
        "SELECT * FROM case_split WHERE channel = %s AND merge = ANY(%s)", (channel, list(merges))
    )
    return tuple(Split(merge=row["merge"], reason=row["reason"], **place(row)) for row in rows)


def mentions(
    tx: Tx, channel: str, entities: Iterable[str]
) -> tuple[tuple[MentionFact, ...], tuple[MentionEnd, ...]]:
    """What machines extracted and somebody accepted for these entities, with the verdicts."""
    ends = tx.rows(
        "SELECT * FROM case_mention_end WHERE channel = %s AND entity = ANY(%s)",
        (channel, sorted(entities)),
    )
    rows = tx.rows(
        "SELECT * FROM case_mention WHERE channel = %s AND mention = ANY(%s)",
        (channel, sorted({row["mention"] for row in ends})),
    )
    return tuple(map(mention_in, rows)), tuple(map(mention_end_in, ends))
