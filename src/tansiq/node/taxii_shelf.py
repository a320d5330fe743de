"""What stands in a TAXII collection: the objects of our releases, in the order they came to be.

Promises: nothing but what `desk.serving` gives for this partner and channel, made into STIX by
`formats.stix_report`; every look is in the read log, with the releases shown, before a byte leaves.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid5

import msgspec

from tansiq.desk.serving import Served, Shelf, served
from tansiq.formats.edge_json import Object
from tansiq.formats.stix_fixed import moment
from tansiq.formats.stix_report import ReleaseOut, release_objects, standing_objects
from tansiq.node.compose import Node
from tansiq.record.officers import FeedOpened
from tansiq.store.connect import Tx
from tansiq.store.readlog import Read, append_read
from tansiq.terms.errors import Invalid
from tansiq.terms.ids import ChannelId

MOST = 500
"""Objects in one answer at most, whatever is asked for."""
ACTION = "serve_feed"
_NAMES = UUID("4d7a0f52-9f0b-5c4a-8a53-0e3c8d1b6f27")


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where an answer ended: the moment, the release, and the object of it."""

    added: str = ""
    release: str = ""
    number: int = -1


@dataclass(frozen=True, slots=True)
class Item:
    """One object as it stands in a collection; the release it came with is empty for all's."""

    place: Position
    data: Object

    @property
    def added(self) -> str:
        """When it came to stand there."""
        return moment(self.place.added)

    @property
    def version(self) -> str:
        """Its version, which for what has no other is the moment it was made or added."""
        return str(self.data.get("modified") or self.data.get("created") or self.added)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: after which moment, from where on, how many, of which ids and types."""

    after: str = ""
    start: Position = field(default_factory=Position)
    limit: int = MOST
    ids: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    takes: Callable[[Item], bool] = field(default=lambda _item: True)


@dataclass(frozen=True, slots=True)
class Page:
    """Objects of a channel in their order, and where the next answer begins; empty at the end."""

    channel: ChannelId
    items: tuple[Item, ...]
    next: str


def collection_id(me: str, channel: str) -> str:
    """The id of the collection of a channel: no word of it tells what the channel is called."""
    return str(uuid5(_NAMES, f"{me}\n{channel}"))


def page(node: Node, tx: Tx, feed: FeedOpened, channel: ChannelId, wanted: Wanted) -> Page:
    """The objects that are asked for, as of now."""
    shelf = Shelf(node.me, channel, feed.recipient, node.clock.now())
    found: list[Item] = []
    for one in _items(tx, shelf, wanted):
        if len(found) == wanted.limit:
            return Page(channel, tuple(found), _sealed(found[-1].place))
        if _asked(one, wanted):
            found.append(one)
    return Page(channel, tuple(found), "")


def noted(node: Node, feed: FeedOpened, look: Page) -> None:
    """Write the read log; when this raises, nothing is given."""
    shown = dict.fromkeys(one.place.release for one in look.items if one.place.release)
    with node.store.transaction() as tx:
        append_read(
            tx,
            Read(
                time=node.clock.now(),
                officer=feed.feed,
                action=ACTION,
                place=look.channel,
                reason=f"TAXII: {feed.recipient}, {feed.name}",
                shown=tuple(shown),
            ),
        )


def position(text: str) -> Position:
    """Where an answer ended, as it told; Invalid `taxii_asked`."""
    try:
        found = msgspec.json.decode(base64.urlsafe_b64decode(text.encode()), type=Position)
    except (binascii.Error, UnicodeEncodeError, ValueError, msgspec.MsgspecError) as problem:
        raise Invalid("taxii_asked", name="next") from problem
    if any("\0" in one for one in (found.added, found.release)):
        raise Invalid("taxii_asked", name="next")
    return found


def _sealed(place: Position) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def _asked(one: Item, wanted: Wanted) -> bool:
    kind = not wanted.types or str(one.data["type"]) in wanted.types
    named = not wanted.ids or str(one.data["id"]) in wanted.ids
    return kind and named and wanted.takes(one)


def _items(tx: Tx, shelf: Shelf, wanted: Wanted) -> Iterator[Item]:
    """What stands after the moment asked for, from the place on where the last answer ended."""
    start = wanted.start
    first = next(served(tx, shelf), None)
    if first is None:
        return
    if first.added > wanted.after:
        every = enumerate(standing_objects(shelf.me))
        yield from (
            Item(Position(first.added, "", number), one)
            for number, one in every
            if (first.added, "", number) > (start.added, start.release, start.number)
        )
    # The release in which the last answer ended may go on.
    after, last = max((wanted.after, _LAST), (start.added, _before(start.release)))
    for release in served(tx, shelf, after, last):
        for number, one in enumerate(release_objects(_out(release), shelf.me)):
            place = Position(release.added, release.release, number)
            if _order(place) > _order(start):
                yield Item(place, one)


_LAST = "~"
"""After every release id of one moment."""


def _order(place: Position) -> tuple[str, str, int]:
    return place.added, place.release, place.number


def _before(release: str) -> str:
    """An id that comes just before a release's own."""
    return release[:-1]


def _out(one: Served) -> ReleaseOut:
    return ReleaseOut(
        record=one.record,
        content=one.content,
        released=one.released,
        changed=one.added,
        recalled=one.recalled,
    )
