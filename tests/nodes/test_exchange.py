"""Two or more nodes exchange: what was said arrives once, in order, opened and acknowledged."""

import itertools
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from tests.nodes.two_nodes import NOON, InProcess, Rig, RigNode, refusal

from tansiq.exchange import channels, partners
from tansiq.exchange.courier import Courier
from tansiq.exchange.link import LinkState
from tansiq.exchange.receipts import Progress
from tansiq.ledger.checkpoint import cosigners
from tansiq.ledger.membership import first_statement, next_statement
from tansiq.store.logs import checkpoint
from tansiq.terms.clock import stamp
from tansiq.terms.errors import Refused
from tansiq.terms.ids import HOME, ChannelId, desk_channel


def link_of(here: RigNode, there: RigNode) -> LinkState:
    with here.store.transaction() as tx:
        return next(one for one in here.exchange.link_states(tx) if one.partner == there.name)


def test_what_one_says_the_other_reads_and_the_writer_knows(rig: Rig) -> None:
    """REQUIREMENTS 1.1, 1.9."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one", "two", "three")
    madrid.say(channel, "uno")
    courier = rig.sync(rabat, madrid)
    assert courier.state.code == ""
    assert madrid.heard(rabat.name) == ["one", "two", "three"]
    assert rabat.heard(madrid.name) == ["uno"]
    link = link_of(rabat, madrid)
    (log,) = link.logs
    assert (log.size, log.sent, log.received, log.applied, log.opened) == (4, 4, 4, 4, 4)
    assert (log.lag, log.failure, link.failure) == (0, None, "")


def test_a_head_comes_back_cosigned(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    with rabat.store.transaction() as tx:
        head = checkpoint(tx, rabat.log(channel))
    assert head is not None
    assert [name for name, _ in cosigners(head.note, rabat.ring().witnesses())] == ["madrid/w"]


def test_reading_is_told_to_the_writer(rig: Rig) -> None:
    """REQUIREMENTS 1.9."""
    rabat, madrid, channel = rig.pair()
    said = rabat.say(channel, "one", "two")
    rig.sync(rabat, madrid)
    with madrid.store.transaction() as tx:
        madrid.exchange.mark_read(tx, [said[0].ref])
    rig.sync(rabat, madrid)
    with rabat.store.transaction() as tx:
        reached = rabat.exchange.progress_of(tx, said[0].ref)
        unread = rabat.exchange.progress_of(tx, said[1].ref)
    assert reached == {madrid.name: (Progress.READ, "")}
    assert unread == {madrid.name: (Progress.OPENED, "")}


def test_a_partner_away_for_thirty_days_catches_up_by_itself(rig: Rig) -> None:
    """REQUIREMENTS 1.2."""
    rabat, madrid, channel = rig.pair()
    said = []
    for day in range(30):
        rabat.clock.offset = timedelta(days=day)
        said += [f"{day}-{n}" for n in range(40)]
        rabat.say(channel, *said[-40:])
    courier = rig.sync(rabat, madrid, batch=100)
    assert courier.state.code == ""
    assert madrid.heard(rabat.name) == said
    assert link_of(rabat, madrid).lag == 0


class Overtaking(InProcess):
    """A line on which the second bundle arrives before the first."""

    def __init__(self, to: RigNode) -> None:
        super().__init__(to)
        self._calls = itertools.count()
        self._second_arrived = threading.Event()

    def post(self, data: bytes) -> bytes:
        call = next(self._calls)
        if call == 0:
            self._second_arrived.wait(10)
        try:
            return super().post(data)
        finally:
            if call == 1:
                self._second_arrived.set()


def test_a_bundle_that_overtakes_another_leaves_no_gap(rig: Rig) -> None:
    """REQUIREMENTS 1.1, 1.2: one run of the courier brings everything all the same."""
    rabat, madrid, channel = rig.pair()
    said = [str(n) for n in range(1_000)]
    rabat.say(channel, *said)
    courier = Courier(rabat.exchange, madrid.name, lambda: Overtaking(madrid), batch=100)
    try:
        assert courier.drain()
    finally:
        courier.close()
    assert madrid.heard(rabat.name) == said
    assert link_of(rabat, madrid).lag == 0


def test_half_by_connection_half_by_stick_with_duplicates_of_both(rig: Rig, tmp_path: Path) -> None:
    """REQUIREMENTS 1.10; T13."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    rabat.say(channel, "two")
    rig.stick(rabat, madrid, tmp_path / "a.tsq")
    rabat.say(channel, "three")
    rig.sync(rabat, madrid)
    madrid.exchange.read_file(tmp_path / "a.tsq")
    rabat.say(channel, "four")
    rig.stick(rabat, madrid, tmp_path / "b.tsq")
    rig.stick(rabat, madrid, tmp_path / "c.tsq")
    assert madrid.heard() == ["one", "two", "three", "four"]
    rig.stick(madrid, rabat, tmp_path / "d.tsq")
    assert link_of(rabat, madrid).lag == 0


def test_three_members_get_each_others_logs_also_through_the_third(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "from rabat")
    rig.sync(rabat, madrid)
    rig.sync(madrid, lisbon)
    assert lisbon.heard() == ["from rabat"]


