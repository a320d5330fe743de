"""What cannot both be so is shown with both stretches; what can is left in peace."""

import pytest
from tests.unit.intake.drafts import clashes, drafted

from tansiq.intake.comparing import compare
from tansiq.terms.intake import Clash


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("He was arrested on Friday, 14 March 2026.", ["weekday"]),
        ("He was arrested on Saturday, 14 March 2026.", []),
        ("Fue detenido el viernes 14 de marzo de 2026.", ["weekday"]),
        ("Il a été arrêté vendredi 14 mars 2026.", ["weekday"]),
        ("أوقف يوم الجمعة 14 مارس 2026.", ["weekday"]),
        ("Five men were detained. The six detainees were brought before a judge.", ["count"]),
        ("Cinco hombres fueron detenidos. Los seis detenidos callaron.", ["count"]),
        ("Cinq hommes ont été arrêtés. Les six interpellés se taisent.", ["count"]),
        ("أوقفت الشرطة خمسة رجال. وعُرض الموقوفون الستة على القاضي.", ["count"]),
        (
            "Four people were arrested in Leeds and three more in York. The seven detainees wait.",
            [],
        ),
        ("Five men were detained. In a separate case, the six detainees were freed.", []),
        ("Five men were detained. One of them was freed. Two others are sought.", []),
        ("Sept blessés selon la mairie, tandis que la presse parle de onze blessés. ", ["count"]),
        ("Idris, 31, born on 3 February 1984, was arrested.", ["age"]),
        ("Idris, 42, born on 3 February 1984, was arrested.", []),
        ("He was arrested in June 2022, aged 27. He was born on 5 May 1995.", []),
        ("The operation took place on 4 June 2026 in Westhollow.", ["order"]),
        ("The operation will end on 4 June 2026.", []),
        ("La operación concluirá el 4 de junio de 2026.", []),
        ("نُفذت العملية يوم 4 يونيو 2026.", ["order"]),
    ],
)
def test_contradictions_inside_a_text(text: str, kinds: list[str]) -> None:
    assert clashes(text) == kinds


STORY = "Five men were arrested in Port Alder on 14 March 2026 after a search of three flats there."


def test_a_story_that_many_carry_counts_once() -> None:
    told = [drafted(STORY + f" Read by outlet {at}.") for at in range(10)]
    other = drafted(
        "Eight men were arrested in Port Alder on 14 March 2026, a witness in town wrote to us."
    )
    found = compare([*told, other])
    assert found.origins == (tuple(range(10)), (10,))


def test_two_sources_with_other_figures_for_one_event_are_held_against_each_other() -> None:
    other = "Eight men were arrested in Port Alder on 14 March 2026, a witness in town wrote to us."
    found = compare([drafted(STORY), drafted(other)])
    assert [(one, two, clash.kind) for one, two, clash in found.contradictions] == [
        (0, 1, Clash.FIGURES)
    ]


def test_events_of_other_days_or_places_are_not_held_against_each_other() -> None:
    for other in (
        "Eight men were arrested in Greyhaven on 14 March 2026, a witness in town wrote to us.",
        "Eight men were arrested in Port Alder on 2 March 2026, a witness in town wrote to us.",
    ):
        assert compare([drafted(STORY), drafted(other)]).contradictions == ()


def test_texts_that_quote_one_origin_count_once() -> None:
    by = "according to the Merenian Press Agency"
    one = f"Five men were arrested in Saltmere on 14 March 2026, {by}."
    two = f"In Saltmere police say that on 14 March 2026 five men have been arrested, {by}."
    assert compare([drafted(one), drafted(two)]).origins == ((0, 1),)
