"""Who the preview shows is who gets it."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nodes.two_nodes import Rig

from tansiq.exchange import channels
from tansiq.exchange.channels import Generation, audience, shared_with
from tansiq.ledger.membership import ChannelStatement
from tansiq.terms.ids import ChannelId, NodeId, node_id

NODES = [node_id(name) for name in ("a", "b", "c", "d", "e")]


def statement(members: frozenset[NodeId], generation: int, nonce: str) -> Generation:
    made = ChannelStatement(
        channel="case:x",
        generation=generation,
        members=tuple(sorted(members)),
        nonce=nonce,
        prev="",
        purpose="",
        time="",
    )
    return Generation(made, (), complete=True)


@settings(max_examples=10_000, deadline=None)
@given(
    st.lists(st.frozensets(st.sampled_from(NODES)), max_size=4),
    st.frozensets(st.sampled_from(NODES)),
    st.sampled_from(NODES),
)
def test_who_the_preview_shows_is_who_delivery_serves(
    lists: list[frozenset[NodeId]], enrolled: frozenset[NodeId], me: NodeId
) -> None:
    """REQUIREMENTS 1.4: 10,000 random configurations of channels and memberships."""
    every = [statement(members, n + 1, str(n)) for n, members in enumerate(lists)]
    served = shared_with(every, me, enrolled)
    for generation, members in enumerate(lists, 1):
        shown = audience(members, me, enrolled)
        delivered = {node for node in NODES if node in served.get(("case:x", generation), ())}
        assert set(shown) == delivered
        assert delivered <= members & enrolled
        assert me not in delivered
    assert audience((), me, enrolled) == ()


def test_preview_is_what_real_nodes_get(rig: Rig) -> None:
    """REQUIREMENTS 1.4, a sample with real nodes."""
    names = ["rabat", "madrid", "lisbon", "paris"]
    nodes = {name: rig.node(name) for name in names}
    pairs = [("rabat", "madrid"), ("rabat", "lisbon"), ("madrid", "lisbon"), ("rabat", "paris")]
    for a, b in pairs:
        rig.enrol(nodes[a], nodes[b])
    lists = [["rabat", "madrid"], ["rabat", "madrid", "lisbon"], ["rabat", "paris"]]
    rabat = nodes["rabat"]
    for number, members in enumerate(lists):
        channel = ChannelId(f"case:{number}")
        rig.channel(channel, *(nodes[name] for name in members))
        with rabat.store.transaction() as tx:
            preview = rabat.exchange.recipients(tx, channel)
            assert preview == channels.stop_recipients(tx, rabat.name, channel)
        rabat.say(channel, f"in {number}")
        rig.settle_all()
        got = {name for name, node in nodes.items() if f"in {number}" in node.heard()}
        assert got == {*preview, "rabat"}
    rig.leave(rabat, nodes["lisbon"])
    with rabat.store.transaction() as tx:
        assert rabat.exchange.recipients(tx, ChannelId("case:1")) == ("madrid",)
