"""What an authority holds about a person's part in a crime, and how that may change.

Promises: a status moves only on a cited document of a fitting kind; nothing counts as proven but a
conviction. Does not: merge two agencies' views; contradicting claims stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

from tansiq.terms.errors import Conflict, Refused
from tansiq.terms.vocabulary import DomainWord


class Status(DomainWord):
    """From a mere report to a final judgment, or to being cleared."""

    REPORTED = "reported"
    SUSPECTED = "suspected"
    CHARGED = "charged"
    CONVICTED = "convicted"
    CLEARED = "cleared"

    @property
    def is_proven(self) -> bool:
        """Whether a court has found it; everything else is presumed untrue."""
        return self is Status.CONVICTED

    @property
    def must_reach_every_holder(self) -> bool:
        """Whether everyone who holds data on the person must be told at once."""
        return self is Status.CLEARED


class DocumentKind(DomainWord):
    """The kind of document a change of status rests on."""

    OFFICIAL_RECORD = "official_record"
    PROSECUTION_DECISION = "prosecution_decision"
    COURT_ORDER = "court_order"
    JUDGMENT = "judgment"


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """The document a change of status rests on: its kind, reference and the issuing authority."""

    kind: DocumentKind
    reference: str
    authority: str


_D = DocumentKind
_SUPPORTS: dict[Status, frozenset[DocumentKind]] = {
    Status.REPORTED: frozenset(),
    Status.SUSPECTED: frozenset(DocumentKind),
    Status.CHARGED: frozenset({_D.PROSECUTION_DECISION, _D.COURT_ORDER, _D.JUDGMENT}),
    Status.CONVICTED: frozenset({_D.JUDGMENT}),
    Status.CLEARED: frozenset({_D.PROSECUTION_DECISION, _D.COURT_ORDER, _D.JUDGMENT}),
}


def carries(status: Status, cited: CitedDocument) -> bool:
    """Whether a document is of a kind that carries a status, and names its authority."""
    named = bool(cited.reference.strip() and cited.authority.strip())
    return named and cited.kind in _SUPPORTS[status]


def change(now: Status, wanted: Status, cited: CitedDocument | None) -> Status:
    """The new status, when the cited document carries it.

    Raises Conflict ``status_same``; Refused ``status_without_document``,
    ``status_document_unfit``, ``status_back_to_report`` or ``status_needs_court``.
    """
    if now is wanted:
        raise Conflict("status_same", status=now.value)
    if cited is None or not cited.reference.strip() or not cited.authority.strip():
        raise Refused("status_without_document", status=wanted.value)
    if wanted is Status.REPORTED:
        raise Refused("status_back_to_report", status=now.value)
    if cited.kind not in _SUPPORTS[wanted]:
        raise Refused("status_document_unfit", status=wanted.value, document=cited.kind.value)
    if now is Status.CONVICTED and cited.kind not in {_D.COURT_ORDER, _D.JUDGMENT}:
        # Only a court undoes a judgment: quashed, retried or acquitted on appeal.
        raise Refused("status_needs_court", status=wanted.value)
    return wanted
