"""A feed is for one enrolled partner, for channels with partners, and known by a digest alone."""

from types import MappingProxyType

import msgspec
import pytest

from tansiq.officers.change_rules import check_change, subject_of
from tansiq.officers.people import Staff, staff_after
from tansiq.record.officers import FeedClosed, FeedOpened
from tansiq.terms.errors import Conflict, Invalid, Missing, Refused, TansiqError

FEED = "r-" + "a" * 26
OPENED = FeedOpened(
    feed=FEED, name=" threat platform ", recipient="xb", channels=("desk:xa~xb", "case:gulls"),
    digest="0" * 64, expiry="2027-01-01T00:00:00Z",
)  # fmt: skip
CLOSED = FeedClosed(feed=FEED, reason="laptop lost")
STAFF = Staff(MappingProxyType({}), partners=frozenset({"xb"}))


def test_a_sound_feed_is_tidied_and_named_by_its_id() -> None:
    made = check_change(STAFF, "xa", OPENED)
    assert isinstance(made, FeedOpened)
    assert (made.name, made.channels) == ("threat platform", ("case:gulls", "desk:xa~xb"))
    assert subject_of(made) == subject_of(CLOSED) == FEED


@pytest.mark.parametrize(
    ("changed", "kind", "code"),
    [
        ({"recipient": "xc"}, Refused, "feed_recipient"),
        ({"channels": ()}, Invalid, "feed_channels"),
        ({"channels": ("home",)}, Invalid, "feed_channels"),
        ({"channels": ("A B",)}, Invalid, "id_invalid"),
        ({"channels": tuple(f"case:{n}" for n in range(101))}, Invalid, "feed_channels"),
        ({"name": "  "}, Invalid, "feed_malformed"),
        ({"name": "x" * 201}, Invalid, "feed_malformed"),
        ({"digest": "password"}, Invalid, "feed_malformed"),
        ({"expiry": "tomorrow"}, Invalid, "time_malformed"),
        ({"feed": "../x"}, Invalid, "id_invalid"),
    ],
)  # fmt: skip
def test_an_unsound_feed_is_refused_by_rule(
    changed: dict[str, object], kind: type[TansiqError], code: str
) -> None:
    with pytest.raises(kind) as refused:
        check_change(STAFF, "xa", msgspec.structs.replace(OPENED, **changed))
    assert refused.value.code == code


def test_a_feed_is_opened_once_and_closed_once_with_a_reason() -> None:
    with pytest.raises(Missing):
        check_change(STAFF, "xa", CLOSED)
    after = staff_after(STAFF, (OPENED,))
    assert after.feeds == {FEED}
    with pytest.raises(Conflict):
        check_change(after, "xa", OPENED)
    with pytest.raises(Invalid):
        check_change(after, "xa", msgspec.structs.replace(CLOSED, reason=" "))
    assert check_change(after, "xa", CLOSED) == CLOSED
    assert not staff_after(after, (CLOSED,)).feeds
