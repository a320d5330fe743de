"""What one partner invents takes nothing from another: attachments, threads, notes, witnesses."""

import re
from dataclasses import replace

import pytest
from tests.nodes.two_nodes import NOON, Rig, RigNode, reseal

from tansiq.exchange import attachments, bundle, outbox, partners
from tansiq.exchange.receipts import Note, sign_note
from tansiq.ledger import witness
from tansiq.ledger.cards import Revocation
from tansiq.ledger.checkpoint import add_cosignature, read_checkpoint
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, desk_channel


def two_desks(rig: Rig) -> tuple[RigNode, RigNode, RigNode, ChannelId, ChannelId]:
    """Rabat with a desk to Madrid and another to Lisbon, who do not know each other."""
    rabat, madrid, lisbon = (rig.node(one) for one in ("rabat", "madrid", "lisbon"))
    for other in (madrid, lisbon):
        rig.enrol(rabat, other)
        rig.channel(desk_channel(rabat.name, other.name), rabat, other)
    return (
        rabat,
        madrid,
        lisbon,
        desk_channel(rabat.name, madrid.name),
        desk_channel(rabat.name, lisbon.name),
    )


def test_an_attachment_with_a_foul_address_stops_nobodys_exchange(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rabat, madrid, lisbon, north, south = two_desks(rig)
    with monkeypatch.context() as hostile:
        hostile.setattr(attachments, "_ADDRESS", re.compile(".*"))
        said = lisbon.say_with_attachment(south, "../../keys/log-1.key")
    rig.sync(lisbon, rabat)
    madrid.say(north, "still heard")
    assert rig.sync(madrid, rabat).state.code == ""
    assert rabat.heard() == ["still heard"]
    assert rabat.states(said.origin) == {said.seq: ("quarantined", "fold_blob_address")}


def test_attachments_that_nobody_has_keep_no_others_from_coming(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an address is asked of nobody who does not hear the log that names it."""
    monkeypatch.setattr(attachments, "MAX_ASKED", 3)
    rabat, madrid, lisbon, north, south = two_desks(rig)
    invented = {f"{n:064x}" for n in range(5)}
    for one in invented:
        lisbon.say_with_attachment(south, one)
    rig.sync(lisbon, rabat)
    address = madrid.blobs.put(b"TSQA1\n" + b"x" * 5000)
    madrid.say_with_attachment(north, address)
    rig.sync(madrid, rabat)
    asked = bundle.unpack(bundle.open_header(rabat.exchange.prepare(madrid.name).data))
    assert not invented & set(asked.manifest.blobs_wanted)
    assert rabat.blobs.has(address)


def test_the_room_for_attachments_is_counted_in_bytes_held(rig: Rig) -> None:
    """A partner that calls large attachments empty is not served all of them at once."""
    rabat, _, channel = rig.pair()
    addresses = [rabat.blobs.put(b"TSQA1\n" + bytes([n]) * 100_000) for n in range(5)]
    for one in addresses:
        rabat.say_with_attachment(channel, one)
    with rabat.store.transaction() as tx:
        tx.run("UPDATE attachment_place SET size = 0")
        origins = [rabat.log(channel).origin]
        found = attachments.served(tx, rabat.blobs, addresses, origins, 250_000)
    assert len(found) == 2


def test_what_a_note_says_is_a_code_and_no_more_than_was_received(rig: Rig) -> None:
    """Free text, ranges beyond the log and negative counts never reach a person."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    seed = madrid.keys.log_seed(1)
    said = Note(by=madrid.name, origin=origin, number=1 << 50, time=stamp(NOON), received=2)
    foul = (
        replace(said, rejected=((0, "\u202eall is well\x1b[2J"),)),
        replace(said, read=((0, 1 << 50),)),
        replace(said, unlisted=9),
        replace(said, time="a text"),
    )
    lines = tuple(sign_note(one, seed) for one in foul)
    data = reseal(
        madrid.exchange.prepare(rabat.name).data, madrid, lambda c: replace(c, notes=lines)
    )
    codes = [one.code for one in rabat.exchange.apply(data).problems]
    assert codes == ["applied_note_malformed"] * 4


def test_a_revoked_key_signs_no_note(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    stolen = madrid.keys.log_seed(1)
    madrid.keys.new_log_key()
    madrid.publish_card()
    madrid.state(
        lambda number, prev: Revocation(
            node=madrid.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            epoch=1,
            last=(),
            reason="stolen",
        )
    )
    for _ in range(2):
        rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    said = Note(by=madrid.name, origin=origin, number=1 << 50, time=stamp(NOON), received=2)
    line = sign_note(said, stolen)
    data = reseal(
        madrid.exchange.prepare(rabat.name).data, madrid, lambda c: replace(c, notes=(line,))
    )
    codes = [one.code for one in rabat.exchange.apply(data).problems]
    assert codes == ["applied_note_signature"]


def test_an_author_does_not_witness_its_own_log(rig: Rig) -> None:
    rabat, madrid, north = rig.pair()
    made = madrid.say(north, "one")[-1]
    rig.sync(madrid, rabat)
    madrid.say(north, "two")
    data = madrid.exchange.prepare(rabat.name).data
    rabat.exchange.receive(data)
    note = bundle.unpack(bundle.open_header(data)).heads[0]
    body = read_checkpoint(note).body()
    line = witness.cosign(body, "madrid/w", madrid.keys.witness_seed(), 1_770_000_000)
    note = add_cosignature(note, line)
    rabat.exchange.receive(reseal(data, madrid, lambda c: replace(c, heads=(note,))))
    with rabat.store.transaction() as tx:
        rows = tx.rows(
            "SELECT DISTINCT witness FROM ledger.cosignature s JOIN ledger.log l"
            " ON l.id = s.log_id WHERE l.origin = %s",
            (made.origin,),
        )
    assert {row["witness"] for row in rows} == {"rabat/w"}


def test_root_statements_of_a_node_are_capped(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rabat, madrid, channel = rig.pair()
    for _ in range(6):
        madrid.publish_card()
    monkeypatch.setattr(partners, "MAX_STATEMENTS", 4)
    report = rabat.exchange.apply(madrid.exchange.prepare(rabat.name).data)
    assert [one.code for one in report.problems][:1] == ["root_statements_full"]
    assert len(rabat.ring().statements(madrid.name)) == 4
    monkeypatch.undo()
    madrid.say(channel, "still heard")
    rig.sync(madrid, rabat)
    assert rabat.heard() == ["still heard"]


def test_bodies_asked_for_of_many_logs_share_one_bundle(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    for node in (rabat, lisbon):
        node.say(channel, *["x" * 2_000 for _ in range(30)])
    rig.settle_all()
    lacking = {node.log(channel).origin: 1 for node in (rabat, lisbon)}
    data = reseal(
        madrid.exchange.prepare(rabat.name).data,
        madrid,
        lambda c: replace(c, manifest=replace(c.manifest, bodies=lacking)),
    )
    monkeypatch.setattr(outbox, "MAX_BYTES", 40_000)
    reply = bundle.unpack(bundle.open_header(rabat.exchange.receive(data)))
    assert reply.logs
    weight = sum(len(part or b"") for one in reply.logs for part in (*one.entries, *one.bodies))
    assert weight <= 44_000
