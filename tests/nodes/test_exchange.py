"""Two nodes exchange: what was said arrives once, in order, opened, cosigned and acknowledged."""

from tests.nodes.two_nodes import Rig


def test_what_one_says_the_other_reads_and_the_writer_knows(rig: Rig) -> None:
    """REQUIREMENTS 1.1, 1.9."""
    rabat, madrid, channel = rig.pair()
    rabat.say(channel, "one", "two", "three")
    madrid.say(channel, "uno")
    courier = rig.sync(rabat, madrid)
    assert courier.state.code == ""
    assert madrid.heard(rabat.name) == ["one", "two", "three"]
    assert rabat.heard(madrid.name) == ["uno"]
    with rabat.store.transaction() as tx:
        (link,) = rabat.exchange.link_states(tx)
    (log,) = link.logs
    assert (log.size, log.sent, log.received, log.applied, log.opened) == (4, 4, 4, 4, 4)
    assert (log.lag, log.failure, link.failure) == (0, None, "")
