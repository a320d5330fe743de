"""Attacks of an enrolled partner on what we do not hold yet, and things that come at one moment."""

import secrets
import threading
from dataclasses import replace

import pytest
from tests.nodes.hostile import Forger, problems
from tests.nodes.two_nodes import NOON, Rig, RigNode, reseal

from tansiq.exchange import attachments, channels, partners
from tansiq.ledger.blob import seal_blob
from tansiq.ledger.cards import LastHead, Revocation
from tansiq.ledger.fork import build_heads
from tansiq.ledger.membership import first_statement, sign_part
from tansiq.store.erase import Erasing, erase
from tansiq.store.log_rows import take_turn
from tansiq.terms.clock import stamp
from tansiq.terms.ids import ChannelId, ClassId


def forks(node: RigNode) -> list[str]:
    """The logs this node holds a proof against."""
    with node.store.transaction() as tx:
        return [row["origin"] for row in tx.rows("SELECT origin FROM ledger.fork ORDER BY origin")]


def two_heads(forger: Forger) -> bytes:
    """The proof that an author signed two heads of one size."""
    at = len(forger.entries)
    heads = []
    for day in ("one", "other"):
        forger.add(extra={"open": {"day": day}}, origin=forger.origin)
        heads.append(forger.head())
        del forger.entries[at:], forger.bodies[at:]
    return build_heads(*heads).encode()


# --- forks ---------------------------------------------------------------------------------------


def test_a_log_convicted_before_we_hold_it_is_not_taken_as_sound(rig: Rig) -> None:
    """T4, for the member who hears of the fork first and of the log afterwards."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    proof = two_heads(Forger(rabat, channel, 1))
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data, lisbon, lambda c: replace(c, forks=(proof,))
    )
    assert problems(madrid, data) == {}
    rig.sync(rabat, madrid)
    assert madrid.heard() == []
    assert madrid.log(channel, rabat.name).state == "frozen"
    lisbon.say(channel, "lisbon goes on")
    rig.sync(lisbon, madrid)
    assert madrid.heard() == ["lisbon goes on"]


def test_proofs_about_invented_channels_fill_no_table(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    proofs = []
    for n in range(20):
        forger = Forger(lisbon, channel, 0)
        forger.origin = f"lisbon/case:x{n}/g1/e1"
        proofs.append(two_heads(forger))
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data,
        lisbon,
        lambda c: replace(c, forks=tuple(proofs)),
    )
    codes = [one.code for one in madrid.exchange.apply(data).problems]
    assert codes == ["chunk_not_member"] * 20
    assert forks(madrid) == []
    rabat.say(channel, "goes on")
    rig.sync(rabat, madrid)
    assert madrid.heard() == ["goes on"]


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("thieves", [True, False], ids=["the thief's end", "the true end"])
def test_a_revocation_names_the_end_by_its_hash_and_no_other_end_counts(
    rig: Rig,
    thieves: bool,
) -> None:
    """A relay in league with whoever stole the key serves the thief's entries, not the author's."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "common")
    rig.sync(rabat, madrid)
    thief = Forger(rabat, channel, 2).add(extra={"open": {"day": "the thief's"}})
    rabat.say(channel, "true")
    true = Forger(rabat, channel, 3)
    origin = rabat.log(channel).origin
    rabat.keys.new_log_key()
    rabat.publish_card()
    revocation = rabat.state(
        lambda number, prev: Revocation(
            node=rabat.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            epoch=1,
            last=(LastHead(origin, 3, true.tree.root(3).hex()),),
            reason="stolen",
        )
    )
    roots = (*rabat.ring().statements(rabat.name)[1:-1], revocation)
    chunk = (thief if thieves else true).chunk(2)
    data = reseal(
        lisbon.exchange.prepare(madrid.name).data,
        lisbon,
        lambda c: replace(c, roots=roots, logs=(chunk,), heads=()),
    )
    found = problems(madrid, data)
    assert found == ({origin: "chunk_altered"} if thieves else {})
    assert madrid.heard() == (["common"] if thieves else ["common", "true"])


def test_a_revocation_that_comes_while_a_run_waits_for_its_turn_counts_for_that_run(
    rig: Rig,
) -> None:
    (rabat, madrid, _), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rabat.say(channel, "signed after the end")
    late = rabat.exchange.prepare(madrid.name).data
    true = Forger(rabat, channel, 2)
    rabat.keys.new_log_key()
    rabat.publish_card()
    revocation = rabat.state(
        lambda number, prev: Revocation(
            node=rabat.name,
            number=number,
            prev=prev,
            time=stamp(NOON),
            epoch=1,
            last=(LastHead(true.origin, 2, true.tree.root(2).hex()),),
            reason="stolen",
        )
    )
    roots = (*rabat.ring().statements(rabat.name)[1:-1], revocation)
    with madrid.store.transaction() as other:
        take_turn(other)
        waiting = threading.Thread(target=madrid.exchange.apply, args=(late,))
        waiting.start()
        while not _waits(madrid):
            threading.Event().wait(0.05)
        news = reseal(
            rabat.exchange.prepare(madrid.name).data,
            rabat,
            lambda c: replace(c, roots=roots, logs=(), heads=()),
        )
        assert problems(madrid, news) == {}
    waiting.join()
    assert madrid.heard() == ["one"]
    assert madrid.states(true.origin)[2] == ("quarantined", "entry_after_revocation")


