"""Keys and database lost together: both come back old, and whoever may know more is asked."""

from datetime import timedelta

from tests.nodes.test_exchange_ways_out import accept, next_epoch
from tests.nodes.two_nodes import Rig, RigNode, refusal

from tansiq.terms.ids import HOME, ChannelId


def forked(nodes: list[RigNode]) -> set[str]:
    found: set[str] = set()
    for one in nodes:
        with one.store.transaction() as tx:
            found |= {row["origin"] for row in tx.rows("SELECT origin FROM ledger.fork")}
    return found


def lost_what_lisbon_alone_has_heard(rig: Rig) -> tuple[list[RigNode], ChannelId]:
    """Rabat said "two" after its backup, to Lisbon alone; then it lost everything."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    rig.back_up(rabat)
    rabat.say(channel, "two")
    rig.sync(rabat, lisbon)
    rig.lose_everything(rabat)
    return [rabat, madrid, lisbon], channel


def test_a_log_stays_blocked_until_every_partner_of_its_channel_was_heard(rig: Rig) -> None:
    """DESIGN 3: whoever cannot be reached may hold what we signed and no longer know."""
    (rabat, madrid, lisbon), channel = lost_what_lisbon_alone_has_heard(rig)
    origin = rabat.log(channel).origin
    for _ in range(2):
        assert refusal(lambda: rabat.say(channel, "a second history")) == "log_blocked"
        rig.sync(rabat, madrid)
        assert rabat.log(channel).state == "blocked"
        rabat.restart()
    assert rabat.waits_for(origin) == ("lisbon",)
    rig.sync(rabat, lisbon)
    assert rabat.waits_for(origin) == ()
    assert rabat.log(channel).state == "open"
    assert rabat.log(channel).root == lisbon.log(channel, rabat.name).root
    rabat.restart()
    rabat.say(channel, "three")
    rig.settle_all()
    assert madrid.heard()[-1] == "three"
    assert forked([rabat, madrid, lisbon]) == set()


def test_home_that_nobody_else_holds_is_written_at_once(rig: Rig) -> None:
    (rabat, madrid, _), _ = lost_what_lisbon_alone_has_heard(rig)
    assert rabat.log(HOME).state == "open"
    before = rabat.log(HOME).size
    rig.leave(rabat, madrid)
    assert rabat.log(HOME).size == before + 1
    rabat.restart()
    assert rabat.log(HOME).state == "open"


def test_what_a_partner_packed_before_the_loss_is_no_answer(rig: Rig) -> None:
    """Anybody may carry an old bundle again: it tells nothing of what came after it."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "one")
    rig.settle_all()
    old = lisbon.exchange.prepare(rabat.name).data
    rig.back_up(rabat)
    rabat.say(channel, "two")
    rig.sync(rabat, lisbon)
    rig.lose_everything(rabat, later=60)
    rig.sync(rabat, madrid)
    rabat.exchange.receive(old)
    assert rabat.waits_for(rabat.log(channel).origin) == ("lisbon", "madrid")
    assert refusal(lambda: rabat.say(channel, "a second history")) == "log_blocked"
    for one in (madrid, lisbon):
        one.clock.offset = timedelta(seconds=120)
        rig.sync(rabat, one)
    assert rabat.log(channel).root == lisbon.log(channel, rabat.name).root
    assert rabat.log(channel).state == "open"


def test_a_channel_made_after_the_backup_is_not_begun_again(rig: Rig) -> None:
    rabat, madrid, lisbon = (rig.node(one) for one in ("rabat", "madrid", "lisbon"))
    for a, b in ((rabat, madrid), (rabat, lisbon), (madrid, lisbon)):
        rig.enrol(a, b)
    rig.back_up(rabat)
    channel = ChannelId("case:later")
    rig.channel(channel, rabat, madrid, lisbon)
    rabat.say(channel, "one")
    rig.sync(rabat, lisbon)
    rig.lose_everything(rabat)
    rig.sync(rabat, madrid)
    rig.sync(rabat, madrid)
    assert rabat.log(channel).state == "blocked"
    rabat.restart()
    assert refusal(lambda: rabat.say(channel, "a second beginning")) == "log_blocked"
    rig.sync(rabat, lisbon)
    rig.sync(rabat, lisbon)
    assert rabat.log(channel).state == "open"
    rabat.say(channel, "two")
    rig.settle_all()
    assert forked([rabat, madrid, lisbon]) == set()
    assert madrid.heard()[-1] == "two"


def test_an_epoch_with_a_gap_passes_a_partner_that_cannot_be_reached(rig: Rig) -> None:
    (rabat, madrid, _), channel = lost_what_lisbon_alone_has_heard(rig)
    rig.sync(rabat, madrid)
    new = next_epoch(rabat, channel, "gap")
    rabat.restart()
    rabat.say(channel, "after the gap")
    rig.sync(rabat, madrid)
    assert madrid.heard() == ["one"]
    accept(madrid, new)
    rig.sync(rabat, madrid)
    assert madrid.heard() == ["one", "after the gap"]
