"""Lists of reports for people: our own and what came from partners, a page at a time, by words.

Promises: only files the officer is on and handling codes they may see; the words that were looked
for and every id shown stand in the read log before the page is given out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tansiq.desk import archive
from tansiq.desk.archive import Sheet, Wanted
from tansiq.desk.boards import ReleaseLine, ReportLine
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.officers.people import Officer
from tansiq.store.connect import Tx
from tansiq.terms.handling import HandlingCode

_SEARCH = 200
COUNTED = archive.COUNTED
"""Up to here a count is exact; one more than this stands for any number beyond it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an officer wants to see: one file or all of theirs, words, the place to go on from."""

    file: str = ""
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page; `counts` are all reports of ours and all releases received, told on the first."""

    ours: Sheet[ReportLine] | None
    theirs: Sheet[ReleaseLine] | None
    files: tuple[str, ...]
    counts: tuple[int, int] | None


def ours(node: Node, reader: Reader, asked: Asked) -> Listing:
    """Our own reports; Refused `access_*`, Invalid `page_cursor`."""
    return _listed(node, reader, asked, mine=True)


def theirs(node: Node, reader: Reader, asked: Asked) -> Listing:
    """What partners released to us; Refused `access_*`, Invalid `page_cursor`."""
    return _listed(node, reader, asked, mine=False)


def _listed(node: Node, reader: Reader, asked: Asked, *, mine: bool) -> Listing:
    words = asked.words.strip()[:_SEARCH]

    def query(tx: Tx, officer: Officer) -> tuple[Listing, Sequence[str]]:
        wanted = _wanted(node, officer, asked, words)
        whole = len(wanted.handlings) == len(HandlingCode) and not (asked.after or words)
        counts = archive.how_many(tx, node.me, wanted) if whole else None
        files = tuple(sorted(officer.files))
        if mine:
            own = archive.own_reports(tx, node.me, wanted)
            listing = Listing(ours=own, theirs=None, files=files, counts=counts)
            return listing, [one.report for one in own.lines]
        came = archive.received(tx, node.me, wanted)
        listing = Listing(ours=None, theirs=came, files=files, counts=counts)
        return listing, [one.release for one in came.lines]

    return read(node, reader, Look(action=Action.LIST_REPORTS, file=asked.file, text=words), query)


def _wanted(node: Node, officer: Officer, asked: Asked, words: str) -> Wanted:
    files = (asked.file,) if asked.file else tuple(officer.files)
    handlings = tuple(
        code.value
        for code in HandlingCode
        if any(node.may(officer, Action.LIST_REPORTS, one, handling=code.value) for one in files)
    )
    return Wanted(files=files, handlings=handlings, words=words, after=asked.after)
