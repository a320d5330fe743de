"""Bundles on their way: altered, cut, repeated, misdirected, inflated, relayed with changes."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard
from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import InProcess, Rig, refusal, reseal

from tansiq.exchange import bundle, runs
from tansiq.exchange.content import Chunk, Content
from tansiq.ledger import dsse, sign
from tansiq.record import canonical
from tansiq.store.log_rows import take_turn


def test_one_altered_byte_on_the_way_is_refused_and_changes_nothing(rig: Rig) -> None:
    """REQUIREMENTS 1.7."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    data = rabat.exchange.prepare(madrid.name).data
    before = madrid.everything()
    codes = set()
    for position in range(0, len(data), max(len(data) // 60, 1)):
        altered = bytearray(data)
        altered[position] ^= 0x40
        codes.add(refusal(lambda bad=bytes(altered): madrid.exchange.receive(bad)))
    assert "" not in codes
    assert all(code.startswith(("bundle_", "partner_")) for code in codes), codes
    assert madrid.everything() == before


def test_truncation_at_every_kibibyte_changes_nothing(rig: Rig) -> None:
    """T3."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, *[f"text {n}" for n in range(60)])
    data = rabat.exchange.prepare(madrid.name).data
    before = madrid.everything()
    for size in range(0, len(data), 1024):
        short = data[:size]
        assert refusal(lambda short=short: madrid.exchange.receive(short)).startswith("bundle_")
    assert madrid.everything() == before


def test_every_old_bundle_again_in_any_order_changes_nothing(rig: Rig) -> None:
    """T3."""
    rabat, madrid, channel = rig.pair()
    sent = []

    def keep(data: bytes) -> bytes:
        sent.append(data)
        return data

    for n in range(4):
        rabat.say(channel, f"text {n}")
        prepared = rabat.exchange.prepare(madrid.name)
        reply = InProcess(madrid, keep).post(prepared.data)
        rabat.exchange.settle(madrid.name, reply)
    before = madrid.everything()
    for data in (*reversed(sent), *sent, sent[2], sent[0]):
        madrid.exchange.receive(data)
    assert madrid.everything() == before


def test_bundles_in_the_wrong_order_wait_for_those_before_them(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, *[f"text {n}" for n in range(30)])
    first = rabat.exchange.prepare(madrid.name, 10)
    rabat_log = rabat.log(channel).origin
    second = rabat.exchange.prepare(madrid.name, 30, {rabat_log: first.ends[rabat_log]})
    assert problems(madrid, second.data) == {rabat_log: "chunk_gap"}
    assert madrid.heard() == []
    for data in (first.data, second.data):
        madrid.exchange.receive(data)
    assert madrid.heard() == [f"text {n}" for n in range(30)]


def test_runs_that_wait_for_the_same_one_do_not_wait_for_each_other(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once two waiting runs kept each other waiting until their patience ended: ten seconds."""
    monkeypatch.setattr(runs, "_PATIENCE", 600)
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, *[f"text {n}" for n in range(29)])
    origin = rabat.log(channel).origin
    bundles = []
    ends: dict[str, int] = {}
    while ends.get(origin, 0) < 30:  # an opening and 29 texts
        bundles.append(rabat.exchange.prepare(madrid.name, 10, dict(ends)))
        ends |= bundles[-1].ends
    assert len(bundles) == 3

    def under_way() -> int:
        return len(madrid.exchange._inbox._runs._at_work.get(origin, ()))

    with ThreadPoolExecutor(3) as threads:
        with madrid.store.transaction() as tx:
            take_turn(tx)  # the first run cannot be written while we hold the turn
            replies = []
            for count, one in enumerate(bundles, start=1):
                replies.append(threads.submit(madrid.exchange.receive, one.data))
                while under_way() < count:
                    time.sleep(0.01)
        for reply in replies:
            rabat.exchange.settle(madrid.name, reply.result(timeout=60))
    assert madrid.heard() == [f"text {n}" for n in range(29)]


def test_a_bundle_for_another_node_is_refused(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    data = rabat.exchange.prepare(madrid.name).data
    assert refusal(lambda: lisbon.exchange.receive(data)) == "bundle_not_for_us"


def test_a_bundle_signed_with_another_key_is_refused(rig: Rig) -> None:
    rabat, madrid, _ = rig.pair()
    sealed = bundle.open_header(rabat.exchange.prepare(madrid.name).data)
    outer = sealed.outer
    envelope = bundle.Envelope(outer.sender, outer.recipient, 1, outer.time, b"\x09" * 32)
    forged = bundle.pack(bundle.unpack(sealed), envelope)
    assert refusal(lambda: madrid.exchange.receive(forged)) == "bundle_signature"


def test_a_bomb_of_one_gibibyte_is_refused_by_a_node(rig: Rig) -> None:
    rabat, madrid, _ = rig.pair()
    compressor = zstandard.ZstdCompressor(level=3).compressobj()
    block = bytes(1 << 20)
    bomb = b"".join([compressor.compress(block) for _ in range(1024)]) + compressor.flush()
    payload = canonical.encode(
        {
            "digest": sha256(bomb).hexdigest(),
            "from": rabat.name,
            "number": 1,
            "packed": len(bomb),
            "time": "2026-01-01T00:00:00Z",
            "to": madrid.name,
            "unpacked": 1 << 20,
        }
    )
    seed = rabat.keys.log_seed(1)
    signature = sign.sign(seed, dsse.pae(bundle.PAYLOAD_TYPE, payload))
    header = dsse.wrap(
        bundle.PAYLOAD_TYPE, payload, [(sign.key_id(sign.public_key(seed)), signature)]
    )
    data = bundle.MAGIC + len(header).to_bytes(4, "big") + header + bomb
    before = madrid.everything()
    assert refusal(lambda: madrid.exchange.receive(data)) == "bundle_size_differs"
    assert madrid.everything() == before


def test_a_file_of_two_thousand_stanzas_is_refused_by_a_node(rig: Rig, tmp_path: Path) -> None:
    _, madrid, _ = rig.pair()
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    path = tmp_path / "many.tsq"
    path.write_bytes(b"age-encryption.org/v1\n" + stanza * 2000 + b"--- " + b"A" * 43 + b"\n")
    assert refusal(lambda: madrid.exchange.read_file(path)) == "age_recipients"


def test_a_relay_that_alters_an_entry_is_caught_and_other_logs_go_on(rig: Rig) -> None:
    """REQUIREMENTS 1.7: rejected and reported."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "from rabat")
    madrid.say(channel, "from madrid")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin

    def alter(content: Content) -> Content:
        chunks = tuple(
            replace(one, entries=(one.entries[0], one.entries[1][:-1] + b"]"))
            if one.origin == origin
            else one
            for one in content.logs
        )
        return replace(content, logs=chunks)

    honest = madrid.exchange.prepare(lisbon.name, everything=True).data
    assert problems(lisbon, reseal(honest, madrid, alter)) == {origin: "chunk_altered"}
    assert lisbon.heard() == ["from madrid"]
    reply = lisbon.exchange.prepare(madrid.name)
    told = bundle.unpack(bundle.open_header(reply.data)).manifest.refused
    assert told == {origin: "chunk_altered"}
    rig.sync(rabat, lisbon)
    assert sorted(lisbon.heard()) == ["from madrid", "from rabat"]


def test_a_relay_that_alters_or_withholds_a_body_delays_it_alone(rig: Rig) -> None:
    """REQUIREMENTS 1.7: the author's own copy heals it."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one", "two", "three")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin

    def alter(content: Content) -> Content:
        def bodies(chunk: Chunk) -> tuple[bytes | None, ...]:
            second = chunk.bodies[2] or b""
            return (*chunk.bodies[:2], second[:-1] + b"\x00", *chunk.bodies[3:])

        return replace(
            content,
            logs=tuple(
                replace(one, bodies=bodies(one)) if one.origin == origin else one
                for one in content.logs
            ),
        )

    honest = madrid.exchange.prepare(lisbon.name, everything=True).data
    assert problems(lisbon, reseal(honest, madrid, alter)) == {origin: "body_altered"}
    assert lisbon.heard() == ["one", "three"]
    assert lisbon.states(origin) == {2: ("unopenable", "body_missing")}
    rig.sync(lisbon, rabat)
    rig.sync(rabat, lisbon)
    assert lisbon.heard() == ["one", "two", "three"]
    assert lisbon.states(origin) == {}


def test_a_body_its_author_holds_no_more_keeps_no_other_from_coming(rig: Rig) -> None:
    """REQUIREMENTS 1.7: the author erased one text; a relay left out all."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one", "erased", *[f"n{n}" for n in range(150)], "last")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    with rabat.store.transaction() as tx:
        tx.run(
            "DELETE FROM ledger.body b USING ledger.log l"
            " WHERE l.id = b.log_id AND l.origin = %s AND b.seq = 2",
            (origin,),
        )

    def strip(chunk: Chunk) -> Chunk:
        gone = (2, len(chunk.entries) - 1) if chunk.origin == origin else ()
        return replace(
            chunk, bodies=tuple(None if n in gone else b for n, b in enumerate(chunk.bodies))
        )

    honest = madrid.exchange.prepare(lisbon.name, everything=True).data
    lisbon.exchange.receive(
        reseal(honest, madrid, lambda c: replace(c, logs=tuple(strip(one) for one in c.logs)))
    )
    assert lisbon.heard()[-1] == "n149"
    for _ in range(2):
        rig.sync(lisbon, rabat)
    assert lisbon.heard()[-1] == "last"
    assert lisbon.states(origin) == {2: ("unopenable", "body_missing")}


def test_an_outsider_cannot_serve_or_write_a_log(rig: Rig) -> None:
    (rabat, madrid), channel = rig.case("rabat", "madrid")
    lisbon = rig.node("lisbon")
    rig.enrol(lisbon, madrid)
    rig.enrol(lisbon, rabat)
    rabat.say(channel, "one")
    forged = Forger(rabat, channel, 2).bundle(madrid, sender=rabat)
    sealed = bundle.open_header(forged)
    content = bundle.unpack(sealed)
    outer = replace(sealed.outer, sender=lisbon.name)
    envelope = bundle.Envelope(
        outer.sender, outer.recipient, 1, outer.time, lisbon.keys.log_seed(1)
    )
    data = bundle.pack(content, envelope)
    origin = rabat.log(channel).origin
    assert problems(madrid, data)[origin] == "chunk_not_member"
    assert madrid.heard() == []
