"""Hostile members, relays and media: clean refusals, proofs that stand alone, nobody blocked."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard
from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import InProcess, Rig, refusal, reseal

from tansiq.exchange import bundle, stops
from tansiq.exchange.content import Chunk, Content
from tansiq.exchange.stops import stops_in_force
from tansiq.ledger import dsse, sign
from tansiq.ledger.fork import decode, verify_fork
from tansiq.record import canonical
from tansiq.record.exchange import StopLifted, StopOrdered
from tansiq.terms.ids import EntryRef

# --- the bundle on its way -----------------------------------------------------------------------


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


# --- a relay among the members -------------------------------------------------------------------


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


# --- a member with two faces ---------------------------------------------------------------------


def test_two_histories_shown_to_two_partners_are_exposed_by_their_next_bundle(rig: Rig) -> None:
    """T4."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "common")
    rig.sync(rabat, madrid)
    rig.sync(rabat, lisbon)
    forger = Forger(rabat, channel, 2).add(extra={"open": {"day": "for lisbon"}})
    rabat.say(channel, "for madrid")
    rig.sync(rabat, madrid)
    lisbon.exchange.receive(forger.bundle(lisbon))
    lisbon.say(channel, "lisbon goes on")
    origin = rabat.log(channel).origin
    assert lisbon.log(channel, rabat.name).size == 3
    rig.sync(madrid, lisbon)
    for node in (madrid, lisbon):
        assert node.log(channel, rabat.name).state == "frozen"
        assert node.log(channel, rabat.name).frozen_at == 3
        with node.store.transaction() as tx:
            (row,) = tx.rows("SELECT origin, proof FROM ledger.fork")
        assert row["origin"] == origin
        assert verify_fork(decode(bytes(row["proof"])), node.ring().log_key(origin))
    assert "lisbon goes on" in madrid.heard()
    assert lisbon.log(channel).state == "open"


def test_a_longer_other_history_is_exposed_by_the_smaller_head(rig: Rig) -> None:
    """T4: with a consistency proof."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "common")
    forger = Forger(rabat, channel, 2).add().add().add()
    rabat.say(channel, "for madrid")
    rig.sync(rabat, madrid)
    lisbon.exchange.receive(forger.bundle(lisbon))
    rig.sync(madrid, lisbon)
    assert lisbon.log(channel, rabat.name).state == "frozen"
    assert madrid.log(channel, rabat.name).state == "frozen"


def test_the_author_who_changes_what_it_sent_is_convicted_by_its_own_entry(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    origin = rabat.log(channel).origin
    forger = Forger(rabat, channel, 1).add().add()
    assert problems(madrid, forger.bundle(madrid)) == {origin: "fork_proven"}
    assert madrid.log(channel, rabat.name).state == "frozen"


def test_a_fork_freezes_that_log_alone_and_never_a_stop(rig: Rig) -> None:
    """A fork an hour before an operation stops only its author's log."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    forger = Forger(rabat, channel, 1).add().add()
    madrid.exchange.receive(forger.bundle(madrid))
    assert madrid.log(channel, rabat.name).state == "frozen"
    rabat.order_stop(channel, StopOrdered(stop="s-1", plan="operation north"))
    lisbon.order_stop(channel, StopOrdered(stop="s-2", plan="operation north"))
    rabat.say(channel, "not heard any more")
    rig.settle_all()
    with madrid.store.transaction() as tx:
        found = {(one.agency, one.stop) for one in stops_in_force(tx)}
    assert found == {("rabat", "s-1"), ("lisbon", "s-2")}
    assert "not heard any more" not in madrid.heard()
    lisbon.order_stop(channel, StopLifted(stop="s-2"))
    rig.settle_all()
    with madrid.store.transaction() as tx:
        assert {one.stop for one in stops_in_force(tx, channel)} == {"s-1"}


def test_a_fork_claim_that_proves_nothing_freezes_nobody(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    head = Forger(rabat, channel, 2).head()
    fake = canonical.encode(
        {
            "first": head,
            "origin": rabat.log(channel).origin,
            "prefix": "",
            "proof": [],
            "second": head,
            "type": "tansiq-fork-v1",
            "way": "same_size",
        }
    )
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data, lisbon, lambda c: replace(c, forks=(fake,))
    )
    assert problems(madrid, data) == {"forks": "fork_unproven"}
    assert madrid.log(channel, rabat.name).state == "open"


def test_a_lying_or_absent_witness_blocks_nobody(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)

    def lie(content: Content) -> Content:
        good = content.heads[0]
        name, line = good.rstrip("\n").rsplit("\n", 1)
        del name
        words = line.split(" ")
        broken = f"{words[0]} lisbon/w {words[2][:-6]}AAAA==\n"
        return replace(content, heads=(good + broken, *content.heads[1:]))

    data = reseal(madrid.exchange.prepare(lisbon.name, everything=True).data, madrid, lie)
    lisbon.exchange.receive(data)
    assert lisbon.heard() == ["one"]
    rabat.say(channel, "two")
    rig.settle_all()
    assert lisbon.heard() == madrid.heard() == ["one", "two"]


