"""Clocks of real nodes against each other, measured by the bundles that go anyway."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import metadata

import pytest
from tests.nodes.two_nodes import Rig, RigNode

from tansiq.exchange import members, outbox
from tansiq.exchange.content import Manifest
from tansiq.exchange.link import LinkState
from tansiq.exchange.timing import Times
from tansiq.node.clock_agreement import Agreement, Suspect, Zones, judged

BOUND = 2_000
TZDATA = metadata.version("tzdata")


def links(node: RigNode) -> tuple[LinkState, ...]:
    with node.store.transaction() as tx:
        return node.exchange.link_states(tx)


def link(node: RigNode, partner: RigNode) -> LinkState:
    (found,) = (one for one in links(node) if one.partner == partner.name)
    return found


def test_two_clocks_that_agree_are_measured_on_both_sides_and_agree(rig: Rig) -> None:
    """REQUIREMENTS 6.2."""
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    rig.enrol(rabat, madrid)
    rig.sync(rabat, madrid)
    rig.sync(rabat, madrid)
    for here in (rabat, madrid):
        found = judged(links(here), here.clock.now(), BOUND)
        (other,) = found.partners
        assert other.uncertainty_ms is not None
        assert abs(other.offset_ms or 0) <= other.uncertainty_ms
        assert (found.verdict, found.suspect, found.loud) == ("agrees", "nobody", False)
        assert (other.tzdata, other.zones) == (TZDATA, Zones.SAME)


@pytest.mark.parametrize("seconds", [-3_600, -5, 5, 3_600])
def test_a_shifted_clock_is_measured_to_the_sign_and_said_loudly_on_both_sides(
    rig: Rig, seconds: int
) -> None:
    """REQUIREMENTS 6.2: a node whose clock disagrees beyond the bound says so."""
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    rig.enrol(rabat, madrid)
    madrid.clock.offset = timedelta(seconds=seconds)
    rig.sync(rabat, madrid)
    rig.sync(rabat, madrid)
    for here, ahead in ((rabat, seconds), (madrid, -seconds)):
        found = judged(links(here), here.clock.now(), BOUND)
        (other,) = found.disagreeing
        assert found.worst == other
        assert other.offset_ms is not None
        assert other.uncertainty_ms is not None
        assert abs(other.offset_ms - 1000 * ahead) <= other.uncertainty_ms < BOUND
        assert other.offset_seconds == other.offset_ms / 1000
        assert (found.verdict, found.suspect, found.loud) == ("disagrees", "cannot_tell", True)


def test_a_node_whose_clock_is_alone_among_three_is_told_that_it_is_likely_its_own(
    rig: Rig,
) -> None:
    nodes = rabat, madrid, lisbon = [rig.node(one) for one in ("rabat", "madrid", "lisbon")]
    for one, other in ((rabat, madrid), (rabat, lisbon), (madrid, lisbon)):
        rig.enrol(one, other)
    rabat.clock.offset = timedelta(seconds=30)
    for _ in range(2):
        for one, other in ((rabat, madrid), (rabat, lisbon), (madrid, lisbon)):
            rig.sync(one, other)
    told = [judged(links(one), one.clock.now(), BOUND).suspect for one in nodes]
    assert told == [Suspect.OURS, Suspect.CANNOT_TELL, Suspect.CANNOT_TELL]
    fourth = rig.node("tangier")
    for one in (madrid, lisbon):
        rig.enrol(one, fourth)
        rig.sync(one, fourth)
    found = judged(links(madrid), madrid.clock.now(), BOUND)
    assert (found.suspect, found.verdict) == (Suspect.THEIRS, Agreement.DISAGREES)


def test_a_clock_set_right_is_measured_anew_at_the_next_exchange(rig: Rig) -> None:
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    rig.enrol(rabat, madrid)
    madrid.clock.offset = timedelta(seconds=20)
    rig.sync(rabat, madrid)
    assert judged(links(rabat), rabat.clock.now(), BOUND).verdict is Agreement.DISAGREES
    madrid.clock.offset = timedelta()
    rig.sync(rabat, madrid)
    assert judged(links(rabat), rabat.clock.now(), BOUND).verdict is Agreement.AGREES


def test_what_was_measured_long_ago_or_never_or_too_coarsely_is_not_known(rig: Rig) -> None:
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    rig.enrol(rabat, madrid)
    before = judged(links(rabat), rabat.clock.now(), BOUND)
    assert (before.verdict, before.worst, before.partners[0].offset_seconds) == (
        "unknown", None, None,
    )  # fmt: skip
    rig.sync(rabat, madrid)
    late = rabat.clock.now() + timedelta(minutes=11)
    assert judged(links(rabat), late, BOUND).verdict is Agreement.UNKNOWN
    held = link(rabat, madrid)
    assert held.clock is not None
    coarse = replace(held, clock=replace(held.clock, offset_ms=2_500, uncertainty_ms=900))
    assert judged((coarse,), rabat.clock.now(), BOUND).verdict is Agreement.UNKNOWN


def test_a_stick_measures_nothing(rig: Rig) -> None:
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    rig.enrol(rabat, madrid)
    for here, there in ((rabat, madrid), (madrid, rabat)):
        there.exchange.apply(here.exchange.prepare(there.name).data)
    assert link(rabat, madrid).clock is None
    assert link(rabat, madrid).tzdata == TZDATA


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What a node says of its table of zones, as an older release would; and nothing of time."""

    def say(version: str) -> None:
        monkeypatch.setattr(outbox, "zone_table_version", lambda: version)

    return say


def test_a_partner_with_another_table_of_zones_is_named(
    rig: Rig, older: Callable[[str], None]
) -> None:
    """DESIGN 8: its version is on board and order; partners with another are named."""
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    rig.enrol(rabat, madrid)
    older("2025.2")
    rabat.exchange.apply(madrid.exchange.prepare(rabat.name).data)
    (other,) = judged(links(rabat), rabat.clock.now(), BOUND).other_zones
    assert (other.partner, other.tzdata, other.zones) == ("madrid", "2025.2", Zones.DIFFERENT)


def test_a_partner_of_an_older_release_that_says_nothing_is_not_known_and_no_trouble(
    rig: Rig, older: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """REQUIREMENTS 10.3: version skew."""
    rabat, madrid = rig.node("rabat"), rig.node("madrid")
    rig.enrol(rabat, madrid)
    older("")
    plain = members.write_manifest

    def silent(manifest: Manifest) -> bytes:
        return plain(replace(manifest, times=Times()))

    monkeypatch.setattr(members, "write_manifest", silent)
    rig.sync(rabat, madrid)
    found = judged(links(rabat), rabat.clock.now(), BOUND)
    (other,) = found.partners
    assert (found.verdict, other.zones, other.offset_ms) == ("unknown", "unknown", None)
    assert found.other_zones == ()
