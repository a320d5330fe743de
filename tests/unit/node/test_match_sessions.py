"""Numbers of private matches for those who watch over them (REQUIREMENTS 2.2)."""

from datetime import UTC, datetime

from tansiq.node.match_sessions import quotas_seen, sessions_seen
from tansiq.record.matches import MatchAccepted, MatchAsked, MatchScope
from tansiq.subjects.matching import Match, Step
from tansiq.subjects.queries import MatchFile, QuotaSet
from tansiq.subjects.quota import DAILY, Spent
from tansiq.terms.ids import ChannelId

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def session(name: str, asker: str, size: int, there: int, kind: str = "phone") -> MatchFile:
    asked = MatchAsked(match=name, count=size + 128)
    scope = MatchScope(
        type=kind, norm=1, samples="", size=size, root="", case="", purpose="", legal_basis=""
    )
    accepted = MatchAccepted(
        match=name, epoch=1, key="", size=there, root="", tags=there, tags_before=0, quota_left=0
    )
    match = Match(
        match=name, asker=asker, answerer="madrid" if asker == "rabat" else "rabat",
        proposer="o-1", scope=scope, endorsed="o-2", accepted=accepted, asked=asked,
    )  # fmt: skip
    step = Step(asker, "", "2026-11-29T10:00:00Z", "e", asked)
    return MatchFile(match, ChannelId("case:x"), (step,), {})


def test_growth_is_told_against_the_session_before_of_the_same_kind() -> None:
    """The same partner, type and direction: anything else compares two different lists."""
    files = [
        session("one", "rabat", 32, 48),
        session("other way", "madrid", 900, 900),
        session("other type", "rabat", 700, 700, "email"),
        session("two", "rabat", 320, 40),
    ]
    seen = {one.match: one for one in sessions_seen("madrid", files)}
    assert list(seen) == ["two", "other type", "other way", "one"]
    assert (seen["two"].grew_asker, seen["two"].grew_answerer) == (288, -8)
    assert (seen["two"].partner, seen["two"].we_ask, seen["two"].points) == ("rabat", False, 448)
    assert {one.grew_asker for one in seen.values() if one.match != "two"} == {None}
    assert (seen["other way"].we_ask, seen["other way"].partner) == (True, "rabat")


def spent(partner: str, points: int, when: datetime = NOW) -> Spent:
    return Spent("m", partner, "phone", when, points, finished=False)


def test_quotas_count_the_day_alone_and_the_newest_setting_holds() -> None:
    told = [
        QuotaSet("rabat", "phone", 500, "o-dpo", "2026-11-20T00:00:00Z", "agreed"),
        QuotaSet("rabat", "phone", 0, "o-dpo", "2026-11-10T00:00:00Z", "stopped"),
    ]
    used = [
        spent("rabat", 160),
        spent("rabat", 400, NOW.replace(day=28)),
        spent("lisbon", 300),
    ]
    lisbon, rabat = quotas_seen(told, used, NOW)
    assert (lisbon.daily, lisbon.left, lisbon.by) == (DAILY, DAILY - 300, "")
    assert (rabat.daily, rabat.spent, rabat.left) == (500, 160, 340)
    assert (rabat.by, rabat.reason) == ("o-dpo", "agreed")
    (over,) = quotas_seen(told[1:], used[:1], NOW)
    assert over.left == 0, "what was spent before a lower number is nobody's credit"
