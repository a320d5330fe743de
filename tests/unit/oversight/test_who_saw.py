"""One question: who saw this person, why, and to whom was it sent (REQUIREMENTS 11.2, 11.3)."""

from datetime import timedelta

import pytest
from tests.unit.officers.staff import FIRST, SECOND
from tests.unit.world import KEPT, MADRID, NOW, RABAT, Agency, agree, file_and_release

from tansiq.oversight import queries
from tansiq.oversight.commands import (
    Deciding,
    OrderErasure,
    confirm_erasure,
    lift_hold,
    order_erasure,
    place_hold,
    record_review,
    seal_read_log,
)
from tansiq.record.exchange import ErasureRecorded
from tansiq.record.plan import Planned
from tansiq.store.connect import Tx
from tansiq.store.readlog import Read, append_read
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Damaged, Refused
from tansiq.terms.ids import HOME, new_record_id


def deciding(agency: Agency, officer: str = FIRST) -> Deciding:
    return Deciding(officer, agency.now, KEPT)  # type: ignore[arg-type]


def note_read(tx: Tx, shown: list[str]) -> None:
    read = Read(
        time=NOW,
        officer=FIRST,
        action="read_report",
        place=HOME,
        reason="case work",
        shown=tuple(shown),
    )
    append_read(tx, read)


def test_one_query_tells_who_saw_a_person_why_and_to_whom_it_went(
    rabat: Agency, madrid: Agency
) -> None:
    """11.2."""
    agree(rabat, madrid)
    report, release = file_and_release(rabat)
    with rabat.store.transaction() as tx:
        note_read(tx, [report, new_record_id()])
        note_read(tx, [new_record_id()])
        note_read(tx, [release])
    with rabat.store.reading() as tx:
        answer = queries.who_saw(tx, "BENAKOURT, Driss")
        assert set(answer.shown) == {report, release}
        assert [one.number for one in answer.reads] == [1, 3]
        assert {one.reason for one in answer.reads} == {"case work"}
        (sent,) = answer.disclosures
        assert sent.recipients == (MADRID,)
        assert sent.purpose == "prevention of a terrorist offence"
        assert queries.who_saw(tx, "Somebody Else").shown == ()
        assert queries.who_saw_records(tx, (release,)).shown == answer.shown
    with madrid.store.reading() as tx:
        seen = queries.who_saw(tx, "Driss Benakourt")
        assert seen.shown == (release,)


def test_statistics_count_verbs_and_name_nobody(rabat: Agency, madrid: Agency) -> None:
    agree(rabat, madrid)
    file_and_release(rabat)
    with rabat.store.reading() as tx:
        counts = queries.statistics(tx, NOW - timedelta(days=1), NOW + timedelta(days=1))
    found = {(one.verb, one.kind, one.count) for one in counts}
    assert ("collection", "report_filed", 1) in found
    assert ("disclosure", "report_released", 1) in found


def one_class(agency: Agency) -> str:
    report, _ = file_and_release(agency)
    with agency.store.reading() as tx:
        row = tx.one("SELECT class_id FROM desk_report WHERE report = %s", (report,))
    assert row is not None
    return str(row["class_id"])


def test_each_class_is_due_on_its_dates(rabat: Agency, madrid: Agency) -> None:
    """11.3: each datum has a review date and an erase date."""
    agree(rabat, madrid)
    target = one_class(rabat)
    with rabat.store.reading() as tx:
        assert queries.erasures_due(tx, RABAT, NOW) == ()
        at_review = NOW.replace(year=2027)
        assert target in {one.class_id for one in queries.reviews_due(tx, RABAT, at_review)}
        at_end = NOW.replace(year=2029)
        assert target in {one.class_id for one in queries.erasures_due(tx, RABAT, at_end)}
        state = queries.state_for_hold(tx, RABAT, deciding(rabat), target, "")
    rabat.write(record_review(state, "still needed", "2028-06-01"))
    with rabat.store.reading() as tx:
        assert target not in {one.class_id for one in queries.reviews_due(tx, RABAT, at_review)}


