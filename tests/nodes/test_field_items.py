"""What a phone kept comes in at a real node: once, in order, whole or not at all."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.nodes.custodial import JPEG, Custodial, Phone
from tests.nodes.operated import Operated, operated

from tansiq.custody import queries
from tansiq.custody.field_shapes import OpenedItem, linked
from tansiq.custody.queries import About, Held
from tansiq.node import field_items
from tansiq.node.compose import Node
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import new_record_id

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    with operated(tmp_path_factory.mktemp("field")) as made:
        made.begin()
        for one in (made.rabat, made.madrid):
            one.vote()
        made.carry()
        made.carry()
        made.rabat.board()
        yield made


@pytest.fixture(scope="module")
def rabat(day: Operated) -> Custodial:
    made = Custodial(day.rabat)
    made.adopt()
    return made


def code(phone: Phone, **more: object) -> str:
    with pytest.raises(TansiqError) as caught:
        phone.sync(**more)  # type: ignore[arg-type]
    return caught.value.code


def kept(rabat: Custodial, phone: Phone) -> str:
    """An ordinary quarter of an hour: in, an arrest, rights, a telephone; gives the arrest."""
    at = rabat.now() - timedelta(minutes=30)
    held, thing = new_record_id(), new_record_id()
    phone.keep(at, "report", state="moving")
    phone.keep(at + timedelta(minutes=3), "report", state="entered")
    phone.keep(
        at + timedelta(minutes=5), "arrest", id=held, clock="rasilia.custody", name="Kept Name",
        rights_told=True, zone="Africa/Casablanca",
    )  # fmt: skip
    phone.keep(at + timedelta(minutes=6), "event", arrest=held, event="lawyer_asked")
    phone.keep(
        at + timedelta(minutes=9), "seizure", id=thing, label=f"{phone.name}-1", what="phone",
        found="room 1", held_by=held, photos=[JPEG + phone.name.encode()],
    )  # fmt: skip
    phone.keep(
        at + timedelta(minutes=9), "incident", id=new_record_id(), what="fire", words="kitchen"
    )
    return held


def test_a_day_in_the_field_comes_in_once_and_in_order(day: Operated, rabat: Custodial) -> None:
    """REQUIREMENTS 6.4, 7.4: both hours kept, the rest told in the order in which it happened."""
    phone = Phone(day.rabat, name="in-order")
    held = kept(rabat, phone)
    first = phone.sync()
    assert first.held == Held(6, phone.chain)
    kinds = [one.said.kind for one in first.written]
    assert kinds == [
        "arrest_recorded", "arrest_noted", "item_seized", "incident_recorded", "field_synced",
        "site_reported",
    ]  # fmt: skip
    person = rabat.person(held).person
    assert person.said.mark is not None
    assert (person.said.mark.seq, person.said.mark.device) == (3, "in-order")
    assert [one.said.event for one in person.notes] == ["lawyer_asked"]
    again = phone.sync()
    assert (again.written, again.skipped) == ((), 6)
    phone.keep(rabat.now(), "report", state="secured")
    last = phone.sync()
    assert [one.said.kind for one in last.written] == ["field_synced", "site_reported"]
    day.carry()
    day.carry()
    board = {one.site.site: one for one in day.madrid.board().sites}["RABAT-1"]
    assert board.word is not None
    assert (board.state, board.word.arrests, board.word.seizures) == ("secured", 1, 1)


def test_one_signature_covers_every_record(day: Operated, rabat: Custodial) -> None:
    """Decision 37: what was signed names the digest of each record that came in."""
    phone = Phone(day.rabat, name="covered")
    kept(rabat, phone)
    hand = day.rabat.hand()
    asked: list[int] = []

    class Counting:
        officer, key = hand.officer, hand.key

        def sign(self, wanted):  # noqa: ANN001, ANN202 - the shape of a signer
            asked.append(len(wanted))
            return hand.sign(wanted)

    with Node.open(day.rabat.lone.node) as node:
        where = field_items.Device(day.rabat.where, "RABAT-1", "covered")
        done = field_items.sync(node, Counting(), where, phone.items)
        with node.store.reading() as tx:
            about = About(channels=(day.rabat.where.channel,))
            synced = queries.syncs(tx, about)[-1]
    assert asked == [2]
    digests = [field_items.digest_of(one.said.payload) for one in done.written[:4]]
    assert list(synced.holds) == digests


def test_a_note_lies_in_the_class_of_its_arrest(day: Operated, rabat: Custodial) -> None:
    """REQUIREMENTS 11.3: erased together, though both came in at once."""
    phone = Phone(day.rabat, name="classes")
    kept(rabat, phone)
    written = phone.sync().written
    assert written[0].class_id == written[1].class_id
    assert len({one.class_id for one in written}) == len(written) - 1


def test_a_gap_or_a_broken_chain_is_refused_and_nothing_is_half_written(
    day: Operated, rabat: Custodial
) -> None:
    """REQUIREMENTS 6.4."""
    phone = Phone(day.rabat, name="gaps")
    kept(rabat, phone)
    assert code(phone, since=2) == "field_gap"
    whole = list(phone.items)
    phone.items[3] = whole[4]
    assert code(phone) == "field_gap"
    phone.items[3] = OpenedItem(whole[3].body.replace(b"lawyer_asked", b"doctor_saw"))
    assert code(phone) == "field_chain_broken"
    phone.items[3] = OpenedItem(whole[3].body.replace(b"lawyer_asked", b"nothing_real"))
    assert code(phone) == "field_item_malformed"
    phone.items = [*whole[:4], OpenedItem(whole[4].body, (JPEG,)), *whole[5:]]
    assert code(phone) == "field_photo_changed"
    with Node.open(day.rabat.lone.node) as node, node.store.reading() as tx:
        assert field_items.progress(node, tx, "gaps") == Held()
        assert not tx.rows("SELECT 1 AS one FROM custody_arrest WHERE record LIKE '%%gaps%%'")
    phone.items = whole
    phone.sync()
    other = Phone(day.rabat, name="gaps")
    for _ in range(7):
        other.keep(rabat.now(), "report", state="searched")
    assert code(other, since=7) == "field_chain_broken"


def test_a_phones_clock_is_set_right_by_what_was_measured(day: Operated, rabat: Custodial) -> None:
    """Both hours stay; what was never measured is measured when it comes in; none is to come."""
    phone = Phone(day.rabat, name="wrong-clock")
    now = rabat.now()
    ahead, lost, mad = (new_record_id() for _ in range(3))
    phone.keep(now, "arrest", id=ahead, offset_ms=3_600_000)
    phone.keep(now, "arrest", id=lost)
    phone.keep(now + timedelta(days=400), "arrest", id=mad)
    phone.keep(now, "event", arrest=ahead, event="doctor_saw", offset_ms=7_200_000)
    phone.sync(offset_now=7_200_000)
    hours = [rabat.person(one).person.standing.begun for one in (ahead, lost, mad)]
    assert hours[:2] == [now - timedelta(hours=1), now - timedelta(hours=2)]
    assert now <= hours[2] <= rabat.now()
    person = rabat.person(ahead).person
    assert person.said.mark is not None
    assert person.notes[0].said.at == person.said.at


def test_a_label_taken_meanwhile_is_given_anew(day: Operated, rabat: Custodial) -> None:
    """A thing seized is not lost because its label was taken at a desk."""
    phone = Phone(day.rabat, name="label")
    kept(rabat, phone)
    rabat.seize("LABEL-1")
    assert code(phone) == "custody_label_taken"
    phone.sync(labels={5: "LABEL-2"})
    assert rabat.items(label="LABEL-2").items


def test_nothing_is_reported_that_only_a_go_allows(tmp_path: Path) -> None:
    """REQUIREMENTS 6.1: a site that was cut off did not invent it."""
    with operated(tmp_path) as day:
        day.begin()
        phone = Phone(day.rabat)
        phone.keep(Custodial(day.rabat).now(), "report", state="entered")
        assert code(phone) == "operation_no_go"


def test_an_item_says_nothing_that_its_form_does_not_know() -> None:
    """A closed form: a name in a word for all parties has no place to stand."""
    body = msgspec.json.encode(
        {"type": "report", "seq": 1, "previous": "", "at": "2026-11-05T05:00:00Z", "name": "x"}
    )
    with pytest.raises(TansiqError) as caught:
        linked([OpenedItem(body)])
    assert caught.value.code == "field_item_malformed"
