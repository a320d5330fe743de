"""Judging a draft: what an officer accepts becomes claims of a case, in one signed act.

Promises: the source, the entities, the claims and the verdicts are written together or not at all;
the officer holds the rights on the draft and on the case; every claim says which draft and which
stretch of it. A draft that nothing was accepted of can be refused whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tansiq.cases import queries as cases
from tansiq.intake import commands, queries
from tansiq.intake.becoming import becoming
from tansiq.intake.queries import DraftRow
from tansiq.intake.verdicts import Became, Verdict
from tansiq.node import access
from tansiq.node.access import Subject
from tansiq.node.actions import Action
from tansiq.node.cases import case_dates, known
from tansiq.node.compose import Node
from tansiq.node.intake_claims import Batch, Judging, ground, planned
from tansiq.node.intake_reading import reading_in
from tansiq.node.perform import Task, Written, perform
from tansiq.node.signing import Signer
from tansiq.record.claims import ClaimsMade
from tansiq.record.intake import DraftJudged, ProposalJudged
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.terms.errors import Missing
from tansiq.terms.ids import HOME
from tansiq.terms.intake import ProposalVerdict

__all__ = ["Judged", "Judging", "Verdict", "judge", "set_aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was written: the source that the claims rest on (empty where none), claims, entries."""

    document: str
    claims: tuple[str, ...]
    entries: tuple[str, ...]


def judge(node: Node, signer: Signer, draft: str, judging: Judging) -> Judged:
    """Judge proposals of a draft, all of the batch or none.

    Missing `draft_unknown` or `case_unknown`, Conflict `draft_judged`, Refused `draft_date_alone`,
    and what the commands of cases refuse.
    """
    with node.store.reading() as tx:
        _decide(node, tx, signer)
        row = _row(tx, draft)
    commands.open_draft(row.now)
    rejects = all(one.verdict == ProposalVerdict.REJECTED for one in judging.verdicts)
    task = (
        _rejecting(row, judging)
        if rejects
        else _accepting(node, signer, Batch.of(row, reading_in(node, row.said), judging))
    )
    return _judged(perform(node, (signer,), task))


def set_aside(node: Node, signer: Signer, draft: str, reason: str) -> None:
    """Refuse a draft whole; Conflict `draft_used` when a claim was made of it already."""

    def plan(tx: Tx) -> tuple[Planned, ...]:
        return commands.set_aside(_row(tx, draft).now, reason)

    perform(node, (signer,), Task(action=Action.JUDGE_DRAFT, plan=plan, file=HOME))


def _rejecting(row: DraftRow, judging: Judging) -> Task:
    """Nothing of it enters a case."""

    def plan(tx: Tx) -> tuple[Planned, ...]:
        now = _row(tx, row.said.draft).now
        return commands.judge_draft(now, ("", ""), tuple(_verdicts(judging, ())))

    return Task(action=Action.JUDGE_DRAFT, plan=plan, file=HOME)


def _accepting(node: Node, signer: Signer, batch: Batch) -> Task:
    """The right to make claims is asked by the task, that to judge drafts within it."""
    judging, situation = batch.judging, node.situation(signer.officer)
    dates = case_dates(node)

    def plan(tx: Tx) -> tuple[Planned, ...]:
        _decide(node, tx, signer)
        known(node, tx, judging.channel)
        now = cases.case_now(tx, situation, node.channel_now(tx, judging.channel), dates)
        row = _row(tx, batch.row.said.draft)
        # The verdicts first: what is judged already is said before what a case would refuse.
        commands.judge_draft(row.now, ("", ""), tuple(_verdicts(judging, ())))
        become = becoming(ground(tx, now, batch), judging.verdicts)
        document, found = planned(tx, now, batch, become)
        verdicts = tuple(_verdicts(judging, become.became))
        return (*found, *commands.judge_draft(row.now, (judging.channel, document), verdicts))

    absent = Missing("case_unknown")
    return Task(action=Action.MAKE_CLAIM, plan=plan, file=judging.channel, absent=absent)


def _verdicts(judging: Judging, became: Sequence[Became]) -> Iterator[ProposalJudged]:
    """The officer's verdicts with what each became; then the dates that events took along."""
    told = {one.number: one for one in became}
    for one in judging.verdicts:
        now = told.pop(one.number, None)
        changed = one.verdict == ProposalVerdict.CHANGED
        yield ProposalJudged(
            number=one.number,
            verdict=one.verdict,
            value=one.value if changed else "",
            entity="" if now is None else now.entity,
            property="" if now is None else now.property,
            reason=one.reason,
        )
    for number, also in told.items():
        yield ProposalJudged(
            number=number,
            verdict=ProposalVerdict.ACCEPTED.value,
            entity=also.entity,
            property=also.property,
        )


def _row(tx: Tx, draft: str) -> DraftRow:
    found = queries.draft(tx, draft)
    if found is None:
        raise Missing("draft_unknown")
    return found


def _decide(node: Node, tx: Tx, signer: Signer) -> None:
    officer = node.officer(tx, signer.officer, signer.key)
    on_file = HOME in officer.files
    access.decide(node.roles(officer), Action.JUDGE_DRAFT, Subject(on_file=on_file))


def _judged(written: Sequence[Written]) -> Judged:
    said = [one.said.payload for one in written]
    return Judged(
        document=next((one.document for one in said if isinstance(one, DraftJudged)), ""),
        claims=tuple(
            f"{one.entry.entry_id}:{number}"
            for one in written
            if isinstance(one.said.payload, ClaimsMade)
            for number in range(len(one.said.payload.claims))
        ),
        entries=tuple(str(one.entry.entry_id) for one in written),
    )
