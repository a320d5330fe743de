"""What the first screen of the liaison desk needs beside the lists.

Promises: what each duty is about, and how far our releases have come, each in one question however
many there are. Pure reading of the desk's own tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from tansiq.desk.boards import RecipientState
from tansiq.desk.delivery import Delivery, Reaches, delivery
from tansiq.desk.duties import Duty
from tansiq.record.material import Markings
from tansiq.store.connect import Tx
from tansiq.terms.ids import HOME

Row = Mapping[str, Any]
_LINE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a duty is about, for people: its words, handling code, and since when it runs."""

    title: str
    language: str
    handling: str
    since: str


class _Question(msgspec.Struct):
    question: str
    language: str
    handling: Markings


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A release of ours that somebody has not opened yet, or could not."""

    release: str
    title: str
    language: str
    handling: str
    time: str
    state: RecipientState


_ABOUT_REQUESTS = """
SELECT request AS identifier, agency, time, record FROM desk_request
WHERE request = ANY(%s) AND channel <> %s
"""

_ABOUT_NOTICES = """
SELECT n.kind, n.agency, n.release, n.correction, n.time, r.title, r.language, r.handling
FROM desk_notice n JOIN desk_release r
  ON r.agency = n.agency AND r.release = n.release AND r.channel = n.channel
WHERE (n.release = ANY(%s) OR n.correction = ANY(%s)) AND n.channel <> %s
"""

_ABOUT_PERMISSIONS = """
SELECT p.permission AS identifier, p.agency, p.time, r.title, r.language, r.handling
FROM desk_permission p JOIN desk_release r
  ON r.agency = p.originator AND r.release = p.release
WHERE p.permission = ANY(%s) AND p.channel <> %s
"""


def about(tx: Tx, duties: Iterable[Duty]) -> dict[tuple[str, str, str], About]:
    """What each duty is about, by (kind, identifier, agency that wrote it)."""
    ids: dict[str, list[str]] = {"request": [], "permission": [], "recall": [], "correction": []}
    for one in duties:
        ids[one.kind].append(one.identifier)
    found: dict[tuple[str, str, str], About] = {}
    for row in tx.rows(_ABOUT_REQUESTS, (ids["request"], HOME)):
        asked = msgspec.json.decode(row["record"], type=_Question)
        found["request", row["identifier"], row["agency"]] = About(
            title=_first_line(asked.question),
            language=asked.language,
            handling=asked.handling.code,
            since=row["time"],
        )
    for row in tx.rows(_ABOUT_NOTICES, (ids["recall"], ids["correction"], HOME)):
        name = row["correction"] or row["release"]
        found[row["kind"], name, row["agency"]] = _of_release(row)
    for row in tx.rows(_ABOUT_PERMISSIONS, (ids["permission"], HOME)):
        found["permission", row["identifier"], row["agency"]] = _of_release(row)
    return found


def _of_release(row: Row) -> About:
    return About(
        title=row["title"], language=row["language"], handling=row["handling"], since=row["time"]
    )


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= _LINE else line[: _LINE - 1] + "…"


_OURS = """
SELECT r.release, r.title, r.language, r.handling, r.time, r.origin, r.seq, r.recipients
FROM unnest(%(channels)s::text[]) AS wanted (place) CROSS JOIN LATERAL (
  SELECT * FROM desk_release d WHERE d.agency = %(me)s AND d.channel = wanted.place
  ORDER BY d.time DESC, d.origin DESC, d.seq DESC LIMIT %(limit)s) AS r
ORDER BY r.time DESC, r.origin DESC, r.seq DESC LIMIT %(limit)s
"""


def receipts_missing(
    tx: Tx, known: Reaches, me: str, channels: frozenset[str], limit: int = 500
) -> tuple[Missing, ...]:
    """Our newest releases whose recipients have not opened them, failures first (1.9)."""
    rows = tx.rows(_OURS, {"me": me, "channels": sorted(channels - {HOME}), "limit": limit})
    found = [
        _missing(row, recipient, state)
        for row in rows
        for recipient in row["recipients"]
        if (state := delivery(known, recipient, row["origin"], row["seq"])) not in _SEEN
    ]
    order = list(Delivery)
    return tuple(sorted(found, key=lambda one: (order.index(one.state.delivery), one.time)))


_SEEN = frozenset({Delivery.OPENED, Delivery.READ})


def _missing(row: Row, recipient: str, state: Delivery) -> Missing:
    return Missing(
        release=row["release"],
        title=row["title"],
        language=row["language"],
        handling=row["handling"],
        time=row["time"],
        state=RecipientState(recipient=recipient, delivery=state),
    )
