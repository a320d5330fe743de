"""What an officer reads before they answer a partner, and what no answer says by accident."""

from pathlib import Path

import pytest
from demo.duties import question
from demo.opening import CHANNEL
from demo.stage import Side
from tests.nodes.processes import agencies, patient, release

pytestmark = pytest.mark.slow


def whole(side: Side, kind: str, identifier: str, agency: str, expect: int = 0) -> dict:
    words = (kind, "show", identifier, "--agency", agency)
    return side.tansiq(*words, who="liaison", reason="before we answer", expect=expect)


def answered(side: Side, kind: str, identifier: str, agency: str) -> dict:
    def found() -> dict:
        (one,) = whole(side, kind, identifier, agency)["answers"]
        return dict(one)

    return patient(found)  # type: ignore[return-value]


def test_what_is_asked_is_read_whole_before_it_is_answered(tmp_path: Path) -> None:
    """REQUIREMENTS 1.5, 1.8, 11.1: question, measure and purpose, read with a reason."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        asked = question(madrid, "¿Quién alquiló el piso?", "normal")
        shown = patient(lambda: whole(rabat, "request", asked, "madrid"))
        assert shown["record"]["question"] == "¿Quién alquiló el piso?"
        assert all(one["valid"] for one in shown["acts"])
        rabat.tansiq("request", "show", asked, "--agency", "madrid", who="liaison", expect=4)
        _no_answer_by_accident(rabat, asked)
        rabat.act("liaison", "request", "answer", asked, "--agency", "madrid", "--nothing-held")
        assert answered(madrid, "request", asked, "madrid")["record"]["outcome"] == "nothing_held"

        sent = release(rabat, "to be taken back")["release"]
        patient(lambda: madrid.tansiq(
            "report", "show", f"rabat/{sent}", who="liaison", reason="inquiry 31/26"
        ))  # fmt: skip
        leave = madrid.act(
            "liaison", "permission", "ask", sent, "--agency", "rabat", "--to", "lisbon",
            "--purpose", "the same crew was seen there",
        )["id"]  # fmt: skip
        seen = patient(lambda: whole(rabat, "permission", leave, "madrid"))
        assert seen["record"]["recipients"] == ["lisbon"]
        assert seen["record"]["purpose"] == "the same crew was seen there"
        mended = rabat.act(
            "liaison", "report", "correct", sent, "--text", "two vans",
            "--explanation", "miscounted",
        )["id"]  # fmt: skip
        seen = patient(lambda: whole(madrid, "correction", mended, "rabat"))
        assert (seen["record"]["changed"], seen["record"]["explanation"]) == (
            ["text"],
            "miscounted",
        )

        rabat.act(
            "liaison", "report", "recall", sent, "--because", "source_at_risk",
            "--measure", "restrict", "--explanation", "tell nobody",
        )  # fmt: skip
        seen = patient(lambda: whole(madrid, "recall", sent, "rabat"))
        assert (seen["record"]["measure"], seen["record"]["explanation"]) == (
            "restrict",
            "tell nobody",
        )
        _no_notice_of_another_channel(rabat)


def _no_answer_by_accident(side: Side, asked: str) -> None:
    """A forgotten or contradictory word is no signed statement that nothing is held."""
    say = ("liaison", "request", "answer", asked, "--agency", "madrid")
    for words in ((), ("--nothing-held", "--release", "r-aaaaaaaaaaaaaaaaaaaaaaaaaa")):
        assert side.act(*say, *words, expect=4)["error"] == "cli_one_of"
    back = ("liaison", "recall", "answer", asked, "--agency", "madrid")
    for words in ((), ("--comply", "--refuse", "used_in_proceedings")):
        assert side.act(*back, *words, expect=4)["error"] == "cli_one_of"


def _no_notice_of_another_channel(side: Side) -> None:
    """Who may read `home` alone is not told what was taken back in a channel."""
    listing = ("recall", "list", "--channel")
    there = side.tansiq(*listing, CHANNEL, who="liaison", reason="round")["ours"]
    assert [one["title"] for one in there] == ["to be taken back"]
    assert side.tansiq(*listing, "home", who="liaison", reason="round")["ours"] == []
