"""A node's law: adopted by an act, confirmed by another, zones overridden; by the command line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.nodes.lone import Lone, lone, staying_up

from tansiq.node import rule_sets
from tansiq.node.compose import Node
from tansiq.terms.clock import parse_stamp
from tansiq.terms.errors import Missing
from tansiq.terms.rule_files import template_text
from tansiq.terms.rule_words import Standing


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lone]:
    with lone(tmp_path_factory.mktemp("rules") / "rabat") as made, staying_up(made):
        yield made


def lines(node: Lone) -> dict[tuple[str, int], dict]:
    found = node.ask("rules", "list")["sets"]
    return {(one["jurisdiction"], one["version"]): one for one in found}


def test_templates_are_listed_and_none_of_them_is_in_force(node: Lone) -> None:
    """DESIGN 11: what binds is a set that an officer signed."""
    found = lines(node)
    assert {one for one, _ in found} >= {"es", "ma", "merenia", "rasilia", "valdoria"}
    assert {found["ma", 1]["in_force"], found["ma", 1]["adopted"]} == {"no", ""}
    shown = node.ask("rules", "show", "ma")
    assert shown["standing"] == "unconfirmed"
    assert {one["standing"] for one in shown["clocks"]} == {"unconfirmed"}
    custody = next(one for one in shown["clocks"] if one["id"] == "ma.custody.terror")
    assert (custody["base"], custody["maximum"]) == ("PT96H", "PT288H")
    assert (custody["level"], custody["text_as_of"]) == ("read", "2019-07")


def test_an_adopted_set_is_in_force_corrected_by_the_next_and_confirmed_by_its_digest(
    node: Lone, tmp_path: Path
) -> None:
    """DESIGN 11: a wrong number is mended by a signed record, not by a release."""
    node.act("case", "rules", "adopt", "valdoria")
    found = lines(node)["valdoria", 1]
    assert (found["in_force"], found["standing"], found["confirmed_by"]) == (
        "yes", "unconfirmed", "",
    )  # fmt: skip
    mended = tmp_path / "valdoria.toml"
    text = template_text("valdoria").replace("version = 1", "version = 2", 1)
    mended.write_text(text.replace('base = "PT72H"\non_end', 'base = "PT48H"\non_end', 1))
    assert node.act("case", "rules", "adopt", "valdoria", expect=6)["error"] == "rule_set_version"
    node.act("case", "rules", "adopt", str(mended), "--note", "48 h since the reform")
    shown = node.ask("rules", "show", "VAL")
    assert (shown["version"], shown["note"]) == (2, "48 h since the reform")
    wish = ("rules", "confirm", "valdoria", "--version", "2", "--jurist", "A. Ferrobal, judge",
            "--document", "opinion 7/26")  # fmt: skip
    first = node.ask("rules", "show", "valdoria", "--version", "1")
    wrong = node.act("case", *wish, "--digest", first["digest"], expect=6)
    assert wrong["error"] == "rule_set_changed"
    node.act("case", *wish, "--digest", shown["digest"])
    again = node.act("case", *wish, "--digest", shown["digest"], expect=6)
    assert again["error"] == "rule_set_confirmed_before"
    sure = node.ask("rules", "show", "valdoria")
    assert {one["standing"] for one in sure["clocks"]} == {"confirmed"}
    assert (sure["confirmed_by"], sure["confirmation"]) == ("A. Ferrobal, judge", "opinion 7/26")
    assert node.ask("rules", "show", "valdoria", "--version", "1")["standing"] == "unconfirmed"
    with Node.open(node.node) as open_node, open_node.store.reading() as tx:
        held = rule_sets.in_force(tx, "VAL", datetime.now(UTC))
        assert (held.version, held.standing) == (2, Standing.CONFIRMED)
        assert rule_sets.in_force(tx, "VAL", parse_stamp("2026-01-01T00:00:00Z")).version == 2
        for absent in ("rasilia", "ma", "nowhere"):
            with pytest.raises(Missing):
                rule_sets.in_force(tx, absent, datetime.now(UTC))


def test_who_does_not_direct_cases_neither_adopts_nor_confirms_nor_overrides(node: Lone) -> None:
    """DESIGN 6."""
    override = ("zone", "override", "Africa/Casablanca", "--since", "2026-02-15T02:00:00Z",
                "--until", "2026-02-16T02:00:00Z", "--offset", "60", "--ground", "a day later",
                "--document", "order 12/26")  # fmt: skip
    confirm = ("rules", "confirm", "valdoria", "--version", "1", "--digest", "0", "--jurist", "X",
               "--document", "Y")  # fmt: skip
    for words in (("rules", "adopt", "rasilia"), override, confirm):
        assert node.act("liaison", *words, expect=3)["error"] == "access_role"


def test_a_set_that_confirms_itself_or_takes_another_s_code_is_refused(
    node: Lone, tmp_path: Path
) -> None:
    node.act("case", "rules", "adopt", "merenia")
    text = template_text("rasilia")
    proud = tmp_path / "proud.toml"
    proud.write_text('confirmed_by = "me"\n' + text)
    assert node.act("case", "rules", "adopt", str(proud), expect=3)["error"] == (
        "rule_set_confirms_itself"
    )
    thief = tmp_path / "thief.toml"
    thief.write_text(text.replace('["RAS"]', '["MER"]'))
    assert node.act("case", "rules", "adopt", str(thief), expect=6)["error"] == "rule_set_state"
    broken = tmp_path / "broken.toml"
    broken.write_text(text.replace("PT96H", "96 hours"))
    told = node.act("case", "rules", "adopt", str(broken), expect=4)
    assert told["facts"] == {"at": "clocks.rasilia.custody.terror.base"}


def test_a_signed_override_moves_local_time_and_a_zone_that_is_none_is_refused(
    node: Lone,
) -> None:
    """REQUIREMENTS 6.2, LAW L51."""
    asked = ("zone", "show", "Africa/Casablanca", "--at", "2026-02-15T12:00:00Z")
    before = node.ask(*asked)
    assert before["local"] == "2026-02-15 12:00 +00:00 Africa/Casablanca"
    assert before["decreed_change"] == "2026-02-15T02:00:00Z"
    assert before["tzdata"]
    words = ("zone", "override", "Africa/Casablanca", "--since", "2026-02-15T02:00:00Z",
             "--until", "2026-02-16T02:00:00Z", "--ground", "a day later",
             "--document", "order 12/26")  # fmt: skip
    assert node.act("case", *words, "--offset", "61", expect=4)["error"] == "zone_override"
    node.act("case", *words, "--offset", "60")
    after = node.ask(*asked)
    assert after["local"] == "2026-02-15 13:00 +01:00 Africa/Casablanca"
    assert (after["overridden_by"], after["decreed_change"]) == ("order 12/26", "")
    assert node.ask("zone", "show", "Europe/Atlantis", expect=4)["error"] == "zone_unknown"
    with Node.open(node.node) as open_node, open_node.store.reading() as tx:
        assert [one.source for one in rule_sets.overrides(tx)] == ["order 12/26"]
