"""The joint case of the demo on the stage, open and contradicted, for flows through its pages."""

import pytest
from demo import casework
from demo.narration import Narrator
from demo.stage import Side, Stage


@pytest.fixture(scope="module")
def joint(stage: Stage) -> Stage:
    """The demo's case: open, with a person about whom the two agencies contradict.

    Opened once on a stage, whichever file asks first.
    """
    if "person" not in stage.kept:
        for chapter in (casework.opening, casework.together):
            chapter(stage, Narrator(quiet=True))
        _a_place(stage.madrid)
    return stage


def _a_place(side: Side) -> None:
    """A store with coordinates, so that there is a plan to look at."""
    listed = casework.source(side, "observation", "Observation of the quay")
    store = side.act("case", "entity", "open", casework.CASE, "--schema", "Address")["entity"]
    for said in (
        ("name", "Almacén del muelle"),
        ("full", "Muelle 3, Cala Honda"),
        ("country", "es"),
        ("latitude", "35.8893"),
        ("longitude", "-5.3198"),
    ):
        casework.claim(side, store, listed, said)


def at(case: str = casework.CASE) -> str:
    return f"/cases/{case.removeprefix('case:')}"
