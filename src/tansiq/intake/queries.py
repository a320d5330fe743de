"""What is asked of intake: the drafts, and what stands of each proposal.

Promises: plain values out of our own rows. The verdict that counts of a proposal is the newest one;
what an earlier one said stays in the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from tansiq.intake.commands import DraftNow, VerdictNow
from tansiq.record.intake import DraftTaken, ProposalJudged
from tansiq.store.connect import Row, Tx
from tansiq.terms.ids import ClassId
from tansiq.terms.intake import DraftState, ProposalVerdict

_TAKEN = ProposalVerdict.ACCEPTED, ProposalVerdict.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft with what stands of it; `time` is when it was taken in (UTC)."""

    said: DraftTaken
    class_id: ClassId
    time: str
    verdicts: Mapping[int, VerdictNow] = field(default_factory=dict)
    set_aside: str = ""

    @property
    def now(self) -> DraftNow:
        """As a command wants it."""
        return DraftNow(
            said=self.said,
            class_id=self.class_id,
            verdicts=self.verdicts,
            set_aside=self.set_aside,
        )

    @property
    def accepted(self) -> int:
        """How many proposals became claims, changed ones among them."""
        return sum(one.said.verdict in _TAKEN for one in self.verdicts.values())

    @property
    def rejected(self) -> int:
        """How many proposals an officer rejected."""
        return len(self.verdicts) - self.accepted

    @property
    def state(self) -> DraftState:
        """How far the officers are."""
        if self.set_aside:
            return DraftState.SET_ASIDE
        if not self.verdicts:
            return DraftState.NEW
        whole = len(self.verdicts) == self.said.proposals
        return DraftState.JUDGED if whole else DraftState.BEGUN


def draft(tx: Tx, wanted: str) -> DraftRow | None:
    """A draft by its id, or by its number (`D-0042`)."""
    number = wanted.upper().removeprefix("D-")
    if wanted != number and number.isascii() and number.isdigit() and len(number) < 10:
        found = tx.rows("SELECT * FROM intake_draft WHERE number = %s", (int(number),))
    else:
        found = tx.rows("SELECT * FROM intake_draft WHERE draft = %s", (wanted,))
    return next(iter(_with_verdicts(tx, found)), None)


def drafts(tx: Tx) -> tuple[DraftRow, ...]:
    """Every draft, newest first."""
    return _with_verdicts(
        tx, tx.rows("SELECT * FROM intake_draft ORDER BY number DESC, origin, seq")
    )


def of_bytes(tx: Tx, sha256: str) -> DraftRow | None:
    """The draft of these very bytes, if they were taken in before."""
    rows = tx.rows(
        "SELECT * FROM intake_draft WHERE sha256 = %s ORDER BY number, origin, seq LIMIT 1",
        (sha256,),
    )
    return next(iter(_with_verdicts(tx, rows)), None)


def filed(tx: Tx, drafts: Sequence[str], channel: str) -> dict[str, str]:
    """For each of these drafts the newest source that a case has from it, by draft."""
    rows = tx.rows(
        "SELECT draft, document FROM intake_verdict WHERE draft = ANY(%s) AND shared = %s"
        " AND document <> '' ORDER BY epoch, seq, part",
        (list(drafts), channel),
    )
    return {row["draft"]: row["document"] for row in rows}


def taken_ever(tx: Tx) -> int:
    """How many drafts were ever taken in, those erased since among them: numbers are not reused."""
    row = tx.one("SELECT count(*) AS n FROM ledger.entry WHERE kind = 'draft_taken'")
    return 0 if row is None else int(row["n"])


def _with_verdicts(tx: Tx, rows: Sequence[Row]) -> tuple[DraftRow, ...]:
    ids = [row["draft"] for row in rows]
    verdicts: dict[str, dict[int, VerdictNow]] = {one: {} for one in ids}
    for row in tx.rows(
        "SELECT * FROM intake_verdict WHERE draft = ANY(%s) ORDER BY epoch, seq, part", (ids,)
    ):
        said = msgspec.json.decode(row["record"], type=ProposalJudged)
        verdicts[row["draft"]][said.number] = VerdictNow(
            said=said, channel=row["shared"], document=row["document"], officer=row["officer"]
        )
    aside = {
        row["draft"]: row["reason"]
        for row in tx.rows("SELECT draft, reason FROM intake_aside WHERE draft = ANY(%s)", (ids,))
    }
    return tuple(
        DraftRow(
            said=msgspec.json.decode(row["record"], type=DraftTaken),
            class_id=ClassId(row["class_id"]),
            time=row["time"],
            verdicts=verdicts[row["draft"]],
            set_aside=aside.get(row["draft"], ""),
        )
        for row in rows
    )
