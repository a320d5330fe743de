from datetime import UTC, date, datetime

import msgspec
import pytest

from tansiq.terms.clock import use_pinned_zones
from tansiq.terms.errors import Invalid
from tansiq.terms.minors import Minority, age_on, minority
from tansiq.terms.roles import Role
from tansiq.terms.rule_checks import checked
from tansiq.terms.rule_files import read_rule_set, templates
from tansiq.terms.rule_sets import CheckRule, attendance, checklist, in_force, may_waive
from tansiq.terms.rule_words import Circumstance as Known
from tansiq.terms.rule_words import Standing

EVERY = tuple(templates())
HOME = Known.HOME_SEARCH
MINIMAL = """
jurisdiction = "norlia"
version = 1
valid_from = "2026-01-01T00:00:00Z"
names = { en = "Norlia", fr = "Norlie", es = "Norlia", ar = "نورليا" }
states = ["NOR"]
zone = "UTC"
article = "Code of Norlia"
text_as_of = "2026-01-01"
level = "read"
majority = 18
none_below = 12
"""


@pytest.fixture(autouse=True)
def _pinned() -> None:
    use_pinned_zones()


def clock(name: str, start: str, base: str) -> str:
    return (
        f'[[clocks]]\nid = "{name}"\nkind = "custody"\narticle = "1"\n'
        f'start = "{start}"\nbase = "{base}"'
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_templates_are_five_and_no_jurist_confirmed_any() -> None:
    """DESIGN 11: Morocco, Spain, and three invented countries."""
    assert EVERY == ("es", "ma", "merenia", "rasilia", "valdoria")
    assert {one.standing for one in templates().values()} == {Standing.UNCONFIRMED}


@pytest.mark.parametrize(
    ("jurisdiction", "known", "codes"),
    [
        ("es", {HOME}, {"warrant", "entry_hours", "court_clerk", "witnesses", "seals"}),
        ("es", {HOME, Known.WITHOUT_ORDER},
         {"judge_informed", "entry_hours", "witnesses", "seals"}),
        ("ma", {HOME}, {"occupant_consent", "entry_hours", "witnesses", "seals"}),
        ("ma", {HOME, Known.TERRORISM, Known.WOMAN_EXPECTED},
         {"prosecutor_permission", "entry_hours", "witnesses", "seals", "woman_searcher"}),
        ("ma", {Known.FOREIGN_LANGUAGE, Known.MINOR_EXPECTED}, {"interpreter", "child_protection"}),
    ],
)  # fmt: skip
def test_the_checklist_of_a_site_follows_from_its_circumstances(
    jurisdiction: str, known: set[Known], codes: set[str]
) -> None:
    """REQUIREMENTS 6.5, LAW L19, L20, L39; a medic is asked for everywhere."""
    assert {one.code for one in checklist(templates()[jurisdiction], known)} == codes | {"medic"}


@pytest.mark.parametrize("jurisdiction", EVERY)
def test_a_medic_may_be_waived_by_the_commander_and_entry_hours_by_nobody(
    jurisdiction: str,
) -> None:
    items = {one.code: one for one in checklist(templates()[jurisdiction], {HOME})}
    assert may_waive(items["medic"], [Role.SITE_TEAM_LEADER, Role.OPERATIONS_COMMANDER])
    assert not may_waive(items["medic"], [Role.SITE_TEAM_LEADER])
    assert not any(may_waive(items["entry_hours"], [one]) for one in Role)


def test_who_must_attend_follows_from_circumstances_first_choice_first() -> None:
    """LAW L20, L39."""
    (present,) = attendance(templates()["ma"], {HOME})
    assert [(one.who, one.count) for one in present.choices] == [
        ("occupant", 1), ("representative", 1), ("independent_witness", 2),
    ]  # fmt: skip
    assert len(attendance(templates()["es"], {HOME})) == 2
    assert len(attendance(templates()["es"], {HOME, Known.WITHOUT_ORDER})) == 1


def test_a_later_version_replaces_the_earlier_from_the_instant_it_is_valid() -> None:
    first = templates()["rasilia"]
    second = msgspec.structs.replace(first, version=2, valid_from="2026-07-01T00:00:00Z")
    sets = (second, first)
    assert in_force(sets, "rasilia", utc("2026-06-30T23:59:59")) == first
    assert in_force(sets, "RAS", utc("2026-07-01T00:00:00")) == second
    assert in_force(sets, "rasilia", utc("2025-07-01T00:00:00")) is None
    assert in_force(sets, "norlia", utc("2026-07-01T00:00:00")) is None


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("= broken", "toml"),
        ('[[checklist]]\ncode = "wand"\narticle = "1"', "checklist.0.code"),
        ('[[checklist]]\ncode = "medic"\narticle = ""', "checklist.0.article"),
        ('[[checklist]]\ncode = "medic"\narticle = "1"\nwhen = ["rain"]', "checklist.0.when"),
        ('[[checklist]]\ncode = "medic"\narticle = "1"\nwhem = []', "set.checklist.whem"),
        ('[[checklist]]\ncode = "medic"\narticle = "1"\nwaivers = ["king"]', "checklist.0.waivers"),
        ('[[search_windows]]\nsince = "6"\nuntil = "21:00"\narticle = "1"',
         "search_windows.0.since"),
        ('[[search_windows]]\nsince = "22:00"\nuntil = "21:00"\narticle = "1"', "search_windows"),
        ('[[search_windows]]\nsince = "06:00"\nuntil = "21:00"\nzone = "Mars"\narticle = "1"',
         "search_windows.0.zone"),
        ('[[attendance]]\nchoices = []\narticle = "1"', "attendance"),
        (clock("norlia.x", "arrest", "72"),
         "clocks.norlia.x.base"),
        (clock("norlia.x", "dawn", "PT72H"),
         "clocks.norlia.x.start"),
        (clock("X y", "arrest", "PT72H"),
         "clocks"),
        ('[[clocks]]\nid = "norlia.x"\nkind = "custody"\nstart = "arrest"\narticle = "1"',
         "$.clocks[0]"),
    ],
)  # fmt: skip
def test_a_set_that_cannot_be_reckoned_with_is_refused_by_its_place(more: str, place: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_rule_set(MINIMAL + more)
    assert (caught.value.code, caught.value.facts) == ("rule_set_malformed", {"at": place})


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"version": 0}, "version"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"valid_from": "2026"}, "valid_from"),
        ({"names": {"en": "Norlia"}}, "names"),
        ({"names": {**dict.fromkeys(("en", "fr", "es", "ar"), "N"), "x y": "N"}}, "names"),
        ({"states": ("NOR",) * 31}, "states"),
        ({"checklist": (CheckRule(code="medic", article="1", when=("urgency",) * 31),)}, "rules"),
        ({"checklist": (CheckRule(code="medic", article="1"),) * 301}, "rules"),
        ({"level": "guessed"}, "level"),
        ({"majority": 200}, "majority"),
        ({"text_as_of": "last year"}, "text_as_of"),
    ],
)
def test_the_frame_of_a_set_is_checked(changed: dict[str, object], place: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked(msgspec.structs.replace(read_rule_set(MINIMAL), **changed))
    assert caught.value.facts == {"at": place}


@pytest.mark.parametrize(
    ("born", "act", "told"),
    [
        ("2008-11-29", "2026-11-28", Minority.MINOR),
        ("2008-11-29", "2026-11-29", Minority.ADULT),
        ("2008-02-29", "2026-02-28", Minority.MINOR),
        ("2008-02-29", "2026-03-01", Minority.ADULT),
        ("2008-11", "2026-11-15", Minority.POSSIBLE),
        ("2008", "2026-11-15", Minority.POSSIBLE),
        ("2009", "2026-11-15", Minority.MINOR),
        ("1990", "2026-11-15", Minority.ADULT),
        ("", "2026-11-15", Minority.UNKNOWN),
    ],
)
def test_the_age_on_the_day_of_the_act_decides_and_a_doubt_protects(
    born: str, act: str, told: Minority
) -> None:
    """LAW L26, L36."""
    found = minority(born, date.fromisoformat(act), 18)
    assert found is told
    assert found.protected == (told in (Minority.MINOR, Minority.POSSIBLE))


@pytest.mark.parametrize("born", ["2008-13", "2008-02-30", "08", "2027-01-01", "٢٠٠٨"])
def test_what_is_no_date_of_birth_is_refused(born: str) -> None:
    with pytest.raises(Invalid) as caught:
        minority(born, date(2026, 11, 15), 18)
    assert caught.value.code == "born_malformed"


def test_years_are_full_years() -> None:
    assert age_on(date(2008, 11, 29), date(2026, 11, 28)) == 17
    assert age_on(date(2008, 11, 29), date(2026, 11, 29)) == 18
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
