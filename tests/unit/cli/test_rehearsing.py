"""The pace of an exercise is a number that somebody can live through."""

from argparse import Namespace
from typing import cast

import pytest

from tansiq.cli.frame import Call
from tansiq.cli.operation_after import COMMANDS
from tansiq.terms.errors import Invalid


@pytest.mark.parametrize("pace", [0.0, -1.0, float("nan"), float("inf"), 1e300])
def test_a_pace_that_is_none_is_refused_before_anything_is_opened(pace: float) -> None:
    rehearse = next(one for one in COMMANDS if one.path == "operation rehearse")
    with pytest.raises(Invalid) as caught:
        rehearse.run(cast("Call", Namespace(args=Namespace(pace=pace))))
    assert caught.value.code == "rehearsal_pace"
