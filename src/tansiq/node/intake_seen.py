"""Drafts as officers see them: lines of a list, one draft whole, and drafts beside each other.

Promises: values only; the numbers of proposals and contradictions count from 1 and never move. A
rumour of ten outlets is one origin, named by the first draft that told it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tansiq.intake.queries import DraftRow
from tansiq.intake.values import Contradiction, Span
from tansiq.node.intake_reading import Enclosed, Reading
from tansiq.record.intake import Captured
from tansiq.terms.intake import Certainty, Clash, DraftState, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many proposals a draft has and what became of them; contradictions are its own alone."""

    proposals: int
    accepted: int
    rejected: int
    contradictions: int

    @property
    def open(self) -> int:
        """Proposals nobody judged."""
        return self.proposals - self.accepted - self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftHead:
    """A draft as a line: `origin` is the number of the first draft that tells the same words.

    `captured` and `taken` are UTC; `set_aside` is the reason, empty unless it was refused whole;
    `class_id` is the retention class that everything of the draft lies in.
    """

    id: str
    number: str
    state: DraftState
    title: str
    file: str
    url: str
    outlet: str
    language: str
    captured: str
    published: str
    outcome: str
    trouble: str
    officer: str
    taken: str
    counts: Counts
    origin: str
    class_id: str
    set_aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSeen:
    """One proposal with its words, what the text says of their certainty, and what became of it.

    `verdict` is empty while nobody judged it; `clashes` are numbers of contradictions it is part
    of, `beside` whether its words contradict another draft's.
    """

    number: int
    kind: Kind
    value: str
    normal: str
    span: Span
    status: Certainty
    reserve: Span | None
    source: str
    verdict: str = ""
    changed: str = ""
    reason: str = ""
    entity: str = ""
    property: str = ""
    case: str = ""
    document: str = ""
    officer: str = ""
    clashes: tuple[int, ...] = ()
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClashSeen:
    """A contradiction inside a draft, and the numbers of the proposals that are part of it."""

    number: int
    kind: Clash
    spans: tuple[Span, Span]
    facts: Mapping[str, str]
    proposals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A contradiction with another draft: its first stretch is of this one, its second of that."""

    draft: DraftHead
    clash: Contradiction


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSeen:
    """A draft whole; `dropped` is what was set aside, each with its place in `text`.

    `left` and `enclosed` name what was not read.
    """

    head: DraftHead
    capture: Captured
    text: str
    dropped: tuple[tuple[int, str], ...]
    paragraphs: tuple[tuple[Span, str], ...]
    proposals: tuple[ProposalSeen, ...]
    contradictions: tuple[ClashSeen, ...]
    beside: tuple[Beside, ...]
    origins: tuple[DraftHead, ...]
    left: tuple[str, ...]
    enclosed: tuple[Enclosed, ...]

    @property
    def uncontradicted(self) -> tuple[int, ...]:
        """The open proposals that nothing contradicts: all that may be accepted unnamed."""
        return tuple(
            one.number
            for one in self.proposals
            if not one.verdict and not one.clashes and not one.beside
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginSeen:
    """One origin: every draft that tells its words, oldest first, and who published them."""

    first: DraftHead
    drafts: tuple[DraftHead, ...]
    outlets: tuple[str, ...]
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesDesk:
    """What came in, by origin, newest first, and where two origins contradict each other.

    `not_compared` is how many older origins were not held against the others.
    """

    origins: tuple[OriginSeen, ...]
    contradictions: tuple[tuple[DraftHead, DraftHead, Contradiction], ...]
    not_compared: int = 0


def label(number: int) -> str:
    """A draft's short name."""
    return f"D-{number:04}"


def heads(rows: Sequence[DraftRow]) -> dict[str, DraftHead]:
    """The lines of all drafts, by id; they must be all, or origins are not told whole."""
    first = first_of(rows)
    numbers = {one.said.draft: one.said.number for one in rows}
    return {one.said.draft: _head(one, numbers[first[one.said.draft]]) for one in rows}


def first_of(rows: Iterable[DraftRow]) -> dict[str, str]:
    """For each draft the first one that tells the words of the same origin."""
    found: dict[str, str] = {}
    for one in sorted(rows, key=lambda row: row.said.number):
        groups = {found[other] for other in one.said.same if other in found}
        first = next((each for each in found if each in groups), one.said.draft)
        found[one.said.draft] = first
        # A text that tells what two origins told makes them one.
        found = {each: first if group in groups else group for each, group in found.items()}
    return found


def _head(one: DraftRow, origin: int) -> DraftHead:
    said, capture = one.said, one.said.capture
    return DraftHead(
        id=said.draft,
        number=label(said.number),
        state=one.state,
        title=capture.title or capture.file,
        file=capture.file,
        url=capture.url,
        outlet=capture.outlet,
        language=capture.language,
        captured=capture.captured,
        published=capture.published,
        outcome=capture.outcome,
        trouble=capture.trouble,
        officer=said.officer,
        taken=one.time,
        counts=Counts(
            proposals=said.proposals,
            accepted=one.accepted,
            rejected=one.rejected,
            contradictions=said.contradictions,
        ),
        origin=label(origin),
        class_id=one.class_id,
        set_aside=one.set_aside,
    )


def seen(
    row: DraftRow, reading: Reading, known: Mapping[str, DraftHead], beside: Sequence[Beside]
) -> DraftSeen:
    """A draft whole, from its row, its reading, all lines, and what contradicts it elsewhere."""
    head = known[row.said.draft]
    clashes = clashes_in(reading)
    against = [one.clash.spans[0] for one in beside]
    return DraftSeen(
        head=head,
        capture=row.said.capture,
        text=reading.text,
        dropped=tuple((one.at, one.text) for one in reading.dropped),
        paragraphs=reading.hints,
        proposals=_proposals(row, reading, clashes, against),
        contradictions=clashes,
        beside=tuple(beside),
        origins=tuple(
            one for one in known.values() if one.origin == head.origin and one.id != head.id
        ),
        left=reading.left,
        enclosed=reading.attachments,
    )


def clashes_in(reading: Reading) -> tuple[ClashSeen, ...]:
    """The contradictions inside a draft, numbered, with the proposals that are part of each."""
    draft = reading.draft
    return tuple(
        ClashSeen(
            number=number,
            kind=one.kind,
            spans=one.spans,
            facts=one.facts,
            proposals=tuple(
                at
                for at, proposal in enumerate(draft.proposals, start=1)
                if any(_meet(proposal.span, span) for span in one.spans)
            ),
        )
        for number, one in enumerate(draft.contradictions, start=1)
    )


def _proposals(
    row: DraftRow, reading: Reading, clashes: Sequence[ClashSeen], against: Sequence[Span]
) -> tuple[ProposalSeen, ...]:
    found = []
    for number, one in enumerate(reading.draft.proposals, start=1):
        now = row.verdicts.get(number)
        part = tuple(each.number for each in clashes if number in each.proposals)
        plain = ProposalSeen(
            number=number,
            kind=one.kind,
            value=one.value,
            normal=one.normal,
            span=one.span,
            status=one.status,
            reserve=one.reserve,
            source=one.source,
            verdict="" if now is None else now.said.verdict,
            changed="" if now is None else now.said.value,
            reason="" if now is None else now.said.reason,
            entity="" if now is None else now.said.entity,
            property="" if now is None else now.said.property,
            case="" if now is None else now.channel,
            document="" if now is None else now.document,
            officer="" if now is None else now.officer,
            clashes=part,
            beside=any(_meet(one.span, span) for span in against),
        )
        found.append(plain)
    return tuple(found)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