def _waits(node: RigNode) -> bool:
    """Whether somebody waits for the node's write order."""
    with node.store.transaction() as tx:
        found = tx.one(
            "SELECT count(*) AS n FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
    return bool(found and found["n"])


# --- one bad entry -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        {"seq": "9" * 30},
        {"seq": "9223372036854775808"},
        {"seq": "9" * 5000},
        {"class_id": secrets.token_hex(20_000)},
        {"origin": secrets.token_hex(20_000)},
    ],
    ids=["thirty digits", "one too many", "5000 digits", "long class", "long origin"],
)
def test_what_no_column_can_hold_is_set_aside_and_stops_nothing(
    rig: Rig, said: dict[str, object]
) -> None:
    """REQUIREMENTS 1.9: one bad entry never blocks the rest."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    forger = Forger(rabat, channel, 2).add("unopenable_reported", extra={"open": said}).add()
    report = madrid.exchange.apply(forger.bundle(madrid, 2))
    assert (report.taken, report.quarantined) == (2, 1)
    state, reason = madrid.states(forger.origin)[2]
    assert state == "quarantined"
    assert reason.startswith("fold_")


# --- at one moment -------------------------------------------------------------------------------


def test_parts_that_two_partners_bring_at_once_complete_the_channel(rig: Rig) -> None:
    """Neither transaction sees the other's part; nobody would send it again afterwards."""
    (rabat, madrid, lisbon), _ = rig.case("rabat", "madrid", "lisbon")
    names = [rabat.name, madrid.name, lisbon.name]
    made = first_statement("case:at-once", names, "p", stamp(NOON))
    with madrid.store.transaction() as tx:
        ring = partners.ring(tx, madrid.name)
        channels.keep(tx, ring, madrid.name, made, [sign_part(made, madrid.signer())])
    both = threading.Barrier(2)

    def bring(sender: RigNode) -> None:
        part = sign_part(made, sender.signer())
        with madrid.store.transaction() as tx:
            both.wait()
            channels.keep(tx, ring, madrid.name, made, [part])
            # As long as the other may be at work, this one is not committed.
            threading.Event().wait(0.5)

    at_work = [threading.Thread(target=bring, args=(one,)) for one in (rabat, lisbon)]
    for one in at_work:
        one.start()
    for one in at_work:
        one.join()
    with madrid.store.transaction() as tx:
        assert channels.current(tx, ChannelId("case:at-once")) == made


# --- erasure -------------------------------------------------------------------------------------


def erase_at(node: RigNode, class_id: ClassId) -> None:
    node.keys.erase_classes([class_id])
    erasing = Erasing(
        projections=node.projections, reader=node.sealer.reader, blobs=node.blobs, now=NOON
    )
    erase(node.store, [class_id], erasing)


def test_no_ciphertext_of_an_erased_class_is_taken_in_again(rig: Rig) -> None:
    """The author goes on in a class that this node erased, and shows the old entries once more."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    gone = rabat.classes[channel, 1]
    erase_at(madrid, gone)
    rabat.say(channel, "two")
    rig.sync(rabat, madrid)
    other, opening = rabat.open_class(channel)
    rabat.append(opening)
    rabat.classes[channel, 1] = other
    rabat.say(channel, "three")
    rig.sync(rabat, madrid)
    assert madrid.heard() == ["three"]
    with madrid.store.transaction() as tx:
        held = tx.rows(
            "SELECT e.class_id FROM ledger.body b JOIN ledger.entry e USING (log_id, seq)"
            " WHERE e.class_id = %s",
            (gone,),
        )
    assert held == []


def test_an_attachment_that_comes_while_its_class_is_erased_does_not_stay(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    file = seal_blob(b"photo")
    rabat.say_with_attachment(channel, file.address)
    rig.sync(rabat, madrid)
    with madrid.store.transaction() as tx:
        (row,) = tx.rows("SELECT class_id FROM attachment_place")
        attachments.keep(tx, madrid.blobs, {file.address: file.file})
        erasing = threading.Thread(target=erase_at, args=(madrid, row["class_id"]))
        erasing.start()
        while not _waits(madrid):
            threading.Event().wait(0.05)
    erasing.join()
    assert not madrid.blobs.has(file.address)
    with madrid.store.transaction() as tx:
        assert tx.rows("SELECT address FROM ledger.blob_ref") == []
