"""`tansiq custody`: what an officer records and reads by the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.nodes.custodial import JPEG, Custodial
from tests.nodes.operated import Operated, operated

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    with operated(tmp_path_factory.mktemp("verbs")) as made:
        made.begin()
        Custodial(made.rabat).adopt()
        yield made


def test_an_arrest_its_events_and_a_thing_by_the_command_line(
    day: Operated, tmp_path: Path
) -> None:
    """REQUIREMENTS 7.4, 7.6."""
    node, where = day.rabat.lone, day.rabat.where
    about = (where.operation, "--channel", where.channel, "--site", "RABAT-1")
    held = node.act(
        "case", "custody", "arrest", *about, "--clock", "rasilia.custody", "--name", "Invented",
        "--born", "1990-01-01", "--nationality", "ras", "--ground", "order 5/26",
    )["arrest"]  # fmt: skip
    node.act("case", "custody", "note", held, "rights_told", "--language", "ar")
    photo = tmp_path / "thing.jpg"
    photo.write_bytes(JPEG)
    thing = ("--what", "phone", "--found", "drawer", "--held-by", held)
    node.act("case", "custody", "seize", *about, "--label", "V-1", *thing, "--photo", str(photo))
    node.act("case", "custody", "incident", *about, "--what", "fire", "--words", "kitchen")
    reading = {"who": "case", "reason": "order 5/26"}
    (one,) = node.ask("custody", "list", **reading)["persons"]
    assert (one["status"], one["name"], one["counted_by"]) == ("suspected", "Invented", "rules")
    clocks = {each["clock"]: each for each in one["clocks"]}
    assert clocks["rasilia.custody"]["standing"] == "unconfirmed"
    assert clocks["rasilia.custody"]["clock_state"] == "running"
    shown = node.ask("custody", "show", held, **reading)
    assert [each["event"] for each in shown["notes"]] == ["rights_told"]
    assert shown["items"][0]["held_by"] == held
    (item,) = node.ask("custody", "items", **reading)["items"]
    assert (item["label"], len(item["photographs"])) == ("V-1", 1)
    assert node.ask("custody", "list", "--exercise", **reading)["persons"] == []


def test_what_is_far_too_large_or_unknown_is_refused_in_words(
    day: Operated, tmp_path: Path
) -> None:
    """Bad input: a photograph of 50 MB, an event of no list, a person nobody knows."""
    node, where = day.rabat.lone, day.rabat.where
    about = (where.operation, "--channel", where.channel, "--site", "RABAT-1")
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    wish = ("--label", "V-2", "--what", "phone", "--found", "x", "--photo", str(huge))
    refused = node.act("case", "custody", "seize", *about, *wish, expect=4)
    assert refused["error"] == "custody_photo_size"
    nobody = "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"
    note = ("custody", "note", nobody)
    assert node.act("case", *note, "dreamt", expect=4)["error"] == "word_unknown"
    assert node.act("case", *note, "released", expect=5)["error"] == "custody_arrest_unknown"
    refused = node.act("liaison", "custody", "arrest", *about, expect=3)
    assert refused["error"] == "access_role"
