"""Nothing leaves without an officer's signature, whichever way a program tries (1.3)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.lone import lone

from tansiq.node.actions import Action
from tansiq.node.compose import Node
from tansiq.node.perform import Task, perform, say
from tansiq.record.desk import ReportReleased
from tansiq.record.material import Content, Markings
from tansiq.record.plan import NewClass, Planned
from tansiq.terms.errors import Refused
from tansiq.terms.ids import HOME, new_record_id

pytestmark = pytest.mark.slow


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with lone(tmp_path / "rabat") as made, Node.open(made.node) as opened:
        yield opened


def released() -> Planned:
    content = Content(title="t", text="x", language="en", grade="europol_4x4:B2", nature="fact")
    return Planned(
        channel=HOME,
        payload=ReportReleased(
            release=new_record_id(),
            content=content,
            wording="original",
            worded_by="rabat",
            recipients=("madrid",),
            purpose="p",
            court=False,
            legal_basis="b",
            transfer_grounds=(),
            handling=Markings(code="H0"),
            expiry="2030-01-01T00:00:00Z",
        ),
        retention=NewClass(review="2027-01-01", erase="2028-01-01"),
    )


def test_the_node_itself_cannot_release(node: Node) -> None:
    with pytest.raises(Refused) as refused:
        say(node, (released(),))
    assert refused.value.code == "act_needed"


def test_a_release_without_a_signer_is_refused(node: Node) -> None:
    task = Task(action=Action.RELEASE, plan=lambda _tx: (released(),), file=HOME)
    with pytest.raises(Refused) as refused:
        perform(node, (), task)
    assert refused.value.code == "act_needed"
    with node.store.reading() as tx:
        assert not tx.rows("SELECT 1 FROM ledger.entry WHERE kind = 'report_released'")
