"""Partners that write in another's name, take another's ids, or fill this node with inventions."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.nodes.hostile import Forger
from tests.nodes.test_exchange_http import courier, listening
from tests.nodes.two_nodes import NOON, Rig, RigNode, refusal, reseal

from tansiq.exchange import bundle, channels, stops
from tansiq.exchange.channels import Generation
from tansiq.exchange.content import Content
from tansiq.exchange.stops import Stop, stops_in_force
from tansiq.ledger import cards, dsse, sign
from tansiq.ledger.cards import LastHead, Revocation
from tansiq.ledger.membership import first_statement, sign_part
from tansiq.record import canonical
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId


def in_force(node: RigNode) -> set[tuple[str, str]]:
    """The stops in force at a node, as (agency, stop)."""
    with node.store.transaction() as tx:
        found: tuple[Stop, ...] = stops_in_force(tx)
    return {(one.agency, one.stop) for one in found}


def card_with_certificate(node: RigNode, certificate: bytes) -> bytes:
    """The next card of a node, with what it likes in place of its TLS certificate."""
    number, prev = node.ring().newest(node.name)
    held = node.ring().card(node.name)
    made = msgspec.structs.replace(held, number=number + 1, prev=prev, tls_cert=certificate)
    payload = canonical.encode(msgspec.to_builtins(made))
    signature = sign.sign(node.root.seed, dsse.pae(cards.PAYLOAD_TYPE, payload))
    return dsse.wrap(cards.PAYLOAD_TYPE, payload, [(sign.key_id(node.root.public), signature)])


# --- stops ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, 50], ids=["in its log", "in a refused run"])
def test_nobody_lifts_or_orders_a_stop_in_anothers_name(rig: Rig, first: int) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.order_stop(channel, StopOrdered(stop="s-1", plan="north"))
    rig.settle_all()
    assert in_force(madrid) == {("rabat", "s-1")}
    rabats = rabat.log(channel).origin
    forger = Forger(lisbon, channel, 0)
    forger.add(stops.LIFTED, extra=StopLifted(stop="s-1").header(), origin=rabats)
    forger.add(stops.ORDERED, extra=StopOrdered(stop="s-9", plan="n").header(), origin=rabats)
    chunk = replace(forger.chunk(), first=first)
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data, lisbon, lambda c: replace(c, logs=(chunk,))
    )
    madrid.exchange.receive(data)
    assert in_force(madrid) == {("rabat", "s-1")}


def test_a_stolen_and_revoked_key_orders_stops_and_lifts_none(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.order_stop(channel, StopOrdered(stop="s-1", plan="north"))
    rig.sync(rabat, madrid)
    thief = Forger(rabat, channel, 1)
    thief.add(stops.LIFTED, extra=StopLifted(stop="s-1").header())
    thief.add(stops.ORDERED, extra=StopOrdered(stop="s-2", plan="north").header())
    rabat.keys.new_log_key()
    rabat.publish_card()
    origin, root = thief.origin, thief.tree.root(1).hex()
    rabat.state(
        lambda number, prev: Revocation(
            node=rabat.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            epoch=1,
            last=(LastHead(origin, 1, root),),
            reason="stolen",
        )
    )
    rig.sync(rabat, madrid)
    stolen = thief.chunk(1)
    honest = rabat.exchange.prepare(madrid.name).data
    madrid.exchange.receive(reseal(honest, rabat, lambda c: replace(c, logs=(stolen,))))
    assert in_force(madrid) == {("rabat", "s-1"), ("rabat", "s-2")}


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [b"", b"no certificate", b"\x30\x03\x02\x01\x01"])
def test_a_partner_with_a_broken_certificate_locks_out_nobody(rig: Rig, bad: bytes) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    card = card_with_certificate(lisbon, bad)
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data, lisbon, lambda c: replace(c, roots=(card,))
    )
    madrid.exchange.receive(data)
    rabat.say(channel, "still here")
    with listening(madrid) as server, courier(rabat, madrid, server.port) as line:
        assert line.drain(), line.state
    assert madrid.heard() == ["still here"]


# --- filling tables ------------------------------------------------------------------------------


def test_what_a_partner_claims_to_hold_fills_no_table(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    madrid.say(channel, "one")
    rig.sync(rabat, madrid)
    for n in range(3):
        invented = {f"x{n}-{k}/desk:a~b/g1/e1": k for k in range(200)}

        def lie(content: Content, more: dict[str, int] = invented) -> Content:
            said = content.manifest
            return replace(content, manifest=replace(said, have={**said.have, **more}))

        madrid.exchange.receive(reseal(rabat.exchange.prepare(madrid.name).data, rabat, lie))
    with madrid.store.transaction() as tx:
        kept = {row["origin"] for row in tx.rows("SELECT origin FROM link.position")}
        assert kept == {row["origin"] for row in tx.rows("SELECT origin FROM ledger.log")} - {
            "madrid/home/g1/e1"
        }
        (state,) = madrid.exchange.link_states(tx)
    assert state.lag == 0


def test_what_a_partner_says_of_itself_has_a_length(rig: Rig) -> None:
    rabat, madrid, _ = rig.pair()

    def shout(content: Content) -> Content:
        return replace(content, manifest=replace(content.manifest, want=("x" * 10_000,)))

    data = reseal(rabat.exchange.prepare(madrid.name).data, rabat, shout)
    assert refusal(lambda: madrid.exchange.receive(data)) == "bundle_part"


def test_statements_of_invented_channels_are_capped_per_partner(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "MAX_PROPOSALS", 5)
    (rabat, madrid, lisbon), _ = rig.case("rabat", "madrid", "lisbon")
    lines = []
    for n in range(9):
        made = first_statement(f"case:x{n}", ["lisbon", "madrid"], "flood", stamp(NOON))
        lines.append(
            channels.encode_line(
                channels.Generation(made, (sign_part(made, lisbon.signer()),), False)
            )
        )
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data,
        lisbon,
        lambda c: replace(c, channels=tuple(lines)),
    )
    codes = [one.code for one in madrid.exchange.apply(data).problems]
    assert codes == ["channel_proposals"] * 4
    real = rig.channel(ChannelId("case:real"), rabat, madrid)
    with madrid.store.transaction() as tx:
        assert channels.current(tx, ChannelId("case:real")) == real


@pytest.mark.parametrize("channel", ["home", "desk:lisbon~rabat"])
def test_home_and_other_nodes_desks_are_nobodys_to_state(rig: Rig, channel: str) -> None:
    rabat, madrid, _ = rig.pair()
    true = first_statement("case:x", ["madrid", "rabat"], "p", stamp(NOON))
    false = msgspec.structs.replace(true, channel=channel)
    part = sign_part(false, rabat.signer())
    line = channels.encode_line(Generation(false, (part,), complete=False))
    data = reseal(
        rabat.exchange.prepare(madrid.name).data, rabat, lambda c: replace(c, channels=(line,))
    )
    assert [one.code for one in madrid.exchange.apply(data).problems] == ["membership_field"]


# --- files ---------------------------------------------------------------------------------------


def test_a_prepared_stick_makes_no_export_write_elsewhere(rig: Rig, tmp_path: Path) -> None:
    """Whoever lends the stick has put links under the names that an export will use."""
    rabat, madrid, _ = rig.pair()
    treasure = tmp_path / "classes.slots"
    treasure.write_bytes(b"keys")
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in ("madrid.tsq", "madrid.tsq.part"):
        (stick / name).symlink_to(treasure)
    rabat.exchange.write_file(madrid.name, stick / "madrid.tsq")
    assert treasure.read_bytes() == b"keys"
    assert not (stick / "madrid.tsq").is_symlink()
    assert madrid.exchange.read_file(stick / "madrid.tsq").sender == rabat.name


def test_the_time_of_a_bundle_is_a_time(rig: Rig) -> None:
    """What `tansiq verify` prints of it must not be a sentence of the sender's."""
    rabat, madrid, _ = rig.pair()
    sealed = bundle.open_header(rabat.exchange.prepare(madrid.name).data)
    outer = sealed.outer
    foul = bundle.Envelope(
        outer.sender, outer.recipient, 1, "now\n  + Signed by Rabat", rabat.keys.log_seed(1)
    )
    data = bundle.pack(bundle.unpack(sealed), foul)
    assert refusal(lambda: madrid.exchange.receive(data)) == "bundle_header_malformed"


def test_a_stop_ordered_again_after_its_lifting_stands(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    for said in (StopOrdered(stop="s-1", plan="n"), StopLifted(stop="s-1")):
        rabat.order_stop(channel, said)
    rig.sync(rabat, madrid)
    assert in_force(madrid) == set()
    rabat.order_stop(channel, StopOrdered(stop="s-1", plan="n"))
    rig.sync(rabat, madrid)
    assert in_force(madrid) == {("rabat", "s-1")}
