"""Drafts at work: taking a foreign file in, listing, reading, and what came from one origin.

Promises: a file is read behind walls and lies nowhere in the clear; file and reading are encrypted
and durable before the record that names them; the same bytes are taken in once. Whoever sees a
draft stands in the read log. A draft is never served to a partner: its record lies in `home`.
"""

import mimetypes
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from tansiq.extract.sandbox import Sandbox
from tansiq.formats.draft import check_size
from tansiq.intake import comparing, queries
from tansiq.intake.commands import TakeDraft, take_draft
from tansiq.intake.queries import DraftRow
from tansiq.node import access
from tansiq.node.access import Subject
from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.drafting import Drafted, Origin, draft_file
from tansiq.node.intake_beside import MOST_COMPARED, against, sources_desk
from tansiq.node.intake_capture import captured, draft_dates
from tansiq.node.intake_reading import encoded, reading_in, reading_of
from tansiq.node.intake_seen import (
    Beside,
    DraftHead,
    DraftSeen,
    SourcesDesk,
    heads,
    label,
    seen,
)
from tansiq.node.perform import say
from tansiq.node.reading import Look, Reader, note, officer_of, read
from tansiq.node.reports import LooseFile, attachment, sealed
from tansiq.officers.people import Officer
from tansiq.record.intake import Captured
from tansiq.record.material import Attachment
from tansiq.store.connect import Tx
from tansiq.terms.errors import Conflict, Damaged, Invalid, Missing
from tansiq.terms.file_names import safe_name
from tansiq.terms.ids import HOME, new_record_id
from tansiq.terms.intake import DraftState

_TRIES = 5
_ANY = "application/octet-stream"
_READING = "reading.json"


@dataclass(frozen=True, slots=True)
class Taken:
    """A draft that holds the bytes that were given; `fresh` unless they were taken in before."""

    draft: str
    number: str
    outcome: str
    fresh: bool


def take(
    node: Node, reader: Reader, file: tuple[str, bytes], origin: Origin, sandbox: Sandbox
) -> Taken:
    """Take a file in as a draft; `file` = (name, bytes).

    Whoever signed in is its operator where nobody else is named.

    Invalid `draft_empty` or `document_large`, Refused `access_*` or `extract_no_sandbox`. A file
    that cannot be read is a draft too, with its outcome and nothing proposed.
    """
    name, data = file
    _allowed(node, reader)
    if not data:
        raise Invalid("draft_empty")
    check_size(data)
    digest = sha256(data).hexdigest()
    held = _held(node, digest)
    if held is None:
        whose = replace(origin, operator=origin.operator or reader.officer)
        one = _read(node, safe_name(name), data, (whose, sandbox))
        held = _kept(node, reader, (one, captured(one, origin.published)), data)
    note(node, reader, _look(Action.TAKE_DRAFT), [held.draft])
    return held


def drafts(node: Node, reader: Reader, state: DraftState | None = None) -> tuple[DraftHead, ...]:
    """Every draft, or those in one state, newest first."""

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[DraftHead, ...], Sequence[str]]:
        every = heads(queries.drafts(tx)).values()
        kept = tuple(one for one in every if state in (None, one.state))
        return kept, [one.id for one in kept]

    return read(node, reader, _look(), query)


def draft(node: Node, reader: Reader, wanted: str) -> DraftSeen:
    """One draft whole, by its id or number, with what contradicts it; Missing `draft_unknown`."""

    def query(tx: Tx, _officer: Officer) -> tuple[DraftSeen, Sequence[str]]:
        found = seen_whole(node, tx, wanted)
        return found, [found.head.id]

    return read(node, reader, look_at_one(), query)


def named(node: Node, reader: Reader, wanted: str) -> str:
    """The id of a draft, for what is asked beside it; Missing `draft_unknown`."""

    def query(tx: Tx, _officer: Officer) -> tuple[str, Sequence[str]]:
        found = _row(tx, wanted).said.draft
        return found, [found]

    return read(node, reader, look_at_one(), query)


def original(node: Node, reader: Reader, wanted: str) -> tuple[str, str, bytes]:
    """The file as it was taken in: name, media type, bytes; Damaged `attachment_differs`."""

    def query(tx: Tx, _officer: Officer) -> tuple[DraftRow, Sequence[str]]:
        row = _row(tx, wanted)
        return row, [row.said.draft]

    kept = read(node, reader, look_at_one(), query).said.original
    data = attachment(node, kept)
    if sha256(data).hexdigest() != kept.sha256:
        raise Damaged("attachment_differs", name=kept.name)
    return kept.name, kept.media_type, data


