"""What a feed must satisfy: the door through which a partner's other system reads our releases.

Promises: it is for one enrolled partner, for channels with partners, until a day; only the digest
of its password is on record. What it then reads is decided when it reads, not here.
"""

import re

import msgspec

from tansiq.officers.people import Staff
from tansiq.record.officers import FeedClosed, FeedOpened
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused
from tansiq.terms.ids import HOME, channel_id, node_id, record_id
from tansiq.terms.text import to_nfc

MOST_CHANNELS = 100
NAME_LIMIT = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")


def check_feed(staff: Staff, change: FeedOpened | FeedClosed) -> FeedOpened | FeedClosed:
    """The change in normal form if it may take effect now, else the rule that forbids it."""
    record_id(change.feed)
    if isinstance(change, FeedClosed):
        if change.feed not in staff.feeds:
            raise Missing("feed_unknown", feed=change.feed)
        if not change.reason.strip():
            raise Invalid("change_reason")
        return change
    if change.feed in staff.feeds:
        raise Conflict("feed_known", feed=change.feed)
    if node_id(change.recipient) not in staff.partners:
        raise Refused("feed_recipient", node=change.recipient)
    return _opened(change)


def _opened(change: FeedOpened) -> FeedOpened:
    name = to_nfc(change.name).strip()
    channels = tuple(sorted({channel_id(one) for one in change.channels}))
    if not channels or HOME in channels or len(channels) > MOST_CHANNELS:
        raise Invalid("feed_channels", most=MOST_CHANNELS)
    if not name or len(name) > NAME_LIMIT or _DIGEST.fullmatch(change.digest) is None:
        raise Invalid("feed_malformed", most=NAME_LIMIT)
    parse_stamp(change.expiry)
    return msgspec.structs.replace(change, name=name, channels=channels)