def test_home_is_heard_by_nobody(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.sync(rabat, madrid)
    with madrid.store.transaction() as tx:
        logs = tx.rows("SELECT origin FROM ledger.log WHERE channel = 'home'")
        assert madrid.exchange.recipients(tx, HOME) == ()
    assert [row["origin"] for row in logs] == ["madrid/home/g1/e1"]


def test_a_new_member_gets_what_is_written_from_then_on(rig: Rig) -> None:
    """REQUIREMENTS 10.1."""
    (rabat, madrid), channel = rig.case("rabat", "madrid")
    rabat.say(channel, "before")
    rig.sync(rabat, madrid)
    lisbon = rig.node("lisbon")
    rig.enrol(rabat, lisbon)
    rig.enrol(madrid, lisbon)
    with rabat.store.transaction() as tx:
        now = channels.current(tx, channel)
    following = next_statement(now, ["lisbon", "madrid", "rabat"], "rig", stamp(NOON))
    rig.agree(following, rabat, madrid, lisbon)
    rabat.say(channel, "after")
    rig.settle_all()
    assert lisbon.heard() == ["after"]
    assert madrid.heard() == ["before", "after"]


def test_a_partner_that_left_gets_nothing_and_is_not_heard(rig: Rig) -> None:
    """REQUIREMENTS 10.1."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    bundle = madrid.exchange.prepare(rabat.name).data
    rig.leave(rabat, madrid)
    assert refusal(lambda: rabat.exchange.receive(bundle)) == "partner_not_enrolled"
    assert refusal(lambda: rabat.exchange.prepare(madrid.name)) == "partner_not_enrolled"
    with rabat.store.transaction() as tx:
        assert rabat.exchange.recipients(tx, channel) == ()
    assert madrid.ring().card("madrid").tls_cert not in rabat.exchange.trusted_certificates()


def test_a_proposal_reaches_the_members_it_names_and_counts_when_all_have_signed(
    rig: Rig,
) -> None:
    rabat, madrid, _ = rig.pair()
    channel = ChannelId("case:new")
    statement = first_statement(channel, ["madrid", "rabat"], "rig", stamp(NOON))
    rig.agree(statement, rabat)
    rig.sync(rabat, madrid)
    with madrid.store.transaction() as tx:
        (seen,) = channels.generations(tx, channel)
        assert (seen.statement, seen.complete) == (statement, False)
        assert refusal(lambda: channels.recipients(tx, madrid.name, channel)) == "channel_unknown"
    rig.agree(statement, madrid)
    rig.sync(rabat, madrid)
    rabat.say(channel, "in the new case")
    rig.sync(rabat, madrid)
    assert madrid.heard() == ["in the new case"]


def test_rival_successors_halt_releases(rig: Rig) -> None:
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    with rabat.store.transaction() as tx:
        now = channels.current(tx, channel)
    for members in (["madrid", "rabat"], ["lisbon", "rabat"]):
        following = next_statement(now, members, "rig", stamp(NOON))
        rig.agree(following, *(rig.nodes[name] for name in members))
    rig.settle_all()
    with rabat.store.transaction() as tx:
        assert channels.halted(tx, channel)
        with pytest.raises(Refused) as caught:
            rabat.exchange.recipients(tx, channel)
        assert caught.value.code == "channel_halted"
        third = next_statement(
            channels.newest_generation(tx, channel)[0].statement,
            ["lisbon", "madrid", "rabat"],
            "rig",
            stamp(NOON),
        )
    rig.agree(third, rabat, madrid, lisbon)
    with rabat.store.transaction() as tx:
        assert not channels.halted(tx, channel)
        assert rabat.exchange.recipients(tx, channel) == ("lisbon", "madrid")


def test_attachments_come_after_the_entry_that_names_them(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    address = rabat.blobs.put(b"TSQA1\n" + b"x" * 5000)
    stray = rabat.blobs.put(b"TSQA1\n" + b"y" * 5000)
    rabat.say_with_attachment(channel, address)
    rig.sync(rabat, madrid)
    assert madrid.blobs.find(address) == b"TSQA1\n" + b"x" * 5000
    assert not madrid.blobs.has(stray)


def test_a_clock_a_day_off_changes_nothing(rig: Rig) -> None:
    """T6."""
    rabat, madrid, channel = rig.pair()
    for days in (1, -1, 0, 2):
        rabat.clock.offset = timedelta(days=days)
        rabat.say(channel, f"at {days}")
        rig.sync(rabat, madrid)
    assert madrid.heard() == ["at 1", "at -1", "at 0", "at 2"]


def test_software_and_last_contact_are_shown(rig: Rig) -> None:
    rabat, madrid, _ = rig.pair()
    assert link_of(rabat, madrid).last_contact is None
    rig.sync(rabat, madrid)
    link = link_of(rabat, madrid)
    assert link.last_contact is not None
    assert link.software
    assert link_of(rabat, madrid).failure == ""


def test_an_unreachable_partner_is_shown_as_such_and_the_pause_grows(rig: Rig) -> None:
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one")
    rig.leave(madrid, rabat)
    pauses = [rig.sync(rabat, madrid).state.pause for _ in range(4)]
    link = link_of(rabat, madrid)
    assert link.failure == "partner_not_enrolled"
    assert link.lag == 2
    assert min(pauses) > 0


def test_partners_of_one_node_do_not_see_each_other(rig: Rig) -> None:
    rabat = rig.node("rabat")
    others = [rig.node(name) for name in ("madrid", "lisbon")]
    for other in others:
        rig.enrol(rabat, other)
        rig.channel(partners_channel(rabat, other), rabat, other)
    rabat.say(partners_channel(rabat, others[0]), "for madrid")
    rig.settle_all()
    assert others[0].heard() == ["for madrid"]
    assert others[1].heard() == []
    with others[1].store.transaction() as tx:
        assert set(partners.enrolled(tx)) == {"rabat"}
        names = {row["origin"] for row in tx.rows("SELECT origin FROM ledger.log")}
    assert not any("madrid" in name for name in names)


def partners_channel(a: RigNode, b: RigNode) -> ChannelId:
    return desk_channel(a.name, b.name)
