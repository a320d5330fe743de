"""What is held about standing matches, epochs that ended and verdicts that stay at home."""

from datetime import datetime

import msgspec

from tansiq.record.matches import MatchJudged
from tansiq.record.watches import MatchRoundPrepared
from tansiq.store.connect import Tx
from tansiq.subjects.matching import Step
from tansiq.subjects.queries import Epoch, KeptList, MatchFile, kept_list, match_file
from tansiq.terms.clock import parse_stamp
from tansiq.terms.ids import HOME, ChannelId, ClassId

_round = msgspec.json.Decoder(MatchRoundPrepared).decode
_judged = msgspec.json.Decoder(MatchJudged).decode


def open_matches(tx: Tx, channels: tuple[ChannelId, ...], since: str) -> tuple[MatchFile, ...]:
    """Matches of these channels that nobody has ended, oldest first.

    Those revealed are among them while the reveal came after `since`: it has to be checked.
    """
    rows = tx.rows(
        "SELECT match, min(received) AS at FROM match_step s WHERE kind = 'match_proposed'"
        " AND channel = ANY(%s) AND NOT EXISTS (SELECT FROM match_step e WHERE e.match = s.match"
        " AND e.channel = s.channel AND (e.kind = 'match_ended' OR (e.kind = 'match_revealed'"
        " AND e.received < %s))) GROUP BY match ORDER BY at, match",
        (list(channels), since),
    )
    found = (match_file(tx, row["match"]) for row in rows)
    return tuple(one for one in found if one is not None and one.match.state != "ended")


def epoch_numbered(tx: Tx, partner: str, kind: str, number: int) -> Epoch | None:
    """A key epoch for a partner and type by its number, also once another followed it."""
    row = tx.one(
        "SELECT * FROM match_epoch WHERE partner = %s AND type = %s AND epoch = %s"
        " ORDER BY origin, seq LIMIT 1",
        (partner, kind, number),
    )
    if row is None:
        return None
    return Epoch(row["partner"], row["type"], int(row["epoch"]), ClassId(row["class_id"]))


def newest_epochs(tx: Tx) -> tuple[tuple[Epoch, datetime], ...]:
    """The newest epoch for each partner and type, and since when it lasts."""
    rows = tx.rows(
        "SELECT DISTINCT ON (partner, type) * FROM match_epoch"
        " ORDER BY partner, type, epoch DESC, origin, seq"
    )
    return tuple(
        (
            Epoch(row["partner"], row["type"], int(row["epoch"]), ClassId(row["class_id"])),
            parse_stamp(row["time"]),
        )
        for row in rows
    )


def rounds_prepared(tx: Tx, match: str) -> dict[int, MatchRoundPrepared]:
    """Which identifiers of ours each round of a match asked for; the newest word on each."""
    rows = tx.rows("SELECT record FROM match_round WHERE match = %s ORDER BY origin, seq", (match,))
    said = (_round(row["record"]) for row in rows)
    return {one.round: one for one in said}


def verdicts_at_home(tx: Tx, match: str) -> tuple[Step, ...]:
    """Verdicts on hits of which the partner was not told."""
    rows = tx.rows(
        "SELECT * FROM match_step WHERE match = %s AND channel = %s AND kind = 'match_judged'"
        " ORDER BY origin, seq",
        (match, HOME),
    )
    return tuple(
        Step(row["agency"], row["officer"], row["time"], row["entry"], _judged(row["record"]))
        for row in rows
    )


def every_match(tx: Tx) -> tuple[MatchFile, ...]:
    """Every match that is held, whatever became of it."""
    rows = tx.rows("SELECT DISTINCT match FROM match_step WHERE kind = 'match_proposed'")
    found = (match_file(tx, row["match"]) for row in rows)
    return tuple(one for one in found if one is not None)


def changes_made(tx: Tx, lists: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Every change of these lists, as (list, its number), in the order in which they were made."""
    rows = tx.rows(
        "SELECT list, number FROM match_list_change WHERE kind = 'identifiers_changed'"
        " AND list = ANY(%s) ORDER BY received, origin, seq",
        (list(lists),),
    )
    return tuple((row["list"], int(row["number"])) for row in rows)


def list_now(tx: Tx, one: KeptList) -> KeptList:
    """A list as it has become; itself when it is gone meanwhile."""
    return kept_list(tx, one.said.list) or one
