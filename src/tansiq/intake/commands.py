"""Taking a draft in, judging what it proposes, refusing it whole: pure, from a state to records.

Promises: everything about one draft lies in one retention class; a proposal that became a claim is
judged for good (the claim itself can be withdrawn in its case), a rejection may be taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from tansiq.record.intake import (
    Captured,
    DraftJudged,
    DraftSetAside,
    DraftTaken,
    ProposalJudged,
)
from tansiq.record.material import Attachment
from tansiq.record.plan import NewClass, Planned
from tansiq.record.tidy import clean, clean_attachment
from tansiq.terms.errors import Conflict, Invalid, Missing
from tansiq.terms.ids import HOME, ClassId, record_id
from tansiq.terms.intake import ProposalVerdict
from tansiq.terms.text import to_nfc

MOST_VERDICTS = 500
TEXT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictNow:
    """What stands of one proposal, in which case, and who said it."""

    said: ProposalJudged
    channel: str
    document: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNow:
    """A draft as a command finds it; `set_aside` is the reason why it was refused whole."""

    said: DraftTaken
    class_id: ClassId
    verdicts: Mapping[int, VerdictNow] = field(default_factory=dict)
    set_aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDraft:
    """A file that was read: its id and number here, its capture, its two sealed files."""

    draft: str
    number: int
    officer: str
    capture: Captured
    original: Attachment
    reading: Attachment
    proposals: int
    contradictions: int
    same: tuple[str, ...] = ()


def take_draft(wish: TakeDraft, dates: NewClass) -> tuple[Planned, ...]:
    """Plan one `draft_taken` in a class of its own, with both files of it."""
    payload = DraftTaken(
        draft=record_id(wish.draft),
        number=wish.number,
        officer=wish.officer,
        capture=_tidy(wish.capture),
        original=clean_attachment(wish.original),
        reading=clean_attachment(wish.reading),
        proposals=wish.proposals,
        contradictions=wish.contradictions,
        same=tuple(record_id(one) for one in wish.same),
    )
    blobs = (wish.original.blob, wish.reading.blob)
    return (Planned(channel=HOME, payload=payload, retention=dates, blobs=blobs),)


def judge_draft(
    now: DraftNow | None, where: tuple[str, str], verdicts: Sequence[ProposalJudged]
) -> tuple[Planned, ...]:
    """Plan one `draft_judged`; `where` = (channel of the case, source filed there).

    Missing `draft_unknown`, Conflict `draft_set_aside` or `draft_judged`, Invalid `draft_verdicts`
    or `draft_proposal`.
    """
    found = open_draft(now)
    numbers = [one.number for one in verdicts]
    if not 1 <= len(numbers) <= MOST_VERDICTS or len(set(numbers)) != len(numbers):
        raise Invalid("draft_verdicts", most=MOST_VERDICTS)
    payload = DraftJudged(
        draft=found.said.draft,
        channel=where[0],
        document=where[1],
        verdicts=tuple(_judged(found, one) for one in sorted(verdicts, key=lambda one: one.number)),
    )
    return (Planned(channel=HOME, payload=payload, retention=found.class_id),)


def set_aside(now: DraftNow | None, reason: str) -> tuple[Planned, ...]:
    """Plan one `draft_set_aside`; Conflict `draft_used` when a claim was made of it already."""
    found = open_draft(now)
    if any(one.said.verdict != ProposalVerdict.REJECTED for one in found.verdicts.values()):
        raise Conflict("draft_used")
    payload = DraftSetAside(draft=found.said.draft, reason=clean(reason, "reason", most=TEXT))
    return (Planned(channel=HOME, payload=payload, retention=found.class_id),)


def open_draft(now: DraftNow | None) -> DraftNow:
    """The draft, or Missing `draft_unknown`, Conflict `draft_set_aside`."""
    if now is None:
        raise Missing("draft_unknown")
    if now.set_aside:
        raise Conflict("draft_set_aside")
    return now


def _judged(now: DraftNow, one: ProposalJudged) -> ProposalJudged:
    if not 1 <= one.number <= now.said.proposals:
        raise Invalid("draft_proposal", number=one.number, most=now.said.proposals)
    verdict = ProposalVerdict(one.verdict)
    before = now.verdicts.get(one.number)
    # Only a rejection is taken back: what became a claim is withdrawn where it stands.
    if before is not None and (
        before.said.verdict != ProposalVerdict.REJECTED or verdict is ProposalVerdict.REJECTED
    ):
        raise Conflict("draft_judged", number=one.number)
    rejected = verdict is ProposalVerdict.REJECTED
    return msgspec.structs.replace(
        one,
        verdict=verdict.value,
        value=clean(one.value, "value", needed=verdict is ProposalVerdict.CHANGED, most=TEXT),
        reason=clean(one.reason, "reason", needed=rejected, most=TEXT),
    )


def _tidy(one: Captured) -> Captured:
    """What a foreign file says of itself is cut to size, never refused: the file is kept whole."""
    changed = {
        name: to_nfc(str(getattr(one, name)).replace("\0", "")).strip()[:most]
        for name, most in _SIZES.items()
    }
    return msgspec.structs.replace(one, **changed)


_SIZES = {
    "url": 1_000, "title": 500, "author": 300, "outlet": 300, "published": 40, "language": 20,
    "operator": 200, "tool": 100, "tool_version": 100, "kind": 40,
}  # fmt: skip
