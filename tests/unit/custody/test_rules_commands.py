"""What is refused before a rule set, a confirmation or an override is written."""

from dataclasses import replace

import msgspec
import pytest

from tansiq.custody.rules_commands import (
    Confirmation,
    RulesState,
    adopt_rule_set,
    confirm_rule_set,
    set_zone_override,
)
from tansiq.record.plan import NewClass
from tansiq.record.rules import RuleSetAdopted, RuleSetConfirmed, ZoneOverrideSet, rules_digest
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import HOME
from tansiq.terms.rule_files import templates
from tansiq.terms.zones import ZoneOverride

DATES = NewClass("2029-01-01", "2036-01-01")
RASILIA = templates()["rasilia"]
CONFIRMED = msgspec.structs.replace(RASILIA, confirmed_by="A. Ferrobal", confirmation="opinion 7")
WISH = Confirmation(
    jurisdiction="rasilia", version=1, digest=rules_digest(RASILIA), jurist="A. Ferrobal",
    document="opinion 7",
)  # fmt: skip
OVERRIDE = ZoneOverride(
    zone="Africa/Casablanca", since="2026-02-15T02:00:00Z", until="2026-02-16T02:00:00Z",
    offset_minutes=60, reason="a day later", source="order 12/26",
)  # fmt: skip


def state(*adopted: object) -> RulesState:
    return RulesState(adopted, DATES)  # type: ignore[arg-type]


def test_each_plan_is_one_act_in_home() -> None:
    plans = (
        (adopt_rule_set(state(), RASILIA, " first "), RuleSetAdopted(rules=RASILIA, note="first")),
        (set_zone_override(state(), OVERRIDE), ZoneOverrideSet(override=OVERRIDE)),
        (
            confirm_rule_set(state(RASILIA), WISH),
            RuleSetConfirmed(
                jurisdiction="rasilia", rules_version=1, digest=WISH.digest, jurist=WISH.jurist,
                document=WISH.document,
            ),
        ),
    )  # fmt: skip
    for (planned,), payload in plans:
        assert (planned.channel, planned.payload, planned.act) == (HOME, payload, True)


@pytest.mark.parametrize(
    ("known", "changed", "code"),
    [
        ((), {"confirmed_by": "me"}, "rule_set_confirms_itself"),
        ((), {"confirmation": "mine"}, "rule_set_confirms_itself"),
        ((), {"zone": "Europe/Atlantis"}, "rule_set_malformed"),
        ((RASILIA,), {}, "rule_set_version"),
        ((templates()["merenia"],), {"states": ("MER",)}, "rule_set_state"),
    ],
)
def test_a_set_that_may_not_be_adopted_is_refused(
    known: tuple[object, ...], changed: dict[str, object], code: str
) -> None:
    """DESIGN 11."""
    with pytest.raises(TansiqError) as caught:
        adopt_rule_set(state(*known), msgspec.structs.replace(RASILIA, **changed))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("known", "changed", "code"),
    [
        ((), {}, "rule_set_unknown"),
        ((RASILIA,), {"version": 2}, "rule_set_unknown"),
        ((CONFIRMED,), {}, "rule_set_confirmed_before"),
        ((RASILIA,), {"digest": "0" * 64}, "rule_set_changed"),
        ((RASILIA,), {"jurist": " "}, "rule_set_text_missing"),
        ((RASILIA,), {"document": ""}, "rule_set_text_missing"),
    ],
)
def test_a_confirmation_of_anything_but_the_very_set_is_refused(
    known: tuple[object, ...], changed: dict[str, object], code: str
) -> None:
    with pytest.raises(TansiqError) as caught:
        confirm_rule_set(state(*known), replace(WISH, **changed))  # type: ignore[arg-type]
    assert caught.value.code == code


def test_the_digest_of_a_set_changes_with_any_number_in_it() -> None:
    clocks = (msgspec.structs.replace(RASILIA.clocks[0], base="PT49H"), *RASILIA.clocks[1:])
    assert rules_digest(msgspec.structs.replace(RASILIA, clocks=clocks)) != WISH.digest
    assert rules_digest(RASILIA) == WISH.digest
