"""The ways out: a stop, a stolen key, a partner that leaves, seen from both command lines."""

from pathlib import Path

import pytest
from demo.desk import inbox
from demo.opening import CHANNEL, decide, hire
from demo.stage import Side, Stage
from tests.nodes.processes import agencies, patient, release, released

pytestmark = pytest.mark.slow

LOG = f"rabat/{CHANNEL}/g1/e1"


def _there(side: Side, named: str) -> None:
    if named not in inbox(side):
        raise ValueError(named)


def _stops(side: Side, wanted: set[str]) -> None:
    found = {one["stop"] for one in side.tansiq("stop", "list")["stops"]}
    if found != wanted:
        raise ValueError(found)


def _plan_is_for_officers(side: Side) -> None:
    """11.1: what an officer wrote is shown to an officer, with a reason, and the reading stands."""
    (bare,) = side.tansiq("stop", "list")["stops"]
    assert set(bare) == {"agency", "channel", "stop", "time"}
    where = ("stop", "show", "--channel", CHANNEL)
    assert side.tansiq(*where, who="case", expect=4)["error"] == "reason_missing"
    (seen,) = side.tansiq(*where, who="case", reason="what is stopped")["stops"]
    assert (seen["plan"], seen["stop"]) == ("plan-7", bare["stop"])
    hire(side, "privacy", "data_protection_officer")
    read = side.tansiq("audit", "reads", who="privacy", reason="round")["reads"]
    assert [one for one in read if one["action"] == "see_stops" and one["shown"] == [bare["stop"]]]


def _stop_and_lift(stage: Stage) -> None:
    rabat, madrid = stage.sides
    made = rabat.act("case", "stop", "order", "plan-7", "--channel", CHANNEL, "--because", "risk")
    patient(lambda: _stops(madrid, {made["id"]}))
    _plan_is_for_officers(madrid)
    refused = madrid.act("case", "stop", "lift", made["id"], "--channel", CHANNEL, expect=3)
    assert refused["error"] == "access_role"
    decide(
        rabat, "liaison", "case", "officer", "propose", "role", rabat.id_of("liaison"),
        "--role", "operations_commander",
    )  # fmt: skip
    decide(
        madrid, "liaison", "case", "officer", "propose", "role", madrid.id_of("liaison"),
        "--role", "operations_commander",
    )  # fmt: skip
    theirs = madrid.act("liaison", "stop", "lift", made["id"], "--channel", CHANNEL, expect=5)
    assert theirs["error"] == "stop_unknown"
    rabat.act("liaison", "stop", "lift", made["id"], "--channel", CHANNEL)
    patient(lambda: _stops(madrid, set()))


def _stolen_key(stage: Stage) -> None:
    rabat, madrid = stage.sides
    before = release(rabat, "before the key was stolen")
    patient(lambda: _there(madrid, before["release"]))
    done = rabat.tansiq(
        "key", "revoke", "1", "--root-key", str(rabat.folder / "root"), "--because", "stolen"
    )
    assert done["epoch"] == 1
    after = release(rabat, "under the new key")
    made = patient(lambda: _propose(madrid))
    assert isinstance(made, dict)
    madrid.act("case", "change", "approve", made["proposal"])
    patient(lambda: _there(madrid, after["release"]))
    assert before["release"] in inbox(madrid)
    logs = {one["origin"]: one["state"] for one in madrid.tansiq("log", "list")["logs"]}
    assert logs[LOG] == "closed"
    assert len(released(madrid, "rabat")) >= 1


def _propose(side: Side) -> dict:
    made: dict = side.act("liaison", "epoch", "accept", f"rabat/{CHANNEL}/g1/e2")
    return made


def _leaving(stage: Stage) -> None:
    rabat, madrid = stage.sides
    decide(madrid, "liaison", "case", "partner", "leave", "rabat", "--because", "treaty ended")
    assert madrid.tansiq("partner", "list")["count"] == 0
    gone = release(rabat, "after madrid left")
    told = rabat.tansiq("exchange", "now", expect=1)
    assert told["partners"][0]["problem"].startswith("partner_")
    assert gone["release"] not in inbox(madrid)
    assert rabat.partner()["lag"] > 0


def test_a_stop_a_stolen_key_and_a_partner_that_leaves(tmp_path: Path) -> None:
    """REQUIREMENTS 10.1, T10: each by its own commands, with two officers where it matters."""
    with agencies(tmp_path / "stage") as stage:
        _stop_and_lift(stage)
        path = stage.table / "bundle.tsq"
        stage.rabat.tansiq("exchange", "export", "madrid", str(path))
        found = stage.madrid.tansiq("verify", str(path))
        assert found["kind"] == "bundle"
        assert found["sound"], found
        _stolen_key(stage)
        _leaving(stage)
