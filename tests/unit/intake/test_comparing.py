"""Several texts beside each other: one rumour counts once, and figures that differ are shown."""

import pytest
from tests.unit.intake.drafts import drafted

from tansiq.intake.comparing import compare
from tansiq.terms.intake import Clash

PAIRS = {
    "en": (
        "Five men were arrested in Saltmere on 14 March 2026, the Harbour Police said.",
        "In Saltmere eight people were detained on 14 March 2026, a resident wrote to us.",
        ("Five men", "eight people"),
    ),
    "es": (
        "Cinco hombres fueron detenidos en Salinas el 14 de marzo de 2026, dijo la Policía Naval.",
        "En Salinas la redada del 14 de marzo de 2026 acabó con ocho personas arrestadas.",
        ("Cinco hombres", "ocho personas"),
    ),
    "fr": (
        "Cinq hommes ont été arrêtés à Salines le 14 mars 2026, selon la Police maritime.",
        "À Salines, le 14 mars 2026, huit personnes ont été interpellées, raconte un riverain.",
        ("Cinq hommes", "huit personnes"),
    ),
    "ar": (
        "أوقفت الشرطة البحرية خمسة رجال بمدينة النخيل يوم 14 مارس 2026.",
        "وفي مدينة النخيل تم يوم 14 مارس 2026 اعتقال ثمانية أشخاص حسب أحد السكان.",
        ("خمسة رجال", "ثمانية أشخاص"),
    ),
}
QUOTED = {
    "en": (
        "Five men were arrested in Saltmere on 14 March 2026, according to the Merenian Agency.",
        (
            "In Saltmere police raided a shop. On 14 March 2026 five people have been detained,"
            " according to Merenian Agency."
        ),
    ),
    "es": (
        (
            "Cinco hombres fueron detenidos en Salinas el 14 de marzo de 2026, según la Agencia"
            " Mereniana."
        ),
        (
            "Según la Agencia Mereniana, en Salinas el 14 de marzo de 2026 hubo cinco personas"
            " arrestadas."
        ),
    ),
    "fr": (
        "Cinq hommes ont été arrêtés à Salines le 14 mars 2026, selon l'Agence mérénienne.",
        (
            "Selon l'Agence mérénienne, il y a eu à Salines cinq personnes interpellées le 14 mars"
            " 2026."
        ),
    ),
    "ar": (
        "أوقفت السلطات خمسة رجال بمدينة النخيل يوم 14 مارس 2026، حسب وكالة الأنباء الميرينية.",
        "حسب وكالة الأنباء الميرينية، تم بمدينة النخيل اعتقال خمسة أشخاص يوم 14 مارس 2026.",
    ),
}


@pytest.mark.parametrize("language", sorted(PAIRS))
def test_figures_of_one_event_that_differ_are_shown_with_both_stretches(language: str) -> None:
    """Requirement 7.4: two sources, one event, two numbers; each where it is said."""
    one, other, said = PAIRS[language]
    for texts, words in (((one, other), said), ((other, one), said[::-1])):
        drafts = [drafted(text) for text in texts]
        found = compare(drafts)
        assert len(found.origins) == 2
        ((first, second, clash),) = found.contradictions
        assert clash.kind is Clash.FIGURES
        told = {
            drafts[first].text[slice(*clash.spans[0])],
            drafts[second].text[slice(*clash.spans[1])],
        }
        assert all(any(word in stretch for stretch in told) for word in words)
        assert {clash.facts["one"], clash.facts["other"]} == {"5", "8"}


@pytest.mark.parametrize("language", sorted(QUOTED))
def test_a_text_that_quotes_anothers_origin_joins_its_group(language: str) -> None:
    """Requirement 7.4: what many repeat from one source counts once."""
    one, other = QUOTED[language]
    assert compare([drafted(one), drafted(other)]).origins == ((0, 1),)
    stranger = PAIRS[language][1]
    assert compare([drafted(one), drafted(stranger), drafted(other)]).origins == ((0, 2), (1,))


def test_a_copy_that_changed_the_figure_is_shown_and_is_still_one_origin() -> None:
    """Requirement 7.4: a rumour that grew is one rumour, and its growth is seen."""
    story = (
        "{} men were arrested in Saltmere on 14 March 2026 after a long search of two boats that"
        " had been seen at night near the old harbour wall by several neighbours of the quay."
    )
    found = compare([drafted(story.format(many)) for many in ("Five", "Eight")])
    assert found.origins == ((0, 1),)
    assert [clash.facts for _, _, clash in found.contradictions] == [{"one": "5", "other": "8"}]


def test_ten_carriers_of_one_figure_make_one_contradiction() -> None:
    """Requirement 7.4: repetition adds no weight."""
    one, other, _ = PAIRS["en"]
    found = compare([drafted(one + " Read more." * at) for at in range(10)] + [drafted(other)])
    assert found.origins == (tuple(range(10)), (10,))
    assert len(found.contradictions) == 1
