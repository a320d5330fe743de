"""What is held about matches, lists and epochs, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from tansiq.record.base import Record
from tansiq.record.matches import IdentifiersListed, MatchPrepared
from tansiq.record.watches import IdentifiersChanged, IdentifiersWithdrawn
from tansiq.store.connect import Tx
from tansiq.subjects.matching import Match, Step, standing
from tansiq.subjects.projection import STEPS
from tansiq.subjects.quota import DAILY, Spent
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import ChannelId, ClassId, Origin

_DECODERS = {kind: msgspec.json.Decoder(record) for kind, record in STEPS.items()}
_prepared = msgspec.json.Decoder(MatchPrepared).decode
_list = msgspec.json.Decoder(IdentifiersListed).decode
_change = msgspec.json.Decoder(IdentifiersChanged).decode
_withdrawal = msgspec.json.Decoder(IdentifiersWithdrawn).decode


@dataclass(frozen=True, slots=True)
class MatchFile:
    """A match with its channel, its steps and the retention classes each side's steps lie in."""

    match: Match
    channel: ChannelId
    steps: tuple[Step, ...]
    classes: Mapping[str, ClassId]


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list of identifiers of ours, and the class it lies in; `changes` since, in their order."""

    said: IdentifiersListed
    class_id: ClassId
    time: str
    changes: tuple[IdentifiersChanged, ...] = ()
    withdrawn: str = ""

    def upto(self, changes: int) -> "KeptList":
        """The list as it was after so many changes."""
        return replace(self, changes=self.changes[:changes])


@dataclass(frozen=True, slots=True)
class Epoch:
    """A key epoch of ours for one partner and type."""

    partner: str
    type: str
    epoch: int
    class_id: ClassId


@dataclass(frozen=True, slots=True)
class QuotaSet:
    """A daily number of points as the data-protection officer set it: by whom, when and why."""

    partner: str
    type: str
    daily: int
    by: str
    since: str
    reason: str


def match_file(tx: Tx, match: str) -> MatchFile | None:
    """A match by its id; None without a proposal. What is said of it elsewhere is not heard."""
    rows = tx.rows(
        "SELECT * FROM match_step WHERE match = %s AND channel = (SELECT channel FROM match_step"
        " WHERE match = %s AND kind = 'match_proposed' ORDER BY received, origin, seq LIMIT 1)"
        " ORDER BY received, origin, seq",
        (match, match),
    )
    steps = tuple(_step(row) for row in rows)
    found = standing(steps)
    if found is None:
        return None
    classes = {row["agency"]: ClassId(row["class_id"]) for row in reversed(rows)}
    return MatchFile(found, ChannelId(rows[0]["channel"]), steps, classes)


def _step(row: Mapping[str, Any]) -> Step:
    said: Record = _DECODERS[row["kind"]].decode(row["record"])
    origin = Origin.parse(row["origin"])
    at = (origin.generation, origin.epoch, int(row["seq"]))
    return Step(row["agency"], row["officer"], row["time"], row["entry"], said, at)


def matches(tx: Tx, channels: tuple[ChannelId, ...], limit: int = 200) -> tuple[MatchFile, ...]:
    """Matches of these channels, newest first."""
    rows = tx.rows(
        "SELECT match, max(received) AS at FROM match_step WHERE kind = 'match_proposed'"
        " AND channel = ANY(%s) GROUP BY match ORDER BY at DESC, match LIMIT %s",
        (list(channels), limit),
    )
    found = (match_file(tx, row["match"]) for row in rows)
    return tuple(one for one in found if one is not None)


def kept_list(tx: Tx, wanted: str) -> KeptList | None:
    """A list of ours by its id."""
    row = tx.one("SELECT * FROM match_list WHERE list = %s ORDER BY origin, seq LIMIT 1", (wanted,))
    return None if row is None else _kept(tx, row)


def kept_lists(tx: Tx, kind: str = "") -> tuple[KeptList, ...]:
    """Our lists, newest first; `kind` of identifiers, or all."""
    rows = tx.rows(
        "SELECT * FROM match_list WHERE %s IN ('', type) ORDER BY received DESC, seq DESC", (kind,)
    )
    return tuple(_kept(tx, row) for row in rows)


def _kept(tx: Tx, row: Mapping[str, Any]) -> KeptList:
    found = tx.rows(
        "SELECT kind, record FROM match_list_change WHERE list = %s ORDER BY number, origin, seq",
        (row["list"],),
    )
    changes = tuple(_change(one["record"]) for one in found if one["kind"] == "identifiers_changed")
    gone = [one["record"] for one in found if one["kind"] == "identifiers_withdrawn"]
    return KeptList(
        said=_list(row["record"]),
        class_id=ClassId(row["class_id"]),
        time=row["time"],
        changes=changes,
        withdrawn=_withdrawal(gone[0]).reason if gone else "",
    )


def prepared(
    tx: Tx, match: str, *, now: bool = False, withdrawn: bool = False
) -> tuple[KeptList, ...]:
    """Our lists behind a match, as its newest preparation names them, as they were then.

    `now` asks for them as they have become; what was erased is left out, and what was withdrawn
    too unless it is asked for.
    """
    said = preparation(tx, match)
    if said is None:
        return ()
    upto = said.upto or (0,) * len(said.lists)
    found = []
    for one, number in zip(said.lists, upto, strict=True):
        held = kept_list(tx, one)
        if held is not None and (withdrawn or not held.withdrawn):
            found.append(held if now else held.upto(number))
    return tuple(found)


def preparation(tx: Tx, match: str) -> MatchPrepared | None:
    """The newest preparation of a match of ours."""
    row = tx.one(
        "SELECT record FROM match_prepared WHERE match = %s"
        " ORDER BY received DESC, seq DESC LIMIT 1",
        (match,),
    )
    return None if row is None else _prepared(row["record"])


def epoch(tx: Tx, partner: str, kind: str) -> Epoch | None:
    """The newest key epoch for a partner and type."""
    row = tx.one(
        "SELECT * FROM match_epoch WHERE partner = %s AND type = %s"
        " ORDER BY epoch DESC, origin, seq LIMIT 1",
        (partner, kind),
    )
    if row is None:
        return None
    return Epoch(row["partner"], row["type"], int(row["epoch"]), ClassId(row["class_id"]))


def spent(tx: Tx, me: str) -> tuple[Spent, ...]:
    """Every request this node answered, rounds of standing matches too: for quotas and auditor."""
    rows = tx.rows(
        "SELECT DISTINCT match FROM match_step"
        " WHERE kind IN ('match_answered', 'match_round_answered') AND agency = %s",
        (me,),
    )
    files = (match_file(tx, row["match"]) for row in rows)
    return tuple(
        one
        for file in files
        if file is not None and file.match.answerer == me
        for one in _spent(file)
    )


def _spent(file: MatchFile) -> list[Spent]:
    match = file.match
    rounds = (one.answered for span in match.spans for one in span.rounds)
    # By identity: a round may be told in the very words of another.
    when = {id(one.said): one.time for one in file.steps}
    return [
        Spent(
            match=match.match,
            partner=match.asker,
            type=match.scope.type,
            answered=parse_stamp(when[id(one)]),
            points=one.count,
            finished=one is not match.answered or _finished(match),
        )
        for one in (match.answered, *rounds)
        if one is not None
    ]


def _finished(match: Match) -> bool:
    counted = match.counted
    return match.revealed is not None or (counted is not None and counted.matches == 0)


def quotas(tx: Tx) -> tuple[QuotaSet, ...]:
    """Every quota that was ever set, newest first."""
    rows = tx.rows("SELECT * FROM match_quota ORDER BY received DESC, seq DESC")
    return tuple(
        QuotaSet(
            partner=row["partner"],
            type=row["type"],
            daily=int(row["daily"]),
            by=row["officer"],
            since=row["time"],
            reason=row["reason"],
        )
        for row in rows
    )


def daily(tx: Tx, partner: str, kind: str) -> int:
    """Points that a partner may ask of one type and day, as it is set now."""
    told = (one.daily for one in quotas(tx) if (one.partner, one.type) == (partner, kind))
    return next(told, DAILY)


def sessions(tx: Tx) -> tuple[MatchFile, ...]:
    """Every match in which points were asked, oldest first, on whatever channel."""
    rows = tx.rows(
        "SELECT match, min(received) AS at FROM match_step"
        " WHERE kind IN ('match_asked', 'match_round_asked') GROUP BY match ORDER BY at, match"
    )
    found = (match_file(tx, row["match"]) for row in rows)
    return tuple(one for one in found if one is not None)


def preparations(tx: Tx, match: str) -> tuple[tuple[str, ...], ...]:
    """The lists of ours behind a match, each time they were named, newest first."""
    rows = tx.rows(
        "SELECT record FROM match_prepared WHERE match = %s ORDER BY received DESC, seq DESC",
        (match,),
    )
    return tuple(_prepared(row["record"]).lists for row in rows)


def stood_behind(tx: Tx, wanted: str) -> tuple[str, ...]:
    """The matches that a list of ours stands behind, newest first."""
    rows = tx.rows("SELECT match, record FROM match_prepared ORDER BY received DESC, seq DESC")
    found = (row["match"] for row in rows if wanted in _prepared(row["record"]).lists)
    return tuple(dict.fromkeys(found))