def test_a_hold_stops_an_erasure_until_it_is_lifted(rabat: Agency, madrid: Agency) -> None:
    agree(rabat, madrid)
    target, hold = one_class(rabat), new_record_id()
    with rabat.store.reading() as tx:
        state = queries.state_for_hold(tx, RABAT, deciding(rabat), target, hold)
    rabat.write(place_hold(state, hold, "court order 7"))
    with rabat.store.reading() as tx:
        (held,) = queries.classes(tx, RABAT, (target,), NOW).values()
        assert held.holds == (hold,)
        late = parse_stamp(f"{held.erase}T00:00:00Z")
        (due,) = [one for one in queries.erasures_due(tx, RABAT, late) if one.class_id == target]
        assert due.holds == (hold,)
        what = (new_record_id(), (target,))
        wanted = queries.state_for_erasure(tx, RABAT, deciding(rabat), what, clock_trusted=True)
        lifting = queries.state_for_hold(tx, RABAT, deciding(rabat), target, hold)
    with pytest.raises(Refused) as caught:
        order_erasure(wanted, OrderErasure(order=what[0], classes=(target,), ground="term_over"))
    assert caught.value.code == "erasure_held"
    rabat.write(lift_hold(lifting, hold, "order withdrawn"))
    with rabat.store.reading() as tx:
        (free,) = queries.classes(tx, RABAT, (target,), NOW).values()
        assert free.holds == ()


def test_an_erasure_goes_from_order_to_proof(rabat: Agency, madrid: Agency) -> None:
    agree(rabat, madrid)
    target, order = one_class(rabat), new_record_id()
    what = (order, (target,))
    with rabat.store.reading() as tx:
        state = queries.state_for_erasure(tx, RABAT, deciding(rabat), what, clock_trusted=True)
    wish = OrderErasure(order=order, classes=(target,), ground="unlawful")
    rabat.officer = FIRST
    rabat.write(order_erasure(state, wish))
    rabat.officer = SECOND
    with rabat.store.reading() as tx:
        (waiting,) = queries.erasure_orders(tx, RABAT)
        assert (waiting.decision, waiting.erased) == ("", False)
        second = queries.state_for_erasure(
            tx, RABAT, deciding(rabat, SECOND), what, clock_trusted=True
        )
    rabat.write(confirm_erasure(second, (target,)))
    proof = ErasureRecorded(order=order, classes=(target,), entries=1, attachments=0, state="done")
    rabat.write((Planned(channel=HOME, payload=proof, retention=KEPT),))
    with rabat.store.reading() as tx:
        (done,) = queries.erasure_orders(tx, RABAT)
        assert (done.decision, done.erased) == ("confirmed", True)
        (erased,) = queries.classes(tx, RABAT, (target,), NOW).values()
        assert erased.erased
        due = queries.erasures_due(tx, RABAT, NOW.replace(year=2029))
        assert target not in {one.class_id for one in due}


def test_the_read_log_is_sealed_from_where_the_last_seal_ended(rabat: Agency) -> None:
    """11.1."""
    with rabat.store.transaction() as tx:
        note_read(tx, ["r-1"])
        note_read(tx, ["r-2"])
        state = queries.state_for_seal(tx, deciding(rabat))
    rabat.write(seal_read_log(state))
    with rabat.store.reading() as tx:
        (seal,) = queries.seals(tx)
        assert (seal.first, seal.last, seal.previous) == (1, 2, "")
        again = queries.state_for_seal(tx, deciding(rabat))
        assert seal_read_log(again) == ()
        assert queries.check_read_log(tx) == 2


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM ledger.read_log WHERE number = 3",
        "DELETE FROM ledger.read_log WHERE number = 2",
        "UPDATE ledger.read_log SET reason = 'other' WHERE number = 1",
        "UPDATE ledger.read_log SET number = 9 - number",
    ],
)
def test_a_read_log_with_a_row_gone_or_moved_fails(rabat: Agency, tampering: str) -> None:
    """11.1: also when the end is cut off, because `home` holds the seal."""
    with rabat.store.transaction() as tx:
        for number in range(3):
            note_read(tx, [f"r-{number}"])
        state = queries.state_for_seal(tx, deciding(rabat))
    rabat.write(seal_read_log(state))
    with rabat.store.transaction() as tx:
        tx.run(tampering)
        with pytest.raises(Damaged):
            queries.check_read_log(tx)
