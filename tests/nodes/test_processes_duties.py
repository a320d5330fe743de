"""Duties between two agencies as processes: clocks of requests and recalls, handling, leave."""

from pathlib import Path

import pytest
from demo.desk import FOR, TERMS, inbox
from demo.duties import listed, question, questions
from demo.stage import Side, Stage
from tests.nodes.processes import agencies, file, patient, release

pytestmark = pytest.mark.slow

HOUR = 3600


def later(stage: Stage, seconds: int) -> None:
    """Let time pass at both exercise nodes, as their administrators' settings say."""
    for side in stage.sides:
        side.stop()
        path = side.node / "node.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        moved = [
            f"clock_offset_seconds = {seconds}" if one.startswith("clock_offset_seconds") else one
            for one in lines
        ]
        path.write_text("\n".join(moved) + "\n", encoding="utf-8")
        side.start()


def test_clocks_run_by_the_agreement_and_overdue_answers_top_the_lists(tmp_path: Path) -> None:
    """REQUIREMENTS 1.5, 1.8: eight hours, seven days, forty-eight hours for a recall."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        normal = question(madrid, "¿Quién alquiló el piso?", "normal")
        urgent = question(madrid, "¿Viajó en septiembre?", "urgent_direct")
        first, second = release(rabat, "the first"), release(rabat, "the second")
        patient(lambda: _known({normal, urgent}, questions(rabat)))
        patient(lambda: _known({first["release"], second["release"]}, inbox(madrid)))
        clock = {one: questions(rabat)[one]["due"] for one in (normal, urgent)}
        assert clock[urgent]["state"] == clock[normal]["state"] == "running"
        assert 7 * HOUR < clock[urgent]["seconds_left"] <= 8 * HOUR
        assert 167 * HOUR < clock[normal]["seconds_left"] <= 168 * HOUR
        rabat.act("liaison", "report", "recall", first["release"], "--because", "wrong")
        patient(lambda: _recalled(madrid, first["release"]))
        later(stage, 49 * HOUR)
        rabat.act("liaison", "report", "recall", second["release"], "--because", "wrong")
        ours = listed(rabat, "recall list", "follow-up")["ours"]
        assert [one["release"] for one in ours] == [first["release"], second["release"]]
        states = [one["recipients"][0]["due"]["state"] for one in ours]
        assert states == ["overdue", "running"]
        asked = listed(rabat, "request list", "clocks")["requests"]
        assert [one["identifier"] for one in asked] == [urgent, normal]
        assert [one["due"]["state"] for one in asked] == ["overdue", "running"]
        refusing = ("liaison", "request", "refuse", normal, "--agency", "madrid", "--because")
        wrong = rabat.act(*refusing, "we would rather not", expect=4)
        assert wrong["error"] == "refusal_code_unknown"
        rabat.act(*refusing, "secrecy_of_inquiry")
        patient(lambda: _outcome(madrid, normal, "refused"))
        madrid.act(
            "liaison", "recall", "answer", first["release"], "--agency", "rabat",
            "--refuse", "used_in_proceedings", "--explanation", "autos 12/26",
        )  # fmt: skip
        patient(lambda: _answered(rabat, first["release"], "refused"))
        late = listed(rabat, "recall list", "follow-up")["ours"]
        (mine,) = [one for one in late if one["release"] == first["release"]]
        assert mine["recipients"][0]["due"]["state"] == "late"


def test_h1_stays_out_of_court_and_a_release_names_its_true_recipients(tmp_path: Path) -> None:
    """REQUIREMENTS 1.3, 1.6: refused by rule, with the refusal in words."""
    with agencies(tmp_path / "stage") as stage:
        rabat, madrid = stage.sides
        letting = ("liaison", "report", "release")
        own = file(rabat, "not for a court")["report"]
        refused = rabat.act(
            *letting, own, *FOR, *TERMS["rabat"], "--handling", "H1", "--court", expect=3
        )
        assert refused["error"] == "release_court_h1"
        assert refused["words"]
        made = rabat.act(*letting, own, *FOR, *TERMS["rabat"], "--handling", "H2")
        patient(lambda: _known({made["release"]}, inbox(madrid)))
        nobody = rabat.act(*letting, own, *FOR, *TERMS["rabat"], "--to", "lisbon", expect=3)
        assert nobody["error"] == "release_recipients_differ"
        unknown = rabat.act(*letting, own, *FOR, "--ground", "because:we may", expect=3)
        assert unknown["error"] == "release_ground_unagreed"


def _known(wanted: set[str], found: object) -> None:
    missing = wanted - set(found)  # type: ignore[call-overload]
    if missing:
        raise ValueError(missing)


def _recalled(side: Side, named: str) -> None:
    if not inbox(side)[named]["recalled"]:
        raise ValueError(named)


def _outcome(side: Side, named: str, wanted: str) -> None:
    if questions(side)[named]["outcome"] != wanted:
        raise ValueError(named)


def _answered(side: Side, named: str, wanted: str) -> None:
    ours = listed(side, "recall list", "follow-up")["ours"]
    if wanted not in {
        one["outcome"] for line in ours if line["release"] == named for one in line["recipients"]
    }:
        raise ValueError(named)
