"""Checklists and own parts at two nodes: what makes red, who may waive, what never leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.nodes.operated import HERE, Acting, Operated, operated
from tests.nodes.planted import keeper

from tansiq.node import (
    checklists,
    operation_orders,
    operation_parts,
    operation_waking,
    rule_sets,
)
from tansiq.node.compose import Node
from tansiq.record.tactics import Team
from tansiq.terms.clock import stamp
from tansiq.terms.errors import TansiqError
from tansiq.terms.operating import DecisionReason, Outcome
from tansiq.terms.rule_files import templates

pytestmark = pytest.mark.slow

PLANTED = ("Calle Benplantada 7", "Zakaria Plantado", "SO-PLANTED-9", "waived by Plantagenet")


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Operated]:
    with operated(tmp_path) as made:
        yield made


def code_of(deed: object, *given: object, **named: object) -> str:
    with pytest.raises(TansiqError) as caught:
        deed(*given, **named)  # type: ignore[operator]
    return caught.value.code


def staff(acting: Acting, **roles: str) -> None:
    """More officers on the file of the case, by their role."""
    lone = acting.lone
    for who, role in roles.items():
        lone.officer(who, role)
        lone.decide("officer", "propose", "assign", lone.id_of(who), "--file", HERE)


def told(acting: Acting) -> dict[str, tuple[int, int, int]]:
    """What a board shows of every site's checklist."""
    lines = acting.board().sites
    return {
        one.site.site: (one.readiness.done, one.readiness.waived, one.readiness.total)
        for one in lines
        if one.readiness
    }


def test_a_red_site_refuses_the_vote_whatever_was_told_of_it(day: Operated) -> None:
    """REQUIREMENTS 6.5: own truth decides, and counts follow in the same deed."""
    day.rabat.write_part()
    day.madrid.write_part()
    day.madrid.make_ready()
    day.carry()
    assert told(day.rabat)["RABAT-1"] == (0, 0, 1)
    with Node.open(day.rabat.lone.node) as node:
        h_hour = node.clock.now() + timedelta(hours=1)
    day.rabat.issue(h_hour)
    day.carry()
    assert code_of(day.rabat.vote) == "operation_site_red"
    staff(day.rabat, commander="operations_commander", prosecutor="prosecutor")
    assert code_of(day.rabat.waive, "RABAT-1", "medic", "liaison") == "access_role"
    assert code_of(day.rabat.waive, "RABAT-1", "medic", "case") == "checklist_waiver_role"
    assert code_of(day.rabat.waive, "RABAT-1", "medic", "prosecutor") == "checklist_waiver_role"
    day.rabat.waive("RABAT-1", "medic", "commander")
    assert code_of(day.rabat.vote) == "operation_site_red"
    day.rabat.mark("RABAT-2", "medic", "prosecutor", note="van 2")
    day.carry()
    assert told(day.madrid) == {
        "RABAT-1": (0, 1, 1), "RABAT-2": (1, 0, 1), "MADRID-1": (1, 0, 1), "MADRID-2": (1, 0, 1),
    }  # fmt: skip
    day.rabat.vote()
    # A waiver is taken back by saying how it is.
    day.rabat.mark("RABAT-1", "medic", done=False)
    assert told(day.rabat)["RABAT-1"] == (0, 0, 1)


def test_entry_outside_the_hours_in_ramadan_needs_the_document(day: Operated) -> None:
    """REQUIREMENTS 6.2, LAW L19: the hour is that of the site's own clocks on that day."""
    h_hour = datetime(2027, 2, 20, 5, 30, tzinfo=UTC)
    day.rabat.write_part(1, conditions=("home_search", "terrorism"))
    day.madrid.write_part(1, conditions=("home_search", "terrorism"))
    for one in (day.rabat, day.madrid):
        one.make_ready_but("entry_hours")
    day.carry()
    day.rabat.issue(h_hour)
    day.carry()
    # 05:30 in Casablanca (its clocks went back for Ramadan), 06:30 in Madrid.
    assert code_of(day.rabat.vote) == "operation_site_red"
    day.madrid.vote()
    wrong = {"document": "WP 3", "paper": "search_order"}
    assert code_of(day.rabat.mark, "RABAT-1", "entry_hours", **wrong) == "checklist_hours_paper"
    day.rabat.mark("RABAT-1", "entry_hours", document="WP 3", paper="written_permission")
    day.rabat.vote()
    day.carry()
    assert day.rabat.board().decision.outcome is Outcome.GO


