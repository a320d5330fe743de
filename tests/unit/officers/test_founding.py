"""Two people found a node, so that there is no moment at which one decides alone."""

import pytest
from tests.unit.officers.staff import FOUNDERS, KEPT, ME, NEW, PEOPLE, person

from tansiq.officers.commands import FoundingState, FoundNode, found_node
from tansiq.record.officers import NodeFounded
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME


def code_of(call: object) -> str:
    with pytest.raises(TansiqError) as refused:
        call()  # type: ignore[operator]
    return refused.value.code


def founding(*founders: object) -> FoundNode:
    return FoundNode(ME, (), founders)  # type: ignore[arg-type]


def test_two_different_officers_found_a_node_and_neither_runs_it() -> None:
    (plan,) = found_node(FoundingState(founded=False, retention=KEPT), founding(*FOUNDERS))
    assert isinstance(plan.payload, NodeFounded)
    assert plan.channel == HOME


@pytest.mark.parametrize(
    ("founders", "code"),
    [
        (FOUNDERS[:1], "founders_two"),
        ((FOUNDERS[0], FOUNDERS[0]), "founders_two"),
        (PEOPLE[:3], "founders_two"),
        ((FOUNDERS[0], person(NEW, "a", "prosecutor")), "key_shared"),
        ((FOUNDERS[0], PEOPLE[3]), "founder_administrator"),
        ((FOUNDERS[0], PEOPLE[2]), "founder_cannot_decide"),
    ],
)
def test_founders_who_could_not_check_each_other_are_refused(
    founders: tuple[object, ...], code: str
) -> None:
    fresh = FoundingState(founded=False, retention=KEPT)
    assert code_of(lambda: found_node(fresh, founding(*founders))) == code


def test_a_node_is_founded_once() -> None:
    over = FoundingState(founded=True, retention=KEPT)
    assert code_of(lambda: found_node(over, founding(*FOUNDERS))) == "node_founded_before"
