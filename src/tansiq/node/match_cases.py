"""Matches on the channel of a case: proposed only while the agreement of the case is in force."""

from tansiq.cases import queries
from tansiq.cases.agreeing import JOINT, check_open
from tansiq.store.connect import Tx
from tansiq.subjects.commands import MatchNow
from tansiq.terms.ids import channel_kind


def check_case(tx: Tx, now: MatchNow) -> None:
    """Refused `case_*` with the reason why the case is shut; nothing on another channel."""
    if channel_kind(now.channel.channel) in JOINT:
        check_open(queries.case_now(tx, now.situation, now.channel, now.retention))
