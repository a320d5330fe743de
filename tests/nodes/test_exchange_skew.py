"""Two releases apart: what a node does not know it keeps, passes on, and folds once it learns."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from tests.nodes.two_nodes import Rig, RigNode, Spoken

from tansiq.exchange.projections import PROJECTIONS
from tansiq.record import registry
from tansiq.record.base import Record
from tansiq.record.registry import register
from tansiq.store.projection import Change, Insert, Opened, Projection
from tansiq.terms.ids import ChannelId


class SpokenAgain(Record, frozen=True, kw_only=True):
    """The text of a test node two releases later: it also has a tone, which must be given."""

    KIND: ClassVar[str] = "rig_spoken"
    VERSION: ClassVar[int] = 3

    text: str
    tone: str


class Sung(Record, frozen=True, kw_only=True):
    """A kind that only the later release has."""

    KIND: ClassVar[str] = "rig_sung"
    VERSION: ClassVar[int] = 1

    verse: str


def _fold(opened: Opened) -> Iterator[Change]:
    payload = opened.said.payload if opened.said else None
    text = {
        Spoken: lambda one: one.text,
        SpokenAgain: lambda one: f"{one.text} ({one.tone})",
        Sung: lambda one: f"~ {one.verse}",
    }.get(type(payload))
    if text is not None:
        row: dict[str, object] = {
            "entry_id": opened.entry_id, "origin": opened.origin, "seq": opened.seq,
            "text": text(payload),
        }  # fmt: skip
        yield Insert("rig_spoken", row)


LATER = Projection(
    name="rig_spoken",
    version=2,
    tables=(
        """CREATE TABLE rig_spoken (
            entry_id text PRIMARY KEY, origin text NOT NULL, seq bigint NOT NULL, text text NOT NULL
        )""",
    ),
    kinds=frozenset({"rig_spoken", "rig_sung"}),
    fold=_fold,
)


@contextmanager
def the_later_release() -> Iterator[None]:
    """What is read and written in here is read and written by the later release."""
    for one in (SpokenAgain, Sung):
        register(one)
    try:
        yield
    finally:
        for one in (SpokenAgain, Sung):
            registry._classes.pop((one.KIND, one.VERSION))


def install(node: RigNode) -> None:
    """Upgrade a node: its start finds a newer version of a projection and folds anew."""
    node.projections = (*PROJECTIONS, LATER)
    node.restart()


def say(node: RigNode, channel: ChannelId, *payloads: Record) -> None:
    """Write records to a channel."""
    node.append(*(node._draft(channel, one, node.classes[channel, 1]) for one in payloads))


def test_a_newer_version_and_a_newer_kind_are_kept_passed_on_and_folded_after_the_upgrade(
    rig: Rig,
) -> None:
    """REQUIREMENTS 10.3: a version skew of two releases, over three nodes."""
    (rabat, madrid, lisbon), channel = rig.case("rabat", "madrid", "lisbon")
    rabat.say(channel, "old words")
    with the_later_release():
        say(rabat, channel, SpokenAgain(text="new words", tone="low"), Sung(verse="la"))
    rabat.say(channel, "old words again")
    rig.sync(rabat, madrid)
    rig.sync(madrid, lisbon)
    origin = rabat.log(channel).origin
    unknown = {2: ("unknown_kind", "rig_spoken/3"), 3: ("unknown_kind", "rig_sung/1")}
    for node in (madrid, lisbon):
        assert node.heard() == ["old words", "old words again"]
        assert node.states(origin) == unknown
        assert node.log(channel, rabat.name).root == rabat.log(channel).root
    with rabat.store.transaction() as tx:
        (link,) = [one for one in rabat.exchange.link_states(tx) if one.partner == madrid.name]
    (log,) = link.logs
    assert (log.received, log.applied, log.lag) == (5, 5, 0)
    with the_later_release():
        install(lisbon)
        assert lisbon.heard() == ["old words", "new words (low)", "~ la", "old words again"]
        assert lisbon.states(origin) == {}
    assert madrid.states(origin) == unknown
    madrid.say(channel, "an answer in the old way")
    rig.sync(madrid, lisbon)
    assert lisbon.heard(madrid.name) == ["an answer in the old way"]
    with the_later_release():
        madrid.restart()
        assert madrid.states(origin) == {}
