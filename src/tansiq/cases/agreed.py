"""Which agreement binds a case: the newest that every party signed, in force or over."""

from collections.abc import Iterable

from tansiq.cases.agreeing import Agreement, CaseNow
from tansiq.cases.rows import Row, agreement_in
from tansiq.record.plan import NewClass
from tansiq.record.situation import ChannelNow, Situation
from tansiq.store.connect import Tx


def agreements(tx: Tx, channel: str) -> tuple[Agreement, ...]:
    """Every agreement proposed for a case, newest first, with who signed and who ended it."""
    rows = tx.rows(
        "SELECT * FROM case_agreement WHERE channel = %s ORDER BY time DESC, origin DESC, seq DESC",
        (channel,),
    )
    return tuple(_with_signatures(tx, channel, row) for row in rows)


def _with_signatures(tx: Tx, channel: str, row: Row) -> Agreement:
    signed = tx.rows(
        "SELECT DISTINCT agency FROM case_signature WHERE channel = %s AND agreement = %s"
        " AND proposer = %s AND digest = %s",
        (channel, row["agreement"], row["agency"], row["digest"]),
    )
    found = agreement_in(row, frozenset(one["agency"] for one in signed), "")
    ended = tx.one(
        "SELECT time FROM case_end WHERE channel = %s AND agreement = %s AND agency = ANY(%s)"
        " ORDER BY time, origin, seq LIMIT 1",
        (channel, row["agreement"], sorted(found.parties)),
    )
    return found if ended is None else agreement_in(row, found.signed, ended["time"])


def agreement(tx: Tx, channel: str, wanted: str) -> Agreement | None:
    """One agreement by its id; of two agencies' use of one id, the first by name."""
    found = [one for one in agreements(tx, channel) if one.agreement == wanted]
    return min(found, key=lambda one: (one.proposer, one.time), default=None)


def binding(tx: Tx, channel: str) -> Agreement | None:
    """The newest agreement that every party signed."""
    return binding_of(agreements(tx, channel), ())


def binding_of(found: Iterable[Agreement], members: Iterable[str]) -> Agreement | None:
    """Of agreements, newest first, the one that binds these members of the case.

    Some of them cannot set aside by an agreement of their own what all of them signed.
    """
    complete = [one for one in found if one.complete]
    whole = frozenset(members)
    return next((one for one in complete if one.parties == whole), None) or next(
        iter(complete), None
    )


def case_now(tx: Tx, situation: Situation, channel: ChannelNow, retention: NewClass) -> CaseNow:
    """A case as a command finds it."""
    return CaseNow(
        situation=situation,
        channel=channel,
        agreement=binding_of(agreements(tx, channel.channel), channel.members),
        retention=retention,
    )
