"""What was read in a foreign file, as one document: sealed beside the file, opened for who may.

Promises: the document holds everything the reader saw, by the names that the command line prints;
reading it back gives the same draft. Nothing of it stands in a table.
"""

import msgspec

from tansiq.intake.values import Contradiction, Draft, Proposal, Span
from tansiq.node.compose import Node
from tansiq.node.drafting import Drafted, paragraphs
from tansiq.node.reports import attachment
from tansiq.record.intake import DraftTaken
from tansiq.terms.errors import Damaged
from tansiq.terms.intake import Certainty, Clash, Kind


class Dropped(msgspec.Struct, frozen=True):
    """What was set aside, and before which character of the text it stood."""

    at: int
    text: str


class Paragraph(msgspec.Struct, frozen=True):
    """A stretch of the text and its language, where known."""

    span: Span
    language: str


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal as it is kept."""

    type: str
    value: str
    normalised: str
    span: Span
    status: str
    status_span: Span | None
    source: str


class Clashing(msgspec.Struct, frozen=True, kw_only=True):
    """A contradiction as it is kept."""

    kind: str
    spans: tuple[Span, Span]
    facts: dict[str, str]


class Enclosed(msgspec.Struct, frozen=True, kw_only=True):
    """A file inside the file: listed, not opened."""

    name: str
    media_type: str
    size: int
    sha256: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One file as it was read."""

    text: str
    dropped: tuple[Dropped, ...]
    language: str
    paragraphs: tuple[Paragraph, ...]
    proposals: tuple[Proposed, ...]
    contradictions: tuple[Clashing, ...]
    left: tuple[str, ...]
    attachments: tuple[Enclosed, ...]

    @property
    def draft(self) -> Draft:
        """As the rules know it."""
        return Draft(
            self.text,
            tuple(_proposal(one) for one in self.proposals),
            tuple(
                Contradiction(Clash(one.kind), one.spans, one.facts) for one in self.contradictions
            ),
            self.language,
        )

    @property
    def hints(self) -> tuple[tuple[Span, str], ...]:
        """Stretches whose language is known."""
        return tuple((one.span, one.language) for one in self.paragraphs)


def reading_of(one: Drafted) -> Reading:
    """What is kept of a draft beside its capture."""
    return Reading(
        text=one.draft.text,
        dropped=tuple(Dropped(at, text) for at, text in one.dropped),
        language=one.draft.language,
        paragraphs=tuple(Paragraph(*each) for each in paragraphs(one.read.pieces)),
        proposals=tuple(_proposed(each) for each in one.draft.proposals),
        contradictions=tuple(
            Clashing(kind=each.kind.value, spans=each.spans, facts=dict(each.facts))
            for each in one.draft.contradictions
        ),
        left=one.left,
        attachments=tuple(
            Enclosed(name=a.name, media_type=a.media_type, size=a.size, sha256=a.sha256)
            for a in one.read.attachments
        ),
    )


def reading_in(node: Node, said: DraftTaken) -> Reading:
    """The reading of a draft whose record was read; Missing or Damaged `blob_*`."""
    data = attachment(node, said.reading)
    try:
        return msgspec.json.decode(data, type=Reading)
    except msgspec.DecodeError as problem:
        raise Damaged("attachment_differs", name=said.reading.name) from problem


def encoded(one: Reading) -> bytes:
    """The document's bytes."""
    return msgspec.json.encode(one)


def _proposal(one: Proposed) -> Proposal:
    return Proposal(
        Kind(one.type),
        one.value,
        one.span,
        one.normalised,
        Certainty(one.status),
        one.status_span,
        one.source,
    )


def _proposed(one: Proposal) -> Proposed:
    return Proposed(
        type=one.kind.value,
        value=one.value,
        normalised=one.normal,
        span=one.span,
        status=one.status.value,
        status_span=one.reserve,
        source=one.source,
    )
