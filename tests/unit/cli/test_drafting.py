"""`tansiq intake draft FILE`: one document of plain data, without a node, whatever the file is."""

import hashlib
import json
from pathlib import Path

import pytest

from tansiq.cli.main import main

STORY = """Home | News | Sport
The Norlia Coordination Directorate said on Friday, 14 March 2026 that seven people suspected of
smuggling had been arrested in Port Alder. Officers seized four mobile phones.
The eight detainees used the number +44 20 7946 0123.
All rights reserved
"""
KEYS = {"capture", "text", "dropped", "language", "paragraphs", "proposals", "contradictions"}


def drafted(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = main(["intake", "draft", *words, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert isinstance(said, dict)
    return code, said


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_the_document_holds_what_the_contract_names(
    capsys: pytest.CaptureFixture[str], story: Path
) -> None:
    """Requirement 9.3: URL, UTC capture time, tool, hash, operator stand in the draft."""
    told = ("--url", "https://example.org/a", "--operator", "Mara", "--published", "2026-03-16")
    code, said = drafted(capsys, str(story), *told)
    assert code == 0
    assert set(said) == KEYS
    capture = said["capture"]
    assert isinstance(capture, dict)
    assert capture["url"] == "https://example.org/a"
    assert capture["operator"] == "Mara"
    assert capture["captured"].endswith("Z")
    assert capture["tool"]
    assert capture["tool_version"]
    assert capture["sha256"] == hashlib.sha256(story.read_bytes()).hexdigest()
    assert said["language"] == "en"


def test_text_and_dropped_give_the_raw_text_back(
    capsys: pytest.CaptureFixture[str], story: Path
) -> None:
    _, said = drafted(capsys, str(story))
    whole, last = "", 0
    for one in said["dropped"]:
        whole += said["text"][last : one["at"]] + one["text"]
        last = one["at"]
    assert whole + said["text"][last:] == STORY
    assert "Home" not in said["text"]


def test_each_proposal_cuts_its_words_out_of_the_text(
    capsys: pytest.CaptureFixture[str], story: Path
) -> None:
    _, said = drafted(capsys, str(story))
    found = {(one["type"], one["normalised"], one["status"]) for one in said["proposals"]}
    assert ("event:arrest", "arrest:7", "suspected") in found
    assert ("date", "2026-03-14", "stated") in found
    assert ("phone", "+442079460123", "stated") in found
    assert ("item", "four mobile phones", "stated") in found
    for one in said["proposals"]:
        start, end = one["span"]
        assert said["text"][start:end] == one["value"]
        assert set(one) == {
            "type", "value", "normalised", "span", "status", "status_span", "source",
        }  # fmt: skip


def test_contradictions_have_both_spans_and_words_in_four_languages(
    capsys: pytest.CaptureFixture[str], story: Path
) -> None:
    _, said = drafted(capsys, str(story), "--published", "2026-03-16")
    kinds = {one["kind"]: one for one in said["contradictions"]}
    assert set(kinds) == {"weekday", "count"}
    (a, b), (c, d) = kinds["weekday"]["spans"]
    assert (said["text"][a:b], said["text"][c:d]) == ("Friday", "14 March 2026")
    assert set(kinds["count"]["words"]) == {"ar", "es", "fr", "en"}
    assert "viernes" in kinds["weekday"]["words"]["es"]


def test_several_files_are_held_against_each_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = {
        "a.txt": "Five men were arrested in Port Alder on 14 March 2026 after a search of flats.",
        "b.txt": "Five men were arrested in Port Alder on 14 March 2026 after a search of flats!",
        "c.txt": "Eight men were arrested in Port Alder on 14 March 2026, our reporter saw.",
    }
    for name, words in told.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    _, said = drafted(capsys, *(str(tmp_path / name) for name in told))
    assert said["origins"] == [["a.txt", "b.txt"], ["c.txt"]]
    assert [(one["kind"], one["files"]) for one in said["contradictions"]] == [
        ("figures", ["a.txt", "c.txt"])
    ]


def test_a_file_that_is_not_read_ends_in_a_name_and_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    code, said = drafted(capsys, str(picture))
    assert code == 1
    assert said["capture"]["outcome"] == "unsupported"
    assert said["capture"]["trouble"] == "kind"
    assert main(["intake", "draft", str(picture), "--lang", "es"]) == 1
    assert "puede adjuntarse" in capsys.readouterr().out


def test_a_bundle_of_another_system_is_recognised_and_proposes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bundle = tmp_path / "bundle.json"
    bundle.write_text('{"type": "bundle", "objects": []}', encoding="utf-8")
    code, said = drafted(capsys, str(bundle))
    assert (code, said["capture"]["kind"], said["proposals"]) == (0, "stix", [])


def test_cells_are_what_their_column_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("الاسم;الهاتف\nمارا فيلين;0600000456\n", encoding="utf-8")
    _, said = drafted(capsys, str(table))
    found = {(one["type"], one["value"]) for one in said["proposals"]}
    assert ("person", "مارا فيلين") in found
    assert ("phone", "0600000456") in found


@pytest.mark.parametrize("words", [("none.txt",), (".",)])
def test_what_is_no_file_is_refused(capsys: pytest.CaptureFixture[str], words: tuple[str]) -> None:
    assert main(["intake", "draft", *words]) in (4, 5)


def test_a_day_is_a_day(capsys: pytest.CaptureFixture[str], story: Path) -> None:
    assert main(["intake", "draft", str(story), "--published", "yesterday"]) == 4
    assert "time_malformed" in capsys.readouterr().err
