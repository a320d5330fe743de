"""Plain rules find reads that deserve a question; a sample can be drawn again by its seed."""

from datetime import UTC, datetime, time, timedelta

from tansiq.oversight.names import name_key
from tansiq.oversight.read_lines import draw
from tansiq.oversight.unusual import Finding, Read, Rules, patterns, thin_reasons, unusual_reads

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FILES = {"of-a": frozenset({"home", "case:atlas"})}


def read(number: int, **changes: object) -> Read:
    fields: dict[str, object] = {
        "number": number,
        "time": NOON,
        "officer": "of-a",
        "action": "read_report",
        "place": "case:atlas",
        "reason": "case work",
        "shown": ("r-1",),
    }
    return Read(**(fields | changes))  # type: ignore[arg-type]


def test_ordinary_reads_raise_nothing() -> None:
    assert unusual_reads((read(1), read(2)), Rules(), FILES) == ()


def test_too_many_things_in_one_hour_are_one_finding() -> None:
    reads = tuple(
        read(number, time=NOON + timedelta(minutes=number), shown=tuple("r" * 60))
        for number in range(4)
    )
    assert unusual_reads(reads, Rules(per_hour=200), FILES) == (Finding(0, "volume", "of-a", 240),)
    spread = tuple(
        read(number, time=NOON + timedelta(hours=number), shown=tuple("r" * 60))
        for number in range(4)
    )
    assert unusual_reads(spread, Rules(per_hour=200), FILES) == ()


def test_reading_off_the_file_is_found() -> None:
    (found,) = unusual_reads((read(1, place="case:rif"),), Rules(), FILES)
    assert found.rule == "off_file"
    (stranger,) = unusual_reads((read(1, officer="of-b"),), Rules(), FILES)
    assert stranger.rule == "off_file"


def test_duty_hours_are_local_and_may_cross_midnight() -> None:
    """LAW L3: the zone belongs to the line."""
    late = read(1, time=datetime(2026, 7, 2, 20, 30, tzinfo=UTC))
    madrid = Rules(zone="Europe/Madrid")
    assert unusual_reads((late,), Rules(), FILES) == ()
    assert [one.rule for one in unusual_reads((late,), madrid, FILES)] == ["outside_hours"]
    night = Rules(zone="Europe/Madrid", hours={"of-a": (time(22), time(6))})
    assert unusual_reads((late,), night, FILES) == ()
    assert [one.rule for one in unusual_reads((read(2),), night, FILES)] == ["outside_hours"]


def test_a_name_has_one_key_whatever_its_spelling_and_order() -> None:
    assert name_key("SHAYESTEH, Bahrami Ali") == name_key("bahrami  ali shayesteh")
    assert name_key("José Núñez") == name_key("NUNEZ JOSE")
    assert name_key("إدريس بن عَكّورت") == name_key("ادريس بن عكورت")
    assert name_key("Ali") != name_key("Alia")


def test_a_reason_of_one_word_or_few_letters_is_thin() -> None:
    reads = (read(1, reason="work"), read(2, reason="a b 12 34 567"), read(3, reason="تحقيق"))
    assert [one.rule for one in thin_reasons(reads)] == ["short"] * 3
    assert thin_reasons((read(1, reason="inquiry 31/26, hearing"),)) == ()
    assert thin_reasons((read(1, reason="تحقيق تمهيدي 31/26"),)) == ()


def test_a_reason_still_given_after_a_week_is_worn() -> None:
    def later(number: int, days: int, **changes: object) -> Read:
        when = NOON + timedelta(days=days)
        return read(number, time=when, reason="Daily round of the desk", **changes)

    fresh = (later(1, 0), later(2, 6), later(3, 9, officer="of-b"))
    assert thin_reasons(fresh) == ()
    (found,) = thin_reasons((*fresh, later(4, 8)))
    assert (found.rule, found.number, found.officer) == ("worn", 4, "of-a")


def test_findings_are_put_together_by_rule_and_officer() -> None:
    reads = (read(1, reason="work"), read(2, reason="x"), read(3, reason="y", officer="of-b"))
    found = patterns(thin_reasons(reads), reads)
    assert [(one.officer, one.findings, one.newest.number) for one in found] == [
        ("of-b", 1, 3),
        ("of-a", 2, 2),
    ]


def test_a_seed_draws_the_same_lines_again_and_another_draws_others() -> None:
    drawn = draw(range(1, 1001), "2026-W48", 20)
    assert drawn == draw(reversed(range(1, 1001)), "2026-W48", 20)
    assert len(set(drawn)) == 20
    assert drawn == tuple(sorted(drawn))
    assert drawn != draw(range(1, 1001), "2026-W49", 20)
    assert draw(range(1, 4), "any", 20) == (1, 2, 3)


def test_a_partner_s_system_is_judged_by_no_rule_for_officers() -> None:
    fields = {"officer": "r-feed", "action": "serve_feed", "place": "desk:a~b", "reason": "x"}
    night = NOON.replace(hour=3)
    reads = tuple(read(one, time=night, shown=tuple("r" * 300), **fields) for one in range(3))
    assert unusual_reads(reads, Rules(), FILES) == ()
    assert thin_reasons(reads) == ()
