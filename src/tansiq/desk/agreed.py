"""Which agreement binds at a moment, and the hours it gives (REQUIREMENTS 1.8, LAW L6, L46-L50).

Promises: an agreement counts only when every party has signed the same digest, and for a duty only
when both who owes and who is owed are parties; one signed later does not change what was owed
before. No clock comes from a partner's own statement of hours: where it differs, it is kept beside.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from tansiq.desk.situation import Agreement
from tansiq.record.desk import DeskAgreementProposed
from tansiq.record.situation import ChannelNow
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp, stamp

Row = Mapping[str, Any]

# An agreement that has ended still leaves duties; this long is given for answers then.
HOURS_WITHOUT_AGREEMENT = 168


@dataclass(frozen=True, slots=True)
class Signed:
    """An agreement that all its parties have signed, and when the last of them did."""

    agreement: Agreement
    since: str

    def covers(self, at: str) -> bool:
        """Whether its dates hold at an instant."""
        terms = self.agreement.terms
        return terms.starts <= at < terms.ends


_SIGNED = """
SELECT a.agreement, a.agency, a.digest, a.record, s.agency AS signer, min(s.time) AS signed
FROM desk_agreement a
JOIN desk_agreement_signature s
  ON s.agreement = a.agreement AND s.proposer = a.agency AND s.digest = a.digest
 AND s.channel = a.channel
WHERE a.channel = %s
GROUP BY a.starts, a.agreement, a.agency, a.digest, a.record, s.agency
ORDER BY a.starts DESC, a.agreement DESC, a.agency
"""


def signed_agreements(tx: Tx, channel: str) -> tuple[Signed, ...]:
    """All agreements of a channel that every party has signed, the one that starts last first."""
    times: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for row in tx.rows(_SIGNED, (channel,)):
        key = (row["agreement"], row["agency"], row["digest"], row["record"])
        times.setdefault(key, {})[row["signer"]] = row["signed"]
    found = []
    for (agreement, _, digest, record), signed in times.items():
        terms = msgspec.json.decode(record, type=DeskAgreementProposed).terms
        if terms.parties and set(terms.parties) <= signed.keys():
            since = max(signed[one] for one in terms.parties)
            found.append(Signed(Agreement(agreement, terms, digest), since))
    return tuple(found)


def agreement_in_force(tx: Tx, channel: ChannelNow, now: datetime) -> Agreement | None:
    """The newest agreement that every member has signed alike and whose dates hold now."""
    members = tuple(sorted(channel.members))
    for one in signed_agreements(tx, channel.channel):
        if one.covers(stamp(now)) and one.agreement.terms.parties == members:
            return one.agreement
    return None


def agreement_at(found: Iterable[Signed], parties: Collection[str], at: str) -> Agreement | None:
    """The agreement between these parties at an instant, before one that was signed after it."""
    held = [
        one for one in found if one.covers(at) and set(parties) <= set(one.agreement.terms.parties)
    ]
    # Clocks of agencies differ a little: one that only seems signed later still binds alone.
    held.sort(key=lambda one: one.since > at)
    return held[0].agreement if held else None


def agreement_for(tx: Tx, asked: Row, now: datetime, parties: Collection[str]) -> Agreement | None:
    """The agreement that binds an answer: the one in force, else that of when it was asked."""
    found = signed_agreements(tx, asked["channel"])
    moments = (stamp(now), min(asked["time"], asked["received"]))
    bound = (agreement_at(found, parties, at) for at in moments)
    return next((one for one in bound if one is not None), None)


def signers(tx: Tx, proposal: Row) -> frozenset[str]:
    """The agencies that have signed the digest of this very proposal."""
    rows = tx.rows(
        "SELECT DISTINCT agency FROM desk_agreement_signature"
        " WHERE agreement = %s AND proposer = %s AND digest = %s AND channel = %s",
        (
            proposal["agreement"],
            proposal["agency"],
            proposal["digest"],
            proposal["channel"],
        ),
    )
    return frozenset(row["agency"] for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours of a duty and the agreement that gives them; what its author states instead.

    `agreement` is empty when none bound; `stated_*` are None and empty when the author states the
    same, or is ourselves.
    """

    hours: int
    agreement: str = ""
    stated_hours: int | None = None
    stated_due: str = ""

    def end(self, start: str) -> str:
        """When the hours end that start at an instant."""
        return stamp(parse_stamp(start) + timedelta(hours=self.hours))


def hours_of(me: str, row: Row, found: Iterable[Signed], owed_by: str) -> Hours:
    """The hours for an answer to this row of a question or notice.

    Our own are what we wrote; a partner's follow the agreement that bound when it was made.
    """
    made = min(row["time"], row["received"])  # nobody has written after we received it
    bound = agreement_at(found, (row["agency"], owed_by), made)
    given = None if bound is None else _given(bound, row)
    said = {_whole_hours(row["time"], row["due"]), row.get("hours", given)} - {None}
    stated = row.get("hours", _whole_hours(row["time"], row["due"]))
    if row["agency"] == me:
        return Hours(hours=stated, agreement="" if bound is None else bound.agreement)
    hours = HOURS_WITHOUT_AGREEMENT if given is None else given
    return Hours(
        hours=hours,
        agreement="" if bound is None or given is None else bound.agreement,
        stated_hours=None if said == {hours} else stated,
        stated_due="" if said == {hours} else row["due"],
    )


def _given(bound: Agreement, row: Row) -> int | None:
    return bound.hours(row["urgency"]) if "urgency" in row else bound.terms.recall_hours


def _whole_hours(start: str, end: str) -> int:
    """Hours between two instants: the hours are counted some seconds before a record is signed."""
    return round((parse_stamp(end) - parse_stamp(start)) / timedelta(hours=1))
