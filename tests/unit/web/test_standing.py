"""An erasure is never called more than it is, in any language."""

import pytest

from tansiq.ledger.erase import Standing
from tansiq.node.erasures import ErasureSeen
from tansiq.oversight.queries import ErasureOrder
from tansiq.terms.languages import Language
from tansiq.web.speech import Manner, Speech
from tansiq.web.templating import environment

STATES = ("waiting", "confirmed", "refused", *Standing)
KEPT = ("begun", "ciphertext", "key", "replica", "replica_slot", "slot_key:0123456789abcdef",
        "wal", "wal_archive", "wal_kept", "wal_recycled")  # fmt: skip


def told(state: str, language: str, until: str = "", because: tuple[str, ...] = ()) -> str:
    order = ErasureOrder(
        order="r-a", officer="of-a", classes=("rc-a",), ground="wrong", explanation="",
        time="2026-11-02T12:00:00Z", decision="", erased=False,
    )  # fmt: skip
    spoken = Language(language)
    words = environment(spoken).get_template("oversight/words.html").module
    speech = Speech.of(spoken, Manner("ar", "ar-MA", "UTC"))
    return str(words.standing(ErasureSeen(order, state, until, because), speech))  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", STATES)
def test_only_what_is_done_looks_done(state: str, language: str) -> None:
    assert ("badge good" in told(state, language)) == (state == "done")
    others = {told(one, language) for one in STATES if one != state}
    assert told(state, language) not in others


@pytest.mark.parametrize("language", Language)
def test_whatever_is_left_is_named_in_words(language: str) -> None:
    said = told("incomplete", language, "2026-12-28T19:02:35Z", KEPT)
    assert said.count("<li>") == len(KEPT)
    assert "2026" in said
    assert not [one for one in KEPT if "_" in one and one in said]
