"""The fold of intake: drafts and what officers made of them; our own `home` alone.

Promises: one row per draft, per verdict and per refusal; an entry whose words are no words of the
field raises and is set aside. What a text says lies in no row, but for its title and who published
it: it stays in the sealed files that a draft names. Nothing that a partner writes makes a row here.
"""

from collections.abc import Iterator

import msgspec

from tansiq.record.base import Unknown
from tansiq.record.intake import DraftJudged, DraftSetAside, DraftTaken
from tansiq.store.projection import Change, Insert, Opened, Projection, place_of
from tansiq.terms.ids import HOME, record_id
from tansiq.terms.intake import ProposalVerdict, ReadOutcome

Row = dict[str, object]
_encode = msgspec.json.Encoder(order="sorted").encode

_PLACE = """
    origin text NOT NULL, seq bigint NOT NULL, part integer NOT NULL, agency text NOT NULL,
    channel text NOT NULL, generation integer NOT NULL, epoch integer NOT NULL,
    class_id text NOT NULL, officer text NOT NULL, time text NOT NULL,
    PRIMARY KEY (origin, seq, part)"""
_COLUMNS = {
    "intake_draft": """draft text NOT NULL, number bigint NOT NULL, sha256 text NOT NULL,
    record text NOT NULL""",
    "intake_verdict": """draft text NOT NULL, shared text NOT NULL, document text NOT NULL,
    record text NOT NULL""",
    "intake_aside": "draft text NOT NULL, reason text NOT NULL",
}
_TABLES = (
    *(f"CREATE TABLE {name} ({columns},{_PLACE})" for name, columns in _COLUMNS.items()),
    *(f"CREATE INDEX {name}_draft ON {name} (draft)" for name in _COLUMNS),
    *(f"CREATE INDEX {name}_class ON {name} (class_id)" for name in _COLUMNS),
    "CREATE INDEX intake_draft_digest ON intake_draft (sha256)",
    "CREATE INDEX intake_verdict_document ON intake_verdict (document)",
    # Statistics would outlive an erasure.
    "ALTER TABLE intake_draft ALTER COLUMN record SET STATISTICS 0",
    "ALTER TABLE intake_verdict ALTER COLUMN record SET STATISTICS 0",
    "ALTER TABLE intake_aside ALTER COLUMN reason SET STATISTICS 0",
)


def fold(opened: Opened) -> Iterator[Change]:
    """The rows of one entry; none for anything from the wrong place."""
    said = opened.said
    if said is None or isinstance(said.payload, Unknown):
        return
    if not opened.mine or opened.channel != HOME:
        return
    match said.payload:
        case DraftTaken() as taken:
            rows = [("intake_draft", _taken(taken))]
        case DraftJudged() as judged:
            rows = [("intake_verdict", row) for row in _judged(judged)]
        case DraftSetAside() as aside:
            row: Row = {"draft": record_id(aside.draft), "reason": aside.reason}
            rows = [("intake_aside", row)]
        case _:
            rows = []
    for part, (table, row) in enumerate(rows):
        yield Insert(table, {**place_of(opened), **row, "part": part})


def _taken(said: DraftTaken) -> Row:
    ReadOutcome(said.capture.outcome)
    return {
        "draft": record_id(said.draft),
        "number": said.number,
        "sha256": said.capture.sha256,
        "record": _encode(said).decode(),
    }


def _judged(said: DraftJudged) -> Iterator[Row]:
    for one in said.verdicts:
        ProposalVerdict(one.verdict)
        yield {
            "draft": record_id(said.draft),
            "shared": said.channel,
            "document": said.document,
            "record": _encode(one).decode(),
        }


PROJECTION = Projection(
    name="intake",
    version=1,
    tables=_TABLES,
    kinds=frozenset({DraftTaken.KIND, DraftJudged.KIND, DraftSetAside.KIND}),
    fold=fold,
)
