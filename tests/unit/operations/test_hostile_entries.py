"""Entries that the fold of operations sets aside, alike at every node (REQUIREMENTS 6.1)."""

from collections.abc import Mapping

import msgspec
import pytest
from tests.property.operation_world import NOON, World, origin_of

from tansiq.ledger.entry_form import Header
from tansiq.operations.projection import fold
from tansiq.record.base import Record
from tansiq.record.operations import GoVoted, OrderIssued
from tansiq.record.registry import new_said
from tansiq.store.projection import Opened
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import OfficerId, new_record_id

VOTE = GoVoted(operation=new_record_id(), plan="0" * 64, choice="no_go")
OFFICER = OfficerId("of-aaaaaaaaaaaaa")


def opened(payload: Record, extra: Mapping[str, object]) -> Opened:
    """An entry of a partner, as the fold is given it."""
    said = new_said(payload, OFFICER, NOON)
    origin = origin_of("brava")
    header = Header((), "", dict(extra), "", said.kind, origin, 0, 0, stamp(NOON), "")
    where = origin.split("/")[1]
    return Opened(origin, "brava", where, 0, bytes(32), header, said, (), stamp(NOON), mine=False)


def test_a_vote_whose_header_says_otherwise_than_its_body_is_set_aside() -> None:
    """Or whoever counts by headers alone is shown another vote than whoever opens it."""
    whole = VOTE.header()
    assert len(list(fold(opened(VOTE, whole)))) == 1
    turned = msgspec.structs.replace(VOTE, choice="go").header()
    for header in (turned, {}):
        with pytest.raises(Invalid) as caught:
            list(fold(opened(VOTE, header)))
        assert caught.value.code == "operation_header"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"h_hour": "at noon"}, "operation_h_hour"),
        ({"stale_minutes": 2**52}, "operation_stale_minutes"),
        ({"number": 2**31}, "operation_number"),
        ({"number": 0}, "operation_number"),
    ],
)
def test_an_order_that_no_board_could_show_is_set_aside(
    change: dict[str, object], code: str
) -> None:
    world = World()
    world.begun()
    plan = next(one.plan for one in world.words if hasattr(one, "plan") and hasattr(one, "digest"))
    named = msgspec.structs.replace(plan, operation=new_record_id())
    assert len(list(fold(opened(OrderIssued(plan=named), {})))) == 1
    with pytest.raises(Invalid) as caught:
        list(fold(opened(OrderIssued(plan=msgspec.structs.replace(named, **change)), {})))
    assert caught.value.code == code
