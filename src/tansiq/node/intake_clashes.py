"""Contradictions of drafts with the words of both stretches: within a text, and between two.

Promises: a stretch is told in the words of its own text, with the number of the proposal that
shares them; drafts that were refused whole contradict nobody. Whoever looks stands in the read log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tansiq.intake import queries
from tansiq.intake.queries import DraftRow
from tansiq.intake.values import Span
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.intake_beside import sources_desk
from tansiq.node.intake_reading import Reading, reading_in
from tansiq.node.intake_seen import DraftHead, DraftSeen, SourcesDesk, heads, seen
from tansiq.node.intakes import look_at_one, seen_whole
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME

MOST_TOLD = 50
"""Drafts whose own contradictions are told at once, the newest first."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch in its own words; `number` is the proposal that shares them, 0 for none."""

    words: str
    language: str
    number: int


Stretches = Mapping[tuple[str, Span], Stretch]
"""By the id of a draft and the place in its text."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A draft, and the words of others that contradict it."""

    seen: DraftSeen
    others: Stretches


@dataclass(frozen=True, slots=True)
class Desk:
    """What came in by origin, and the words in which two origins contradict each other.

    `every` are all drafts, those refused whole as well: what is counted beside them.
    """

    sources: SourcesDesk
    told: Stretches
    every: tuple[DraftHead, ...]


@dataclass(frozen=True, slots=True)
class Clashing:
    """Drafts that contradict themselves, newest first, and what stands between two.

    `more` is how many further drafts contradict themselves.
    """

    within: tuple[DraftSeen, ...]
    desk: Desk
    more: int = 0


def whole(node: Node, reader: Reader, wanted: str) -> Whole:
    """One draft with the words of those that contradict it; Missing `draft_unknown`."""

    def query(tx: Tx, _officer: Officer) -> tuple[Whole, Sequence[str]]:
        found = seen_whole(node, tx, wanted)
        rows = {one.said.draft: one for one in queries.drafts(tx)}
        places = ((one.draft.id, one.clash.spans[1]) for one in found.beside)
        others = dict(_stretches(node, rows, places))
        return Whole(found, others), [found.head.id, *dict.fromkeys(one for one, _ in others)]

    return read(node, reader, look_at_one(), query)


def desk(node: Node, reader: Reader) -> Desk:
    """What came in, by origin, and where two origins contradict each other."""

    def query(tx: Tx, _officer: Officer) -> tuple[Desk, Sequence[str]]:
        rows = queries.drafts(tx)
        return _desk(node, rows), [one.said.draft for one in rows]

    return read(node, reader, _look(), query)


def clashing(node: Node, reader: Reader) -> Clashing:
    """Every contradiction that stands: within a draft, and between the texts of two origins."""

    def query(tx: Tx, _officer: Officer) -> tuple[Clashing, Sequence[str]]:
        rows = queries.drafts(tx)
        known = heads(rows)
        own = [one for one in rows if one.said.contradictions and not one.set_aside]
        within = tuple(seen(one, reading_in(node, one.said), known, ()) for one in own[:MOST_TOLD])
        found = Clashing(within, _desk(node, rows), len(own) - len(within))
        return found, [one.said.draft for one in rows]

    return read(node, reader, _look(), query)


def _desk(node: Node, rows: Sequence[DraftRow]) -> Desk:
    found = sources_desk(node, tuple(one for one in rows if not one.set_aside))
    places = (
        (head.id, span)
        for one, other, clash in found.contradictions
        for head, span in zip((one, other), clash.spans, strict=True)
    )
    told = dict(_stretches(node, {one.said.draft: one for one in rows}, places))
    return Desk(found, told, tuple(heads(rows).values()))


def _stretches(
    node: Node, rows: Mapping[str, DraftRow], places: Iterable[tuple[str, Span]]
) -> Iterator[tuple[tuple[str, Span], Stretch]]:
    read_once: dict[str, Reading] = {}
    for named, span in places:
        if named not in read_once:
            read_once[named] = reading_in(node, rows[named].said)
        yield (named, span), _stretch(read_once[named], span)


def _stretch(reading: Reading, span: Span) -> Stretch:
    number = next(
        (at for at, one in enumerate(reading.proposals, start=1) if _meet(one.span, span)), 0
    )
    language = next((one.language for one in reading.paragraphs if _meet(one.span, span)), "")
    return Stretch(reading.text[slice(*span)], language, number)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _look() -> Look:
    return Look(action=Action.READ_DRAFT, file=HOME)
