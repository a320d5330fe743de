"""What a partner may write of warnings, and what is set aside."""

from types import SimpleNamespace

import msgspec
import pytest

from tansiq.alerts.projection import fold
from tansiq.record.alerts import AlertIssued, AlertMessage
from tansiq.record.material import Markings
from tansiq.terms.errors import TansiqError
from tansiq.terms.ids import new_record_id

CASE = "case:joint"


def test_a_partners_record_that_breaks_a_rule_is_set_aside() -> None:
    """Codes and times of a partner are words of the field, or its entry is quarantined."""
    usual = AlertMessage(
        alert=new_record_id(), number=1, step="alert", exercise=False, urgency="immediate",
        severity="severe", certainty="likely", category="security", responses=(),
        expiry="2030-01-01T00:00:00Z", texts=(),
    )  # fmt: skip
    for change in ({"urgency": "x"}, {"expiry": "soon"}, {"alert": "r-1"}, {"step": "shout"}):
        payload = AlertIssued(
            message=msgspec.structs.replace(usual, **change), recipients=(),
            handling=Markings(code="H0"), legal_basis="", transfer_grounds=(),
        )  # fmt: skip
        with pytest.raises(TansiqError):
            list(fold(_opened(payload)))


def _opened(payload: object) -> object:
    return SimpleNamespace(
        said=SimpleNamespace(payload=payload, author=None), channel=CASE, mine=False,
        origin=f"madrid/{CASE}/g1/e1", seq=1, leaf=b"\0" * 32, agency="madrid", received="",
        header=SimpleNamespace(class_id="", time=""),
    )  # fmt: skip
