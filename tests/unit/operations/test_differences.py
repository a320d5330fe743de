"""What changed between two versions: every line, told apart by what names it."""

import msgspec

from tansiq.operations.differences import differences, draft_of
from tansiq.record.officers import Label
from tansiq.record.operations import (
    OperationPlan,
    OrderSite,
    OrderText,
    PassedOver,
    QuorumParty,
    QuorumRule,
    SilenceOf,
    TacticalCommitment,
)

PLAN = OperationPlan(
    operation="r-one",
    number=1,
    previous=(),
    exercise=False,
    names=(Label(language="en", text="Sample"),),
    texts=(OrderText(language="en", situation="invented", purpose="together"),),
    h_hour="2026-12-01T05:00:00Z",
    quorum=QuorumRule(
        version=1, parties=(QuorumParty(party="rabat", officers=1, role="case_officer"),)
    ),
    silence=(SilenceOf(party="rabat", minutes=30, rule="hold"),),
    commitments=(TacticalCommitment(party="rabat", commitment="00" * 32),),
    sites=(OrderSite(site="R-2", party="rabat", zone="Africa/Casablanca"),),
    languages=("ar", "en"),
    stale_minutes=5,
    zone_table="2026a",
)


def changed(**fields: object) -> dict[tuple[str, ...], tuple[str, str]]:
    after = msgspec.structs.replace(PLAN, **fields)
    return {one.path: (one.before, one.after) for one in differences(PLAN, after)}


def test_what_every_version_has_anew_is_no_change() -> None:
    assert changed(number=2, previous=("ab",), zone_table="2027b") == {}


def test_a_new_site_is_one_line_for_each_of_its_fields_and_shifts_nothing() -> None:
    first = OrderSite(site="R-1", party="rabat", zone="Africa/Casablanca")
    assert changed(sites=(first, *PLAN.sites)) == {
        ("sites", "R-1", "site"): ("", "R-1"),
        ("sites", "R-1", "party"): ("", "rabat"),
        ("sites", "R-1", "zone"): ("", "Africa/Casablanca"),
    }


def test_every_field_that_differs_is_told() -> None:
    found = changed(
        h_hour="2026-12-01T06:00:00Z",
        exercise=True,
        languages=("ar",),
        texts=(*PLAN.texts, OrderText(language="ar", situation="س", purpose="ص")),
        commitments=(TacticalCommitment(party="rabat", commitment="11" * 32),),
        passes_over=(PassedOver(origin="o", seq=3),),
    )
    assert found["h_hour",] == ("2026-12-01T05:00:00Z", "2026-12-01T06:00:00Z")
    assert found["exercise",] == ("false", "true")
    assert found["languages",] == ("ar, en", "ar")
    assert found["texts", "ar", "situation"] == ("", "س")
    assert found["commitments", "rabat", "commitment"] == ("00" * 32, "11" * 32)
    assert found["passes_over", "o 3", "seq"] == ("", "3")


def test_a_draft_of_a_version_says_the_same_again() -> None:
    draft = draft_of(PLAN)
    for name in ("names", "texts", "h_hour", "quorum", "silence", "languages", "stale_minutes"):
        assert getattr(draft, name) == getattr(PLAN, name)
    assert draft.changed == ""
