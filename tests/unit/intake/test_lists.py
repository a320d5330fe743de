"""Lists of seized things that no lexicon knows, spans of days, papers, towns and plates."""

import pytest
from tests.unit.intake.drafts import clashes, normals, values

from tansiq.terms.intake import Kind


@pytest.mark.parametrize(
    ("text", "things"),
    [
        (
            "Police seized 14 sextants, a brass telescope and two barographs.",
            ["14 sextants", "a brass telescope", "two barographs"],
        ),
        (
            "Two sextants, a barograph and 30 lanterns were seized.",
            ["Two sextants", "a barograph", "30 lanterns"],
        ),
        (
            "La policía decomisó tres sextantes de latón, faroles y un barógrafo.",
            ["tres sextantes de latón", "faroles", "un barógrafo"],
        ),
        (
            "Les agents ont saisi quatre sextants et un baromètre à mercure.",
            ["quatre sextants", "un baromètre à mercure"],
        ),
        ("وتم حجز 14 منظارا وخيمتين وفانوس.", ["14 منظارا", "خيمتين", "فانوس"]),
    ],
)
def test_what_a_list_of_seized_things_counts_is_an_item(text: str, things: list[str]) -> None:
    """Requirement 7.3: a thing need not be in the lexicon."""
    assert values(text, Kind.ITEM) == things


@pytest.mark.parametrize(
    "text",
    [
        "Police denied that 14 sextants had been seized.",
        "Police searched two barns and 14 cabins.",
        "They seized nothing during three hours.",
        "La policía no decomisó tres sextantes.",
        "He was arrested and must pay a fine of 4,000 euros.",
    ],
)
def test_rooms_hours_fines_and_what_is_denied_are_no_items(text: str) -> None:
    """Requirement 7.3: what is not seized is not proposed as seized."""
    assert values(text, Kind.ITEM) == []


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("The patrol of 8-14 June 2026 was long.", ["2026-06-08", "2026-06-14"]),
        ("La ronda del 3 al 5 de mayo de 2025.", ["2025-05-03", "2025-05-05"]),
        ("Dans la nuit du 26 au 27 avril 2025.", ["2025-04-26", "2025-04-27"]),
        ("من 3 إلى 5 ماي 2025.", ["2025-05-03", "2025-05-05"]),
        ("They will leave the day after tomorrow.", ["2026-03-18"]),
        ("Il partira après-demain.", ["2026-03-18"]),
        ("أوقف أمس الأول.", ["2026-03-14"]),
        ("She was seen in November.", ["2025-11"]),
        ("Fue visto el pasado día 11.", ["2026-03-11"]),
        ("It began at 0340 hours on 10 March 2026.", ["2026-03-10T03:40", "2026-03-10"]),
        ("Llegó el 10 de marzo de 2026 a las 5.30.", ["2026-03-10", "2026-03-10T05:30"]),
    ],
)
def test_spans_and_parts_of_dates_are_read(text: str, dates: list[str]) -> None:
    """Requirement 7.3: nothing is guessed beyond the last or next such day."""
    assert normals(text, Kind.DATE) == dates


def test_a_weekday_may_be_short_or_stand_before_figures() -> None:
    """Requirement 7.4: a wrong weekday is told in both forms."""
    assert clashes("Sun 14 March 2026: two men detained.") == ["weekday"]
    assert clashes("Viernes 14/03/2026. Sin novedad.") == ["weekday"]
    assert clashes("Sat 14 March 2026: two men detained.") == []


def test_a_deadline_after_publication_is_no_contradiction() -> None:
    """Requirement 7.4: an appeal due later was not told too early."""
    assert clashes("He was sentenced; an appeal must be lodged by 16 June 2026.") == []
    assert clashes("The raid took place on 16 June 2026.") == ["order"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Según el diario El Lucero de Tera, nada ocurrió.", ["El Lucero de Tera"]),
        ("D'après le quotidien La Sentinelle, rien n'a eu lieu.", ["La Sentinelle"]),
        ("قالت صحيفة «نجم الشمال» إن شيئا لم يقع.", ["نجم الشمال"]),
        ("DOVER (TPA) - Nothing happened.", ["TPA"]),
        ("The 5th Coastal Regiment was there.", ["5th Coastal Regiment"]),
        ("Un mando de la Policía Marítima habló.", ["Policía Marítima"]),
    ],
)
def test_papers_agencies_and_units_are_known_by_their_form(text: str, names: list[str]) -> None:
    """Requirement 7.3: a name is taken by its form, not from a list of names."""
    assert values(text, Kind.ORGANISATION) == names


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("A van with the registration QX12 ZZT was seen.", "QX12ZZT"),
        ("Un coche con matrícula 0000 BBB.", "0000BBB"),
        ("Une berline, plaque 1-ZZZ-000.", "1ZZZ000"),
        ("Un camión con placas ZZ-00-001.", "ZZ00001"),
    ],
)
def test_a_plate_is_a_document_by_the_word_before_it(text: str, plate: str) -> None:
    """Requirement 7.3: of whatever country's form."""
    assert normals(text, Kind.DOCUMENT) == [plate]
    assert normals(text.replace("placas", "cajas"), Kind.PHONE) == []
