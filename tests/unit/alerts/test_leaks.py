"""The leak check of a warning: what it finds, field by field (5.2)."""

import pytest
from tests.unit.alerts.worded import text

from tansiq.alerts.leaks import Traces, find_leaks
from tansiq.terms.ids import entry_id, new_class_id, new_officer_id, new_record_id

TRACES = Traces(
    ("INF-7", "Karim Tazroualt", "AV-2026/31"), ("the driver of the white van at the port",)
)


@pytest.mark.parametrize(
    "said",
    [
        "tell INF-7 that",
        "inf 7 says",
        "أخبر \u2067INF‑٧\u2069",
        "KARIM   tazroualt knows",
        "Karim\u200bTazroualt",
        "file av202631",
        "the DRIVER of the white car",
        "driver, of the: white",
    ],
)
def test_identifiers_and_phrases_are_found_however_they_are_spelt(said: str) -> None:
    found = find_leaks(TRACES, (text(description=said),))
    assert found, said
    assert found[0].field == "description.en"


@pytest.mark.parametrize("field", ["headline", "description", "advice", "area"])
def test_every_field_of_every_language_is_looked_at(field: str) -> None:
    texts = (text("ar"), text("es", **{field: "diga INF-7"}))
    assert {one.field for one in find_leaks(TRACES, texts)} == {f"{field}.es"}


@pytest.mark.parametrize(
    "made",
    [
        new_record_id(),
        new_class_id(),
        new_officer_id(),
        f"{entry_id(bytes(32))}:3",
        "case:2026-017",
    ],
    ids=["record", "class", "officer", "entry", "case"],
)
def test_any_id_of_this_system_is_a_trace_whoever_it_belongs_to(made: str) -> None:
    assert find_leaks(Traces(), (text(advice=f"see {made} first"),))


def test_a_clean_text_is_clean() -> None:
    assert find_leaks(TRACES, (text(), text("ar", description="خطر قرب المدخل الشمالي."))) == ()
