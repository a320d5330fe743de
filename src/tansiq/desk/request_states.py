"""What the commands about requests and agreements need to know, gathered from the tables."""

import msgspec

from tansiq.desk.agreed import agreement_in_force, signers
from tansiq.desk.agreeing import ProposeState, SignState
from tansiq.desk.lookup import charter_now, ref_of, request_fact, taken
from tansiq.desk.requesting import ReplyState, RequestState
from tansiq.record.desk import DeskAgreementProposed
from tansiq.record.plan import NewClass
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx


def state_for_request(
    tx: Tx, situation: Situation, channel: ChannelNow, request: str
) -> RequestState:
    """For `make_request`."""
    return RequestState(
        situation=situation,
        channel=channel,
        agreement=agreement_in_force(tx, channel, situation.now),
        taken=taken(tx, "desk_request", request, situation.me),
        charter=charter_now(tx),
    )


def state_for_reply(
    tx: Tx,
    situation: Situation,
    channel: ChannelNow,
    what: tuple[str, str],
    retention: NewClass,
) -> ReplyState:
    """For `acknowledge_request`, `answer_request`, `refuse_request`; `what` = (asker, request)."""
    return ReplyState(
        situation=situation,
        request=request_fact(tx, *what),
        agreement=agreement_in_force(tx, channel, situation.now),
        releases=frozenset(answering(tx, situation.me, channel.channel, what[1])),
        retention=retention,
    )


def answering(tx: Tx, me: str, channel: str, request: str) -> tuple[str, ...]:
    """Standing releases of ours in a channel that answer a request."""
    standing = tx.rows(
        "SELECT DISTINCT r.release AS release FROM desk_release r WHERE r.agency = %(me)s"
        " AND r.channel = %(channel)s AND r.answers = %(request)s"
        " AND NOT EXISTS (SELECT 1 FROM desk_notice n"
        " WHERE n.kind = 'recall' AND n.agency = %(me)s AND n.release = r.release)"
        " ORDER BY release",
        {"me": me, "channel": channel, "request": request},
    )
    return tuple(row["release"] for row in standing)


def state_for_proposal(
    tx: Tx,
    situation: Situation,
    channel: ChannelNow,
    agreement: str,
    retention: NewClass,
) -> ProposeState:
    """For `propose_agreement`."""
    return ProposeState(
        situation=situation,
        channel=channel,
        retention=retention,
        taken=taken(tx, "desk_agreement", agreement, situation.me),
    )


def state_for_signing(
    tx: Tx,
    situation: Situation,
    channel: ChannelNow,
    what: tuple[str, str],
    retention: NewClass,
) -> SignState:
    """For `sign_agreement`; `what` = (proposer, agreement)."""
    proposer, agreement = what
    row = tx.one(
        "SELECT * FROM desk_agreement WHERE agreement = %s AND agency = %s AND channel = %s"
        " ORDER BY generation, epoch, seq LIMIT 1",
        (agreement, proposer, channel.channel),
    )
    terms = None
    if row is not None:
        terms = msgspec.json.decode(row["record"], type=DeskAgreementProposed).terms
    return SignState(
        situation=situation,
        channel=channel,
        proposer=proposer,
        agreement=agreement,
        terms=terms,
        entry=None if row is None else ref_of(row),
        signed=row is not None and situation.me in signers(tx, row),
        retention=retention,
    )
