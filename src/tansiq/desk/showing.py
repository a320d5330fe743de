"""One request, permission, recall or correction whole, with what was answered to it.

Promises: the words as their author's log has them; an answer counts only from the agency that owed
it, in the same channel, and the first one counts. Reads tables of the desk alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from tansiq.desk.lookup import ref_of, release_row
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME, ChannelId, EntryRef

_ASKED = {
    "request": "SELECT * FROM desk_request WHERE request = %s AND agency = %s AND channel <> %s"
    " ORDER BY generation, epoch, seq LIMIT 1",
    "permission": "SELECT * FROM desk_permission WHERE permission = %s AND agency = %s"
    " AND channel <> %s ORDER BY generation, epoch, seq LIMIT 1",
    "recall": "SELECT * FROM desk_notice WHERE kind = 'recall' AND release = %s AND agency = %s"
    " AND channel <> %s ORDER BY generation, epoch, seq LIMIT 1",
    "correction": "SELECT * FROM desk_notice WHERE kind = 'correction' AND correction = %s"
    " AND agency = %s AND channel <> %s ORDER BY generation, epoch, seq LIMIT 1",
}
_ANSWERS = {
    "request": "SELECT a.* FROM desk_request_reply a JOIN desk_request q"
    " ON q.request = a.request AND q.agency = a.requester AND q.asked = a.agency"
    " WHERE a.request = %s AND a.requester = %s AND a.channel = %s AND q.channel = a.channel"
    " ORDER BY a.generation, a.epoch, a.seq",
    "permission": "SELECT a.*, CASE WHEN a.given THEN 'given' ELSE 'refused' END AS kind"
    " FROM desk_permission_answer a JOIN desk_permission p"
    " ON p.permission = a.permission AND p.agency = a.asker AND p.originator = a.agency"
    " WHERE a.permission = %s AND a.asker = %s AND a.channel = %s AND p.channel = a.channel"
    " ORDER BY a.generation, a.epoch, a.seq",
    "recall": "SELECT a.*, a.outcome AS kind FROM desk_notice_answer a WHERE a.kind = 'recall'"
    " AND a.release = %s AND a.originator = %s AND a.channel = %s"
    " ORDER BY a.generation, a.epoch, a.seq",
    "correction": "SELECT a.*, a.outcome AS kind FROM desk_notice_answer a"
    " WHERE a.kind = 'correction' AND a.correction = %s AND a.originator = %s AND a.channel = %s"
    " ORDER BY a.generation, a.epoch, a.seq",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSaid:
    """What one agency answered, first answer first."""

    kind: str
    agency: str
    time: str
    record: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, permission, recall or correction: whose, where, how handled, in which words."""

    kind: str
    agency: str
    channel: ChannelId
    time: str
    handling: str
    entry: EntryRef
    record: Mapping[str, object]
    answers: tuple[AnswerSaid, ...]


def asked(tx: Tx, kind: str, agency: str, identifier: str) -> Asked | None:
    """The thing of this kind that an agency named so, or None."""
    row = tx.one(_ASKED[kind], (identifier, agency, HOME))
    if row is None:
        return None
    said = _words(row["record"])
    rows = tx.rows(_ANSWERS[kind], (identifier, agency, row["channel"]))
    first: dict[tuple[str, str], AnswerSaid] = {}
    for one in rows:
        answer = AnswerSaid(
            kind=one["kind"],
            agency=one["agency"],
            time=one["time"],
            record=_words(one["record"]),
        )
        first.setdefault((one["agency"], _turn(one["kind"])), answer)
    return Asked(
        kind=kind,
        agency=agency,
        channel=ChannelId(row["channel"]),
        time=row["time"],
        handling=_handling(tx, kind, agency, said),
        entry=ref_of(row),
        record=said,
        answers=tuple(first.values()),
    )


def _turn(kind: str) -> str:
    """An acknowledgement is no answer: both may be there."""
    return kind if kind == "acknowledged" else ""


def _words(record: str) -> dict[str, object]:
    """The record as its author wrote it, without the keys of attachments: they are no words."""
    said: dict[str, object] = msgspec.json.decode(record, type=dict[str, object])
    content = said.get("content")
    if isinstance(content, dict):
        said["content"] = {**content, "attachments": [_bare(one) for one in content["attachments"]]}
    return said


def _bare(attachment: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in attachment.items() if name not in ("key", "blob")}


def _handling(tx: Tx, kind: str, agency: str, said: Mapping[str, object]) -> str:
    """A question has its own code; the rest is handled as the release it speaks of."""
    marked = said.get("handling")
    if isinstance(marked, dict):
        return str(marked["code"])
    whose = str(said["originator"]) if kind == "permission" else agency
    row = release_row(tx, whose, str(said["release"]))
    return "H3" if row is None else str(row["handling"])
