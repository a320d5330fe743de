"""After a fork, a lost disk, a stolen key: what stops, what goes on, and how it is mended."""

import shutil
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import NOON, Rig, RigNode, refusal, reseal

from tansiq.exchange import channels, epochs
from tansiq.exchange.anchors import anchor_home, opening_of
from tansiq.exchange.channels import Generation, audience, shared_with
from tansiq.ledger.cards import EpochStatement, LastHead, Revocation, statement_digest
from tansiq.ledger.entry import parse_entry, seal_entry
from tansiq.ledger.membership import ChannelStatement
from tansiq.record.body import encode_body
from tansiq.record.exchange import EpochAccepted, HomeAnchored
from tansiq.record.registry import new_said, to_wire
from tansiq.store.logs import entries
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, NodeId, Origin, node_id


def next_epoch(
    node: RigNode, channel: ChannelId, reason: str, heads: tuple[tuple[int, str], ...] = ()
) -> str:
    """What an agency does with its root key to go on writing a log under a new key."""
    row = node.log(channel)
    old = Origin.parse(row.origin)
    epoch = node.keys.new_log_key()
    node.publish_card()
    new = str(Origin(old.agency, old.channel, old.generation, epoch))
    node.state(
        lambda number, prev: EpochStatement(
            node=node.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            old_origin=row.origin,
            new_origin=new,
            heads=heads or ((row.size, row.root.hex()),),
            reason=reason,
        )
    )
    with node.store.transaction() as tx:
        epochs.open_own(tx, node.exchange.scope(tx).ring, node.name, new)
    node.classes.clear()
    return new


def accept(node: RigNode, new_origin: str) -> None:
    with node.store.transaction() as tx:
        ring = node.exchange.scope(tx).ring
        (statement,) = epochs.waiting(tx, ring, [Origin.parse(new_origin).agency])
    node.write_home(
        EpochAccepted(
            old_origin=statement.old_origin,
            new_origin=statement.new_origin,
            reason=statement.reason,
            statement=statement_digest(b""),
        )
    )


# --- out of a fork -------------------------------------------------------------------------------


