"""What leaves a case on paper or as FollowTheMoney, and the list of what was withheld and why.

Promises: nothing that its code closes to this officer, nothing of a person without a category,
nothing that was taken back; for use in court nothing under H1 either. What is withheld is listed by
reference with its reason, and what is not looked at is counted. Every entity that is printed stands
in the read log.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tansiq.cases import queries
from tansiq.cases.hiding import hiding
from tansiq.cases.seen import ClaimSeen, EntityFile
from tansiq.formats.ftm_export import ClaimOut, EntityOut, Left, export_entities
from tansiq.node.actions import Action
from tansiq.node.cases import CaseBoard, board, hidden, known
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.casework import Stance
from tansiq.terms.errors import Missing, Refused
from tansiq.terms.handling import HandlingCode
from tansiq.terms.ids import ChannelId

MOST_ENTITIES = 2_000
"""Entities in one export of a whole case; beyond that a print says how many it leaves out."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A claim, or a whole person, that stays here, and why (a code of `case_prints`)."""

    entity: str
    claim: str
    property: str
    agency: str
    handling: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exported:
    """Files as they may leave, claim by claim, and what of them may not; `court` says for where.

    `left_out` counts entities of the case that were not looked at.
    """

    files: tuple[EntityFile, ...]
    claims: tuple[tuple[ClaimSeen, ...], ...]
    withheld: tuple[Withheld, ...]
    court: bool = False
    left_out: int = 0


def exported(
    node: Node, reader: Reader, channel: ChannelId, entities: Sequence[str], *, court: bool
) -> Exported:
    """These entities of a case (all of it, when none is named) as they may leave it.

    Missing `entity_unknown` when one that is named is not there.
    """

    def query(tx: Tx, officer: Officer) -> tuple[Exported, Sequence[str]]:
        known(node, tx, channel)
        wanted, left_out = list(entities), 0
        if not wanted:
            wanted, left_out = queries.opened(tx, channel, MOST_ENTITIES)
        files = queries.entity_files(tx, channel, wanted)
        if entities and {one.entity for one in files} != set(entities):
            raise Missing("entity_unknown")
        each = files if entities else {one.members: one for one in files}.values()
        shown = tuple(hidden(node, officer, channel, one) for one in each)
        found = replace(parted(shown, court=court), left_out=left_out)
        return found, [member for one in shown for member in one.members]

    look = Look(action=Action.EXPORT_CASE, file=channel, absent=Missing("case_unknown"))
    return read(node, reader, look, query)


def summary(
    node: Node, reader: Reader, channel: ChannelId, *, court: bool
) -> tuple[CaseBoard, Exported]:
    """A case with its work, and its entities as they may leave it."""
    found = exported(node, reader, channel, (), court=court)
    return board(node, reader, channel, ""), found


def as_ftm(found: Exported) -> tuple[bytes, tuple[Left, ...]]:
    """FollowTheMoney entities, one per line, and all that other programs will not read of them.

    Refused `export_many` when it would not be the whole case: no program could see that.
    """
    return export_entities(outgoing(found))


def outgoing(found: Exported) -> Iterator[EntityOut]:
    """Entities with all that is known of each claim, as every layout starts from.

    Refused `export_many` when it would not be the whole case.
    """
    if found.left_out:
        raise Refused("export_many", most=MOST_ENTITIES, left=found.left_out)
    reasons = {one.claim: one.reason for one in found.withheld}
    for one in found.files:
        times = [each.time for each in one.opened]
        times += [each.time for each in one.categories]
        times += [each.fact.time for each in one.claims]
        times += [each.fact.time for each in one.statuses]
        yield EntityOut(
            id=one.entity,
            schema=one.schema,
            claims=[_claim_out(each, reasons) for each in one.claims],
            category=", ".join(sorted({each.category for each in one.categories})),
            standing=[
                f"{each.fact.agency}: {each.fact.status}" for each in one.statuses if each.standing
            ],
            opened=min(times, default=""),
            changed=max(times, default=""),
        )


def parted(files: Iterable[EntityFile], *, court: bool) -> Exported:
    """Files as they may leave, and of what stays here, why."""
    kept: list[EntityFile] = []
    claims: list[tuple[ClaimSeen, ...]] = []
    withheld: list[Withheld] = []
    for one in files:
        if one.quarantined:
            withheld.append(Withheld(one.entity, "", "", "", "", "withheld_quarantined"))
            continue
        closed = {each.fact.id: _closed(each, court=court) for each in one.claims}
        # Heads and lists are made of names: those that stay here are in none of them.
        leaving = {claim for claim, why in closed.items() if not why}
        kept.append(replace(one, names=hiding(one, leaving).names))
        claims.append(tuple(each for each in one.claims if not closed[each.fact.id]))
        withheld += list(_of(one, closed))
    return Exported(tuple(kept), tuple(claims), tuple(withheld), court)


def _closed(claim: ClaimSeen, *, court: bool) -> str:
    """Why a claim stays here; empty when it may leave."""
    if claim.hidden:
        return "withheld_restricted"
    if not claim.stands:
        return f"withheld_{claim.state}"
    if court and claim.fact.handling.code == HandlingCode.H1:
        return "withheld_court"
    return ""


def _of(file: EntityFile, closed: dict[str, str]) -> Iterator[Withheld]:
    for one in file.claims:
        if closed[one.fact.id]:
            yield Withheld(
                file.entity,
                one.fact.id,
                one.fact.claim.property,
                one.fact.agency,
                one.fact.handling.code,
                closed[one.fact.id],
            )


def _claim_out(claim: ClaimSeen, reasons: dict[str, str]) -> ClaimOut:
    fact, said = claim.fact, claim.fact.claim
    withheld = reasons.get(fact.id, "")
    return ClaimOut(
        id=fact.id,
        property=said.property,
        value="" if withheld else said.value,
        grade=said.grade,
        nature=said.nature,
        agency=fact.agency,
        source=fact.document,
        status=claim.state,
        handling=fact.handling.code,
        language=said.language,
        since=said.since,
        until=said.until,
        about=said.about,
        note="" if withheld else said.note,
        withheld=withheld,
        tlp=fact.handling.tlp,
        conditions="" if withheld else fact.handling.conditions,
        disputed=", ".join(sorted(_disputing(claim))),
    )


def _disputing(claim: ClaimSeen) -> set[str]:
    return {one.agency for one in claim.judgements if one.stance == Stance.DISPUTE}
