"""Who put a name under the agreements of a case, and where an agency's own word about a thing lies.

Promises: a signature counts only under the digest of the terms it stands for, as in `agreed`; the
place of a word is that of the newest one, for its receipts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tansiq.cases.agreeing import Agreement
from tansiq.store.connect import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One party's word about an agreement: which officer gave it, when, and why if it ends it."""

    agency: str
    officer: str
    time: str
    reason: str = ""


Place = tuple[str, int]
"""A log and a position in it."""

_SAID = {
    "case_agreement": "agreement",
    "case_signature": "agreement",
    "case_end": "agreement",
    "case_task": "task",
    "case_task_move": "task",
    "case_instrument": "instrument",
    "case_decision": "decision",
}


def signatures(tx: Tx, channel: str, one: Agreement) -> tuple[Signed, ...]:
    """The first signature of each party, in the order they were given."""
    rows = tx.rows(
        "SELECT DISTINCT ON (agency) agency, officer, time FROM case_signature WHERE channel = %s"
        " AND agreement = %s AND proposer = %s AND digest = %s AND agency = ANY(%s)"
        " ORDER BY agency, time, origin, seq",
        (channel, one.agreement, one.proposer, one.digest, sorted(one.parties)),
    )
    found = (Signed(agency=row["agency"], officer=row["officer"], time=row["time"]) for row in rows)
    return tuple(sorted(found, key=lambda each: (each.time, each.agency)))


def endings(tx: Tx, channel: str, one: Agreement) -> tuple[Signed, ...]:
    """Which parties ended the work, and why, oldest first."""
    rows = tx.rows(
        "SELECT agency, officer, time, reason FROM case_end WHERE channel = %s AND agreement = %s"
        " AND agency = ANY(%s) ORDER BY time, origin, seq",
        (channel, one.agreement, sorted(one.parties)),
    )
    return tuple(
        Signed(agency=row["agency"], officer=row["officer"], time=row["time"], reason=row["reason"])
        for row in rows
    )


def last_words(tx: Tx, channel: str, agency: str) -> Mapping[str, Place]:
    """By id of what it is about, an agency's newest word on an agreement or work."""
    found: dict[str, tuple[tuple[str, str, int], Place]] = {}
    for table, name in _SAID.items():
        for row in tx.rows(
            f"SELECT {name} AS about, time, origin, seq FROM {table}"  # noqa: S608 - names of ours
            " WHERE channel = %s AND agency = %s",
            (channel, agency),
        ):
            order = (row["time"], row["origin"], row["seq"])
            if row["about"] not in found or found[row["about"]][0] < order:
                found[row["about"]] = (order, (row["origin"], row["seq"]))
    return {about: place for about, (_, place) in found.items()}