def test_after_a_fork_a_new_epoch_is_heard_once_each_partner_accepted_it(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    forger = Forger(rabat, channel, 1).add().add()
    madrid.exchange.receive(forger.bundle(madrid))
    rig.settle_all()
    assert [n.log(channel, rabat.name).state for n in (madrid, lisbon)] == ["frozen", "frozen"]
    old = rabat.log(channel)
    tree = forger.tree
    heads = ((old.size, old.root.hex()), (tree.size, tree.root().hex()))
    new = next_epoch(rabat, channel, "fork", heads)
    rabat.say(channel, "after the fork")
    rig.settle_all()
    assert "after the fork" not in madrid.heard()
    accept(madrid, new)
    rig.settle_all()
    assert "after the fork" in madrid.heard()
    assert "after the fork" not in lisbon.heard()
    accept(lisbon, new)
    rig.settle_all()
    assert "after the fork" in lisbon.heard()
    with madrid.store.transaction() as tx:
        old_row = tx.one("SELECT state FROM ledger.log WHERE origin = %s", (old.origin,))
    assert old_row == {"state": "frozen"}


def test_the_forked_author_learns_it_and_its_own_log_is_frozen(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    madrid.exchange.receive(Forger(rabat, channel, 1).add().add().bundle(madrid))
    rig.sync(madrid, rabat)
    assert rabat.log(channel).state == "frozen"
    assert refusal(lambda: rabat.say(channel, "two")) == "log_frozen"


def test_a_rotation_needs_nobody_and_closes_the_old_log(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "old key")
    rig.sync(rabat, madrid)
    old = rabat.log(channel).origin
    next_epoch(rabat, channel, "rotation")
    rabat.say(channel, "new key")
    rig.sync(rabat, madrid)
    assert madrid.heard() == ["old key", "new key"]
    with madrid.store.transaction() as tx:
        row = tx.one("SELECT state FROM ledger.log WHERE origin = %s", (old,))
    assert row == {"state": "closed"}


def test_a_log_of_an_epoch_that_no_statement_names_is_refused(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    row = rabat.log(channel)
    epoch = rabat.keys.new_log_key()
    rabat.publish_card()
    place = Origin.parse(row.origin)
    forger = Forger(rabat, channel, 0)
    forger.origin = str(replace(place, epoch=epoch))
    forger.seed = rabat.keys.log_seed(epoch)
    forger.add()
    report = madrid.exchange.apply(forger.bundle(madrid))
    assert report.refused == {forger.origin: "epoch_unknown"}


# --- a key that was stolen -----------------------------------------------------------------------


def revoke(node: RigNode, channel: ChannelId, size: int) -> bytes:
    row = node.log(channel)
    return node.state(
        lambda number, prev: Revocation(
            node=node.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            epoch=row.epoch,
            last=(LastHead(row.origin, size, "00" * 32),),
            reason="stolen",
        )
    )


def test_entries_after_a_revocation_are_void_everywhere(rig: Rig) -> None:
    """T10."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "true")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    forger = Forger(rabat, channel, 2).add().add()
    thief = forger.bundle(madrid, first=2)
    rabat.keys.new_log_key()
    rabat.publish_card()
    revoke(rabat, channel, 2)
    rig.sync(rabat, madrid)
    assert refusal(lambda: madrid.exchange.receive(thief)) == "bundle_signature"
    honest = rabat.exchange.prepare(madrid.name).data
    chunk = forger.chunk(2)
    madrid.exchange.receive(reseal(honest, rabat, lambda c: replace(c, logs=(chunk,))))
    assert set(madrid.states(origin).values()) == {("quarantined", "entry_after_revocation")}
    assert madrid.heard() == ["true"]


def test_a_back_dated_revocation_voids_nothing_that_was_witnessed(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one", "two", "three")
    rig.sync(rabat, madrid)
    rabat.keys.new_log_key()
    rabat.publish_card()
    revoke(rabat, channel, 1)
    rig.sync(rabat, madrid)
    row = madrid.log(channel, rabat.name)
    assert madrid.heard() == ["one", "two", "three"]
    assert (row.state, row.suspect_from, row.frozen_at) == ("closed", 1, 4)


# --- a node that lost its disk -------------------------------------------------------------------


def test_a_restored_node_refuses_to_write_and_heals_from_its_partner(rig: Rig) -> None:
    """T5."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rig.snapshot(rabat)
    rabat.say(channel, "two", "three")
    madrid.say(channel, "uno")
    rig.sync(rabat, madrid)
    rig.put_back(rabat)
    assert rabat.log(channel).state == "blocked"
    assert refusal(lambda: rabat.say(channel, "a second history")) == "log_blocked"
    rig.sync(rabat, madrid)
    assert rabat.log(channel).state == "open"
    assert sorted(rabat.heard()) == ["one", "three", "two", "uno"]
    rabat.say(channel, "four")
    rig.sync(rabat, madrid)
    assert madrid.heard(rabat.name) == ["one", "two", "three", "four"]
    assert madrid.log(channel, rabat.name).state == "open"


def test_a_node_behind_its_own_signature_heals_even_if_its_key_store_forgot(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rig.snapshot(rabat)
    shutil.copytree(rabat.folder / "keys", rabat.folder / "keys-then")
    rabat.say(channel, "two")
    rig.sync(rabat, madrid)
    rig.put_back(rabat, keys=rabat.folder / "keys-then")
    assert rabat.log(channel).state == "open"
    rig.sync(madrid, rabat)
    rig.sync(madrid, rabat)
    assert rabat.log(channel).state == "open"
    assert rabat.log(channel).root == madrid.log(channel, rabat.name).root
    # The key of what was said since then is lost with the store: the entry is back, not its text.
    assert rabat.heard() == ["one"]
    assert set(rabat.states(rabat.log(channel).origin).values()) == {
        ("unopenable", "class_key_missing")
    }


def test_a_claim_that_is_not_our_own_signature_blocks_nothing(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    forger = Forger(rabat, channel, 2).add()
    forger.seed = b"\x09" * 32
    head = forger.head()
    data = reseal(
        madrid.exchange.prepare(rabat.name).data, madrid, lambda c: replace(c, heads=(head,))
    )
    assert problems(rabat, data) == {"heads": "head_not_ours"}
    assert rabat.log(channel).state == "open"


# --- other releases of the software --------------------------------------------------------------


def test_a_newer_kind_is_kept_relayed_and_shown_as_unknown(rig: Rig) -> None:
    """REQUIREMENTS 10.3."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "known")
    class_id = rabat.classes[channel, 1]
    wire = to_wire(new_said(HomeAnchored(day="2026-01-01", blinded=""), None, NOON))
    wire = {**wire, "kind": "from_the_future", "version": 9}
    forger = Forger(rabat, channel, 2)
    sealed = seal_entry(
        origin=forger.origin,
        seq=2,
        kind="from_the_future",
        time=stamp(NOON),
        after=(),
        class_id=class_id,
        class_key=rabat.keys.class_key(class_id),
        plaintext=encode_body(wire),
        extra={"new_field": [1, 2]},
        log_seed=forger.seed,
    )
    forger.add_bytes(sealed.entry, sealed.body)
    madrid.exchange.receive(forger.bundle(madrid))
    rig.sync(madrid, lisbon)
    origin = forger.origin
    for node in (madrid, lisbon):
        assert node.heard() == ["known"]
        assert node.states(origin) == {2: ("unknown_kind", "from_the_future/9")}


# --- home, anchored ------------------------------------------------------------------------------


def test_home_is_anchored_once_a_day_and_opens_to_its_head(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    for _ in range(2):
        with rabat.store.transaction() as tx:
            anchor_home(tx, rabat.sealer)
    rig.sync(rabat, madrid)
    row = madrid.log(channel, rabat.name)
    assert row.size == 1
    with madrid.store.transaction() as tx:
        header = parse_entry(entries(tx, row, 0, 1)[0][1]).header
    day = stamp(rabat.clock.now())[:10]
    with rabat.store.transaction() as tx:
        opening = opening_of(tx, day)
    assert header.extra["open"] == {"version": 1, "day": day, "blinded": opening.blinded}


# --- preview and delivery ------------------------------------------------------------------------

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
