"""Three plain rules find reads that deserve a question."""

from datetime import UTC, datetime, time, timedelta

from tansiq.oversight.names import name_key
from tansiq.oversight.unusual import Finding, Read, Rules, unusual_reads

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
