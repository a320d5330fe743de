"""Names are never matched by themselves, day after day."""

import msgspec
import pytest

from tansiq.record.matches import MatchScope
from tansiq.subjects.rounds import WATCH
from tansiq.subjects.watch_commands import checked_mode
from tansiq.terms.errors import Refused

SCOPE = MatchScope(
    type="name", norm=1, samples="", size=20, root="", case="case:joint", purpose="",
    legal_basis="art. 1", names=True,
)  # fmt: skip


def test_a_standing_match_of_names_is_refused_by_who_proposes_and_who_accepts() -> None:
    """findings: name keys are graded candidate, never automatic; both sides pass here."""
    standing = msgspec.structs.replace(SCOPE, mode=WATCH, daily=100)
    with pytest.raises(Refused) as caught:
        checked_mode(standing, 20)
    assert caught.value.code == "match_names_standing"
    assert checked_mode(SCOPE, 20).type == "name"
    assert checked_mode(msgspec.structs.replace(standing, type="phone"), 20).mode == WATCH