def sources(node: Node, reader: Reader) -> SourcesDesk:
    """What came in, by origin; drafts that were refused whole are left out."""

    def query(tx: Tx, _officer: Officer) -> tuple[SourcesDesk, Sequence[str]]:
        rows = tuple(one for one in queries.drafts(tx) if not one.set_aside)
        found = sources_desk(node, rows)
        return found, [one.said.draft for one in rows]

    return read(node, reader, _look(), query)


def seen_whole(node: Node, tx: Tx, wanted: str) -> DraftSeen:
    """A draft as it stands; whoever asks has been let in."""
    row = _row(tx, wanted)
    rows = queries.drafts(tx)
    known = heads(rows)
    reading = reading_in(node, row.said)
    beside = [
        Beside(known[other.said.draft], clash)
        for other, clash in against(node, (row, reading.draft), rows, known)
    ]
    return seen(row, reading, known, beside)


def _row(tx: Tx, wanted: str) -> DraftRow:
    found = queries.draft(tx, wanted)
    if found is None:
        raise Missing("draft_unknown")
    return found


def _look(action: Action = Action.READ_DRAFT, absent: Missing | None = None) -> Look:
    return Look(action=action, file=HOME, absent=absent)


def look_at_one() -> Look:
    """Reading one draft: whoever is not on `home` is told that there is none."""
    return _look(absent=Missing("draft_unknown"))


def _allowed(node: Node, reader: Reader) -> None:
    """Refuse who may not before anything is read or sealed."""
    if not reader.reason.strip():
        raise Invalid("reason_missing")
    with node.store.reading() as tx:
        officer = officer_of(node, tx, reader)
    access.decide(node.roles(officer), Action.TAKE_DRAFT, Subject(on_file=HOME in officer.files))


def _held(node: Node, digest: str) -> Taken | None:
    with node.store.reading() as tx:
        row = queries.of_bytes(tx, digest)
    if row is None:
        return None
    said = row.said
    return Taken(said.draft, label(said.number), said.capture.outcome, fresh=False)


def _read(node: Node, name: str, data: bytes, how: tuple[Origin, Sandbox]) -> Drafted:
    """Read a file that lies in memory alone; on the disk stands its name, pointing there."""
    origin, sandbox = how
    held = os.memfd_create("draft", os.MFD_CLOEXEC)
    try:
        with os.fdopen(held, "wb", closefd=False) as stream:
            stream.write(data)
        with TemporaryDirectory(prefix="tansiq-") as folder:
            path = Path(folder) / name
            path.symlink_to(f"/proc/self/fd/{held}")
            return draft_file(path, origin, sandbox, node.clock.now().astimezone(UTC))
    finally:
        os.close(held)


def _kept(node: Node, reader: Reader, what: tuple[Drafted, Captured], data: bytes) -> Taken:
    """Seal the files once; whoever else takes files in meanwhile costs a further try, no more."""
    one, capture = what
    kind = mimetypes.guess_type(capture.file)[0] or _ANY
    reading = encoded(reading_of(one))
    files = (
        sealed(node, LooseFile(capture.file, kind, data)),
        sealed(node, LooseFile(_READING, "application/json", reading)),
    )
    left = _TRIES
    while True:
        left -= 1
        try:
            return _filed(node, reader, what, files)
        except Conflict as problem:
            held = _held(node, capture.sha256)
            if held is not None:
                return held
            if problem.code != "state_moved" or not left:
                raise


def _filed(
    node: Node,
    reader: Reader,
    what: tuple[Drafted, Captured],
    files: tuple[Attachment, Attachment],
) -> Taken:
    one, capture = what
    with node.store.reading() as tx:
        rows = queries.drafts(tx)[:MOST_COMPARED]
        number = queries.taken_ever(tx) + 1
    same, _ = comparing.beside(one.draft, [reading_in(node, row.said).draft for row in rows])
    wish = TakeDraft(
        draft=new_record_id(),
        number=number,
        officer=reader.officer,
        capture=capture,
        original=files[0],
        reading=files[1],
        proposals=len(one.draft.proposals),
        contradictions=len(one.draft.contradictions),
        same=tuple(rows[at].said.draft for at in same),
    )

    def guard(tx: Tx) -> None:
        twice = queries.of_bytes(tx, capture.sha256) is not None
        if twice or queries.taken_ever(tx) + 1 != number:
            raise Conflict("state_moved")

    say(node, take_draft(wish, draft_dates(node)), guard)
    return Taken(wish.draft, label(number), capture.outcome, fresh=True)
