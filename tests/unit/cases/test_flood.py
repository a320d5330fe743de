"""A partner floods a case: the others' words stay in sight, and whatever is left out is counted."""

from msgspec.structs import replace
from tests.unit.cases.sample import CASE, CLAIM
from tests.unit.cases.shared_case import Shared, judgment, made, name
from tests.unit.world import NOW, Agency

from tansiq.cases import queries
from tansiq.cases.boards import LISTS, MOST_OF_EACH
from tansiq.record.base import Record
from tansiq.record.cases import DecisionRecorded, InstrumentRecorded, TaskSet
from tansiq.record.claims import EntityOpened, MentionExtracted
from tansiq.store.connect import Tx
from tansiq.terms.clock import stamp
from tansiq.terms.ids import new_record_id

FLOOD = 3 * MOST_OF_EACH


def each(shared: Shared) -> list[Record]:
    """One of everything that a case lists."""
    source = judgment(new_record_id(), "report")
    return [
        source,
        TaskSet(task=new_record_id(), party="rabat", title="ask", language="en"),
        InstrumentRecorded(
            instrument=new_record_id(), type="search_order", title="home", language="en",
            party="rabat", authority="Court", state="asked",
        ),
        DecisionRecorded(decision=new_record_id(), title="go on", text="x", language="en"),
        MentionExtracted(
            mention=new_record_id(), document=shared.document, tool="reader", tool_version="1",
            schema="Person", property="name", value="Anybody",
        ),
        EntityOpened(entity=new_record_id(), schema="Person"),
        EntityOpened(entity=new_record_id(), schema="Vehicle"),
    ]  # fmt: skip


def listed(tx: Tx) -> dict[str, list[str]]:
    """By list, the agencies whose words a case shows."""
    documents = [one.fact for one in queries.documents(tx, CASE)]
    found = {
        "tasks": queries.tasks(tx, CASE),
        "instruments": queries.instruments(tx, CASE),
        "decisions": queries.decisions(tx, CASE),
        "documents": documents,
        "mentions": queries.open_mentions(tx, CASE),
    }
    return {what: [one.agency for one in every] for what, every in found.items()}


def flood(shared: Shared, who: Agency) -> None:
    assert shared.says(who, *(one for _ in range(FLOOD) for one in each(shared))) == []


def test_a_flood_of_one_agency_hides_nothing_of_another_and_says_what_is_left_out(
    shared: Shared,
) -> None:
    rabat, madrid = shared.rabat, shared.madrid
    mine = each(shared)
    assert shared.says(rabat, *mine) == []
    madrid.later(-8_766)  # dated a year back, so that it would stand before ours
    flood(shared, madrid)
    madrid.later(2 * 8_766)  # and a year ahead
    flood(shared, madrid)
    person = next(one.entity for one in mine if isinstance(one, EntityOpened))
    with rabat.store.reading() as tx:
        seen, every = listed(tx), queries.counts(tx, CASE)
        waiting = queries.uncategorised(tx, CASE)
    assert set(seen) == set(LISTS)
    for what in LISTS:
        ours = seen[what].count("rabat")
        assert ours == (2 if what == "documents" else 1)
        assert seen[what].count("madrid") == MOST_OF_EACH
        assert every[what] - len(seen[what]) == 2 * FLOOD - MOST_OF_EACH
    assert person in waiting
    # The next word of either is taken and shown, as before the flood.
    assert shared.says(rabat, shared.claims(name("After the flood"))) == []
    assert "After the flood" in shared.same().names


def test_a_clock_set_ahead_lengthens_no_quarantine(shared: Shared) -> None:
    """REQUIREMENTS 3.3: the countdown starts on the day it arrived here at the latest."""
    late = EntityOpened(entity=new_record_id(), schema="Person")
    shared.madrid.later(8_766)
    entries = [one._replace(received=stamp(NOW)) for one in made(shared.madrid, [late], CASE)]
    assert shared.rabat.try_take(entries) == []
    with shared.rabat.store.reading() as tx:
        assert queries.uncategorised(tx, CASE)[late.entity] == stamp(NOW)


def test_a_file_tied_to_more_than_is_looked_at_says_so(shared: Shared) -> None:
    deeds = [new_record_id() for _ in range(3)]
    for deed in deeds:
        owned = replace(CLAIM, property="owner", value=shared.person)
        said = shared.claims(owned, entity=deed, schema="Ownership")
        assert shared.says(shared.rabat, EntityOpened(entity=deed, schema="Ownership"), said) == []
    file = shared.same()
    with shared.rabat.store.reading() as tx:
        whole, cut = queries.links(tx, CASE, file, 3), queries.links(tx, CASE, file, 2)
    assert ({one.entity for one in whole.files}, whole.more) == (set(deeds), False)
    assert (len(cut.files), cut.more) == (2, True)
