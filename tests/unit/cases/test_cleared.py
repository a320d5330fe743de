"""Cleared reaches every holder: members of today in the case, who left it at the desk (3.4)."""

from dataclasses import replace

from tests.unit.cases.sample import AT, NOW, PERSON, document, now

from tansiq.cases import commands
from tansiq.cases.persons import PersonState
from tansiq.cases.projection import fold
from tansiq.ledger.entry import Header
from tansiq.record.claims import ClearanceTold
from tansiq.record.plan import Planned
from tansiq.record.registry import new_said
from tansiq.store.projection import Insert, Opened
from tansiq.terms.ids import ChannelId, OfficerId, new_class_id, new_officer_id

DESK = ChannelId("desk:lisbon~rabat")
CASE = now().channel.channel


def cleared() -> tuple[Planned, ...]:
    person = PersonState(
        now=now(), entity=PERSON, status="charged", document=document(), former=(DESK,)
    )
    assert len(commands.change_status(replace(person, status="reported"), "suspected", "")) == 1
    return commands.change_status(person, "cleared", "acquitted")


def folded(planned: Planned, channel: str) -> dict[str, dict[str, object]]:
    said = new_said(planned.payload, OfficerId(new_officer_id()), NOW)
    origin = f"rabat/{channel}/g1/e1"
    header = Header(
        after=(), class_id=new_class_id(), extra={}, kc="", kind=said.kind, origin=origin, seq=4,
        size=1, time=AT["time"], wrap="",
    )  # fmt: skip
    opened = Opened(
        origin, "rabat", channel, 4, bytes(32), header, said, (), AT["time"], mine=False
    )
    return {one.table: dict(one.row) for one in fold(opened) if isinstance(one, Insert)}


def test_an_agency_that_left_the_case_is_told_at_its_desk() -> None:
    in_case, told = cleared()
    assert in_case.channel == CASE
    assert told.channel == DESK
    assert isinstance(told.payload, ClearanceTold)
    rows = folded(told, DESK)
    assert rows["case_status"]["channel"] == rows["case_document"]["channel"] == CASE
    assert rows["case_status"]["status"] == "cleared"
    assert rows["case_status"]["entity"] == PERSON.entity
    assert rows["case_status"]["document"] == rows["case_document"]["document"]


def test_it_counts_from_a_desk_alone() -> None:
    _, told = cleared()
    assert folded(told, "case:other") == {}
