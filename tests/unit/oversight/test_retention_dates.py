"""Whose dates a retention class has, when another member of the channel names it too."""

from datetime import UTC, datetime

from tests.unit.world import RABAT, Agency

from tansiq.oversight.retention import classes, erasures_due
from tansiq.store.connect import Tx

CLASS = "rc-" + "a" * 26
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def opened(tx: Tx, agency: str, review: str, erase: str) -> None:
    """A row as the fold makes it of a class opened by an agency."""
    tx.run(
        "INSERT INTO oversight_class (target, review, erase, origin, seq, part, agency, channel,"
        " generation, epoch, class_id, officer, time)"
        " VALUES (%s, %s, %s, %s, 0, 0, %s, 'case:x', 1, 1, %s, '', '2026-01-01T00:00:00Z')",
        (CLASS, review, erase, f"{agency}/case:x/g1/e1", agency, CLASS),
    )


def test_a_partner_brings_no_date_of_our_class_forward(rabat: Agency) -> None:
    """A member knows the key of a class, and so can open one of the same id in its own log."""
    with rabat.store.transaction() as tx:
        opened(tx, RABAT, "2027-01-01", "2028-01-01")
        opened(tx, "lisbon", "2020-01-01", "2020-01-01")
        found = classes(tx, RABAT, [CLASS], NOW)[CLASS]
        assert (found.review, found.erase) == ("2027-01-01", "2028-01-01")
        assert erasures_due(tx, RABAT, NOW) == ()


def test_the_dates_of_a_partners_class_are_its_earliest(rabat: Agency) -> None:
    with rabat.store.transaction() as tx:
        opened(tx, "lisbon", "2027-01-01", "2028-01-01")
        opened(tx, "madrid", "2027-06-01", "2029-01-01")
        assert classes(tx, RABAT, [CLASS], NOW)[CLASS].erase == "2028-01-01"
