"""Feeds: who may read our releases with a system that is no node, opened and closed by two people.

Promises: a password is shown once and never kept; what a feed may read is asked anew at each
request: the partner is enrolled, hears the channel now, and nobody has asked for the feed's end.
One officer's word suspends a feed at once; the second officer makes it final, or opens it again.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from tansiq.node import changes
from tansiq.node.actions import Action
from tansiq.node.changes import Proposed
from tansiq.node.compose import Node
from tansiq.node.reading import Look, Reader, read
from tansiq.node.signing import Signer
from tansiq.officers.people import Officer
from tansiq.officers.queries import FeedSeen, feeds
from tansiq.record.officers import FeedClosed, FeedOpened
from tansiq.store.connect import Tx
from tansiq.terms.clock import parse_stamp, stamp
from tansiq.terms.errors import Invalid, Missing
from tansiq.terms.ids import ChannelId, NodeId, new_record_id

MOST_DAYS = 366
_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An officer's wish: for which partner's system, in which channels, for how many days."""

    name: str
    recipient: NodeId
    channels: tuple[ChannelId, ...]
    days: int


@dataclass(frozen=True, slots=True)
class FeedMade:
    """A feed as it was proposed, with the password that is shown this once."""

    feed: str
    password: str
    expiry: str
    proposal: str
    entry: str
    code: str


def open_feed(node: Node, signer: Signer, wish: Opening, reason: str) -> FeedMade:
    """Propose a feed; it gives nothing before a second officer approves."""
    if not 1 <= wish.days <= MOST_DAYS:
        raise Invalid("feed_days", most=MOST_DAYS)
    feed, password = new_record_id(), secrets.token_urlsafe(_BYTES)
    expiry = stamp(node.clock.now() + timedelta(days=wish.days))
    change = FeedOpened(
        feed=feed,
        name=wish.name,
        recipient=wish.recipient,
        channels=tuple(wish.channels),
        digest=digest_of(password),
        expiry=expiry,
    )
    done = changes.propose(node, signer, change, reason)
    return FeedMade(feed, password, expiry, done.proposal, done.entry, done.code)


def close_feed(node: Node, signer: Signer, feed: str, reason: str) -> Proposed:
    """Ask for the end of a feed; from this moment it gives nothing."""
    return changes.propose(node, signer, FeedClosed(feed=feed, reason=reason), reason)


def listed(node: Node, reader: Reader) -> tuple[FeedSeen, ...]:
    """Every feed that is open, for those who may see the officers and what they decided."""

    def query(tx: Tx, _officer: Officer) -> tuple[tuple[FeedSeen, ...], Sequence[str]]:
        found = feeds(tx)
        return found, [one.opened.feed for one in found]

    return read(node, reader, Look(action=Action.SEE_OFFICERS), query)


def digest_of(password: str) -> str:
    """What is kept of a password: 256 random bits need no salt and no slow hash."""
    return sha256(password.encode("utf-8", "replace")).hexdigest()


def admitted(node: Node, tx: Tx, feed: str, password: str) -> FeedOpened:
    """The feed that this password opens now; Missing `feed_unknown`, whatever is wrong."""
    given = digest_of(password)
    found = next((one for one in feeds(tx) if one.opened.feed == feed), None)
    known = "" if found is None else found.opened.digest
    right = hmac.compare_digest(given, known)
    if not right or found is None or found.ending:
        raise Missing("feed_unknown", feed=feed[:60])
    opened = found.opened
    if parse_stamp(opened.expiry) <= node.clock.now():
        raise Missing("feed_unknown", feed=feed[:60])
    if opened.recipient not in node.staff(tx).partners:
        raise Missing("feed_unknown", feed=feed[:60])
    return opened


def open_to(node: Node, tx: Tx, feed: FeedOpened) -> tuple[ChannelId, ...]:
    """The channels of a feed that its partner hears now, by the preview's own reckoning."""
    return tuple(one for one in map(ChannelId, feed.channels) if _hears(node, tx, one, feed))


def _hears(node: Node, tx: Tx, channel: ChannelId, feed: FeedOpened) -> bool:
    try:
        now = node.channel_now(tx, channel)
    except Missing:
        return False
    return not now.halted and feed.recipient in now.audience(node.me)