def test_a_site_without_an_adopted_rule_set_is_red_until_there_is_one(day: Operated) -> None:
    day.rabat.write_part(1)
    with Node.open(day.rabat.lone.node) as node:
        seen = operation_parts.part(node, day.rabat.reader(), day.rabat.where)
        assert seen.part is not None
        held = seen.part.lists[0].site
        wish = operation_parts.SiteWish(
            code="RABAT-2",
            site=msgspec.structs.replace(held, site="RABAT-2"),
            zone="Europe/Madrid",
            jurisdiction="merenia",
            seen=seen.commitment,
        )
        operation_parts.write_site(node, day.rabat.hand(), day.rabat.where, wish)
    assert told(day.rabat) == {"RABAT-1": (0, 0, 1), "RABAT-2": (0, 0, 1)}
    assert all(one.rules is None for one in day.rabat.checklists().values())
    assert code_of(day.rabat.mark, "RABAT-1", "medic") == "checklist_no_rules"
    with Node.open(day.rabat.lone.node) as node:
        rule_sets.adopt(node, day.rabat.hand(), templates()["merenia"])
        operation_waking.settle_all(node)
        operation_waking.settle_all(node)
    points = {name: len(one.points) for name, one in day.rabat.checklists().items()}
    assert told(day.rabat) == {name: (0, 0, number) for name, number in points.items()}


def test_a_part_that_moved_on_is_not_overwritten_and_a_moved_address_is_red_again(
    day: Operated,
) -> None:
    day.rabat.write_part(1)
    day.rabat.make_ready()
    assert not any(one.red for one in day.rabat.checklists().values())
    day.rabat.write_part(1, address="2 Invented Street")
    held = day.rabat.checklists()["RABAT-1"]
    assert (held.red, held.points[0].outdated) == (True, True)
    assert told(day.rabat) == {"RABAT-1": (0, 0, 1)}
    wish = operation_parts.SiteWish(
        code="RABAT-1", site=None, zone="", jurisdiction="", seen="00" * 32
    )
    with Node.open(day.rabat.lone.node) as node:
        hand, where = day.rabat.hand(), day.rabat.where
        moved = code_of(operation_parts.write_site, node, hand, where, wish)
    assert moved == "operation_part_moved"


def test_an_order_is_postponed_by_two_words_and_voted_anew(day: Operated) -> None:
    h_hour = day.begin()
    day.rabat.vote()
    day.madrid.vote()
    day.carry()
    day.carry()
    before = day.rabat.board().decision
    assert before.outcome is Outcome.GO
    wish = (stamp(h_hour + timedelta(hours=2)), "fog")
    with Node.open(day.madrid.lone.node) as node:
        hand, where = day.madrid.hand(), day.madrid.where
        operation_orders.postpone(node, hand, where, wish, before.digest)
    day.carry()
    after = day.rabat.board().decision
    assert (after.outcome, after.reason) == (Outcome.WAITING, DecisionReason.VOTES_MISSING)
    assert after.plan is not None
    assert before.plan is not None
    assert after.plan.plan.h_hour == wish[0]
    assert after.plan.plan.texts == before.plan.plan.texts
    with Node.open(day.rabat.lone.node) as node:
        seen = operation_orders.ballot(node, day.rabat.reader(), day.rabat.where)
        hand, where = day.rabat.hand(), day.rabat.where
        old = code_of(operation_orders.postpone, node, hand, where, wish, before.digest)
    assert old == "operation_plan_moved"
    assert seen.before is not None
    assert seen.before.digest == before.digest
    assert (seen.mine, seen.may, seen.red) == (None, True, ())


def test_what_is_our_own_never_reaches_the_other_party(day: Operated) -> None:
    """REQUIREMENTS 6.7: searched for in every row of both databases and in what was carried."""
    address, name, paper, reason = PLANTED
    staff(day.rabat, commander="operations_commander")
    day.rabat.write_part(1, address=address, team=Team(name=name, leader="", size=4))
    day.rabat.mark("RABAT-1", "medic", document=paper, note=name)
    with Node.open(day.rabat.lone.node) as node:
        checklists.waive_point(
            node, day.rabat.hand("commander"), day.rabat.where, "RABAT-1", ("medic", reason)
        )
    day.madrid.write_part(1)
    day.carry()
    with Node.open(day.rabat.lone.node) as node:
        h_hour = node.clock.now() + timedelta(hours=1)
    day.rabat.issue(h_hour)
    day.carry()
    assert told(day.madrid)["RABAT-1"] == (0, 1, 1)
    ours, theirs = rows(day.rabat), rows(day.madrid)
    carried = b"".join(one.read_bytes() for one in day.both.table.glob("*.tsq"))
    for planted in PLANTED:
        assert planted in ours, planted
        assert planted not in theirs, planted
        assert planted.encode() not in carried, planted


def rows(acting: Acting) -> str:
    """Every row of a node's database, as text."""
    with keeper(acting.lone.place) as database:
        tables = database.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        return "\n".join(
            str(row[0])
            for schema, table in tables
            for row in database.execute(
                f'SELECT to_jsonb(t)::text FROM "{schema}"."{table}" t'.encode()
            )
        )