def test_a_slot_for_one_recipient_only_is_said_aloud_by_the_other(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    class_id, opening = rabat.open_class(channel, only=[madrid.name])
    rabat.classes[channel, 1] = class_id
    rabat.append(opening)
    rabat.say(channel, "for madrid's eyes")
    rig.settle_all()
    assert madrid.heard() == ["for madrid's eyes"]
    assert lisbon.heard() == []
    for node in (rabat, madrid, lisbon):
        with node.store.transaction() as tx:
            rows = tx.rows("SELECT reporter, origin, seq, code FROM unopenable_report")
        assert rows == [
            {
                "reporter": "lisbon",
                "origin": rabat.log(channel).origin,
                "seq": 0,
                "code": "slot_missing",
            }
        ]


# --- entries that lean on nothing ----------------------------------------------------------------


def test_after_outside_the_channel_is_quarantined_and_the_rest_goes_on(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    elsewhere = rabat.write_home(StopLifted(stop="x"))
    forger = Forger(rabat, channel, 0).add(after=[elsewhere.ref]).add()
    data = forger.bundle(madrid)
    madrid.exchange.receive(data)
    assert madrid.states(forger.origin) == {0: ("quarantined", "after_outside_channel")}
    assert madrid.log(channel, rabat.name).size == 2
    note = bundle.unpack(bundle.open_header(madrid.exchange.prepare(rabat.name).data)).notes
    assert b"after_outside_channel" in dsse.unwrap(note[0])[1]


def test_after_a_place_where_another_entry_stands_is_quarantined(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add()
    forger.add(after=[EntryRef(forger.origin, 0, "ab" * 32)])
    forger.add(after=[EntryRef(forger.origin, 9, "ab" * 32)])
    madrid.exchange.receive(forger.bundle(madrid))
    assert madrid.states(forger.origin) == {
        1: ("quarantined", "after_false"),
        2: ("quarantined", "after_false"),
    }


def test_an_entry_whose_cause_is_missing_waits_visibly_and_is_applied_when_it_comes(
    rig: Rig,
) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    cause = madrid.say(channel, "the cause")[0]
    rig.sync(madrid, rabat)
    rabat.say(channel, "the answer", after=[cause.ref])
    prepared = rabat.exchange.prepare(lisbon.name)
    lisbon.exchange.receive(prepared.data)
    origin = rabat.log(channel).origin
    assert lisbon.states(origin) == {1: ("parked", "after_missing")}
    assert lisbon.heard() == []
    rig.sync(lisbon, madrid)
    assert sorted(lisbon.heard()) == ["the answer", "the cause"]
    assert lisbon.states(origin) == {}


def test_parked_entries_are_capped_per_partner(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tansiq.exchange.causes.MAX_PARKED", 3)
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0)
    missing = madrid.log(channel).origin
    for n in range(5):
        forger.add(after=[EntryRef(missing, 100 + n, f"{n:064x}")])
    madrid.exchange.receive(forger.bundle(madrid))
    states = [state for _, state in sorted(madrid.states(forger.origin).items())]
    assert states == [("parked", "after_missing")] * 3 + [("quarantined", "parked_full")] * 2


def test_a_bad_entry_is_kept_named_and_never_blocks_the_rest(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add().add(seed=b"\x09" * 32).add_bytes(b"{}").add(seq=77)
    forger.add(origin="rabat/desk:lisbon~rabat/g1/e1").add()
    madrid.exchange.receive(forger.bundle(madrid))
    assert madrid.log(channel, rabat.name).size == 6
    assert madrid.states(forger.origin) == {
        1: ("quarantined", "entry_signature"),
        2: ("quarantined", "entry_malformed"),
        3: ("quarantined", "entry_misplaced"),
        4: ("quarantined", "entry_misplaced"),
    }


def test_a_claim_of_a_million_entries_moves_nothing(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add()
    chunk = replace(forger.chunk(), first=1_000_000)
    data = reseal(
        rabat.exchange.prepare(madrid.name).data, rabat, lambda c: replace(c, logs=(chunk,))
    )
    assert problems(madrid, data) == {forger.origin: "chunk_gap"}


def test_a_stop_counts_even_inside_a_run_that_is_refused(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    forger = Forger(rabat, channel, 0).add(
        stops.ORDERED, extra=StopOrdered(stop="s-9", plan="p").header()
    )
    chunk = replace(forger.chunk(), first=50)
    data = reseal(
        rabat.exchange.prepare(madrid.name).data, rabat, lambda c: replace(c, logs=(chunk,))
    )
    for _ in range(2):
        madrid.exchange.receive(data)
    with madrid.store.transaction() as tx:
        (stop,) = stops_in_force(tx)
    assert (stop.agency, stop.stop) == ("rabat", "s-9")
