"""A release as STIX: what it holds, and nothing of it once it was taken back."""

import json

from tests.unit.formats.released import RELEASES

from tansiq.formats.stix_report import release_objects, standing_objects

WORDS = ("Boats off Rasil", "Two boats", "إدريس", "white van", "gull7", "0600 000 000")


def test_a_release_is_a_report_with_what_it_mentions_under_its_codes() -> None:
    objects = {one["type"]: one for one in release_objects(RELEASES["fact"], "xa-coast")}
    report = objects["report"]
    assert report["name"] == "Boats off Rasil"
    assert report["published"] == report["created"] == "2026-02-02T10:00:00.000Z"
    assert report["modified"] == "2026-02-03T10:00:00.000Z"
    told = next(iter(report["extensions"].values()))
    assert told["grade"] == "europol_4x4:B2"
    assert told["recipients"] == ["xb-harbour"]
    marks = {one["id"]: one for one in standing_objects("xa-coast")}
    assert {marks[one].get("name", "H2") for one in report["object_marking_refs"]} == {
        "H2", "TLP:AMBER",
    }  # fmt: skip
    assert "confidence" not in json.dumps(list(objects.values()))


def test_what_an_assessment_mentions_is_no_fact() -> None:
    """REQUIREMENTS 3.2: fact and assessment are told apart."""
    objects = release_objects(RELEASES["assessment"], "xa-coast")
    assert not [one for one in objects if one["type"] in {"user-account", "location"}]
    notes = [one for one in objects if one["type"] == "note"]
    assert any("assessment: name: إدريس بن عكورت" in str(one["content"]) for one in notes)


def test_of_a_release_that_was_taken_back_no_word_is_left() -> None:
    """REQUIREMENTS 1.5: a recall takes every copy along."""
    before = release_objects(RELEASES["fact"], "xa-coast")
    after = release_objects(RELEASES["recalled"], "xa-coast")
    for word in WORDS:
        assert word in json.dumps(before, ensure_ascii=False)
        assert word not in json.dumps(after, ensure_ascii=False)
    ids = {one["id"] for one in after}
    assert all(one["revoked"] for one in after if one["type"] != "marking-definition")
    gone = {one["type"] for one in before if one["id"] not in ids}
    assert gone == {"user-account"}
