from itertools import product

import pytest

from tansiq.terms.errors import Conflict, Refused, TansiqError
from tansiq.terms.status import CitedDocument, DocumentKind, Status, change


def cited(kind: DocumentKind) -> CitedDocument:
    return CitedDocument(kind, "2026/114", "Audiencia Nacional")


ALL_MOVES = [(a, b) for a, b in product(Status, Status) if a is not b]


@pytest.mark.parametrize(("now", "wanted"), ALL_MOVES)
def test_no_status_moves_without_a_document(now: Status, wanted: Status) -> None:
    """3.4: status changes need a cited document."""
    for nothing in (
        None,
        CitedDocument(DocumentKind.JUDGMENT, " ", "court"),
        CitedDocument(DocumentKind.JUDGMENT, "1", ""),
    ):
        with pytest.raises(Refused) as caught:
            change(now, wanted, nothing)
        assert caught.value.code == "status_without_document"


@pytest.mark.parametrize("now", [s for s in Status if s is not Status.CONVICTED])
@pytest.mark.parametrize("kind", [k for k in DocumentKind if k is not DocumentKind.JUDGMENT])
def test_only_a_judgment_convicts(now: Status, kind: DocumentKind) -> None:
    with pytest.raises(Refused):
        change(now, Status.CONVICTED, cited(kind))
    assert change(now, Status.CONVICTED, cited(DocumentKind.JUDGMENT)) is Status.CONVICTED


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_police_minutes_make_a_suspect_and_nothing_more(kind: DocumentKind) -> None:
    assert change(Status.REPORTED, Status.SUSPECTED, cited(kind)) is Status.SUSPECTED
    for wanted in (Status.CHARGED, Status.CONVICTED, Status.CLEARED):
        with pytest.raises(Refused):
            change(Status.SUSPECTED, wanted, cited(DocumentKind.OFFICIAL_RECORD))


@pytest.mark.parametrize("now", [s for s in Status if s is not Status.CLEARED])
def test_anybody_can_be_cleared_by_a_judgment(now: Status) -> None:
    assert change(now, Status.CLEARED, cited(DocumentKind.JUDGMENT)) is Status.CLEARED


@pytest.mark.parametrize("wanted", [Status.SUSPECTED, Status.CHARGED, Status.CLEARED])
def test_only_a_court_undoes_a_conviction(wanted: Status) -> None:
    with pytest.raises(Refused) as caught:
        change(Status.CONVICTED, wanted, cited(DocumentKind.PROSECUTION_DECISION))
    assert caught.value.code == "status_needs_court"
    assert change(Status.CONVICTED, wanted, cited(DocumentKind.JUDGMENT)) is wanted


@pytest.mark.parametrize("now", [s for s in Status if s is not Status.REPORTED])
def test_nobody_goes_back_to_a_mere_report(now: Status) -> None:
    for kind in DocumentKind:
        with pytest.raises(Refused):
            change(now, Status.REPORTED, cited(kind))


@pytest.mark.parametrize("status", list(Status))
def test_the_same_status_again_is_a_conflict(status: Status) -> None:
    with pytest.raises(Conflict):
        change(status, status, cited(DocumentKind.JUDGMENT))


def test_a_stronger_document_never_does_less() -> None:
    """Whatever the prosecution can decide, a court can."""
    for now, wanted in ALL_MOVES:
        try:
            change(now, wanted, cited(DocumentKind.PROSECUTION_DECISION))
        except TansiqError:
            continue
        for kind in (DocumentKind.COURT_ORDER, DocumentKind.JUDGMENT):
            assert change(now, wanted, cited(kind)) is wanted


def test_nothing_counts_as_proven_but_a_conviction() -> None:
    """DESIGN 12: suspected is never shown as proven."""
    assert [s for s in Status if s.is_proven] == [Status.CONVICTED]
    assert [s for s in Status if s.must_reach_every_holder] == [Status.CLEARED]
