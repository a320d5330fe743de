"""What one partner invents takes nothing from another: attachments, threads, notes, witnesses."""

import re

import pytest
from tests.nodes.two_nodes import Rig, RigNode

from tansiq.exchange import attachments, bundle
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
