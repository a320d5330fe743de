"""Organisations, places and people, as they stand inside sentences."""

import pytest
from tests.unit.intake.drafts import values

from tansiq.terms.intake import Kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The Ministry of the Interior of Merenia said so.",
            ["Ministry of the Interior of Merenia"],
        ),
        ("On Monday the Northern Brigade left.", ["Northern Brigade"]),
        (
            "The Joint Liaison Office and the Customs Administration met.",
            ["Joint Liaison Office", "Customs Administration"],
        ),
        (
            "Lo dijo la Dirección General de Aduanas de Rasilia ayer.",
            ["Dirección General de Aduanas de Rasilia"],
        ),
        (
            "El Mando Tipo de Seguridad de Valdoria comunicó la detención.",
            ["Mando Tipo de Seguridad de Valdoria"],
        ),
        ("El Ministerio público de Rasilia lo ratificó.", ["Ministerio público de Rasilia"]),
        ("Selon le parquet général de Rasilie, rien n'est sûr.", ["parquet général de Rasilie"]),
        ("أعلنت وزارة الداخلية بميرينيا أمس الخبر.", ["وزارة الداخلية بميرينيا"]),
        ("قالت وكالة الأنباء الميرينية إن الأمر صحيح.", ["وكالة الأنباء الميرينية"]),
        ("Police officers came.", []),
        ("Il est au service de son pays.", []),
    ],
)
def test_an_organisation_is_proposed_with_its_whole_name(text: str, names: list[str]) -> None:
    assert values(text, Kind.ORGANISATION) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He lived in Port Alder and Greyhaven.", ["Port Alder", "Greyhaven"]),
        ("He met Karim in April.", []),
        ("Vive en el barrio de La Ribera, cerca de Villa Serena.", ["La Ribera", "Villa Serena"]),
        ("Il vit à Hautefontaine, dans le quartier des Tanneurs.", ["Hautefontaine", "Tanneurs"]),
        ("Il a Marc pour ami.", []),
        ("يسكن بمدينة النخيل قرب خليج المرجان.", ["النخيل", "خليج المرجان"]),
        ("وصل إلى أوسلو من لشبونة.", ["أوسلو", "لشبونة"]),
        ("LISBON, 3 March 2026 - A ship came.", ["LISBON"]),
    ],
)
def test_a_place_is_known_by_the_words_before_it(text: str, names: list[str]) -> None:
    assert values(text, Kind.PLACE) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A man called Yusuf Armand came.", ["Yusuf Armand"]),
        ("Her lawyer, Tomas Oakridge, said no.", ["Tomas Oakridge"]),
        ('He is known as "Abu Test" there.', ["Abu Test"]),
        ("El detenido, identificado como Julián Robledal Mora, calló.", ["Julián Robledal Mora"]),
        ("La ministre Hélène Marais a parlé.", ["Hélène Marais"]),
        ("أوقف المدعو إدريس القلان بالمطار.", ["إدريس القلان"]),
        ("وقال العقيد سعيد بن ناصر إن الأمر انتهى.", ["سعيد بن ناصر"]),
        ("Two phones and a car.", []),
    ],
)
def test_a_person_is_named_after_a_word_that_introduces_one(text: str, names: list[str]) -> None:
    assert values(text, Kind.PERSON) == names


def test_a_name_the_text_made_a_place_is_one_where_it_stood_before() -> None:
    text = "Greyhaven woke early. Later the men fled to the port of Greyhaven."
    assert values(text, Kind.PLACE) == ["Greyhaven", "Greyhaven"]
