"""The fold of private matches: every step as it was said, and the lists and epochs of this node.

Promises: one row per record; what a match has come to is computed when it is asked for, so the
order in which logs arrive changes nothing. Rows of points stay in their files. A told name that no
list could hold sets its entry aside.
"""

from collections.abc import Iterator

import msgspec

from tansiq.record.base import Record, Unknown
from tansiq.record.matches import (
    IdentifiersListed,
    MatchAccepted,
    MatchAnswered,
    MatchApproved,
    MatchAsked,
    MatchClaimed,
    MatchCounted,
    MatchEnded,
    MatchEpochOpened,
    MatchJudged,
    MatchNamesTold,
    MatchPrepared,
    MatchProposed,
    MatchQuotaSet,
    MatchRevealed,
)
from tansiq.record.watches import (
    IdentifiersChanged,
    IdentifiersWithdrawn,
    MatchRekeyed,
    MatchRoundAnswered,
    MatchRoundAsked,
    MatchRoundFound,
    MatchRoundPrepared,
)
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.subjects.name_lists import check_written
from tansiq.terms.ids import HOME, record_id

STEPS: dict[str, type[Record]] = {
    one.KIND: one
    for one in (
        MatchProposed,
        MatchApproved,
        MatchEnded,
        MatchAccepted,
        MatchAsked,
        MatchAnswered,
        MatchCounted,
        MatchClaimed,
        MatchRevealed,
        MatchNamesTold,
        MatchJudged,
        MatchRekeyed,
        MatchRoundAsked,
        MatchRoundAnswered,
        MatchRoundFound,
    )
}
"""What is said about a match, by kind."""

_AT_HOME: tuple[type[Record], ...] = (
    IdentifiersListed,
    IdentifiersChanged,
    IdentifiersWithdrawn,
    MatchEpochOpened,
    MatchPrepared,
    MatchQuotaSet,
    MatchRoundPrepared,
)

_encode = msgspec.json.Encoder(order="sorted").encode

_PLACE = """
    origin     text NOT NULL,
    seq        bigint NOT NULL,
    leaf       text NOT NULL,
    entry      text NOT NULL,
    agency     text NOT NULL,
    channel    text NOT NULL,
    class_id   text NOT NULL,
    officer    text NOT NULL,
    time       text NOT NULL,
    received   text NOT NULL,
    PRIMARY KEY (origin, seq)"""

_TABLES = (
    f"""CREATE TABLE match_step (match text NOT NULL, kind text NOT NULL,
    record text NOT NULL,{_PLACE})""",
    "CREATE INDEX match_step_match ON match_step (match)",
    "CREATE INDEX match_step_kind ON match_step (kind, received)",
    "CREATE INDEX match_step_channel ON match_step (channel)",
    "ALTER TABLE match_step ALTER COLUMN record SET STATISTICS 0",
    f"""CREATE TABLE match_list (list text NOT NULL, type text NOT NULL,
    record text NOT NULL,{_PLACE})""",
    "CREATE INDEX match_list_list ON match_list (list)",
    "ALTER TABLE match_list ALTER COLUMN record SET STATISTICS 0",
    f"CREATE TABLE match_prepared (match text NOT NULL, record text NOT NULL,{_PLACE})",
    "CREATE INDEX match_prepared_match ON match_prepared (match)",
    f"""CREATE TABLE match_epoch (partner text NOT NULL, type text NOT NULL,
    epoch bigint NOT NULL,{_PLACE})""",
    "CREATE INDEX match_epoch_partner ON match_epoch (partner, type)",
    f"""CREATE TABLE match_quota (partner text NOT NULL, type text NOT NULL,
    daily bigint NOT NULL, reason text NOT NULL,{_PLACE})""",
    "CREATE INDEX match_quota_partner ON match_quota (partner, type)",
    f"""CREATE TABLE match_list_change (list text NOT NULL, number bigint NOT NULL,
    kind text NOT NULL, record text NOT NULL,{_PLACE})""",
    "CREATE INDEX match_list_change_list ON match_list_change (list)",
    "ALTER TABLE match_list_change ALTER COLUMN record SET STATISTICS 0",
    f"""CREATE TABLE match_round (match text NOT NULL, round bigint NOT NULL,
    record text NOT NULL,{_PLACE})""",
    "CREATE INDEX match_round_match ON match_round (match)",
    "ALTER TABLE match_round ALTER COLUMN record SET STATISTICS 0",
)


def fold(opened: Opened) -> Iterator[Change]:
    """One row for a step, a list or an epoch; those of this node's own keeping only from it."""
    if opened.said is None or isinstance(opened.said.payload, Unknown):
        return
    said = opened.said.payload
    if isinstance(said, MatchNamesTold):
        for one in said.names:
            check_written(one)
    if opened.header.kind in STEPS and opened.channel != HOME:
        row: dict[str, object] = {
            "match": record_id(said.match),  # type: ignore[attr-defined]
            "kind": opened.header.kind,
            "record": _encode(said).decode(),
        }
        yield Insert("match_step", {**row, **_place(opened)})
    elif opened.mine and opened.channel == HOME:
        yield from _home(said, opened)


def _home(said: Record, opened: Opened) -> Iterator[Change]:
    if isinstance(said, IdentifiersListed):
        row: dict[str, object] = {"list": record_id(said.list), "type": said.type}
        yield Insert("match_list", {**row, "record": _encode(said).decode(), **_place(opened)})
    elif isinstance(said, MatchPrepared):
        row = {"match": record_id(said.match), "record": _encode(said).decode()}
        yield Insert("match_prepared", {**row, **_place(opened)})
    elif isinstance(said, MatchEpochOpened):
        row = {"partner": said.partner, "type": said.type, "epoch": said.epoch}
        yield Insert("match_epoch", {**row, **_place(opened)})
    elif isinstance(said, MatchQuotaSet):
        row = {"partner": said.partner, "type": said.type, "daily": said.daily}
        yield Insert("match_quota", {**row, "reason": said.reason, **_place(opened)})
    else:
        yield from _in_time(said, opened)


def _in_time(said: Record, opened: Opened) -> Iterator[Change]:
    """What becomes of a list and of a standing match, and verdicts that stay at home."""
    row: dict[str, object] = {"kind": opened.header.kind, "record": _encode(said).decode()}
    if isinstance(said, IdentifiersChanged):
        row |= {"list": record_id(said.list), "number": said.number}
        yield Insert("match_list_change", {**row, **_place(opened)})
    elif isinstance(said, IdentifiersWithdrawn):
        row |= {"list": record_id(said.list), "number": 0}
        yield Insert("match_list_change", {**row, **_place(opened)})
    elif isinstance(said, MatchJudged):
        yield Insert("match_step", {**row, "match": record_id(said.match), **_place(opened)})
    elif isinstance(said, MatchRoundPrepared):
        told: dict[str, object] = {"match": record_id(said.match), "round": said.round}
        yield Insert("match_round", {**told, "record": row["record"], **_place(opened)})


def _place(opened: Opened) -> dict[str, object]:
    return {
        "origin": opened.origin,
        "seq": opened.seq,
        "leaf": opened.leaf.hex(),
        "entry": opened.entry_id,
        "agency": opened.agency,
        "channel": opened.channel,
        "class_id": opened.header.class_id,
        "officer": "" if opened.said is None else opened.said.author or "",
        "time": opened.header.time,
        "received": opened.received,
    }


PROJECTION = Projection(
    name="subjects",
    version=2,
    tables=_TABLES,
    kinds=frozenset({*STEPS, *(one.KIND for one in _AT_HOME)}),
    fold=fold,
)
