import pytest

from tansiq.terms.errors import Invalid
from tansiq.terms.handling import Handling, allowed_in_court, needs_permission_onward


@pytest.mark.parametrize("code", ["H0", "H1", "H2"])
@pytest.mark.parametrize("tlp", [None, "TLP:RED", "TLP:CLEAR"])
def test_third_party_material_always_needs_permission(code: str, tlp: str | None) -> None:
    """1.6: third-party material is refused until a signed permission exists."""
    assert needs_permission_onward(Handling(code, tlp), third_party=True)


@pytest.mark.parametrize(
    ("handling", "needed"),
    [
        (Handling("H0"), False),
        (Handling("H1"), False),
        (Handling("H2"), True),
        (Handling("H3", None, "only for the case named"), True),
        (Handling("H0", "TLP:AMBER"), True),
        (Handling("H0", "TLP:AMBER+STRICT"), True),
        (Handling("H0", "TLP:GREEN"), False),
    ],
)
def test_onward_rules_of_ones_own_material(handling: Handling, *, needed: bool) -> None:
    """1.6: onward sharing of H2 is refused until a signed permission exists."""
    assert needs_permission_onward(handling, third_party=False) is needed


def test_h1_stays_out_of_court() -> None:
    """1.6: H1 is refused in any court package."""
    assert not allowed_in_court(Handling("H1"))
    assert allowed_in_court(Handling("H0"))


@pytest.mark.parametrize(
    ("code", "tlp", "conditions"),
    [("H4", None, ""), ("h1", None, ""), ("", None, ""), ("H0", "RED", ""), ("H3", None, " ")],
)
def test_unknown_codes_and_an_h3_without_conditions_are_refused(
    code: str, tlp: str | None, conditions: str
) -> None:
    with pytest.raises(Invalid):
        Handling(code, tlp, conditions)
